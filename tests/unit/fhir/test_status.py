import pytest

from service.fhir.shapes import NO_SETS, Resource
from service.fhir.status import (
    class_is_unreadable,
    counts,
    doubt_of_taking,
    encounter_classes,
    is_active_order,
    is_current_condition,
    is_history,
    is_prohibition,
    is_refuted,
    is_suspected,
    reasons,
    why_not_counted,
)
from tests.unit.fhir.synthetic import concept

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"


def made(kind, **data):
    return Resource(kind, "x", f"{kind}/x", "", NO_SETS, (), data)


@pytest.mark.trap("F-1")
@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("final", True),
        ("amended", True),
        ("corrected", True),
        ("preliminary", False),
        ("registered", False),
        ("unknown", False),
        ("banana", False),
        (None, False),
        (5, False),
    ],
)
def test_an_observation_counts_only_when_it_is_final_or_corrected(status, expected):
    assert counts(made("Observation", status=status)) is expected


def test_the_reason_for_not_counting_can_be_named():
    assert why_not_counted(made("Observation", status="preliminary")) == "preliminary"
    assert why_not_counted(made("Observation")) == "no status"
    assert why_not_counted(made("Observation", status="<b>x</b>")) == "no status"


SHAPES = [
    lambda word: concept(CLINICAL, word),
    lambda word: word,
    lambda word: concept("http://hl7.org/fhir/condition-clinical", word),
    lambda word: {"text": word.title()},
]


@pytest.mark.trap("T-145", "F-6")
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("word", "current"),
    [
        ("active", True),
        ("recurrence", True),
        ("relapse", True),
        ("inactive", False),
        ("remission", False),
        ("resolved", False),
    ],
)
def test_a_condition_is_current_or_history_in_every_version_of_its_shape(shape, word, current):
    resource = made("Condition", clinicalStatus=shape(word))
    assert is_current_condition(resource) is current
    assert is_history(resource) is not current


@pytest.mark.trap("T-57", "F-6")
def test_a_condition_without_statuses_is_current_unless_it_has_ended():
    assert is_current_condition(made("Condition"))
    assert is_current_condition(made("Condition", clinicalStatus="unknown"))
    ended = made("Condition", abatementDateTime="2026-01")
    assert is_history(ended)
    assert not is_current_condition(ended)


@pytest.mark.trap("F-4")
@pytest.mark.parametrize("word", ["provisional", "differential", "unconfirmed"])
def test_an_unconfirmed_condition_is_suspected_and_does_not_count(word):
    resource = made("Condition", verificationStatus=concept("x", word))
    assert is_suspected(resource)
    assert not counts(resource)
    assert not is_current_condition(resource)


@pytest.mark.trap("F-5")
@pytest.mark.parametrize("status", ["refuted", "banana", 5, {"coding": 5}, {"coding": [{"code": 5}]}])
def test_a_refuted_or_unreadable_verification_never_reads_as_confirmed(status):
    resource = made("Condition", verificationStatus=status)
    assert not counts(resource)
    assert not is_suspected(resource)
    assert not is_history(resource)
    assert is_refuted(resource) is (status == "refuted")


@pytest.mark.parametrize("status", ["banana", 5, []])
def test_an_unreadable_clinical_status_is_neither_current_nor_history(status):
    resource = made("Condition", clinicalStatus=status)
    assert not is_current_condition(resource)
    assert not is_history(resource)


@pytest.mark.trap("F-7")
@pytest.mark.parametrize(
    ("kind", "data", "expected"),
    [
        ("Procedure", {"status": "completed"}, True),
        ("Procedure", {"status": "in-progress"}, True),
        ("Procedure", {"status": "not-done"}, False),
        ("Procedure", {"status": "preparation"}, False),
        ("Procedure", {"status": "completed", "notDone": True}, False),
        ("MedicationRequest", {"status": "active", "intent": "order"}, True),
        ("MedicationRequest", {"status": "active"}, True),
        ("MedicationRequest", {"status": "active", "intent": "plan"}, True),
        ("MedicationRequest", {"status": "active", "intent": "proposal"}, False),
        ("MedicationRequest", {"status": "stopped", "intent": "order"}, False),
        ("MedicationRequest", {"status": "active", "intent": "order", "doNotPerform": True}, False),
        ("MedicationRequest", {"status": "active", "intent": "order", "doNotPerform": "true"}, False),
        ("MedicationRequest", {"status": "active", "intent": "order", "doNotPerform": False}, True),
        ("MedicationStatement", {"status": "active"}, True),
        ("MedicationStatement", {"status": "active", "taken": "n"}, False),
        ("MedicationStatement", {"status": "not-taken"}, False),
        ("MedicationStatement", {"status": "recorded", "adherence": {"code": concept("x", "taking")}}, True),
        ("MedicationStatement", {"status": "recorded", "adherence": {"code": concept("x", "not-taking")}}, False),
        ("MedicationStatement", {"status": "recorded", "adherence": {"code": {"text": "Not taking"}}}, False),
        ("MedicationStatement", {"status": "recorded", "adherence": {"code": concept("x", "stopped")}}, False),
        ("MedicationStatement", {"status": "recorded", "adherence": {"code": concept("x", "on-hold")}}, True),
        ("DiagnosticReport", {"status": "partial"}, False),
        ("Encounter", {"status": "finished"}, True),
        ("Encounter", {"status": "planned"}, False),
        ("ServiceRequest", {"status": "active", "intent": "filler-order"}, True),
        ("AllergyIntolerance", {"clinicalStatus": concept("x", "active")}, True),
        ("AllergyIntolerance", {"clinicalStatus": concept("x", "resolved")}, False),
        ("AllergyIntolerance", {"verificationStatus": "refuted"}, False),
        ("AllergyIntolerance", {"verificationStatus": "unconfirmed"}, True),
        ("AllergyIntolerance", {"verificationStatus": "presumed"}, True),
        ("Patient", {}, True),
    ],
)
def test_what_counts_for_the_other_types(kind, data, expected):
    assert counts(made(kind, **data)) is expected


