"""Which answers are answers, which resources are kept, and what becomes of the broken ones."""

from datetime import timedelta

import msgspec
import pytest

from service.fhir.medications import medication_text
from service.fhir.record import KeyState, WrongPatient, read_record
from service.fhir.words import NAMED
from tests.unit.fhir.synthetic import NOW, bundle, concept, condition, observation

OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}


def ids(resources):
    return [resource.reference for resource in resources]


def test_resources_of_several_value_sets_come_in_the_order_of_the_record_whatever_that_of_the_names(read):
    us = concept("http://loinc.org", "39420-5")
    both = {"coding": [*us["coding"], {"system": "http://loinc.org", "code": "777-3"}]}
    found = [
        observation("a", effectiveDateTime="2026-11-18"),
        observation("b", effectiveDateTime="2026-11-19", code=us),
        observation("c", effectiveDateTime="2026-11-20"),
        observation("d", effectiveDateTime="2026-11-21", code=both),
    ]
    record = read({"observations": bundle(*found)})
    newest_first = [f"Observation/{each}" for each in "dcba"]
    for names in (("lab_platelets", "imaging_us"), ("imaging_us", "lab_platelets", "no_such_set")):
        assert ids(record.with_concept(*names)) == newest_first
        assert ids(record.with_concept(*names, type="Observation")) == newest_first
        assert record.with_concept(*names, type="Condition") == ()
    assert ids(record.with_concept("no_such_set", "imaging_us")) == ["Observation/d", "Observation/b"]


# --- five ways of having no answer ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [None, b"null", {"resourceType": "Bundle"}, bundle(), bundle(total=0), {"resourceType": "Bundle", "entry": None}],
)
def test_an_empty_answer_is_an_answer(read, value):
    record = read({"conditions": value})
    assert record.state_of("conditions") is KeyState.ANSWERED
    assert record.with_concept("vte_broad") == ()


def test_a_missing_key_was_not_asked(read):
    assert read({}).state_of("conditions") is KeyState.NOT_ASKED


def test_an_operation_outcome_in_place_of_the_answer_is_unreachable(read):
    assert read({"observations": OUTCOME}).state_of("observations") is KeyState.UNREACHABLE


@pytest.mark.parametrize(
    "value",
    [
        "text",
        5,
        [],
        [observation()],
        True,
        {"resourceType": "Patient", "id": "p1"},
        {},
        {"resourceType": "Bundle", "entry": "x"},
        {"response": {"status": "200 OK"}, "resource": bundle(observation())},
        b"{",
        b"",
        {"resourceType": 5},
    ],
)
def test_a_value_of_the_wrong_shape_is_refused(read, value):
    assert read({"observations": value}).state_of("observations") is KeyState.REFUSED


@pytest.mark.parametrize("members", [{"link": [{"relation": "next", "url": "https://x"}]}, {"total": 50}, {"link": 5}])
def test_a_bundle_that_says_there_is_more_is_partial(read, members):
    record = read({"observations": bundle(observation(), **members)})
    assert record.state_of("observations") is KeyState.PARTIAL
    assert len(record.with_concept("lab_platelets")) == 1


@pytest.mark.parametrize(
    "members", [{"link": [{"relation": "self", "url": "https://x"}]}, {"total": 1}, {"total": "1"}, {"link": None}]
)
def test_a_whole_bundle_is_answered(read, members):
    assert read({"observations": bundle(observation(), **members)}).state_of("observations") is KeyState.ANSWERED


def test_several_pages_of_one_search_are_one_answer(codes):
    first = bundle(observation("a"), link=[{"relation": "next", "url": "https://x"}])
    pages = [msgspec.json.encode(first), msgspec.json.encode(bundle(observation("b")))]
    record = read_record({"observations": pages}, patient_id="p1", codes=codes, now=NOW)
    assert record.state_of("observations") is KeyState.ANSWERED
    assert ids(record.with_concept("lab_platelets")) == ["Observation/a", "Observation/b"]


@pytest.mark.parametrize(
    ("severity", "state"),
    [("error", "partial"), ("fatal", "partial"), ("warning", "answered"), ("information", "answered")],
)
def test_an_operation_outcome_among_the_entries_counts_by_its_severity(read, severity, state):
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "processing"}]}
    record = read({"observations": bundle(observation(), outcome)})
    assert record.state_of("observations") == state
    assert len(record.with_concept("lab_platelets")) == 1


