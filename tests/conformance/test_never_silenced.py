"""What an earlier card or an override must not silence.

What nobody waited for, a discharge, another order, leg, dose, contraindication or clinical content, and
another card of the same hook instance.
"""

from __future__ import annotations

import json
import socket
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.app import create_app
from service.hooks.services import SERVICES
from service.settings import Settings

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
AS_OF = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
FORM = "org.dvt-cds.decision"
SERVICE = {each.hook: each.id for each in SERVICES.values()}
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
QUIETED = "quieted"

Json = dict[str, Any]


def draft(code: str, drug: str, milligrams: float, times: int, **members: Any) -> Json:
    """A drafted tablet."""
    dose = {"value": milligrams, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    return {
        "resourceType": "MedicationRequest",
        "id": "draft-1",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": {"coding": [{"system": RXNORM, "code": code, "display": drug}], "text": drug},
        "dosageInstruction": [
            {
                "timing": {"repeat": {"frequency": times, "period": 1, "periodUnit": "d"}},
                "doseAndRate": [{"doseQuantity": dose}],
            }
        ],
        **members,
    }


class Stay:
    """One patient at a running service; each call is a minute after the one before."""

    def __init__(self, folder: Path, knowledge: Any, case: str):
        self.settings = Settings(database_url=f"sqlite:///{folder / 'store.sqlite3'}")
        self.now = AS_OF
        self.body = json.loads((CASES / case / "request.json").read_text(encoding="utf-8"))
        self.start(knowledge)

    def start(self, knowledge: Any) -> None:
        """Start the service on the store of before."""
        self.app = create_app(self.settings, knowledge=knowledge, clock=lambda: self.now).test_client()

    def call(
        self, hook: str, *drafts: Json, instance: str = "", encounter: str = "stay-1", connection: Any = None
    ) -> Json:
        context = {"userId": "Practitioner/9", "patientId": self.body["context"]["patientId"], "encounterId": encounter}
        if hook in ("order-select", "order-sign"):
            subject = {"reference": f"Patient/{context['patientId']}"}
            entries = [{"resource": {**each, "subject": subject}} for each in drafts]
            context["draftOrders"] = {"resourceType": "Bundle", "type": "collection", "entry": entries}
        if hook == "order-select":
            context["selections"] = [f"MedicationRequest/{each['id']}" for each in drafts]
        body = {**self.body, "hook": hook, "hookInstance": instance or str(uuid.uuid4()), "context": context}
        environ = {} if connection is None else {"gunicorn.socket": connection}
        answer = self.app.post(f"/cds-services/{SERVICE[hook]}", json=body, environ_overrides=environ)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        self.now += timedelta(minutes=1)
        found: Json = answer.get_json()
        return found

    def respond(self, hook: str, card: Json, outcome: str = "overridden", at: str = "") -> None:
        said = at or self.now.isoformat().replace("+00:00", "Z")
        entry: Json = {"card": card["uuid"], "outcome": outcome, "outcomeTimestamp": said}
        if outcome == "accepted":
            entry["acceptedSuggestions"] = [{"id": card["suggestions"][0]["uuid"]}]
        answer = self.app.post(f"/cds-services/{SERVICE[hook]}/feedback", json={"feedback": [entry]})
        assert (answer.status_code, answer.get_json()["stored"]) == (200, 1)
        assert answer.get_json()["unknownCards"] == 0
        self.now += timedelta(minutes=1)

    def add_condition(self, code: str, onset: str) -> None:
        """A further active Condition, in ICD-10-CM."""
        active = {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}
        conditions = self.body["prefetch"]["conditions"]
        found = {
            "resourceType": "Condition",
            "id": f"added-{len(conditions['entry'])}",
            "clinicalStatus": {"coding": [active]},
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]},
            "subject": {"reference": f"Patient/{self.body['context']['patientId']}"},
            "onsetDateTime": onset,
        }
        conditions["entry"].append({"resource": found})
        conditions.pop("total", None)

    def change(self, *pairs: tuple[str, str]) -> None:
        """Rewrite the record."""
        text = json.dumps(self.body)
        for old, new in pairs:
            assert old in text, old
            text = text.replace(old, new)
        self.body = json.loads(text)


def state(answer: Json) -> str:
    found: str = answer["extension"][FORM]["state"]
    return found


def findings(answer: Json) -> list[str]:
    return [each["extension"][FORM]["finding"] for each in answer["cards"] if "finding" in each["extension"][FORM]]


def decision(answer: Json) -> Json:
    found: Json = answer["cards"][0]
    assert "outcome" in found["extension"][FORM]
    return found


def finding(answer: Json, name: str) -> Json:
    (found,) = [each for each in answer["cards"] if each["extension"][FORM].get("finding") == name]
    return found


@pytest.fixture
def proximal(tmp_path: Path, knowledge: Any) -> Stay:
    """A femoropopliteal thrombosis that nobody treats: a warning."""
    return Stay(tmp_path, knowledge, "femoropopliteal_without_limb_threat")


