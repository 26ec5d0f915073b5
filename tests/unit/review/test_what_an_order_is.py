"""What a draft is: by its codes, its site, its doses."""

from __future__ import annotations

import pytest

from service.review.chart import CaseChart
from service.review.drafts import drafts_of
from tests.builders import concept
from tests.unit.review.sessions import FILTER, LIMITED, STOCKINGS, WHOLE_LEG, drug, phases, request


@pytest.fixture
def read(ordering, knowledge):
    def read_drafts(*drafts, **options):
        case = ordering(*drafts, **options).case
        return drafts_of(CaseChart(case), knowledge.order_review.file)

    return read_drafts


@pytest.mark.trap("T-126")
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (FILTER, "vena_cava_filter"),
        (STOCKINGS, "compression_stockings"),
        (LIMITED, "limited_leg_ultrasound"),
        (WHOLE_LEG, "whole_leg_ultrasound"),
        ("SNOMED|432948005", "catheter_thrombolysis"),
        ("SNOMED|307521008", "thrombolysis"),
        ("LOINC|2160-0", "other"),
    ],
)
def test_a_request_is_what_its_code_says(read, code, kind):
    assert [each.kind for each in read(request(code))] == [kind]


@pytest.mark.trap("T-123")
def test_a_code_for_unilateral_or_limited_scans_says_too_little(read):
    assert read(request("CPT|93971"))[0].kind == "other"


def test_a_telling_code_beside_it_decides(read):
    assert read(request(["CPT|93971", LIMITED]))[0].kind == "limited_leg_ultrasound"


@pytest.mark.trap("T-126")
def test_thrombolytic_therapy_without_route_or_vessel_says_too_little(read):
    assert read(request("SNOMED|426347000"))[0].kind == "other"


def test_a_limited_scan_of_any_vein_counts_with_a_leg_as_site_only(read):
    code = "LOINC|39045-0"
    with_site = request(code, bodySite=[concept("SNOMED|56849005")])
    assert [each.kind for each in read(request(code), with_site)] == ["other", "limited_leg_ultrasound"]


def test_text_alone_is_no_drug(read):
    draft = drug("apixaban", 5, 2)
    draft["medicationCodeableConcept"] = {"text": "apixaban 5 mg"}
    assert read(draft)[0].kind == "other"


@pytest.mark.trap("T-130")
def test_stockings_are_known_as_a_device_too(read):
    draft = request(STOCKINGS)
    draft |= {"resourceType": "DeviceRequest", "codeCodeableConcept": draft.pop("code")}
    assert read(draft)[0].kind == "compression_stockings"


def test_a_prohibition_is_not_read(read):
    assert read(drug("apixaban", 5, 2, doNotPerform=True)) == ()


def test_an_order_of_dstu2_is_not_judged(read):
    assert read(drug("apixaban", 5, 2) | {"resourceType": "MedicationOrder"}) == ()


@pytest.mark.parametrize(
    ("draft", "dose"),
    [
        (drug("apixaban", 5, 2), "treatment"),
        (drug("apixaban", 2.5, 2), "below_treatment"),
        (drug("rivaroxaban", 10, 1), "below_treatment"),
        (drug("enoxaparin", 80, 2), "treatment"),
        (drug("enoxaparin", 40, 1), "below_treatment"),
        (drug("warfarin", 5, 1), "treatment"),
        (drug("heparin", 5000, 2, "[iU]"), "below_treatment"),
        (drug("apixaban"), "unknown"),
        (phases("apixaban", (10, 2), (5, 2), (2.5, 2)), "treatment"),
    ],
)
def test_a_dose_is_held_against_the_treatment_doses(read, draft, dose):
    assert read(draft)[0].dose == dose


def test_a_bolus_before_an_infusion_is_treatment(read):
    draft = phases("heparin", (80, 1), (18, 1))
    draft["dosageInstruction"][1] = {"sequence": 2, "doseAndRate": [{"rateQuantity": {"value": 18, "unit": "U/kg/h"}}]}
    assert read(draft)[0].dose == "treatment"