def test_what_became_of_a_fetch_is_kept_and_can_only_worsen_an_answer(read):
    failed = {"procedures": KeyState.UNREACHABLE, "conditions": KeyState.PARTIAL, "observations": KeyState.ANSWERED}
    record = read({"conditions": bundle(), "observations": bundle(total=9)}, fetched_states=failed)
    assert record.state_of("procedures") is KeyState.UNREACHABLE
    assert record.state_of("conditions") is KeyState.PARTIAL
    assert record.state_of("observations") is KeyState.PARTIAL
    assert record.worst_state("conditions", "procedures") is KeyState.UNREACHABLE


def test_a_single_resource_in_place_of_a_bundle_is_a_bundle_of_one(read):
    record = read(
        {"conditions": condition(), "patient": {"resourceType": "Patient", "id": "p1", "birthDate": "1960-05"}}
    )
    assert ids(record.with_concept("vte_broad")) == ["Condition/c1"]
    assert record.patient is not None
    assert str(record.birth) == "1960-05"


def test_the_patient_may_come_in_a_bundle(read):
    record = read({"patient": bundle({"resourceType": "Patient", "id": "p1"})})
    assert record.patient.reference == "Patient/p1"


def test_a_batch_response_holding_bundles_is_read_through(read):
    record = read({"observations": bundle(bundle(observation("a")), bundle(observation("b"), total=7))})
    assert ids(record.with_concept("lab_platelets")) == ["Observation/a", "Observation/b"]
    assert record.state_of("observations") is KeyState.PARTIAL


# --- whose is it -------------------------------------------------------------------------------------------------

SAME = [
    "Patient/p1",
    "https://ehr.example/fhir/Patient/p1",
    "Patient/p1/_history/3",
    "/Patient/p1",
    "https://e.org/a/Patient/p1/_history/1",
]
OTHER = ["Patient/p2", "https://ehr.example/fhir/Patient/p2", "Patient/p2/_history/3", "Patient/P1", "Patient/p11"]
UNREADABLE = ["#p1", "Patient?identifier=p1", "urn:uuid:0", "Group/p1", "p1", "", "Patient/", "Patient/p1#x"]


@pytest.mark.trap("F-26")
@pytest.mark.parametrize("reference", SAME)
def test_a_reference_to_the_patient_is_compared_by_id_whatever_its_form(read, reference):
    record = read({"observations": bundle(observation(subject={"reference": reference}))})
    assert len(record.with_concept("lab_platelets")) == 1


@pytest.mark.trap("F-27")
@pytest.mark.parametrize("reference", OTHER)
@pytest.mark.parametrize("code", ["777-3", "00000-0"])
def test_a_resource_of_another_patient_stops_the_call_even_when_irrelevant(read, reference, code):
    stranger = observation("x", subject={"reference": reference}, code=concept("http://loinc.org", code))
    with pytest.raises(WrongPatient) as caught:
        read({"observations": bundle(observation(), stranger)})
    assert caught.value.member == "prefetch.observations.entry[1].resource.subject"
    assert "p1" not in str(caught.value)
    assert "p2" not in str(caught.value)


@pytest.mark.trap("F-28")
@pytest.mark.parametrize(
    "subject",
    [{"reference": r} for r in UNREADABLE]
    + [None, {}, {"identifier": {"value": "p1"}}, {"display": "p1"}, "Patient/p1"],
)
def test_a_resource_that_does_not_say_readably_whose_it_is_is_set_aside_with_its_sets(read, subject):
    record = read({"observations": bundle(observation(subject=subject), observation("o2"))})
    assert ids(record.with_concept("lab_platelets")) == ["Observation/o2"]
    assert [item.reference for item in record.quarantined_with("lab_platelets")] == ["Observation/o1"]


@pytest.mark.trap("F-26")
def test_a_urn_is_resolved_through_the_full_urls_of_the_request(read):
    patient = {
        "resourceType": "Bundle",
        "entry": [{"fullUrl": "urn:uuid:AAa", "resource": {"resourceType": "Patient", "id": "p1"}}],
    }
    found = bundle(observation(subject={"reference": "urn:uuid:aAA"}))
    assert len(read({"patient": patient, "observations": found}).with_concept("lab_platelets")) == 1
    stranger = {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": "urn:uuid:aaa", "resource": {"resourceType": "Patient", "id": "p2"}},
            {"resource": observation(subject={"reference": "urn:uuid:aaa"})},
        ],
    }
    with pytest.raises(WrongPatient):
        read({"observations": stranger})