@pytest.mark.trap("F-10")
def test_a_prohibition_is_no_active_order_and_keeps_its_reasons():
    refusal = made(
        "MedicationRequest",
        status="active",
        intent="order",
        doNotPerform=True,
        reasonCode=[concept("http://snomed.info/sct", "182895007")],
        statusReason=concept("s", "c"),
    )
    assert is_prohibition(refusal)
    assert not is_active_order(refusal)
    assert reasons(refusal) == (("http://snomed.info/sct", "182895007"), ("s", "c"))
    assert reasons(made("MedicationRequest", reason=[{"concept": concept("s", "c")}])) == (("s", "c"),)
    assert is_active_order(made("ServiceRequest", status="on-hold", intent="order"))
    assert not is_active_order(made("ServiceRequest", status="draft", intent="order"))


@pytest.mark.trap("T-144")
@pytest.mark.parametrize(
    "value", [{"code": "IMP"}, [concept("x", "IMP")], "inpatient", {"code": "inpatient"}, [{"code": "imp"}]]
)
def test_the_class_of_an_encounter_is_read_in_every_version_of_its_shape(value):
    assert encounter_classes(made("Encounter", **{"class": value})) == {"IMP"}


EPIC = "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260"


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("Telephone", "VR"),
        ("Orders Only", "AMB"),
        ("Infusion", "AMB"),
        ("Therapies Series", "AMB"),
        ("Clinical Support", "AMB"),
        ("Recurring Outpatient", "AMB"),
    ],
)
def test_an_ordinary_ambulatory_class_is_read_by_its_whole_phrase(shown, expected):
    for value in ({"system": EPIC, "code": "76", "display": shown}, {"display": shown.upper()}, [{"text": shown}]):
        encounter = made("Encounter", **{"class": value})
        assert expected in encounter_classes(encounter)
        assert not class_is_unreadable(encounter)


@pytest.mark.parametrize(
    "shown",
    ["Hospital Encounter", "Infusion admission", "Telephone, then admitted", "Surgery Log", "inpatient orders only"],
)
def test_any_other_words_of_a_class_are_not_read(shown):
    assert class_is_unreadable(made("Encounter", **{"class": {"system": EPIC, "code": "13", "display": shown}}))


@pytest.mark.parametrize(
    "value",
    [None, {}, [], [{}], {"system": EPIC}, {"coding": []}, [{"coding": [{"system": EPIC}]}], {"display": " "}, ""],
)
def test_a_class_without_code_display_and_text_is_none(value):
    assert not class_is_unreadable(made("Encounter", **{"class": value}))


@pytest.mark.parametrize("value", [5, [5], {"code": 5}, {"code": "13"}, {"text": "ward"}])
def test_a_class_that_says_something_else_is_unreadable(value):
    assert class_is_unreadable(made("Encounter", **{"class": value}))


@pytest.mark.parametrize("value", [None, 5, [], [5], {"code": 5}, {}])
def test_an_unreadable_class_is_no_class(value):
    assert encounter_classes(made("Encounter", **{"class": value})) == set()


@pytest.mark.parametrize(
    ("data", "in_doubt"),
    [
        ({}, False),
        ({"taken": "y"}, False),
        ({"taken": "unk"}, True),
        ({"taken": "na"}, True),
        ({"taken": ["y", "n"]}, True),
        ({"adherence": {}}, False),
        ({"adherence": {"code": concept("x", "taking-as-directed")}}, False),
        ({"adherence": {"code": concept("x", "taking-not-as-directed")}}, True),
        ({"adherence": {"code": concept("x", "on-hold-as-directed")}}, True),
        ({"adherence": {"code": concept("x", "unknown")}}, True),
        ({"adherence": {"code": concept("x", "something else")}}, True),
        ({"adherence": "taking"}, True),
    ],
)
def test_a_statement_may_leave_open_whether_the_drug_is_taken(data, in_doubt):
    assert bool(doubt_of_taking(made("MedicationStatement", status="active", **data))) is in_doubt


def test_why_a_drug_is_not_taken_is_told_beside_the_adherence():
    told = {"code": concept("x", "not-taking"), "reason": concept("http://snomed.info/sct", "105480006")}
    statement = made("MedicationStatement", status="recorded", adherence=told)
    assert is_prohibition(statement)
    assert reasons(statement) == (("http://snomed.info/sct", "105480006"),)
