"""Whatever the text of a report says beside the recorded cases: coded entries and critical cards stay as they are."""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from service.answer import Answer, decide_facts, facts_digest
from service.app import create_app
from service.decision import URGENCY
from service.errors import DvtCdsError, FaultsError
from service.features import narrated_findings
from service.features.feature import State
from service.replay.cases import ReplayCase, read_cases
from service.replay.compare import Played
from service.replay.play import answer_case, comparable, play_through_answer
from service.settings import Settings
from service.site import FREE_TEXT_BY_DEFAULT

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = list(read_cases(FIXTURES / "cases"))
CODED = [case for case in CASES if "DVT_CDS_FREE_TEXT" not in case.story.settings]
INDEX = next(case for case in CASES if case.name == "gastrocnemius_four_cm_no_risk_feature")
AFFIRMING = (
    "Acute occlusive thrombus of the external iliac, common femoral, femoral, popliteal, posterior tibial, "
    "gastrocnemius and soleal veins of both legs, 20 cm long, 12 mm in diameter. Phlegmasia cerulea dolens, both limbs "
    "are threatened. Gastrointestinal bleeding, stroke last week, platelets 10, active cancer, pregnancy and previous "
    "deep vein thrombosis. Thrombolysis is contraindicated and catheter-directed thrombolysis has failed."
)
CALF = (
    "Acute thrombus in the gastrocnemius and soleal veins of both legs, 9 cm long, 9 mm in diameter, 1 cm below the "
    "popliteal vein."
)
DENYING = (
    "No deep vein thrombosis in either leg. All deep veins are compressible. No limb threat, no bleeding, no cancer."
)
TEXTS = {"affirming": AFFIRMING, "calf": CALF, "denying": DENYING}
Pair = tuple[Answer, Answer]


def _with_setting(case: ReplayCase, setting: str) -> ReplayCase:
    settings = {**case.story.settings, "DVT_CDS_FREE_TEXT": setting}
    return case.model_copy(update={"story": case.story.model_copy(update={"settings": settings})})


def _with_text(case: ReplayCase, text: str) -> ReplayCase:
    """The case with one more report on the day of the call, without any coded result."""
    body = orjson.loads(case.body)
    patient = body["context"]["patientId"]
    report = {
        "resourceType": "DiagnosticReport",
        "id": "free-text",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "46364-6"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": case.as_of.date().isoformat(),
        "conclusion": text,
    }
    prefetch = body["prefetch"]
    found = prefetch.get("diagnosticReports") or {"resourceType": "Bundle", "type": "searchset"}
    if found.get("resourceType") == "Bundle":
        entry = [*found.get("entry", []), {"resource": report}]
        prefetch["diagnosticReports"] = {**found, "entry": entry, "total": len(entry)}
    return case.model_copy(update={"body": orjson.dumps(body)})


@pytest.fixture(scope="module")
def answers(knowledge) -> Callable[[str, str], Pair | None]:
    """The case with the text, at a site that does not read it and at one that does; each played once."""

    @functools.cache
    def of(name: str, text: str) -> Pair | None:
        case = _with_text(next(each for each in CODED if each.name == name), TEXTS[text])
        try:
            return answer_case(_with_setting(case, "off"), knowledge), answer_case(_with_setting(case, "on"), knowledge)
        except (DvtCdsError, FaultsError):
            return None

    return of


@pytest.fixture(params=[case.name for case in CODED])
def pairs(request, answers) -> list[Pair]:
    """The answers to one case with each text in turn; none for a case about a failure of the protocol."""
    return [found for text in TEXTS if (found := answers(request.param, text)) is not None]


@pytest.mark.verifies("C-55")
def test_a_text_touches_no_feature_but_those_it_may_raise_and_only_where_they_were_open(pairs, knowledge):
    raises = knowledge.free_text.raises
    for without, with_text in pairs:
        for feature in knowledge.facts:
            before, after = without.features[feature], with_text.features[feature]
            if before == after:
                continue
            assert feature in raises, f"a text changed {feature}"
            assert not before.is_known or before.state is State.NOT_DOCUMENTED, f"a text changed the coded {feature}"
            assert after.possible in raises[feature]
            assert any(each.is_narrative for each in after.evidence)