def test_a_urn_that_holds_the_patients_own_id_is_the_patient(read):
    found = observation(subject={"reference": "urn:uuid:6F1A-22"})
    assert len(read({"observations": bundle(found)}, patient_id="6f1a-22").with_concept("lab_platelets")) == 1


def test_another_patients_patient_resource_stops_the_call(read):
    with pytest.raises(WrongPatient):
        read({"patient": {"resourceType": "Patient", "id": "p2"}})
    with pytest.raises(WrongPatient):
        read({"conditions": bundle(condition(), {"resourceType": "Patient", "id": "p2"})})


def test_several_identifiers_of_one_patient_are_not_compared(read):
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [{"value": "A"}, {"value": "B"}],
        "link": [{"other": {"reference": "Patient/p9"}, "type": "seealso"}],
    }
    assert read({"patient": bundle(patient)}).patient is not None


def test_a_broken_resource_of_another_patient_still_stops_the_call(read):
    with pytest.raises(WrongPatient):
        read({"observations": bundle(observation(component="x", subject={"reference": "Patient/p2"}))})


# --- broken resources ----------------------------------------------------------------------------------------


@pytest.mark.trap("F-29")
@pytest.mark.parametrize(
    "members",
    [
        {"code": [concept("http://loinc.org", "777-3")]},
        {"id": 7},
        {"component": [5]},
        {"subject": ["Patient/p1"]},
        {
            "code": {
                "coding": [{"system": "http://loinc.org", "code": "777-3"}, {"system": "http://loinc.org", "code": 5}]
            }
        },
        {"effectiveDateTime": "last week"},
        {"effectiveDateTime": "2026-02-30"},
        {"effectiveDateTime": ""},
        {"effectiveDateTime": 20261120},
        {"modifierExtension": [{"url": "https://x", "valueBoolean": True}]},
    ],
)
def test_a_broken_resource_is_set_aside_with_its_sets_and_the_rest_is_used(read, members):
    record = read({"observations": bundle(observation("bad", **members), observation("good"))})
    assert ids(record.with_concept("lab_platelets")) == ["Observation/good"]
    (item,) = record.quarantined_with("lab_platelets")
    assert item.type == "Observation"
    assert item.reason
    assert record.state_of("observations") is KeyState.ANSWERED


@pytest.mark.trap("F-30")
def test_a_broken_resource_without_readable_code_is_named_and_changes_nothing(read):
    record = read({"observations": bundle(observation("bad", code=5), observation("good"))})
    assert [item.reference for item in record.quarantined] == ["Observation/bad"]
    assert record.quarantined_with("lab_platelets") == ()


@pytest.mark.parametrize(
    "entry",
    [
        None,
        "x",
        5,
        [],
        {},
        {"resource": None},
        {"resource": "x"},
        {"resource": {}},
        {"resource": {"resourceType": None}},
    ],
)
def test_an_entry_without_a_resource_does_not_harm_its_neighbours(read, entry):
    value = bundle(observation())
    value["entry"].insert(0, entry)
    record = read({"observations": value})
    assert len(record.with_concept("lab_platelets")) == 1
    # what it held is not here, so the answer is not known to be whole
    assert record.state_of("observations") is KeyState.PARTIAL
    assert len(record.quarantined) >= 1


def test_invalid_utf_8_in_one_note_sets_that_resource_aside_with_its_sets(read):
    body = msgspec.json.encode(bundle(observation("bad", note=[{"text": "QQQ"}]), observation("good"))).replace(
        b"QQQ", b"\xff\xfe"
    )
    record = read({"observations": body})
    assert ids(record.with_concept("lab_platelets")) == ["Observation/good"]
    assert [item.reference for item in record.quarantined_with("lab_platelets")] == ["Observation/bad"]


def test_nesting_deeper_than_the_decoder_goes_refuses_the_key_instead_of_failing(read):
    deep = b"[" * 20000 + b"]" * 20000
    body = msgspec.json.encode(bundle(observation(note="QQQ"))).replace(b'"QQQ"', deep)
    assert read({"observations": body}).state_of("observations") is KeyState.REFUSED