@pytest.fixture
def calf(tmp_path: Path, knowledge: Any) -> Stay:
    """A calf thrombosis under surveillance: for information."""
    return Stay(tmp_path, knowledge, "gastrocnemius_four_cm_no_risk_feature")


@pytest.fixture
def limb(tmp_path: Path, knowledge: Any) -> Stay:
    return Stay(tmp_path, knowledge, "massive_occlusive_bilateral_dvt_with_limb_threat")


@pytest.fixture
def treated(tmp_path: Path, knowledge: Any) -> Stay:
    """A calf thrombosis with apixaban."""
    return Stay(tmp_path, knowledge, "calf_thrombus_with_apixaban_recorded_as_taken")


# --- shown before in the encounter ------------------------------------------------------------------------------------


@pytest.mark.parametrize("hook", ["order-select", "order-sign", "patient-view"])
def test_a_warning_that_its_client_never_waited_for_is_told_by_the_next_hook(proximal: Stay, hook: str) -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        unseen = decision(proximal.call("encounter-start", connection=ours))
    assert decision(proximal.call(hook))["summary"] == unseen["summary"]


def test_a_warning_that_its_client_waited_for_is_told_once(proximal: Stay) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert decision(proximal.call("encounter-start", connection=ours))["indicator"] == "warning"
    assert state(proximal.call("patient-view")) == QUIETED


def test_a_card_that_nobody_waited_for_can_be_overridden_all_the_same(proximal: Stay) -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with ours:
        proximal.respond("encounter-start", decision(proximal.call("encounter-start", connection=ours)))


def test_at_discharge_everything_is_told_again(calf: Stay, proximal: Stay) -> None:
    for stay in (calf, proximal):
        stay.call("encounter-start")
        assert state(stay.call("patient-view")) == QUIETED
        assert decision(stay.call("encounter-discharge"))["indicator"] in ("info", "warning")


def test_at_discharge_a_critical_card_keeps_its_suggestions(limb: Stay) -> None:
    limb.call("encounter-start")
    assert "suggestions" not in decision(limb.call("patient-view"))
    assert decision(limb.call("encounter-discharge"))["suggestions"]


def test_an_override_still_counts_at_discharge(proximal: Stay) -> None:
    proximal.respond("encounter-start", decision(proximal.call("encounter-start")))
    assert state(proximal.call("encounter-discharge")) == QUIETED


# --- overridden: what has to be the same ------------------------------------------------------------------------------

CARBAMAZEPINE = draft("2002", "carbamazepine", 200, 2)
RIFAMPICIN = draft("9384", "rifampin", 600, 1)


def test_an_override_of_one_interacting_drug_says_nothing_of_another(treated: Stay) -> None:
    first = treated.call("order-sign", CARBAMAZEPINE)
    (name,) = findings(first)
    treated.respond("order-sign", finding(first, name))
    assert findings(treated.call("order-sign", CARBAMAZEPINE, encounter="stay-2")) == []
    assert findings(treated.call("order-sign", RIFAMPICIN, encounter="stay-2")) == [name]


def test_an_override_of_one_dose_says_nothing_of_another(proximal: Stay) -> None:
    first = proximal.call("order-sign", draft("1364430", "apixaban", 15, 2))
    (name,) = [each for each in findings(first) if "dose" in each]
    proximal.respond("order-sign", finding(first, name))
    assert name not in findings(proximal.call("order-sign", draft("1364430", "apixaban", 15, 2)))
    assert name in findings(proximal.call("order-sign", draft("1364430", "apixaban", 50, 2)))


def test_a_draft_sent_again_with_another_id_and_start_is_the_same(proximal: Stay) -> None:
    first = proximal.call("order-select", draft("1364430", "apixaban", 15, 2))
    (name,) = [each for each in findings(first) if "dose" in each]
    proximal.respond("order-select", finding(first, name))
    again = draft("1364430", "apixaban", 15, 2, id="draft-2", authoredOn="2026-03-17", status="active")
    again["dosageInstruction"][0]["timing"]["repeat"]["boundsPeriod"] = {"start": "2026-03-17"}
    assert name not in findings(proximal.call("order-sign", again, encounter="stay-2"))


def test_a_draft_that_cannot_be_written_out_breaks_nothing(proximal: Stay) -> None:
    deep: Any = "x"
    for _ in range(100):
        deep = {"extension": [deep]}
    odd = draft("1364430", "apixaban", 15, 2)
    odd["dosageInstruction"][0]["extension"] = [deep]
    odd["dosageInstruction"][0]["sequence"] = 10**30
    first = proximal.call("order-sign", odd)
    for name in findings(first):
        proximal.respond("order-sign", finding(first, name))
    assert findings(proximal.call("order-sign", odd)) == findings(first) != []


