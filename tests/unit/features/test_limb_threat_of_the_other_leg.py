"""Gangrene and compartment syndrome are limb threat only in a leg that has, or may have, the DVT."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import LEFT, RIGHT, condition, days_ago, hours_ago, observation

NAME = "limb_threat"
RIGHT_DVT, BOTH_DVT, A_DVT = (condition(f"ICD-10-CM|I82.42{side}", days_ago(2)) for side in "139")
GANGRENE = "ICD-10-CM|I96"
OF_THE_LEFT = [
    condition("ICD-10-CM|M79.A22", hours_ago(5)),
    condition("ICD-10-CM|T79.A22A", hours_ago(5)),
    condition(GANGRENE, hours_ago(5), site=LEFT),
]


@pytest.mark.parametrize("sign", OF_THE_LEFT)
def test_a_sign_of_the_leg_without_a_dvt_is_named_and_is_no_limb_threat(extracted, sign):
    found = extracted(NAME, RIGHT_DVT, sign)
    assert (found.possible, found.state) == ({"present", "absent"}, State.NOT_ASKED)
    assert "gangrene or compartment syndrome is documented of the other leg" in found.notes
    normal = extracted(NAME, RIGHT_DVT, sign, observation("limb-threat", False, hours_ago(1)))
    assert (normal.value, len(normal.notes)) == ("absent", 1)


@pytest.mark.parametrize("sign", OF_THE_LEFT)
@pytest.mark.parametrize(
    "others",
    [[BOTH_DVT], [A_DVT], [RIGHT_DVT, condition("ICD-10-CM|I82.402", days_ago(1), verification="provisional")]],
    ids=["both legs", "leg not told", "suspected there"],
)
def test_a_sign_of_a_leg_that_may_have_the_dvt_is_limb_threat(extracted, sign, others):
    assert extracted(NAME, *others, sign).value == "present"


@pytest.mark.parametrize("site", [None, RIGHT, [LEFT, RIGHT]])
def test_a_sign_of_that_leg_or_without_a_side_is_limb_threat(extracted, site):
    assert extracted(NAME, RIGHT_DVT, condition(GANGRENE, hours_ago(5), site=site)).value == "present"