@pytest.mark.verifies("C-55")
def test_a_text_changes_no_treatment_no_critical_card_and_makes_no_limb_threat(pairs):
    for without, with_text in pairs:
        before, after = without.decision, with_text.decision
        assert with_text.features["limb_threat"] == without.features["limb_threat"]
        if (before.outcome, before.rule, before.indicator) == (after.outcome, after.rule, after.indicator):
            assert with_text.modifiers == without.modifiers
        else:
            assert before.indicator != "critical" and URGENCY[after.indicator] >= URGENCY[before.indicator]
            assert before.outcome in ("NOT_APPLICABLE", "INSUFFICIENT_DATA", "SURVEILLANCE")
            assert after.outcome in ("INSUFFICIENT_DATA", "ANTICOAGULATE", "CONSIDER_IVC_FILTER")
            assert "CONFIRM_REPORT" in with_text.modifiers
        critical = [card["uuid"] for card in without.cards if card["indicator"] == "critical"]
        assert [card["uuid"] for card in with_text.cards if card["uuid"] in critical] == critical


@pytest.mark.verifies("C-55")
def test_where_the_decision_rests_on_a_text_nothing_is_filled_in_or_selected_and_every_draft_says_so(pairs):
    for _, with_text in pairs:
        rests = with_text.decision.rests_on == "free_text"
        assert ("CONFIRM_REPORT" in with_text.modifiers) is rests
        for card in with_text.cards[:1] if rests and "outcome" in _form(with_text) else ():
            assert card["summary"].startswith("From report text, to be confirmed")
            assert _form(with_text)["restsOn"] == "free-text"
            for suggestion in card.get("suggestions", []):
                assert "isRecommended" not in suggestion
                for action in suggestion["actions"]:
                    assert action["description"].startswith("Confirm the report first.")
                    assert not {"doseQuantity", "rateQuantity"} & _members(action["resource"])


def _form(given: Answer) -> dict[str, Any]:
    return given.cards[0]["extension"]["org.dvt-cds.decision"] if given.cards else {}


def _members(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_members, value.values()))
    return set().union(*map(_members, value)) if isinstance(value, list) else set()


def test_a_draft_order_never_holds_a_sentence_of_a_report(pairs):
    for _, with_text in pairs:
        for card in with_text.cards:
            assert "veins of both legs" not in str(card.get("suggestions", []))


@pytest.mark.verifies("C-55")
@pytest.mark.parametrize("name", [case.name for case in CODED])
def test_a_text_that_denies_everything_changes_no_feature_and_no_decision(name, answers):
    found = answers(name, "denying")
    if found is not None:
        without, with_text = found
        assert with_text.features == without.features
        assert (with_text.decision, with_text.modifiers) == (without.decision, without.modifiers)
        assert with_text.facts_digest == without.facts_digest


@pytest.mark.parametrize("case", CODED, ids=lambda case: case.name)
def test_a_case_with_coded_results_is_answered_the_same_with_free_text_read_or_not(case, knowledge):
    on, off = (play_through_answer(_with_setting(case, setting), knowledge) for setting in ("on", "off"))
    # With it off a card only names the reports that were not read.
    named = r"\\n- the vein scan of [0-9-]+ has its result in words only, which were not read: read the report"
    assert comparable(on) == re.sub(named, "", comparable(off))


def test_the_texts_do_change_some_answers_so_that_the_tests_above_are_not_idle(answers):
    changed = {
        text: sum(
            found is not None and found[0].decision.outcome != found[1].decision.outcome
            for case in CODED
            if (found := answers(case.name, text)) is not None
        )
        for text in TEXTS
    }
    assert changed["affirming"] > 5 and changed["calf"] > 2 and changed["denying"] == 0


# --- when a text is read at all -----------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["off"] if FREE_TEXT_BY_DEFAULT else ["off", ""])
def test_a_site_that_has_not_asked_for_it_has_no_text_read(setting, knowledge, monkeypatch):
    monkeypatch.setattr(narrated_findings, "read_report", lambda text: pytest.fail("read"))
    case = _with_text(INDEX, AFFIRMING)
    answer_case(_with_setting(case, setting) if setting else case, knowledge)


