"""What a chart settles once: for one call, or, where it tells nothing of anybody, for all of them."""

from service.features.feature import State
from service.features.ledger import items
from service.features.observed import with_code_or_component
from tests.builders import chart_of, condition, observation


def test_what_is_noted_of_one_patient_is_not_told_of_the_next() -> None:
    noted = chart_of().not_found("acute_pe", ("of one patient",))
    bare = chart_of().not_found("acute_pe")
    assert (noted.notes, bare.notes) == (("of one patient",), ())
    assert (noted.value, noted.state) == (bare.value, bare.state) == ("absent", State.NOT_DOCUMENTED)


def test_an_item_present_in_one_patient_is_absent_in_the_next() -> None:
    def state(count: int) -> str:
        found = items(chart_of(observation("LOINC|777-3", (count, "10*9/L"))), "anticoagulation")
        return next(each.state for each in found if each.id == "very_low_platelets")

    assert [state(count) for count in (200, 20, 200)] == ["absent", "present", "absent"]


def test_observations_found_by_a_component_come_after_those_found_by_their_code() -> None:
    panel = observation("LOINC|85354-9", components={"LOINC|8480-6": (120, "mm[Hg]")}, id="panel")
    single = observation("LOINC|8480-6", (130, "mm[Hg]"), at="2026-11-20T10:00:00Z", id="single")
    found = with_code_or_component(chart_of(panel, single), "vital_systolic")
    assert [each.id for each in found] == ["single", "panel"]


def test_an_observation_found_both_ways_comes_once() -> None:
    both = observation("LOINC|8480-6", (130, "mm[Hg]"), components={"LOINC|8480-6": (120, "mm[Hg]")}, id="both")
    chart = chart_of(both)
    assert [each.id for each in with_code_or_component(chart, "vital_systolic")] == ["both"]
    assert [each.id for each in with_code_or_component(chart, "vital_systolic", "vital_diastolic")] == ["both"]


def test_what_a_component_or_an_unusable_resource_is_about_is_mentioned() -> None:
    panel = observation("LOINC|85354-9", components={"LOINC|8480-6": (120, "mm[Hg]")})
    broken = condition("ICD-10-CM|I60.9", onset="not a date")
    chart = chart_of(panel, broken)
    assert chart.record.quarantined
    assert {"vital_systolic", "intracranial_haemorrhage"} <= chart.mentioned
    assert "vital_diastolic" not in chart.mentioned
