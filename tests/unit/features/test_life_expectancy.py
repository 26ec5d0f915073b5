"""Life expectancy of a year or more (ruling 27, R-53)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import concept, condition, days_ago, encounter, observation, procedure, service_request

NAME, COMFORT, HOSPICE, PALLIATIVE = "life_expectancy_ge_1y", "SNOMED|133918004", "SNOMED|385763009", "ICD-10-CM|Z51.5"


def limited(answer, at=None):
    return observation("limited-life-expectancy", answer, at)


def test_nothing_documented_reads_as_a_year_or_more(extracted):
    expected = extracted(NAME)
    assert expected.value == "present"
    assert expected.state is State.NOT_DOCUMENTED


@pytest.mark.trap("F-45", "F-88")
def test_the_documented_judgement_decides(extracted):
    assert extracted(NAME, limited(answer=True)).value == "absent"
    assert extracted(NAME, limited(answer=False)).value == "present"
    assert extracted(NAME, limited(True, days_ago(300))).value == "absent"
    assert extracted(NAME, limited(False, days_ago(1)), limited(True, days_ago(300))).value == "present"


@pytest.mark.trap("F-88")
def test_comfort_or_hospice_care_limits_it_and_wins_over_the_judgement(extracted):
    for care in (
        procedure(COMFORT, days_ago(3)),
        service_request(HOSPICE),
        encounter("IMP", days_ago(3), type=[concept(HOSPICE)]),
        condition(HOSPICE),
    ):
        assert extracted(NAME, care).value == "absent"
        assert extracted(NAME, care, limited(answer=False)).value == "absent"


def test_comfort_care_that_was_not_given_does_not_count(extracted):
    assert extracted(NAME, procedure(COMFORT, days_ago(3), status="not-done")).value == "present"
    assert extracted(NAME, service_request(HOSPICE, status="revoked")).value == "present"


def test_palliative_care_alone_is_asked_about(extracted):
    assert extracted(NAME, condition(PALLIATIVE, days_ago(3))).state is State.NOT_ASKED
    assert extracted(NAME, condition(PALLIATIVE, days_ago(3)), limited(answer=False)).value == "present"


def test_conditions_suffice_and_unanswered_ones_leave_it_unknown(extracted):
    assert extracted(NAME, asked=("conditions", "observations")).value == "present"
    assert extracted(NAME, unreachable=("conditions",)).state is State.UNREACHABLE