def test_a_tolerated_oddity_is_no_reason_to_set_a_resource_aside(read):
    odd = observation(category={"text": "laboratory"}, unknownMember={"a": 1}, meta=None)
    value = {"resourceType": "Bundle", "entry": [{"resource": odd}]}
    assert len(read({"observations": value}).with_concept("lab_platelets")) == 1


@pytest.mark.trap("F-14")
def test_what_is_dated_more_than_a_day_ahead_is_set_aside_and_a_skewed_clock_is_not(read):
    soon, later = (NOW + timedelta(hours=h) for h in (23, 25))
    record = read(
        {
            "observations": bundle(
                observation("soon", effectiveDateTime=soon.isoformat()),
                observation("later", effectiveDateTime=later.isoformat()),
            )
        }
    )
    assert ids(record.with_concept("lab_platelets")) == ["Observation/soon"]
    assert [item.reason for item in record.quarantined] == ["dated in the future"]


def test_a_planned_scan_is_not_a_resource_dated_in_the_future(read):
    order = {
        "resourceType": "ServiceRequest",
        "id": "s",
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        "occurrenceDateTime": "2026-12-06",
        "authoredOn": "2026-11-21",
    }
    visit = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "planned",
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2026-12-06"},
    }
    record = read({"serviceRequests": bundle(order), "encounters": bundle(visit)})
    assert len(record.of_type("ServiceRequest")) == len(record.of_type("Encounter")) == 1


@pytest.mark.trap("F-3")
@pytest.mark.parametrize("members", [{"status": "entered-in-error"}, {"status": "cancelled"}])
def test_an_observation_entered_in_error_or_cancelled_is_gone(read, members):
    record = read({"observations": bundle(observation(**members))})
    assert record.resources == record.quarantined == ()


@pytest.mark.trap("F-3")
@pytest.mark.parametrize(
    "status",
    ["entered-in-error", concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "entered-in-error")],
)
def test_a_condition_entered_in_error_is_gone_in_any_version_of_its_shape(read, status):
    assert read({"conditions": bundle(condition(verificationStatus=status))}).resources == ()


# --- duplicates and versions -----------------------------------------------------------------------------------


def version(number, **members):
    return observation("o1", meta={"versionId": str(number)}, **members)


@pytest.mark.parametrize("order", [(9, 10), (10, 9)])
def test_of_two_versions_of_a_resource_the_newer_is_used_in_whatever_order_they_come(read, order):
    record = read({"observations": bundle(*(version(n, valueQuantity={"value": n, "unit": "10*3/uL"}) for n in order))})
    (only,) = record.with_concept("lab_platelets")
    assert only.version == "10"
    assert only.versioned_reference == "Observation/o1/_history/10"


@pytest.mark.parametrize("newer", [{"status": "entered-in-error"}, {"code": concept("http://loinc.org", "00000-0")}])
@pytest.mark.parametrize("turned", [False, True])
def test_a_newer_version_that_takes_the_older_back_wins(read, newer, turned):
    both = [version(1), version(2, **newer)]
    assert read({"observations": bundle(*(reversed(both) if turned else both))}).resources == ()


def test_without_version_numbers_the_later_update_wins(read):
    first = observation(meta={"lastUpdated": "2026-11-20T00:00:00Z"}, status="preliminary")
    second = observation(meta={"lastUpdated": "2026-11-21T00:00:00Z"})
    assert [r.data["status"] for r in read({"observations": bundle(second, first)}).resources] == ["final"]


@pytest.mark.parametrize("later", ["2026-11-20T10:00:00.500Z", "2026-11-20T06:30:00-05:00"])
@pytest.mark.parametrize("turned", [False, True])
def test_the_later_update_is_told_by_the_instant_and_not_by_its_spelling(read, later, turned):
    both = [
        observation(meta={"lastUpdated": "2026-11-20T10:00:00Z"}, status="final"),
        observation(meta={"lastUpdated": later}, status="amended"),
    ]
    record = read({"observations": bundle(*(reversed(both) if turned else both))})
    assert [r.data["status"] for r in record.resources] == ["amended"]
    assert record.quarantined == ()


@pytest.mark.parametrize("updated", ["2026-11-20", "last week", 7, "2026-11-20T11:00:00+01:00"])
def test_updates_that_cannot_be_told_apart_leave_the_matter_open(read, updated):
    both = [
        observation(meta={"lastUpdated": "2026-11-20T10:00:00Z"}),
        observation(meta={"lastUpdated": updated}, status="amended"),
    ]
    assert len(read({"observations": bundle(*both)}).quarantined_with("lab_platelets")) == 1