def test_an_override_in_one_leg_says_nothing_of_the_other(proximal: Stay) -> None:
    proximal.respond("patient-view", decision(proximal.call("patient-view")))
    assert state(proximal.call("patient-view", encounter="stay-2")) == QUIETED
    text = json.dumps(proximal.body)
    pairs = [("right", "left"), ("Right", "Left"), ("48691-0", "48692-8"), ("I82.431", "I82.432")]
    proximal.change(*(each for each in pairs if each[0] in text))
    assert decision(proximal.call("patient-view", encounter="stay-2"))["indicator"] == "warning"


def test_an_override_of_a_dose_by_weight_says_nothing_of_another_dose(tmp_path: Path, knowledge: Any) -> None:
    pregnant = Stay(tmp_path, knowledge, "pregnant_without_a_feature")
    pregnant.respond("patient-view", decision(pregnant.call("patient-view")))
    pregnant.change(('"value": 68, "unit": "kg"', '"value": 67.9, "unit": "kg"'))
    assert state(pregnant.call("patient-view")) == QUIETED
    pregnant.change(('"value": 67.9, "unit": "kg"', '"value": 98, "unit": "kg"'))
    assert "enoxaparin" in json.dumps(decision(pregnant.call("patient-view"))).lower()


def test_a_growth_that_changes_no_fact_stays_quiet(tmp_path: Path, knowledge: Any) -> None:
    long = Stay(tmp_path, knowledge, "long_thrombus_with_moderate_bleeding_risk")
    long.respond("patient-view", decision(long.call("patient-view")))
    long.change(('"value": 8.0, "unit": "cm"', '"value": 9.0, "unit": "cm"'))
    assert state(long.call("patient-view")) == QUIETED


def test_an_override_of_one_contraindication_says_nothing_of_another(tmp_path: Path, knowledge: Any) -> None:
    barred = Stay(tmp_path, knowledge, "proximal_with_haemophilia")
    first = decision(barred.call("patient-view"))
    assert first["extension"][FORM]["outcome"] == "CONSIDER_IVC_FILTER"
    assert first["suggestions"]
    barred.respond("patient-view", first)
    assert "suggestions" not in decision(barred.call("patient-view"))
    barred.add_condition("D68.0", "2026-03-01")
    again = decision(barred.call("patient-view"))
    assert again["extension"][FORM]["rule"] == first["extension"][FORM]["rule"]
    assert again["suggestions"]


def test_an_override_says_nothing_of_a_corrected_content(proximal: Stay, knowledge: Any) -> None:
    proximal.respond("patient-view", decision(proximal.call("patient-view")))
    proximal.start(knowledge)
    assert state(proximal.call("patient-view")) == QUIETED
    proximal.start(replace(knowledge, content_hash="0" * 64))
    assert decision(proximal.call("patient-view"))["indicator"] == "warning"


def test_feedback_about_the_first_card_of_a_hook_instance_says_nothing_of_the_second(
    tmp_path: Path, knowledge: Any
) -> None:
    long = Stay(tmp_path, knowledge, "long_thrombus_with_moderate_bleeding_risk")
    instance = str(uuid.uuid4())
    first = decision(long.call("patient-view", instance=instance))
    before = json.dumps(long.body)
    long.add_condition("C25.9", "2026-03-01")
    second = decision(long.call("patient-view", instance=instance))
    assert [each["extension"][FORM]["rule"] for each in (first, second)] == [first["extension"][FORM]["rule"]] * 2
    assert second["uuid"] != first["uuid"]
    long.respond("patient-view", first)
    assert long.call("patient-view", encounter="stay-2")["cards"] != []
    long.body = json.loads(before)
    assert state(long.call("patient-view", encounter="stay-2")) == QUIETED


def test_the_same_call_again_has_the_same_card(proximal: Stay) -> None:
    instance = str(uuid.uuid4())
    drafts = [draft("1364430", "apixaban", 15, 2)]
    first, second = (proximal.call("order-sign", *drafts, instance=instance) for _ in range(2))
    assert [each["uuid"] for each in first["cards"]] == [each["uuid"] for each in second["cards"]]


# --- taken back -------------------------------------------------------------------------------------------------------


def test_an_override_dated_in_the_future_can_be_taken_back(proximal: Stay) -> None:
    card = decision(proximal.call("patient-view"))
    proximal.respond("patient-view", card, at="2099-01-01T00:00:00Z")
    assert state(proximal.call("patient-view")) == QUIETED
    proximal.respond("patient-view", card, "accepted")
    assert decision(proximal.call("patient-view"))["indicator"] == "warning"


def test_accepting_the_same_decision_on_another_card_takes_an_override_back(proximal: Stay) -> None:
    one, other = (decision(proximal.call("patient-view", encounter=each)) for each in ("stay-1", "stay-2"))
    assert one["uuid"] != other["uuid"]
    proximal.respond("patient-view", one)
    assert state(proximal.call("patient-view")) == QUIETED
    proximal.respond("patient-view", other, "accepted")
    assert decision(proximal.call("patient-view"))["indicator"] == "warning"
    proximal.respond("patient-view", other)
    assert state(proximal.call("patient-view")) == QUIETED
