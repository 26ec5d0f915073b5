"""Why a draft is ordered: the words of the request, and the code of the thrombosis as the record has it."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago, diagnostic_report, observation
from tests.unit.review.sessions import PROXIMAL, READS_TEXT, TEXT_ONLY, drug, session

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SCAN = diagnostic_report("LOINC|48691-0", days_ago(1), conclusions=["ICD-10-CM|I82.431"])
POPLITEAL = {
    "system": ICD,
    "code": "I82.431",
    "display": "Acute embolism and thrombosis of right popliteal vein",
}


def reasons(knowledge, *record, **options):
    """``reasonCode`` of every draft of every card, without its text; the text of each is proved to be there."""
    options.setdefault("hook", "patient-view")
    cards = session(knowledge, *options.pop("drafts", ()), record=[*record, *PROXIMAL[1:]], **options).cards()
    found = []
    for card in cards:
        for suggestion in card.get("suggestions", ()):
            for action in suggestion["actions"]:
                if action["type"] == "create":
                    assert all(each["text"] for each in action["resource"]["reasonCode"])
                    found.append([each.get("coding") for each in action["resource"]["reasonCode"]])
    assert found
    return found


def test_every_draft_names_the_thrombosis_of_the_record(knowledge):
    found = reasons(knowledge, PROXIMAL[0])
    assert len(found) > 3
    assert all(each == [[POPLITEAL]] for each in found)


def test_a_replacement_names_it_too(knowledge):
    found = reasons(
        knowledge,
        PROXIMAL[0],
        drafts=[drug("rivaroxaban", 15, 2)],
        hook="order-sign",
        features={"pregnancy": "present"},
    )
    assert all(each == [[POPLITEAL]] for each in found)


def test_a_thrombosis_known_from_its_scan_only_has_no_code(knowledge):
    assert all(each == [None] for each in reasons(knowledge, SCAN))


def test_a_thrombosis_that_is_only_suspected_has_no_code(knowledge):
    suspected = condition("ICD-10-CM|I82.431", days_ago(2), verification="provisional")
    assert all(each == [None] for each in reasons(knowledge, suspected, observation("clinical-suspicion", "high")))


def test_a_suspected_thrombosis_is_not_named_beside_the_text_that_another_one_rests_on(knowledge):
    """Suspected in the iliac vein, told of in the popliteal: no code of the record is the diagnosis."""
    suspected = condition("ICD-10-CM|I82.422", days_ago(2), verification="provisional")
    found = reasons(knowledge, TEXT_ONLY[0], suspected, site=READS_TEXT)
    assert all(each == [None] for each in found)


def test_a_replacement_on_a_text_names_no_suspected_thrombosis_either(knowledge):
    suspected = condition("ICD-10-CM|I82.422", days_ago(2), verification="provisional")
    drafts = [drug("rivaroxaban", 15, 2)]
    pregnant = {"pregnancy": "present"}
    found = reasons(
        knowledge,
        TEXT_ONLY[0],
        suspected,
        drafts=drafts,
        hook="order-sign",
        features=pregnant,
        site=READS_TEXT,
    )
    assert all(each == [None] for each in found)


def test_a_suspected_thrombosis_is_not_named_beside_a_confirmed_one(knowledge):
    suspected = condition("ICD-10-CM|I82.422", days_ago(2), verification="provisional")
    assert all(each == [[POPLITEAL]] for each in reasons(knowledge, PROXIMAL[0], suspected))


def test_the_code_that_tells_the_vein_is_named_and_the_vague_one_is_not(knowledge):
    vague = condition("SNOMED|128053003", days_ago(4))
    assert all(each == [[POPLITEAL]] for each in reasons(knowledge, vague, PROXIMAL[0]))


def test_of_two_legs_each_has_its_reason(knowledge):
    left = condition("ICD-10-CM|I82.432", days_ago(4))
    for each in reasons(knowledge, PROXIMAL[0], left):
        assert sorted(coding["code"] for (coding,) in each) == ["I82.431", "I82.432"]


@pytest.mark.parametrize(("code", "display"), [("I82.439", False), ("I82431", True)])
def test_a_code_is_given_no_words_of_another_code(knowledge, code, display):
    """A prefix of the value sets covers codes whose own display is not in them."""
    for each in reasons(knowledge, condition(f"ICD-10-CM|{code}", days_ago(4))):
        ((coding,),) = each
        assert coding["system"] == ICD
        assert ("display" in coding) is display
