"""D-dimer: unit families, age, pregnancy, windows (ruling 35, C-35)."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import condition, days_ago, encounter, hours_ago, medication_request, observation, patient

FEU, DDU, AMBIGUOUS = "LOINC|48065-7", "LOINC|48066-5", "LOINC|3246-6"
DVT = condition("ICD-10-CM|I82.461", days_ago(3), recorded=days_ago(3))


def born(years, gender="male"):
    return patient(f"{2026 - years}-01-01", gender)


def feu(number, at=None, unit="ng/mL", **more):
    return observation(FEU, (number, unit), at, **more)


def ddu(number, at=None, unit="ng/mL", **more):
    return observation(DDU, (number, unit), at, **more)


@pytest.mark.trap("T-94", "T-95", "T-96", "F-65")
@pytest.mark.parametrize(
    ("years", "result", "value"),
    [
        (40, feu(499), "absent"),
        (40, feu(500), "present"),
        (50, feu(500), "present"),
        (51, feu(500), "absent"),
        (51, feu(509), "absent"),
        (51, feu(510), "present"),
        (66, feu(640), "absent"),
        (66, feu(660), "present"),
        (40, ddu(249), "absent"),
        (40, ddu(250), "present"),
        (40, ddu(300), "present"),
        (66, ddu(329), "absent"),
        (66, ddu(330), "present"),
    ],
)
def test_each_unit_family_has_its_own_age_adjusted_limit(extracted, years, result, value):
    assert extracted("d_dimer_positive", born(years), DVT, result).value == value


@pytest.mark.trap("T-97", "T-98")
@pytest.mark.parametrize(
    ("number", "unit"), [(0.5, "mg/L"), (0.5, "ug/mL"), (500, "ug/L"), (500, "ng/mL{FEU}"), (0.5, "mg/L{FEU}")]
)
def test_mass_units_are_made_equal(extracted, number, unit):
    assert extracted("d_dimer_positive", born(40), feu(number, unit=unit)).value == "present"


@pytest.mark.trap("T-99")
def test_a_code_and_a_unit_of_different_families_cannot_be_read(extracted):
    contradiction = extracted("d_dimer_positive", born(40), feu(600, unit="ng/mL{DDU}", interpretation="H"))
    assert contradiction.state is State.REFUSED
    assert not contradiction.is_known


def test_the_limit_stands_beside_the_result_without_brackets(extracted):
    (evidence,) = extracted("d_dimer_positive", born(40), feu(640)).evidence
    assert evidence.value == "640 ng/mL, limit 500 ng/mL FEU"


@pytest.mark.trap("T-100", "T-101")
def test_an_ambiguous_code_is_never_held_against_a_threshold(extracted):
    plain = extracted("d_dimer_positive", born(40), observation(AMBIGUOUS, (5000, "ng/mL")))
    assert not plain.is_known
    assert plain.state is State.REFUSED


@pytest.mark.trap("T-100")
@pytest.mark.parametrize(("flag", "value"), [("H", "present"), ("POS", "present"), ("N", "absent"), ("L", "absent")])
def test_an_ambiguous_code_is_read_by_the_interpretation_of_the_laboratory(extracted, flag, value):
    judged = extracted("d_dimer_positive", observation(AMBIGUOUS, (300, "ng/mL"), interpretation=flag))
    assert judged.value == value


def test_an_indeterminate_interpretation_stays_unknown(extracted):
    assert not extracted("d_dimer_positive", observation(AMBIGUOUS, (300, "ng/mL"), interpretation="IND")).is_known


@pytest.mark.trap("T-100")
@pytest.mark.parametrize(("number", "value"), [(229, "absent"), (230, "present")])
def test_an_ambiguous_code_is_read_by_the_reference_range(extracted, number, value):
    limit = [{"high": {"value": 230, "unit": "ng/mL"}}]
    assert extracted("d_dimer_positive", observation(AMBIGUOUS, (number, "ng/mL"), referenceRange=limit)).value == value
    other_unit = [{"high": {"value": 230, "unit": "ug/mL"}}]
    read = extracted("d_dimer_positive", observation(AMBIGUOUS, (number, "ng/mL"), referenceRange=other_unit))
    assert not read.is_known


@pytest.mark.trap("T-98")
def test_a_unit_that_names_its_family_makes_an_ambiguous_code_clear(extracted):
    assert extracted("d_dimer_positive", born(40), observation(AMBIGUOUS, (300, "ng/mL{DDU}"))).value == "present"
    assert extracted("d_dimer_positive", born(40), observation(AMBIGUOUS, (300, "ng/mL{FEU}"))).value == "absent"


def test_for_mass_units_the_number_decides_and_not_the_flag(extracted):
    assert extracted("d_dimer_positive", born(66), feu(640, interpretation="H")).value == "absent"
    assert extracted("d_dimer_positive", born(40), feu(640, interpretation="N")).value == "present"


def test_without_a_known_unit_the_laboratory_decides(extracted):
    assert extracted("d_dimer_positive", born(40), feu(640, unit="furlong", interpretation="H")).value == "present"
    assert extracted("d_dimer_positive", born(40), feu(640, unit="furlong")).state is State.REFUSED


def test_in_pregnancy_the_limit_is_not_age_adjusted(extracted):
    pregnant = observation("pregnant", given=True)
    woman = born(55, "female")
    assert extracted("d_dimer_positive", woman, feu(520), pregnant).value == "present"
    assert extracted("d_dimer_positive", woman, feu(520), observation("pregnant", given=False)).value == "absent"


def test_where_pregnancy_is_unknown_both_limits_are_tried(extracted):
    woman = born(55, "female")
    between = extracted("d_dimer_positive", woman, feu(520))
    assert not between.is_known
    assert between.evidence
    assert extracted("d_dimer_positive", woman, feu(499)).value == "absent"
    assert extracted("d_dimer_positive", woman, feu(550)).value == "present"


def test_where_age_is_unknown_only_clear_results_decide(extracted):
    ageless = patient(None, "male")
    assert extracted("d_dimer_positive", ageless, feu(499)).value == "absent"
    assert not extracted("d_dimer_positive", ageless, feu(640)).is_known
    assert extracted("d_dimer_positive", ageless, feu(1300)).value == "present"


def test_a_bounded_result_may_decide(extracted):
    assert extracted("d_dimer_positive", born(40), observation(FEU, ("<", 270, "ng/mL"))).value == "absent"
    assert extracted("d_dimer_positive", born(40), observation(FEU, (">", 4000, "ng/mL"))).value == "present"
    assert not extracted("d_dimer_positive", born(40), observation(FEU, ("<", 600, "ng/mL"))).is_known


@pytest.mark.trap("T-102")
def test_samples_of_fourteen_days_around_the_first_finding_count(extracted):
    dvt = condition("ICD-10-CM|I82.461", days_ago(20), recorded=days_ago(20))
    for at in (days_ago(34), days_ago(6)):
        assert extracted("d_dimer_positive", born(40), dvt, feu(900, at)).value == "present"
    for at in (days_ago(35), days_ago(5)):
        assert not extracted("d_dimer_positive", born(40), dvt, feu(900, at)).is_known


def test_without_a_finding_the_window_is_counted_from_now(extracted):
    assert extracted("d_dimer_positive", born(40), feu(900, days_ago(14))).value == "present"
    assert not extracted("d_dimer_positive", born(40), feu(900, days_ago(15))).is_known


@pytest.mark.trap("T-102")
def test_after_48_hours_of_treatment_a_sample_does_not_count(extracted):
    treated = medication_request("RxNorm|1364430", days_ago(5), dose=(5, "mg"), times_a_day=2)
    before = feu(900, hours_ago(5 * 24 - 47.9))
    after = feu(900, hours_ago(5 * 24 - 48))
    assert extracted("d_dimer_positive", born(40), treated, before).value == "present"
    assert not extracted("d_dimer_positive", born(40), treated, after).is_known


def test_the_newest_sample_decides_and_of_two_at_once_the_positive_one(extracted):
    assert extracted("d_dimer_positive", born(40), feu(900, days_ago(2)), feu(100, days_ago(1))).value == "absent"
    at = hours_ago(5)
    both = extracted("d_dimer_positive", born(40), feu(900, at), ddu(100, at))
    assert both.value == "present"
    assert any("same time" in note for note in both.notes)


def test_a_preliminary_sample_is_named(extracted):
    result = extracted("d_dimer_positive", born(40), feu(900, status="preliminary"))
    assert not result.is_known
    assert any("preliminary" in note for note in result.notes)


@pytest.mark.trap("F-65")
def test_no_d_dimer_is_unknown_also_in_an_inpatient(extracted):
    assert extracted("d_dimer_positive", encounter("IMP", days_ago(2))).state is State.NOT_ASKED


def test_an_implausible_number_is_refused(extracted):
    assert extracted("d_dimer_positive", born(40), feu(9000000)).state is State.REFUSED
