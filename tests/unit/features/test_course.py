"""The course: extension, progression, failed lysis, embolism, surveillance (definitions 7, 18; rulings 16, 19)."""

from __future__ import annotations

import pytest

from service.features import registry_thrombosis, surveillance
from service.features.feature import Evidence, Feature, State
from service.site import Site
from tests.builders import (
    LEFT,
    RIGHT,
    chart_of,
    condition,
    days_ago,
    diagnostic_report,
    hours_ago,
    observation,
    service_request,
)

DVT = condition("ICD-10-CM|I82.462", days_ago(14))
ULTRASOUND, POSITIVE, NEGATIVE = "LOINC|46363-8", "SNOMED|10828004", "SNOMED|260385009"
GASTROCNEMIUS, SOLEAL, PERONEAL = "SNOMED|264481007", "SNOMED|397427005", "SNOMED|71758008"
POPLITEAL, FEMORAL = "SNOMED|56849005", "SNOMED|83419000"


def scan(vein, at, side=LEFT, **more):
    return observation(ULTRASOUND, POSITIVE, at, site=[vein, side], **more)


def length(value, at, **more):
    return observation("thrombus-length", (value, "cm"), at, **more)


def fixed(name, value, *evidence):
    return lambda chart: Feature(name, frozenset({value}), State.DOCUMENTED, evidence)


def feature(name, *resources, others=None, **more):
    """One feature, with the facts of other registries fixed to absent unless given."""
    stubs = {each: fixed(each, "absent") for each in ("esrd", "stroke_history", "on_therapeutic_ac")}
    return chart_of(
        *resources, extractors={**registry_thrombosis.EXTRACTORS, **stubs, **(others or {})}, **more
    ).feature(name)


# --- serial extension -----------------------------------------------------------------------------------------


@pytest.mark.trap("F-47")
@pytest.mark.parametrize(
    ("answer", "value"), [("none", "none"), ("within-distal", "within_distal"), ("into-proximal", "into_proximal")]
)
def test_the_documented_comparison_counts(answer, value):
    assert feature("serial_extension", DVT, observation("serial-extension", answer)).value == value


@pytest.mark.trap("F-87")
def test_without_a_second_scan_there_is_no_extension():
    found = feature("serial_extension", DVT, scan(GASTROCNEMIUS, days_ago(7)))
    assert (found.value, found.state) == ("none", State.NOT_DOCUMENTED)


@pytest.mark.trap("F-47")
def test_a_new_proximal_segment_on_a_later_scan_is_extension_into_the_proximal_veins():
    found = feature("serial_extension", DVT, scan(GASTROCNEMIUS, days_ago(7)), scan(POPLITEAL, days_ago(1)))
    assert found.value == "into_proximal"
    assert [each.when for each in found.evidence] == [days_ago(7)[:10], days_ago(1)[:10]]
    assert (
        feature("serial_extension", DVT, scan(PERONEAL, days_ago(7)), scan(FEMORAL, days_ago(1))).value
        == "into_proximal"
    )


def test_a_new_vein_of_the_calf_is_extension_within_the_distal_veins():
    found = feature(
        "serial_extension",
        DVT,
        scan(GASTROCNEMIUS, days_ago(7)),
        scan(GASTROCNEMIUS, days_ago(1)),
        scan(PERONEAL, days_ago(1)),
    )
    assert found.value == "within_distal"


@pytest.mark.parametrize(
    "scans",
    [
        [scan(GASTROCNEMIUS, days_ago(7)), scan(GASTROCNEMIUS, days_ago(1))],
        [scan(GASTROCNEMIUS, days_ago(7)), scan(PERONEAL, days_ago(7))],
        [scan(GASTROCNEMIUS, days_ago(7)), scan(SOLEAL, days_ago(1), RIGHT)],
        [scan(POPLITEAL, days_ago(7)), scan(GASTROCNEMIUS, days_ago(1))],
        [scan(POPLITEAL, days_ago(7)), scan(FEMORAL, days_ago(1))],
        [scan(GASTROCNEMIUS, days_ago(7)), scan(POPLITEAL, days_ago(1), status="preliminary")],
    ],
    ids=["unchanged", "one scan of two veins", "the other leg", "receding", "was proximal already", "preliminary"],
)
def test_scans_that_do_not_show_extension_give_none(scans):
    assert feature("serial_extension", DVT, *scans).value == "none"


