"""Status, time, quantities, sides and broken resources; and what silence means."""

from __future__ import annotations

import pytest

from service.features.feature import State
from tests.builders import (
    NOW,
    condition,
    days_ago,
    diagnostic_report,
    encounter,
    hours_ago,
    medication_request,
    observation,
    patient,
    procedure,
)
from tests.traps.answers import ask
from tests.unit.features.bleeding_charts import chart, feature

CONFIRMED = "acute_leg_dvt_confirmed"
DVT = condition("ICD-10-CM|I82.461", days_ago(3))
GASTRECTOMY, GI_BLEED = "SNOMED|10002003", "SNOMED|74474003"
MAN = patient("1986-01-01", "male")


# --- status -----------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-2")
def test_an_uncounted_status_is_named_where_it_would_have_mattered(knowledge):
    final = observation("thrombus-length", (4, "cm"), days_ago(2))
    for status in ("preliminary", "registered", "unknown"):
        longer = observation("thrombus-length", (9, "cm"), days_ago(1), status=status)
        found = feature("length_cm", DVT, final, longer)
        assert found.value == "up_to_5"
        assert f"Observation/{longer['id']} does not count: {status}" in found.notes
        (card, *_) = ask(knowledge, MAN, DVT, longer).cards
        assert f"{longer['id']} does not count: {status}" in card["detail"]


@pytest.mark.trap("F-7")
@pytest.mark.parametrize(
    ("status", "value"),
    [("completed", "present"), ("in-progress", "present"), ("not-done", "absent"), ("preparation", "absent"),
     ("stopped", "absent"), ("on-hold", "absent"), ("entered-in-error", "absent"), ("unknown", None), (None, None)],
)  # fmt: skip
def test_an_operation_counts_when_it_was_done_or_is_under_way(status, value):
    operation = procedure(GASTRECTOMY, days_ago(20), status=status)
    assert feature("surgery_90d", DVT, operation).value == value


@pytest.mark.trap("F-8")
@pytest.mark.parametrize(
    ("members", "value"),
    [
        ({}, "present"), ({"intent": "plan"}, "present"), ({"intent": "original-order"}, "present"),
        ({"intent": "instance-order"}, "present"), ({"intent": "proposal"}, "absent"), ({"intent": "option"}, "absent"),
        ({"intent": "filler-order"}, "absent"), ({"status": "draft"}, "absent"), ({"status": "on-hold"}, None),
        ({"doNotPerform": True}, "absent"),
    ],
)  # fmt: skip
def test_an_order_is_treatment_when_active_and_meant_as_an_order(members, value):
    order = medication_request("RxNorm|1364430", days_ago(3), dose=(5, "mg"), times_a_day=2, **members)
    assert feature("on_therapeutic_ac", order).value == value


# --- time -------------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-11")
def test_when_it_was_so_comes_before_when_it_was_written_down():
    late = observation("LOINC|777-3", (40, "10*9/L"), None, effectiveDateTime=None, issued=hours_ago(2),
                       effectivePeriod={"start": days_ago(9), "end": days_ago(9)})  # fmt: skip
    assert not feature("platelets_10e9_l", late).is_known
    only_issued = observation("LOINC|777-3", (40, "10*9/L"), "", issued=hours_ago(2))
    assert feature("platelets_10e9_l", only_issued).value == "from_25_to_49"
    operated = procedure(GASTRECTOMY, None, performedPeriod={"start": days_ago(40), "end": days_ago(39)})
    assert feature("surgery_90d", operated).value == "present"
    bled = condition(GI_BLEED, None, onsetPeriod={"start": days_ago(40)}, recorded=days_ago(1))
    assert feature("active_bleeding", bled).value == "absent"


@pytest.mark.trap("F-14")
def test_what_lies_more_than_a_day_ahead_is_set_aside_and_leaves_its_fact_open():
    ahead = condition(GI_BLEED, days_ago(-2))
    assert (feature("active_bleeding", ahead).is_known, feature("active_bleeding", ahead).state) == (
        False,
        State.REFUSED,
    )
    assert feature("active_bleeding", condition(GI_BLEED, hours_ago(-20))).value == "present"
    assert feature("prior_vte", DVT, ahead).value == "absent"


@pytest.mark.trap("F-15")
@pytest.mark.parametrize(
    ("name", "resource"),
    [
        ("lysis_exclusion", procedure(GASTRECTOMY, "2026-11")),
        ("lysis_exclusion", condition("ICD-10-CM|I63.9", "2026")),
        ("ac_absolute_contraindication", condition("ICD-10-CM|I61.9", "2026-10")),
        ("active_bleeding", condition(GI_BLEED, "2026-11")),
    ],
    ids=["surgery this month", "stroke this year", "brain haemorrhage last month", "bleeding this month"],
)
def test_half_a_date_never_turns_an_exclusion_off(name, resource):
    found = feature(name, resource)
    assert "present" in found.possible
    assert not found.is_known


@pytest.mark.trap("F-12")
def test_the_newest_value_wins_in_whatever_order_they_come():
    counts = ((20, 5), (150, 1), (60, 3))
    values = [observation("LOINC|777-3", (number, "10*9/L"), days_ago(at)) for number, at in counts]
    for order in (values, values[::-1], values[1:] + values[:1]):
        assert feature("platelets_10e9_l", *order).value == "from_100"


# --- quantities -------------------------------------------------------------------------------------------------