def test_a_course_that_begins_later_has_its_dose(read):
    draft = drug("edoxaban", 60, 1)
    draft["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"start": "2026-11-27"}
    assert read(draft)[0].dose == "treatment"


def test_a_starter_pack_is_treatment_without_a_readable_dose(read):
    pack = drug("apixaban")
    pack["medicationCodeableConcept"] = concept("RxNorm|1992427")
    assert read(pack)[0].dose == "treatment"


# --- a drug that no code tells ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("medication", "why", "name"),
    [
        ({"text": "Lovenox 80 mg SubQ q12h"}, "named", "enoxaparin"),
        ({"text": "tPA 100 mg over 2 h"}, "named", "the thrombolytic"),
        ({"text": "heparin lock flush 10 units/mL"}, "flush_named", "heparin flush"),
        ({"text": "saline flush"}, "", "this order"),
        ({"text": "amoxicillin 500 mg"}, "", "this order"),
        ({"coding": [{"system": "urn:example", "code": "1", "display": "ELIQUIS 5 MG"}]}, "named", "apixaban"),
        ({"coding": [{"system": "urn:example", "code": "1", "display": "Tylenol"}]}, "", "this order"),
        ({"coding": [{"system": "urn:example", "code": "1"}]}, "unreadable", "the drug of this order"),
        ({}, "", "this order"),
        (concept("RxNorm|1191", text="aspirin, not Eliquis"), "", "this order"),
    ],
)
def test_a_drug_that_no_code_tells_is_not_checked(read, medication, why, name):
    (found,) = read(drug("apixaban", medicationCodeableConcept=medication))
    assert (found.kind, found.not_checked, found.name) == ("other", why, name)


def test_a_reference_that_leads_nowhere_is_not_readable_and_its_display_is_its_words(read):
    nowhere = {"medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/gone"}}
    assert read(drug("apixaban", **nowhere))[0].not_checked == "unreadable"
    nowhere["medicationReference"]["display"] = "warfarin 5 mg"
    assert read(drug("apixaban", **nowhere))[0].not_checked == "named"


def compounded(ingredient, code=None):
    medication = {"resourceType": "Medication", "id": "m", "code": code or {"text": "compound"}}
    substance = {"resourceType": "Substance", "id": "s", "code": concept("RxNorm|67108")}
    return drug(
        "apixaban",
        medicationCodeableConcept=None,
        medicationReference={"reference": "#m"},
        contained=[medication | {"ingredient": [ingredient]}, substance],
    )


@pytest.mark.parametrize(
    ("ingredient", "why"),
    [
        ({"itemReference": {"reference": "#gone"}}, "unreadable"),
        ({"item": {"reference": {"reference": "#gone"}}}, "unreadable"),
        ({"itemReference": {"reference": "Substance/gone"}}, "unreadable"),
        ({"itemReference": {"reference": "#gone", "display": "enoxaparin"}}, "named"),
        ({"itemReference": {"reference": "#gone", "display": "menthol"}}, ""),
        ({"itemReference": {"reference": "#gone"}, "isActive": False}, ""),
        ({"itemCodeableConcept": {"text": "menthol"}}, ""),
        ({"item": {"concept": {"text": "menthol"}}}, ""),
    ],
)
def test_an_ingredient_that_is_a_mere_reference_is_not_checked_whatever_the_drug_is_called(read, ingredient, why):
    (found,) = read(compounded(ingredient))
    assert (found.kind, found.not_checked) == ("other", why)


@pytest.mark.parametrize(
    "ingredient", [{"itemReference": {"reference": "#s"}}, {"item": {"reference": {"reference": "#s"}}}]
)
def test_an_ingredient_by_reference_tells_the_drug_of_a_draft(read, ingredient):
    (found,) = read(compounded(ingredient))
    assert (found.kind, found.not_checked) == ("enoxaparin", "")


def test_a_listed_code_is_enough_beside_an_ingredient_by_reference(read):
    ingredient = {"itemReference": {"reference": "#gone"}}
    assert read(compounded(ingredient, concept("RxNorm|1364430")))[0].kind == "apixaban"


def test_a_draft_that_names_an_anticoagulant_in_words_may_treat(read):
    def may_treat(text):
        return read(drug("apixaban", medicationCodeableConcept={"text": text}))[0].may_treat

    assert [may_treat(each) for each in ("Eliquis", "alteplase", "heparin flush", "Tylenol")] == [True] + [False] * 3


def test_every_name_by_which_an_active_order_is_known_is_known_in_a_draft_too(read, knowledge):
    orders = knowledge.order_review.file.orders
    words = knowledge.codes.anticoagulant_words
    for word, (known_as, _) in {**words.names, **words.classes}.items():
        draft = read(drug("apixaban", medicationCodeableConcept={"text": f"{word} 5 mg"}))[0]
        kind = "other_anticoagulant" if known_as == "other" else known_as
        assert (word, draft.name, draft.not_checked) == (word, orders[kind].name, "named")