def test_a_vein_named_after_a_scan_that_named_none_is_not_new():
    unnamed = scan("SNOMED|53840002", days_ago(7))
    assert feature("serial_extension", DVT, unnamed, scan(GASTROCNEMIUS, days_ago(1))).value == "none"


def test_more_than_two_centimetres_longer_is_extension_and_two_are_not():
    assert feature("serial_extension", DVT, length(2.0, days_ago(7)), length(4.1, days_ago(1))).value == "within_distal"
    assert feature("serial_extension", DVT, length(2.0, days_ago(7)), length(4.0, days_ago(1))).value == "none"
    assert feature("serial_extension", DVT, length(4.1, days_ago(7)), length(2.0, days_ago(1))).value == "none"


def test_lengths_of_different_veins_are_not_compared():
    one, other = length(2.0, days_ago(7), site=GASTROCNEMIUS), length(4.9, days_ago(1), site=PERONEAL)
    assert feature("serial_extension", DVT, one, other).value == "none"


def test_two_conditions_of_different_onset_are_not_two_scans():
    later = condition("ICD-10-CM|I82.452", days_ago(3))
    assert feature("serial_extension", DVT, later).value == "none"


def test_a_documented_none_does_not_hide_what_two_scans_show():
    found = feature(
        "serial_extension",
        DVT,
        scan(GASTROCNEMIUS, days_ago(7)),
        scan(POPLITEAL, days_ago(1)),
        observation("serial-extension", "none"),
    )
    assert found.value == "into_proximal"


def test_the_newest_documented_comparison_counts_and_of_two_at_once_the_worse():
    older, newer = (
        observation("serial-extension", "within-distal", days_ago(7)),
        observation("serial-extension", "none", days_ago(1)),
    )
    assert feature("serial_extension", DVT, older, newer).value == "none"
    assert (
        feature("serial_extension", DVT, observation("serial-extension", "within-distal", days_ago(1)), newer).value
        == "within_distal"
    )


@pytest.mark.parametrize("name", ["serial_extension", "progression_on_ac", "cdt_failed"])
def test_closed_world_answers_are_unknown_when_observations_are_incomplete(name):
    assert feature(name, DVT, asked=("conditions", "observations")).is_known
    found = feature(name, DVT, partial=("observations",))
    assert (found.is_known, found.state) == (False, State.REFUSED)


# --- progression, failed lysis --------------------------------------------------------------------------------


@pytest.mark.trap("F-48", "F-49", "F-87")
@pytest.mark.parametrize(
    ("name", "code"), [("progression_on_ac", "progression-on-anticoagulation"), ("cdt_failed", "cdt-failed")]
)
def test_the_documented_answer_counts_and_silence_is_absent(name, code):
    assert feature(name, DVT, observation(code, True)).value == "present"
    assert feature(name, DVT, observation(code, False)).value == "absent"
    assert feature(name, DVT).state is State.NOT_DOCUMENTED
    assert feature(name, DVT, observation(code, True, days_ago(60))).value == "absent"
    assert not feature(name, DVT, observation(code, True, status="preliminary")).is_known
    assert not feature(name, DVT, observation(code, True, "not a date")).is_known


def test_extension_on_two_scans_under_treatment_is_progression():
    scans = (scan(GASTROCNEMIUS, days_ago(7)), scan(POPLITEAL, days_ago(1)))

    def treated(since):
        return {
            "on_therapeutic_ac": fixed(
                "on_therapeutic_ac", "present", Evidence("MedicationRequest/1", "apixaban", when=since)
            )
        }

    assert feature("progression_on_ac", DVT, *scans, others=treated(days_ago(9)[:10])).value == "present"
    assert feature("progression_on_ac", DVT, *scans, others=treated(days_ago(3)[:10])).value == "absent"
    assert feature("progression_on_ac", DVT, *scans).value == "absent"


# --- pulmonary embolism ---------------------------------------------------------------------------------------