def test_the_same_resource_twice_is_one_resource_also_across_keys(read):
    record = read({"conditions": bundle(condition(), condition()), "observations": bundle(condition())})
    assert ids(record.resources) == ["Condition/c1"]
    assert record.quarantined == ()


def test_two_different_copies_without_a_version_leave_the_matter_open(read):
    record = read({"observations": bundle(observation(), observation(status="amended"))})
    assert len(record.resources) == 1
    assert len(record.quarantined_with("lab_platelets")) == 1


# --- selection ----------------------------------------------------------------------------------------------


def test_observations_that_no_value_set_knows_are_not_kept(read):
    record = read(
        {
            "observations": bundle(
                observation("x", code=concept("http://loinc.org", "00000-0")),
                observation("y", code={"text": "my own words"}),
            )
        }
    )
    assert record.resources == record.quarantined == ()


def test_a_component_code_keeps_its_observation_without_making_it_the_observations_own(read):
    panel = observation(
        "bp",
        code=concept("http://loinc.org", "85354-9"),
        component=[{"code": concept("http://loinc.org", "8462-4")}, {"code": concept("http://loinc.org", "8480-6")}],
    )
    record = read({"observations": bundle(panel)})
    assert record.with_concept("vital_systolic") == ()
    (found,) = record.of_type("Observation")
    assert found.component_concepts == (frozenset(), frozenset({"vital_systolic"}))


@pytest.mark.parametrize(
    "site",
    [
        concept("http://snomed.info/sct", "56849005"),
        {"text": "Left popliteal vein"},
        [concept("http://snomed.info/sct", "56849005")],
    ],
)
def test_a_vein_as_body_site_keeps_an_observation_with_an_unknown_code(read, site):
    record = read({"observations": bundle(observation(code={"text": "thrombus"}, bodySite=site))})
    (found,) = record.of_type("Observation")
    assert (found.reference, found.site_concepts) == ("Observation/o1", {"bodysite_popliteal"})
    assert record.with_concept("bodysite_popliteal") == ()


def test_a_report_carries_the_sets_of_its_code_and_of_its_conclusion(read):
    report = {
        "resourceType": "DiagnosticReport",
        "id": "d",
        "status": "final",
        "code": concept("http://loinc.org", "39420-5"),
        "subject": {"reference": "Patient/p1"},
        "conclusionCode": [concept("http://snomed.info/sct", "128053003")],
        "issued": "2026-11-20T00:00:00Z",
    }
    (found,) = read({"diagnosticReports": bundle(report)}).with_concept("dvt_unspecified", type="DiagnosticReport")
    assert found.concepts == {"imaging_us", "dvt_unspecified"}


def test_an_observation_contained_in_a_report_is_read_with_the_reports_subject_and_date(read):
    inside = {
        "resourceType": "Observation",
        "id": "l",
        "status": "final",
        "code": concept("https://dvt-cds.org/fhir/CodeSystem/dvt-assessment", "thrombus-length"),
    }
    report = {
        "resourceType": "DiagnosticReport",
        "id": "d",
        "status": "final",
        "code": {"text": "duplex"},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2026-11-20",
        "contained": [inside],
    }
    (found,) = read({"diagnosticReports": bundle(report)}).with_concept("thrombus_length")
    assert found.reference == "DiagnosticReport/d#l"
    assert found.data["effectiveDateTime"] == "2026-11-20"


def request(identity="m", **members):
    return {
        "resourceType": "MedicationRequest",
        "id": identity,
        "status": "active",
        "intent": "order",
        "subject": {"reference": "Patient/p1"},
        **members,
    }


APIXABAN = concept("http://www.nlm.nih.gov/research/umls/rxnorm", "1364430")
ELSEWHERE = {"resourceType": "Medication", "id": "a", "code": APIXABAN}


LOCAL = {"coding": [{"system": "urn:example:formulary", "code": "3"}]}


def compound(reference, member="itemReference", **members):
    """A Medication with a local code and one ingredient that another resource tells."""
    ingredient = {member: reference if member == "itemReference" else {"reference": reference}}
    return {"resourceType": "Medication", "id": "in", "code": LOCAL, "ingredient": [ingredient], **members}