def test_a_record_without_a_report_has_nothing_read(knowledge, monkeypatch):
    monkeypatch.setattr(narrated_findings, "read_report", lambda text: pytest.fail("read"))
    body: dict[str, Any] = orjson.loads(INDEX.body)
    body["prefetch"]["diagnosticReports"] = None
    case = INDEX.model_copy(update={"body": orjson.dumps(body)})
    assert answer_case(_with_setting(case, "on"), knowledge).decision.outcome == "SURVEILLANCE"


def test_an_override_of_what_a_text_said_does_not_silence_the_coded_diagnosis(knowledge):
    told = next(case for case in CASES if case.name == "report_text_alone_of_a_popliteal_thrombosis")
    found = answer_case(told, knowledge)
    facts = {name: feature.possible for name, feature in found.features.items()}
    coded = decide_facts(knowledge, facts)
    assert coded.decision.outcome == found.decision.outcome
    assert facts_digest(facts, coded.decision) != found.facts_digest


@pytest.mark.parametrize(
    "name", ["review_prophylactic_enoxaparin_for_a_proximal_thrombosis", "review_rivaroxaban_with_allergy"]
)
def test_a_finding_about_an_order_says_that_the_decision_rests_on_a_text(name, knowledge):
    case = next(each for each in CODED if each.name == name)
    body: dict[str, Any] = orjson.loads(case.body)
    for key in ("conditions", "diagnosticReports"):
        body["prefetch"][key] = None
    told = _with_text(
        case.model_copy(update={"body": orjson.dumps(body)}), "Acute thrombus in the right popliteal vein."
    )
    found = answer_case(_with_setting(told, "on"), knowledge)
    (finding,) = [card for card in found.cards if "finding" in card["extension"]["org.dvt-cds.decision"]]
    assert knowledge.modifiers["CONFIRM_REPORT"].says in finding["detail"]
    assert "doseQuantity" not in str(finding.get("suggestions"))
    assert "isRecommended" not in str(finding.get("suggestions"))


# --- orders that are about to be signed ---------------------------------------------------------------------------

POPLITEAL = "Acute occlusive thrombus in the right popliteal vein."
DRAFTS: dict[str, tuple[tuple[str, tuple[float, int] | None], ...]] = {
    "a course of apixaban": (("1364430", (10, 2)),),
    "no first phase": (("1364430", (5, 2)), ("8410", (100, 1))),
    "prophylaxis": (("67108", (40, 1)),),
    "no dose": (("67108", (40, 1)), ("1364430", None)),
    "no lead-in": (("1037042", (150, 2)), ("6135", (200, 1))),
    "warfarin alone": (("11289", (5, 1)),),
}
"""RxNorm codes with a dose in mg and its times a day."""
REQUESTS = ("398182006", "1142015002", "715967001")
"""SNOMED CT: vena cava filter, compression stockings, limited ultrasound."""


def _draft(number: int, code: str, dose: tuple[float, int] | None, patient: str) -> dict[str, Any]:
    drug = {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code}]}
    amount = {"value": dose and dose[0], "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    timing = {"repeat": {"frequency": dose and dose[1], "period": 1, "periodUnit": "d"}}
    return {
        "resourceType": "MedicationRequest",
        "id": f"draft-{number}",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": drug,
        "subject": {"reference": f"Patient/{patient}"},
        **({"dosageInstruction": [{"timing": timing, "doseAndRate": [{"doseQuantity": amount}]}]} if dose else {}),
    }


def _request(code: str, patient: str) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": f"draft-{code}",
        "status": "draft",
        "intent": "order",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}]},
        "subject": {"reference": f"Patient/{patient}"},
    }


def _signing(case: ReplayCase, drafts: str | None) -> ReplayCase:
    """The case without its coded diagnoses and reports; with ``drafts``, as the signing of these orders."""
    body: dict[str, Any] = orjson.loads(case.body)
    patient = body["context"]["patientId"]
    for key in ("conditions", "diagnosticReports"):
        body["prefetch"][key] = None
    story = case.story
    if drafts is not None:
        orders = [_draft(number, code, dose, patient) for number, (code, dose) in enumerate(DRAFTS[drafts])]
        orders += [_request(code, patient) for code in REQUESTS]
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in orders]}
        context = {name: value for name, value in body["context"].items() if name in ("patientId", "encounterId")}
        user = body["context"].get("userId", "Practitioner/synthetic")
        user = user if user.startswith("Practitioner") else "Practitioner/synthetic"
        body |= {"hook": "order-sign", "context": {**context, "userId": user, "draftOrders": bundle}}
        story = story.model_copy(update={"service": "dvt-order-sign"})
    return case.model_copy(update={"body": orjson.dumps(body), "story": story})