@pytest.mark.trap("T-53", "F-86")
@pytest.mark.parametrize(
    ("embolism", "value"),
    [
        (condition("ICD-10-CM|I26.99", days_ago(3)), "present"),
        (condition("ICD-10-CM|I26.99"), "present"),
        (condition("ICD-10-CM|I26.99", days_ago(40)), "present"),
        (condition("ICD-10-CM|I26.99", days_ago(91)), "absent"),
        (condition("ICD-10-CM|I26.99", days_ago(14), clinical="resolved"), "present"),
        (condition("ICD-10-CM|I26.99", days_ago(15), clinical="resolved"), "absent"),
        (condition("ICD-10-CM|I26.99", days_ago(3), verification="refuted"), "absent"),
        (condition("ICD-10-CM|I26.90", days_ago(3)), "absent"),
        (condition("ICD-10-CM|I27.82", days_ago(3)), "absent"),
        (diagnostic_report("LOINC|36147-7", days_ago(3), conclusions=["SNOMED|706870000"]), "present"),
        (diagnostic_report("LOINC|36147-7", days_ago(30), conclusions=["SNOMED|706870000"]), "absent"),
    ],
)
def test_acute_pulmonary_embolism_by_code_date_and_status(embolism, value):
    assert feature("acute_pe", DVT, embolism).value == value


def test_a_suspected_embolism_is_unknown_and_none_is_absent():
    assert not feature("acute_pe", DVT, condition("SNOMED|59282003", days_ago(1), verification="provisional")).is_known
    assert feature("acute_pe", DVT).state is State.NOT_DOCUMENTED
    assert feature("acute_pe", DVT, partial=("conditions",)).is_known is False
    assert feature("acute_pe", DVT, condition("SNOMED|59282003", "not a date")).is_known is False


# --- surveillance ---------------------------------------------------------------------------------------------


def order(days_ahead, **more):
    return service_request(ULTRASOUND, days_ago(-days_ahead), **more)


def first(days):
    return scan(GASTROCNEMIUS, days_ago(days))


def test_due_dates_are_days_7_and_14_after_the_first_positive_scan():
    chart = chart_of(
        DVT,
        first(2),
        extractors={**registry_thrombosis.EXTRACTORS, **{n: fixed(n, "absent") for n in ("esrd", "stroke_history")}},
    )
    assert [each.isoformat() for each in surveillance.due_dates(chart)] == ["2026-11-27", "2026-12-04"]


@pytest.mark.parametrize("cause", ["esrd", "stroke_history"])
def test_renal_failure_or_stroke_adds_day_3(cause):
    stubs = {n: fixed(n, "present" if n == cause else "absent") for n in ("esrd", "stroke_history")}
    chart = chart_of(DVT, first(2), extractors={**registry_thrombosis.EXTRACTORS, **stubs})
    assert surveillance.due_days(chart) == (3, 7, 14)


def test_without_an_order_it_is_not_arranged_and_both_days_are_named():
    found = feature("surveillance", DVT, first(1))
    assert found.value == "not_arranged"
    assert found.notes == ("repeat duplex of 2026-11-28 not arranged", "repeat duplex of 2026-12-05 not arranged")


def test_an_order_for_each_day_is_arranged_and_one_alone_is_not():
    assert feature("surveillance", DVT, first(1), order(6), order(13)).value == "arranged"
    assert feature("surveillance", DVT, first(1), order(5), order(12)).value == "arranged"
    found = feature("surveillance", DVT, first(1), order(6))
    assert (found.value, found.notes) == ("not_arranged", ("repeat duplex of 2026-12-05 not arranged",))


@pytest.mark.trap("T-125")
@pytest.mark.parametrize(
    "more",
    [
        {"status": "draft"},
        {"status": "revoked"},
        {"status": "completed"},
        {"intent": "proposal"},
        {"doNotPerform": True},
    ],
)
def test_a_draft_a_revoked_or_completed_order_arranges_nothing(more):
    assert feature("surveillance", DVT, first(1), order(6, **more), order(13, **more)).value == "not_arranged"


def test_an_order_without_a_day_covers_the_next_scan_only():
    found = feature("surveillance", DVT, first(1), service_request(ULTRASOUND))
    assert found.notes == ("repeat duplex of 2026-12-05 not arranged",)
    assert feature("surveillance", DVT, first(1), service_request(ULTRASOUND), order(13)).value == "arranged"