@pytest.mark.trap("F-16", "F-18")
@pytest.mark.parametrize(
    ("quantity", "value"),
    [
        ({"value": 61, "unit": "millimetres", "system": "http://unitsofmeasure.org", "code": "mm"}, "over_5"),
        ({"value": 61, "unit": "mm"}, "over_5"),
        ({"value": 6.1, "code": "cm", "system": "http://unitsofmeasure.org"}, "over_5"),
        ({"value": 6.1, "unit": "cm", "code": "mm", "system": "http://unitsofmeasure.org"}, None),
        ({"value": 6.1, "unit": "finger breadths"}, None),
        ({"value": 6.1}, None),
    ],
    ids=["code", "text", "code alone", "contradiction", "unknown", "none"],
)
def test_a_length_is_read_by_code_or_unit_text_and_never_guessed(quantity, value):
    assert feature("length_cm", DVT, observation("thrombus-length", {"valueQuantity": quantity})).value == value


@pytest.mark.trap("F-19")
def test_an_implausible_value_is_set_aside_and_named():
    found = feature("length_cm", DVT, observation("thrombus-length", (410, "cm")))
    assert (found.is_known, found.state) == (False, State.REFUSED)
    assert any("implausible" in note for note in found.notes)


# --- whose, and what is broken ----------------------------------------------------------------------------------


@pytest.mark.trap("F-29", "F-30")
def test_a_broken_resource_leaves_only_its_own_fact_open():
    broken = observation("LOINC|777-3", (40, "10*9/L"), component="x")
    assert (feature("platelets_10e9_l", broken).state, feature("inr", broken).state) == (
        State.REFUSED,
        State.NOT_ASKED,
    )
    assert feature(CONFIRMED, DVT, broken).value == "present"
    unnamed = observation("LOINC|777-3", (40, "10*9/L")) | {"code": 7}
    found = chart(DVT, unnamed)
    assert found.feature("platelets_10e9_l").state is State.NOT_ASKED
    assert [each.reference for each in found.record.quarantined] == [f"Observation/{unnamed['id']}"]


@pytest.mark.trap("F-25")
def test_the_side_comes_from_code_site_or_both_and_each_leg_has_its_own_facts():
    for one, other in ((condition("ICD-10-CM|I82.421", days_ago(2)), condition("ICD-10-CM|I82.422", days_ago(2))),
                       (condition("SNOMED|132301000119107", days_ago(2), site="SNOMED|24028007"),
                        condition("SNOMED|132301000119107", days_ago(2), bodySite=[{"text": "L leg"}]))):  # fmt: skip
        assert feature("bilateral", one, other).value == "present"
        right_only = observation("occlusion-status", "occlusive", site="SNOMED|24028007")
        assert not feature("occlusive", one, other, right_only).is_known
        assert feature("occlusive", one, right_only).value == "present"


# --- open and closed worlds -------------------------------------------------------------------------------------


@pytest.mark.trap("F-52")
@pytest.mark.parametrize(
    ("name", "key", "closed"),
    [("prior_vte", "conditions", True), ("surgery_90d", "procedures", True), ("active_cancer", "conditions", True),
     ("inpatient_or_hosp_90d", "encounters", True), ("on_therapeutic_ac", "medications", True),
     ("limb_threat", "observations", False), ("unprovoked", "conditions", False), ("length_cm", "observations", False),
     ("severe_symptoms", "observations", False)],
)  # fmt: skip
def test_silence_is_absence_only_of_what_is_closed_and_only_in_an_answer(name, key, closed):
    assert (feature(name, MAN).value is not None) is closed
    for unanswered in ({"unreachable": (key,)}, {"partial": (key,)}):
        assert not feature(name, MAN, **unanswered).is_known
    everything_else = [each for each in ("conditions", "observations", "procedures", "encounters", "medications",
                                         "medicationStatements") if each != key]  # fmt: skip
    assert not feature(name, MAN, asked=everything_else).is_known


@pytest.mark.trap("F-69")
@pytest.mark.parametrize(("visit", "counts"), [("IMP", True), ("ACUTE", True), ("NONAC", True), ("OBSENC", False),
                                               ("EMER", False), ("SS", False), ("AMB", False)])  # fmt: skip
def test_a_stay_is_one_of_an_inpatient_class(visit, counts):
    stay = encounter(visit, days_ago(30), days_ago(25))
    assert (feature("inpatient_or_hosp_90d", stay).value == "present") is counts


@pytest.mark.trap("F-53")
def test_a_report_confirms_by_its_coded_conclusion_and_not_by_its_words():
    coded = diagnostic_report("LOINC|46363-8", days_ago(1), conclusions=["SNOMED|132251000119101"])
    assert feature(CONFIRMED, coded).value == "present"
    worded = diagnostic_report("LOINC|46363-8", days_ago(1), conclusion="Acute popliteal thrombosis.")
    assert feature(CONFIRMED, worded).value != "present"


@pytest.mark.trap("F-9")
def test_a_draft_is_never_what_the_patient_takes(knowledge):
    draft = medication_request("RxNorm|1364430", status="draft", dose=(5, "mg"), times_a_day=2)
    found = ask(knowledge, MAN, DVT, drafts=(draft,))
    assert found.features["on_therapeutic_ac"].value == "absent"
    in_the_record = ask(knowledge, MAN, DVT, draft, now=NOW)
    assert in_the_record.features["on_therapeutic_ac"].value == "absent"
