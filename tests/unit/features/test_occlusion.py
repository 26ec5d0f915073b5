"""Occlusive thrombus, per leg (fhir-input.md "occlusion-status")."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import LEFT, RIGHT, condition, days_ago, hours_ago, observation

BOTH_LEGS = condition("ICD-10-CM|I82.423", days_ago(3))
RIGHT_LEG = condition("ICD-10-CM|I82.421", days_ago(3))
ILIAC, POPLITEAL = "SNOMED|46027005", "SNOMED|56849005"


def status(answer, at=None, *, site=None, **more):
    return observation("occlusion-status", answer, at, site=site, **more)


@pytest.mark.trap("F-38")
def test_a_status_without_body_site_speaks_for_the_whole_finding(extracted):
    assert extracted("occlusive", BOTH_LEGS, status("occlusive")).value == "present"
    assert extracted("occlusive", BOTH_LEGS, status("non-occlusive")).value == "absent"


@pytest.mark.trap("F-38", "F-60")
def test_in_bilateral_disease_both_legs_must_be_occluded(extracted):
    right, left = status("occlusive", site=[ILIAC, RIGHT]), status("occlusive", site=[ILIAC, LEFT])
    assert extracted("occlusive", BOTH_LEGS, right, left).value == "present"
    assert extracted("occlusive", BOTH_LEGS, right, status("non-occlusive", site=[ILIAC, LEFT])).value == "absent"
    assert extracted("occlusive", BOTH_LEGS, right).possible == {"present", "absent"}


def test_in_one_leg_its_own_status_counts(extracted):
    right, left = status("occlusive", site=[ILIAC, RIGHT]), status("non-occlusive", site=[ILIAC, LEFT])
    assert extracted("occlusive", RIGHT_LEG, right, left).value == "present"
    assert extracted("occlusive", RIGHT_LEG, left).is_known is False


def test_one_occluded_vein_occludes_the_leg(extracted):
    iliac, popliteal = (
        status("occlusive", site=[ILIAC, RIGHT]),
        status("non-occlusive", hours_ago(0.5), site=[POPLITEAL, RIGHT]),
    )
    assert extracted("occlusive", RIGHT_LEG, iliac, popliteal).value == "present"


def test_the_newest_status_of_a_vein_counts(extracted):
    older, newer = (
        status("occlusive", days_ago(2), site=[ILIAC, RIGHT]),
        status("non-occlusive", days_ago(1), site=[ILIAC, RIGHT]),
    )
    assert extracted("occlusive", RIGHT_LEG, older, newer).value == "absent"


def test_a_newer_status_of_the_whole_finding_replaces_older_ones_of_veins(extracted):
    older, newer = status("occlusive", days_ago(2), site=[ILIAC, RIGHT]), status("non-occlusive", days_ago(1))
    assert extracted("occlusive", RIGHT_LEG, older, newer).value == "absent"
    older, newer = status("non-occlusive", days_ago(2)), status("occlusive", days_ago(1), site=[ILIAC, RIGHT])
    assert extracted("occlusive", RIGHT_LEG, older, newer).value == "present"


def test_of_two_different_statuses_at_the_same_time_occlusive_counts_and_the_feature_says_so(extracted):
    at = days_ago(1)
    found = extracted("occlusive", RIGHT_LEG, status("non-occlusive", at), status("occlusive", at))
    assert found.value == "present"
    assert any("at the same time" in note for note in found.notes)


def test_a_status_of_an_earlier_episode_is_not_used(extracted):
    assert not extracted("occlusive", RIGHT_LEG, status("occlusive", days_ago(60))).is_known


@pytest.mark.parametrize("more", [{"status": "preliminary"}, {"given": "perhaps"}])
def test_a_status_that_does_not_count_or_says_nothing_leaves_it_unknown(extracted, more):
    found = extracted("occlusive", RIGHT_LEG, status(more.pop("given", "occlusive"), **more))
    assert not found.is_known


def test_nothing_documented_is_unknown(extracted):
    found = extracted("occlusive", RIGHT_LEG)
    assert (found.possible, found.state) == ({"present", "absent"}, State.NOT_ASKED)