def test_an_order_from_before_the_first_scan_is_not_a_repeat():
    assert len(feature("surveillance", DVT, first(3), order(-5), order(4), order(11)).evidence) == 2


def test_an_order_for_something_else_arranges_nothing():
    other = [service_request("LOINC|36147-7", days_ago(-days)) for days in (6, 13)]
    assert feature("surveillance", DVT, first(1), *other).value == "not_arranged"


def test_a_due_day_that_has_passed_without_scan_is_overdue_by_that_many_days():
    found = feature("surveillance", DVT, first(10))
    assert found.value == "overdue"
    assert found.notes[0] == "overdue by 3 days"
    assert feature("surveillance", DVT, first(7)).value == "not_arranged"


def test_an_order_whose_day_has_passed_does_not_stop_it_from_being_overdue():
    assert feature("surveillance", DVT, first(10), order(-3), order(4)).value == "overdue"


def test_a_scan_near_day_7_leaves_day_14():
    scans = (first(10), scan(GASTROCNEMIUS, days_ago(4)))
    assert feature("surveillance", DVT, *scans).value == "not_arranged"
    assert feature("surveillance", DVT, *scans, order(4)).value == "arranged"


def test_an_unchanged_scan_on_day_14_is_complete_even_when_day_7_was_missed():
    assert feature("surveillance", DVT, first(14), scan(GASTROCNEMIUS, hours_ago(1))).value == "complete"
    assert feature("surveillance", DVT, first(14), observation(ULTRASOUND, NEGATIVE, hours_ago(1))).value == "complete"


def test_a_measurement_typed_in_on_its_own_is_no_repeat_scan():
    count = observation("thrombosed-vein-count", 1, hours_ago(1))
    assert feature("surveillance", DVT, first(14), count).value == "overdue"
    assert feature("surveillance", DVT, first(14), count, scan(GASTROCNEMIUS, hours_ago(2))).value == "complete"


def test_a_changed_last_scan_is_not_complete():
    assert feature("surveillance", DVT, first(14), scan(POPLITEAL, hours_ago(1))).value == "not_arranged"


def test_scans_of_other_parts_or_not_final_do_not_count():
    assert (
        feature("surveillance", DVT, first(10), observation("LOINC|39036-9", NEGATIVE, days_ago(3))).value == "overdue"
    )
    assert (
        feature(
            "surveillance", DVT, first(10), observation(ULTRASOUND, NEGATIVE, days_ago(3), status="preliminary")
        ).value
        == "overdue"
    )


def test_orders_that_were_not_asked_for_leave_it_unknown_but_never_complete():
    found = feature("surveillance", DVT, first(1), asked=("conditions", "observations"))
    assert (found.possible, found.state) == ({"not_arranged", "arranged", "overdue"}, State.NOT_ASKED)
    assert (
        feature(
            "surveillance", DVT, first(14), scan(GASTROCNEMIUS, hours_ago(1)), asked=("conditions", "observations")
        ).value
        == "complete"
    )


def test_without_a_dvt_there_is_nothing_to_arrange():
    assert feature("surveillance").value == "not_arranged"


# --- the site -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "possible"), [(True, {"present"}), (False, {"absent"}), (None, {"present", "absent"})]
)
def test_cdt_on_site_is_what_the_site_has_set(setting, possible):
    assert feature("cdt_on_site", site=Site(cdt_on_site=setting)).possible == possible


def test_an_embolism_recorded_long_ago_with_an_onset_in_words_is_not_acute():
    old = condition("ICD-10-CM|I26.99", recorded="2001-01-01") | {"onsetString": "after a long flight"}
    new = condition("ICD-10-CM|I26.99", recorded=days_ago(3)) | {"onsetString": "after a long flight"}
    unread = condition("ICD-10-CM|I26.99", recorded=days_ago(3)) | {"onsetAge": {"value": 3, "unit": "days"}}
    assert feature("acute_pe", DVT, old).value == "absent"
    assert feature("acute_pe", DVT, new).value == "present"
    assert not feature("acute_pe", DVT, unread).is_known
