"""Refuted diagnoses are gone through once, however many suspicions they may refute."""

from __future__ import annotations

from service.features import refuted
from service.fhir.status import is_refuted
from tests.builders import condition, days_ago

WHOLE_RIGHT, WHOLE_LEFT, POPLITEAL = "ICD-10-CM|I82.401", "ICD-10-CM|I82.402", "ICD-10-CM|I82.431"


def suspected(number: int) -> dict[str, object]:
    return condition(WHOLE_RIGHT, days_ago(5 + number / 1000), verification="provisional", id=f"suspected-{number}")


def other_leg(number: int) -> dict[str, object]:
    return condition(WHOLE_LEFT, days_ago(1), verification="refuted", id=f"refuted-{number}")


def test_refuted_conditions_are_sorted_once_for_all_suspicions(extracted, monkeypatch):
    asked = []

    def asking(resource):
        asked.append(resource.id)
        return is_refuted(resource)

    monkeypatch.setattr(refuted, "is_refuted", asking)
    record = [each for number in range(30) for each in (suspected(number), other_leg(number))]
    assert extracted("acute_leg_dvt_confirmed", *record).value is None
    # Each once where they are sorted, and for each suspicion the newest of a code and a side.
    assert len(asked) <= 60 + 2 * 30


def test_the_newest_of_many_refutations_counts(extracted):
    refutations = [
        condition(WHOLE_RIGHT, days_ago(days), verification="refuted", id=f"refuted-{days}") for days in (9, 1, 7)
    ]
    assert extracted("acute_leg_dvt_confirmed", suspected(0), *refutations).value == "absent"
    assert extracted("acute_leg_dvt_confirmed", suspected(0), refutations[0], refutations[2]).value is None


def test_the_whole_leg_refutes_a_vein_and_a_vein_does_not_refute_another(extracted):
    popliteal = condition(POPLITEAL, days_ago(5), verification="provisional")
    whole = condition(WHOLE_RIGHT, days_ago(1), verification="refuted")
    femoral = condition("ICD-10-CM|I82.411", days_ago(1), verification="refuted")
    assert extracted("acute_leg_dvt_confirmed", popliteal, whole).value == "absent"
    assert extracted("acute_leg_dvt_confirmed", popliteal, femoral).value is None