@pytest.mark.parametrize(
    "members",
    [
        {"medicationCodeableConcept": APIXABAN},
        {"medication": {"concept": APIXABAN}},
        {"medicationReference": {"reference": "Medication/a"}},
        {"medicationReference": {"reference": "https://ehr.example/fhir/Medication/a/_history/2"}},
        {"medication": {"reference": {"reference": "Medication/a"}}},
        {
            "medicationReference": {"reference": "#in"},
            "contained": [{"resourceType": "Medication", "id": "in", "code": APIXABAN}],
        },
        {
            "medicationReference": {"reference": "#in"},
            "contained": [
                {"resourceType": "Medication", "id": "in", "ingredient": [{"itemCodeableConcept": APIXABAN}]}
            ],
        },
        {
            "medicationReference": {"reference": "#in"},
            "contained": [
                {
                    "resourceType": "Medication",
                    "id": "in",
                    "code": {"coding": [{"system": "urn:example:formulary", "code": "3"}], "text": "Home med #3"},
                    "ingredient": [{"itemCodeableConcept": APIXABAN}],
                }
            ],
        },
        {"medicationReference": {"reference": "#in"}, "contained": [compound({"reference": "Medication/a"})]},
        {"medicationReference": {"reference": "Medication/gone", "display": "Eliquis 5 mg tablet"}},
        {"medicationCodeableConcept": {"text": "ELIQUIS 5 mg tablet"}},
    ],
)
def test_a_drug_is_read_however_its_version_spells_it(read, members):
    record = read({"medications": bundle(request(**members), ELSEWHERE)})
    assert ids(record.with_concept("drug_apixaban")) == ["MedicationRequest/m"]


def test_a_drug_that_cannot_be_followed_is_kept_and_named(read):
    record = read({"medications": bundle(request(medicationReference={"reference": "Medication/gone"}))})
    assert len(record.of_type("MedicationRequest")) == 1
    assert "cannot be followed" in record.quarantined[0].reason


def test_an_order_of_dstu2_is_read_as_a_medication_request(read):
    old = {
        **request(medicationCodeableConcept=APIXABAN),
        "resourceType": "MedicationOrder",
        "patient": {"reference": "Patient/p1"},
        "dateWritten": "2026-11-20",
    }
    del old["subject"], old["intent"]
    assert ids(read({"medications": bundle(old)}).of_type("MedicationRequest")) == ["MedicationRequest/m"]


@pytest.mark.trap("T-144")
@pytest.mark.parametrize(
    "value",
    [
        {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        [concept("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP")],
    ],
)
def test_the_class_of_an_encounter_is_a_code_of_it(read, value):
    visit = {
        "resourceType": "Encounter",
        "id": "e",
        "status": "finished",
        "subject": {"reference": "Patient/p1"},
        "class": value,
    }
    assert ids(read({"encounters": bundle(visit)}).with_concept("encounter_inpatient")) == ["Encounter/e"]


# --- drafts --------------------------------------------------------------------------------------------------


SUBSTANCE = {"resourceType": "Substance", "id": "s", "code": APIXABAN}


@pytest.mark.parametrize(
    ("drug", "beside"),
    [
        (compound({"reference": "Substance/s"}), [SUBSTANCE]),
        (compound({"reference": "Substance/s"}, "item"), [{**SUBSTANCE, "code": {"concept": APIXABAN}}]),
        (compound({"reference": "https://ehr.example/fhir/Medication/a/_history/2"}), [ELSEWHERE]),
        (compound({"reference": "Medication/a"}, "item"), [ELSEWHERE]),
        (compound({"reference": "Medication/a"}), [{**ELSEWHERE, "ingredient": [{"itemReference": {}}]}]),
        (compound({"reference": "#s"}, contained=[SUBSTANCE]), []),
        (
            compound({"reference": "Medication/b"}),
            [
                {
                    "resourceType": "Medication",
                    "id": "b",
                    "code": LOCAL,
                    "ingredient": [{"itemCodeableConcept": APIXABAN}],
                }
            ],
        ),
    ],
)
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("MedicationRequest", "medications"),
        ("MedicationStatement", "medicationStatements"),
        ("MedicationAdministration", "medications"),
    ],
)
def test_an_ingredient_that_another_resource_tells_is_read(read, kind, key, drug, beside):
    order = {**request(medicationReference={"reference": "Medication/in"}), "resourceType": kind}
    for entries in ((order, drug, *beside), (*beside, drug, order)):
        record = read({key: bundle(*entries)})
        assert ids(record.with_concept("drug_apixaban")) == [f"{kind}/m"]
        assert record.quarantined == ()