@pytest.fixture(scope="module")
def on_a_text(knowledge) -> list[tuple[dict[str, Any], Answer]]:
    """Call and answer of every case as it is recorded and at the signing of drafts, where only a text told of it."""
    found = []
    for place, case in enumerate(CODED):
        variants: list[ReplayCase] = []
        for number, drafts in enumerate((None, *DRAFTS)):
            try:
                variants.append(_with_text(_signing(case, drafts), (POPLITEAL, CALF)[(place + number) % 2]))
            except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
                continue  # a case about a broken request
        for each in variants:
            try:
                given = answer_case(_with_setting(each, "on"), knowledge)
            except (DvtCdsError, FaultsError):
                continue
            if given.decision is not None and given.decision.rests_on == "free_text":
                found.append((orjson.loads(each.body), given))
    return found


@pytest.mark.verifies("C-55")
def test_on_no_card_is_anything_selected_or_a_dose_filled_in_while_the_decision_rests_on_a_text(on_a_text):
    findings = 0
    for body, given in on_a_text:
        sent = _sent(body)
        for card in given.cards:
            if "finding" in card["extension"]["org.dvt-cds.decision"]:
                findings += 1
                assert "…" not in card["summary"]
            for suggestion in card.get("suggestions", ()):
                assert "isRecommended" not in suggestion
                for action in suggestion["actions"]:
                    _check_nothing_filled_in(action, sent)
    assert len(on_a_text) > 1000 and findings > 1000, "the test above would be idle"


def _check_nothing_filled_in(action: dict[str, Any], sent: dict[str, dict[str, Any]]) -> None:
    if action["type"] == "delete":
        return
    assert action["description"].startswith("Confirm the report first.")
    resource = action["resource"]
    if action["type"] == "create":
        assert not {"doseQuantity", "rateQuantity"} & _members(resource)
    else:
        own = sent[f"{resource['resourceType']}/{resource['id']}"]
        assert resource.get("dosageInstruction") == own.get("dosageInstruction")


def _sent(body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The orders of a call, by reference."""
    bundles = [body["context"].get("draftOrders"), body["prefetch"].get("medications")]
    entries = [entry for bundle in bundles if isinstance(bundle, dict) for entry in bundle.get("entry", ())]
    resources = [entry["resource"] for entry in entries if isinstance(entry.get("resource"), dict)]
    return {f"{each.get('resourceType')}/{each.get('id')}": each for each in resources}


@pytest.mark.verifies("C-55")
def test_beside_drafts_the_decision_that_rests_on_a_text_is_always_shown_unless_it_is_to_go_on_as_now(on_a_text):
    shown = 0
    for _, given in on_a_text:
        if "CONTINUE_EXISTING" not in given.modifiers:
            shown += 1
            assert _form(given).get("restsOn") == "free-text"
    assert shown > 500


# --- over HTTP ----------------------------------------------------------------------------------------------------


def test_over_http_a_sentence_of_a_report_is_on_the_card_and_neither_in_the_log_nor_in_the_store(
    knowledge, tmp_path, caplog, capfd
):
    told = next(case for case in CASES if case.name == "report_text_of_a_six_cm_gastrocnemius_thrombosis")
    settings = Settings(database_url=f"sqlite:///{tmp_path}/store.sqlite3", log_level="DEBUG", free_text=True)
    client = create_app(settings, knowledge=knowledge, clock=lambda: told.as_of).test_client()
    with caplog.at_level(logging.DEBUG):
        answered = client.post(f"/cds-services/{told.story.service}", data=told.body, content_type="application/json")
    played = Played(answered.status_code, answered.get_json())
    assert comparable(played) == comparable(play_through_answer(told, knowledge))
    assert "acute thrombus in a gastrocnemius vein" in played.cards[0]["detail"]
    out, err = capfd.readouterr()
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("store.sqlite3*"))
    assert kept and "gastrocnemius vein" not in caplog.text + out + err
    assert b"gastrocnemius vein" not in kept
