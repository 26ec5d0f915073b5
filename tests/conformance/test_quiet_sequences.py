"""Sequences of hooks within one encounter: no duplicate card, no lost critical card, overrides respected."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from service.app import create_app
from service.settings import Settings

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
AS_OF = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
FORM = "org.dvt-cds.decision"
SERVICE = {
    "patient-view": "dvt-patient-view",
    "order-select": "dvt-order-select",
    "order-sign": "dvt-order-sign",
    "encounter-start": "dvt-encounter-start",
}


class Clinic:
    """One patient's encounter at a running service."""

    def __init__(self, folder: Path, knowledge, case: str):
        settings = Settings(database_url=f"sqlite:///{folder / 'store.sqlite3'}")
        self.now = AS_OF
        self.app = create_app(settings, knowledge=knowledge, clock=lambda: self.now).test_client()
        self.body = json.loads((CASES / case / "request.json").read_text(encoding="utf-8"))
        self.body["context"].setdefault("encounterId", "encounter-1")

    def call(self, hook: str, instance: str = "", encounter: str | None = None) -> dict:
        context = {**self.body["context"]}
        for name in ("selections", "draftOrders"):
            if hook not in ("order-select", "order-sign") or (name == "selections" and hook != "order-select"):
                context.pop(name, None)
        if hook == "order-select":
            context.setdefault("selections", [])
        if hook in ("order-select", "order-sign"):
            context.setdefault("draftOrders", {"resourceType": "Bundle", "entry": []})
        if encounter is not None:
            context["encounterId"] = encounter
            if not encounter:
                del context["encounterId"]
        body = {**self.body, "hook": hook, "hookInstance": instance or str(uuid.uuid4()), "context": context}
        response = self.app.post(f"/cds-services/{SERVICE[hook]}", json=body)
        assert response.status_code == 200, response.get_data(as_text=True)
        self.now += timedelta(minutes=1)
        return response.get_json()

    def override(self, hook: str, card: dict) -> None:
        entry = {"card": card["uuid"], "outcome": "overridden", "outcomeTimestamp": "2026-03-16T09:30:00Z"}
        entry["overrideReason"] = {"reason": {"code": "patient-refuses", "system": "https://example.org/reasons"}}
        assert self.app.post(f"/cds-services/{SERVICE[hook]}/feedback", json={"feedback": [entry]}).status_code == 200

    def lengthen(self) -> None:
        """A new fact: the thrombus is now reported as 6 cm."""
        text = json.dumps(self.body)
        self.body = json.loads(text.replace('"value": 4.0, "unit": "cm"', '"value": 6.0, "unit": "cm"'))
        assert json.dumps(self.body) != text


@pytest.fixture
def calf(tmp_path, knowledge):
    return Clinic(tmp_path, knowledge, "gastrocnemius_four_cm_no_risk_feature")


@pytest.fixture
def limb(tmp_path, knowledge):
    return Clinic(tmp_path, knowledge, "massive_occlusive_bilateral_dvt_with_limb_threat")


def test_the_same_decision_on_the_same_facts_is_shown_once_in_an_encounter(calf):
    assert len(calf.call("patient-view")["cards"]) == 1
    for hook in ("order-select", "order-sign"):
        answer = calf.call(hook)
        assert answer["cards"] == []
        assert answer["extension"][FORM] == {"state": "quieted", "outcome": "SURVEILLANCE"}


def test_the_same_hook_called_again_gives_the_same_card_again(calf):
    first, second = calf.call("patient-view", "a" * 8 + "-aaaa-4aaa-8aaa-" + "a" * 12), calf.call("patient-view")
    assert first["cards"][0]["summary"] == second["cards"][0]["summary"]


def test_another_encounter_is_told_again(calf):
    calf.call("patient-view")
    assert len(calf.call("order-select", encounter="encounter-2")["cards"]) == 1


def test_without_an_encounter_nothing_is_quieted(calf):
    calf.call("patient-view", encounter="")
    assert len(calf.call("order-select", encounter="")["cards"]) == 1


def test_a_new_fact_is_told_again(calf):
    calf.call("patient-view")
    calf.lengthen()
    answer = calf.call("order-select")
    assert answer["extension"][FORM]["outcome"] == "ANTICOAGULATE"
    assert len(answer["cards"]) == 1


def test_an_overridden_decision_stays_silent_until_the_facts_change(calf):
    card = calf.call("patient-view")["cards"][0]
    calf.override("patient-view", card)
    assert calf.call("patient-view")["extension"][FORM]["state"] == "quieted"
    assert calf.call("order-select", encounter="encounter-9")["cards"] == []
    calf.lengthen()
    assert len(calf.call("patient-view")["cards"]) == 1


def test_a_critical_card_is_never_dropped_only_repeated_without_suggestions(limb):
    first = limb.call("patient-view")["cards"][0]
    assert first["suggestions"]
    for hook in ("order-select", "order-sign"):
        card = limb.call(hook)["cards"][0]
        assert card["indicator"] == "critical"
        assert "suggestions" not in card and "selectionBehavior" not in card


def test_an_overridden_critical_card_is_still_repeated(limb):
    card = limb.call("patient-view")["cards"][0]
    limb.override("patient-view", card)
    assert [each["indicator"] for each in limb.call("patient-view")["cards"]] == ["critical"]