@pytest.mark.parametrize(
    "beside",
    [
        [],
        [{"resourceType": "Substance", "id": "s"}],
        [{"resourceType": "Substance", "id": "s", "code": "apixaban"}],
        [{**compound({"reference": "Medication/in"}), "resourceType": "Substance", "id": "s", "code": {}}],
    ],
)
def test_an_ingredient_that_ends_in_no_code_is_named(read, beside):
    order = request(medicationReference={"reference": "Medication/in"})
    record = read({"medications": bundle(order, compound({"reference": "Substance/s"}), *beside)})
    assert len(record.of_type("MedicationRequest")) == 1
    assert [each.reason for each in record.quarantined] == [
        "an ingredient is given by a reference that cannot be followed"
    ]


def test_ingredients_that_lead_in_a_circle_come_to_an_end_and_are_named(read):
    own = compound({"reference": "Medication/in"}, code={"text": "Compound 7"})
    for drug in (own, {**own, "code": {}}):
        record = read({"medications": bundle(request(medicationReference={"reference": "Medication/in"}), drug)})
        assert len(record.of_type("MedicationRequest")) == 1
        assert [each.reference for each in record.quarantined] == ["MedicationRequest/m"]


@pytest.mark.parametrize(
    "drug",
    [
        compound({"reference": "Substance/gone"}, code=APIXABAN),
        compound({"reference": "Substance/gone"}, code=concept("http://www.nlm.nih.gov/research/umls/rxnorm", "161")),
        compound({"reference": "Substance/gone", "display": "menthol"}),
        compound({"reference": "Substance/gone"}, ingredient=[{"itemReference": {}, "isActive": False}]),
    ],
)
def test_a_drug_that_is_told_some_other_way_needs_no_ingredient(read, drug):
    order = request(medicationReference={"reference": "Medication/in"})
    assert read({"medications": bundle(order, drug)}).quarantined == ()


@pytest.mark.parametrize("where", ["drafts", "record"])
def test_an_ingredient_of_a_draft_is_another_entry_of_the_session_or_of_the_record(read, where):
    told = {"drafts": [], "record": [], where: [compound({"reference": "Substance/s"}), SUBSTANCE]}
    record = read({"medications": bundle(*told["record"])}, drafts=[by_reference("Medication/in"), *told["drafts"]])
    assert [each.concepts for each in record.drafts] == [{"drug_apixaban"}]
    assert not record.drafts[0].unread_ingredient


@pytest.mark.trap("F-9")
def test_drafts_are_read_apart_from_the_record(read):
    record = read(
        {"medications": bundle()},
        drafts=[request(medicationCodeableConcept=APIXABAN)],
        selections=["MedicationRequest/m"],
    )
    assert ids(record.drafts) == ["MedicationRequest/m"]
    assert record.drafts[0].concepts == {"drug_apixaban"}
    assert record.with_concept("drug_apixaban") == ()
    assert record.selections == ("MedicationRequest/m",)


def by_reference(reference):
    return request(medicationReference={"reference": reference})


@pytest.mark.parametrize(
    ("reference", "sources"),
    [
        ("Medication/a", {"drafts": [ELSEWHERE]}),
        ("https://ehr.example/fhir/Medication/a", {"drafts": [ELSEWHERE]}),
        ("urn:uuid:0A-1", {"draft_medications": {"urn:uuid:0a-1": {"resourceType": "Medication", "code": APIXABAN}}}),
        ("Medication/a", {"record": [ELSEWHERE]}),
    ],
)
def test_the_drug_of_a_draft_is_another_entry_of_the_session_or_of_the_record(read, reference, sources):
    record = read(
        {"medications": bundle(*sources.get("record", ()))},
        drafts=[by_reference(reference), *sources.get("drafts", ())],
        draft_medications=sources.get("draft_medications", {}),
    )
    assert ids(record.drafts) == ["MedicationRequest/m"]
    assert record.drafts[0].concepts == {"drug_apixaban"}


def test_a_medication_of_the_session_comes_before_one_of_the_record_and_is_no_drug_of_the_record(read):
    other = {**ELSEWHERE, "code": {"text": "paracetamol"}}
    record = read(
        {"medications": bundle(by_reference("Medication/a"), other)}, drafts=[by_reference("Medication/a"), ELSEWHERE]
    )
    assert record.drafts[0].concepts == {"drug_apixaban"}
    assert record.with_concept("drug_apixaban") == ()


def test_a_draft_whose_drug_is_nowhere_is_kept_without_one(read):
    (draft,) = read({"medications": bundle()}, drafts=[by_reference("Medication/gone")]).drafts
    assert (draft.concepts, draft.codes, medication_text(draft)) == (frozenset(), (), "")


def test_the_words_of_a_medication_elsewhere_are_those_of_the_order(read):
    words = {"resourceType": "Medication", "id": "a", "code": {"text": "Eliquis starter kit"}}
    record = read({"medications": bundle(by_reference("Medication/a"), words)})
    assert medication_text(record.of_type("MedicationRequest")[0]) == "Eliquis starter kit"


def test_inactive_ingredients_and_those_of_a_known_product_are_not_read(read):
    def contained(**members):
        inside = {
            "resourceType": "Medication",
            "id": "in",
            "ingredient": [{"itemCodeableConcept": APIXABAN}],
            **members,
        }
        return request(medicationReference={"reference": "#in"}, contained=[inside])

    inactive = contained(ingredient=[{"itemCodeableConcept": APIXABAN, "isActive": False}])
    assert read({"medications": bundle(inactive)}).with_concept("drug_apixaban") == ()
    known = contained(code=concept("http://www.nlm.nih.gov/research/umls/rxnorm", "1364430"))
    (order,) = read({"medications": bundle(known)}).with_concept("drug_apixaban")
    assert len(order.codes) == 1


def test_a_draft_without_subject_is_tolerated_and_one_of_another_patient_is_not(read):
    bare = request(medicationCodeableConcept=APIXABAN)
    del bare["subject"]
    assert len(read({}, drafts=[bare, "x", {}]).drafts) == 1
    with pytest.raises(WrongPatient) as caught:
        read({}, drafts=[bare, request(subject={"reference": "Patient/p2"})])
    assert caught.value.member == "context.draftOrders.entry[1].resource.subject"


def test_the_order_of_the_entries_changes_nothing_but_the_order_of_the_result(read):
    one = read({"observations": bundle(observation("a"), observation("b"))})
    other = read({"observations": bundle(observation("b"), observation("a"))})
    assert sorted(ids(one.resources)) == sorted(ids(other.resources))


@pytest.mark.trap("T-142")
def test_a_drug_that_was_given_is_kept_by_its_drug(read):
    given = {**request(medicationCodeableConcept=APIXABAN), "resourceType": "MedicationAdministration"}
    assert ids(read({"medications": bundle(given)}).with_concept("drug_apixaban")) == ["MedicationAdministration/m"]


def test_a_newer_version_of_an_order_replaces_one_whose_drug_is_given_by_reference(read):
    older = request(medicationReference={"reference": "Medication/a"}, meta={"versionId": "1"})
    newer = request(medicationReference={"reference": "Medication/a"}, meta={"versionId": "2"}, status="stopped")
    for order in ((older, newer), (newer, older)):
        (only,) = read({"medications": bundle(*order, ELSEWHERE)}).of_type("MedicationRequest")
        assert only.data["status"] == "stopped"


def test_the_same_code_on_resources_of_two_types_is_read_for_each(read):
    both = bundle(observation("a"), condition("b", code=concept("http://loinc.org", "777-3")))
    assert ids(read({"observations": both}).with_concept("lab_platelets")) == ["Observation/a", "Condition/b"]


def test_the_words_of_one_patients_observation_do_not_change_those_of_anothers_condition(read):
    """What is remembered of a code is shared by all patients: words mean a suspicion in a Condition only."""
    words = {"text": "deep vein clot of left leg"}
    site = concept("http://snomed.info/sct", "56849005")
    suspected = bundle(condition(code=words))
    assert read({"conditions": suspected}).with_concept(NAMED)
    (seen,) = read({"observations": bundle(observation(code=words, bodySite=site))}).of_type("Observation")
    assert NAMED not in seen.concepts
    assert read({"conditions": suspected}).with_concept(NAMED)
