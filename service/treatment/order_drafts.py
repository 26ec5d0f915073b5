"""Draft orders as FHIR R4 JSON: a MedicationRequest per drug of a regimen, a ServiceRequest per request.

Status is ``draft`` and intent ``order``; there is no id, because the EHR creates the resource.  Amounts, timings and
codes come from ``cards/``; nothing of the patient's record is copied but references, measured numbers, dates, and the
code of the thrombosis.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from service.decision import RECORD
from service.features.leg_veins import ACUTE_NAMES, VAGUE
from service.fhir.drafts import UCUM, checked
from service.treatment.dosing import Phase
from service.treatment.orders import RequestSpec
from service.treatment.regimen_advice import Regimen
from service.treatment.regimen_types import Coding

if TYPE_CHECKING:
    from service.decision import Decision
    from service.features.feature import Feature
    from service.hooks.messages import HookRequest
    from service.knowledge import Knowledge

REASON = "Deep vein thrombosis of the leg"
_TO_THE_SECOND = len("2026-11-22T12:00:00")
_TELLING = ACUTE_NAMES - VAGUE
"""Names that tell the vein."""
_LEG = {"left": "Left lower limb", "right": "Right lower limb", "bilateral": "Both lower limbs"}
_LOWER_LIMB = {"system": "http://snomed.info/sct", "code": "61685007", "display": "Lower limb structure"}


class Order(msgspec.Struct, frozen=True):
    """One draft and the sentence that tells what it is (``action.description``)."""

    resource: dict[str, Any]
    description: str

    @property
    def action(self) -> dict[str, Any]:
        return {"type": "create", "description": self.description, "resource": self.resource}


def dvt_codings(
    decision: Decision, features: Mapping[str, Feature], knowledge: Knowledge
) -> tuple[dict[str, str], ...]:
    """The codings of the patient's confirmed leg DVT, as its Conditions have it, the display from our value sets.

    Those that name a vein, else those that do not.  None where it is not confirmed, or rests on imaging or words only,
    and none where the decision rests on the text of a report: beside it the Conditions may be mere suspicions.
    """
    confirmed, codes = features["acute_leg_dvt_confirmed"], knowledge.codes
    if decision.rests_on != RECORD or confirmed.value != "present":
        return ()
    named, telling = dict[tuple[str, str], None](), dict[tuple[str, str], None]()
    for each in confirmed.evidence:
        if each.code is None or not each.reference.startswith("Condition/"):
            continue
        concepts = codes.concepts(*each.code)
        if not ACUTE_NAMES.isdisjoint(concepts):
            named[each.code] = None
        if not _TELLING.isdisjoint(concepts):
            telling[each.code] = None
    return tuple([_as_coding(knowledge, *each) for each in telling or named])


def _as_coding(knowledge: Knowledge, system: str, code: str) -> dict[str, str]:
    display = knowledge.codes.own_display(system, code)
    return {"system": system, "code": code, "display": display} if display else {"system": system, "code": code}


class OrderWriter:
    """Writes the drafts of one call: for one patient, by one user, at one moment.

    ``dvt`` are the codings of :func:`dvt_codings`, named as the reason of every draft beside its words; ``first`` is a
    sentence that every draft says before anything else, in its note and its description.
    """

    def __init__(
        self,
        request: HookRequest,
        knowledge: Knowledge,
        now: datetime,
        side: str | None = None,
        dvt: tuple[dict[str, str], ...] = (),
        first: str = "",
    ):
        self._knowledge, self._now, self._side, self._dvt, self._first = knowledge, now, side, dvt, first
        self._common: dict[str, Any] = {"subject": {"reference": f"Patient/{request.patient_id}"}}
        if request.encounter_id:
            self._common["encounter"] = {"reference": f"Encounter/{request.encounter_id}"}
        self._checked: dict[tuple[str, str], Mapping[str, Any]] = {}
        self._authored = {
            "authoredOn": f"{now.isoformat()[:_TO_THE_SECOND]}Z",
            "requester": {"reference": request.user_id},
        }

    # --- requests ---------------------------------------------------------------------------------------------

    def service_request(
        self, name: str, *, priority: str = "", on: date | None = None, note: str = "", why: str = ""
    ) -> Order:
        """A ServiceRequest from its template; ``on`` is the day it is due, ``note`` a hand-over."""
        key = (name, priority)
        template = self._checked.get(key) or self._template(name, priority)
        draft = dict(template)
        if on is not None:
            draft["occurrenceDateTime"] = on.isoformat()
        told = self._led(note)
        if told:
            draft["note"] = [{"text": told}]
        if key not in self._checked:
            # Drafts of one template differ in members that the check leaves to their fixed shape.
            checked(draft)
            self._checked[key] = template
        return Order(draft, self._led(f"{draft['code']['text']}{f', {why}' if why else ''}."))

    def _template(self, name: str, priority: str) -> Mapping[str, Any]:
        """What the drafts of one request have in common, whenever they are due."""
        spec: RequestSpec = self._knowledge.orders.requests.requests[name]
        text = f"{spec.text} ({_LEG[self._side].lower()})" if spec.leg and self._side else spec.text
        template: dict[str, Any] = {
            "resourceType": "ServiceRequest",
            "status": "draft",
            "intent": "order",
            "category": [self._concept([self._knowledge.orders.requests.categories[spec.category]])],
            "priority": priority or spec.priority,
            "code": self._concept(spec.codings[self._side if spec.leg else None], text),
            **self._common,
            **self._authored,
            "reasonCode": self._reasons(spec.reason),
        }
        if spec.leg:
            template["bodySite"] = [
                {"coding": [dict(_LOWER_LIMB)], "text": _LEG[self._side] if self._side else "Lower limb"}
            ]
        return template

    def _led(self, text: str) -> str:
        return f"{self._first} {text}" if self._first and text else self._first or text

    # --- medication -------------------------------------------------------------------------------------------

    def medication_requests(self, regimen: Regimen, *, priority: str = "") -> tuple[Order, ...]:
        """The drafts of one regimen: the parenteral lead-in first, where it has one."""
        if regimen.lead_in is None:
            return (self._medication(regimen, priority),)
        led = self._medication(regimen.lead_in, priority, leads=regimen)
        return (led, self._medication(regimen, priority))

    def _medication(self, regimen: Regimen, priority: str, leads: Regimen | None = None) -> Order:
        draft: dict[str, Any] = {
            "resourceType": "MedicationRequest",
            "status": "draft",
            "intent": "order",
            **({"priority": priority} if priority else {}),
            "medicationCodeableConcept": self._concept([regimen.drug.coding], regimen.name),
            **self._common,
            **self._authored,
            "reasonCode": self._reasons(REASON),
            "dosageInstruction": self._dosage(regimen, leads),
        }
        notes = self._notes(regimen, leads)
        told = self._led(" ".join(notes))
        if told:
            draft["note"] = [{"text": told}]
        return Order(checked(draft), self._led(self._described(regimen, leads)))

    def _described(self, regimen: Regimen, leads: Regimen | None) -> str:
        if not regimen.phases:
            return " ".join([f"{regimen.name} without a dose. {regimen.no_dose}", *_lead_in_sentence(regimen, leads)])
        parts = [f"{regimen.name} {regimen.course}"]
        if regimen.instruction and leads is None:
            parts.append(regimen.instruction)
        told = f"{', '.join(parts)}."
        if regimen.rounding:
            told += f" Dose: {regimen.rounding}."
        return " ".join([told, *_lead_in_sentence(regimen, leads)])

    def _notes(self, regimen: Regimen, leads: Regimen | None) -> list[str]:
        notes = _lead_in_sentence(regimen, leads)
        if regimen.rounding:
            notes.append(f"Dose: {regimen.rounding}.")
        notes += [each.text for each in regimen.cautions]
        return notes

    def _dosage(self, regimen: Regimen, leads: Regimen | None) -> list[dict[str, Any]]:
        route = self._knowledge.regimens.dosing.routes[regimen.drug.route]
        where = {"route": self._concept([route.coding], route.words)}
        if not regimen.phases:
            return [{"sequence": 1, "text": f"Dose to be entered. {regimen.no_dose}", **where}]
        found = []
        for number, phase in enumerate(regimen.phases, 1):
            instruction: dict[str, Any] = {
                "sequence": number,
                "text": self._phase_text(regimen, phase, route.words, number, leads),
            }
            if regimen.instruction:
                instruction["additionalInstruction"] = [{"text": regimen.instruction}]
            timing = self._timing(regimen, phase, leads)
            if timing:
                instruction["timing"] = {"repeat": timing}
            instruction |= where
            amount = {"value": _number(phase.amount), "unit": phase.unit_words, "system": UCUM, "code": phase.unit}
            instruction["doseAndRate"] = [{"rateQuantity" if phase.is_rate else "doseQuantity": amount}]
            found.append(instruction)
        return found

    def _phase_text(self, regimen: Regimen, phase: Phase, route: str, number: int, leads: Regimen | None) -> str:
        amount, _, rest = phase.line.partition(f" {phase.timing.words}")
        text = f"{'then ' if number > 1 else ''}{amount} {route} {phase.timing.words}{rest}"
        if regimen.instruction:
            text += f", {regimen.instruction}"
        if phase.container:
            text += f" ({phase.container})"
        if leads is not None and not phase.timing.count:
            text += (
                f", for {leads.least_days} to {leads.most_days} days"
                if leads.most_days
                else f", for at least {leads.least_days} days"
            )
        elif phase.name == "treatment" and phase.days:
            text += f", for {phase.days} days"
        if regimen.lead_in is not None and regimen.drug.lead_in and regimen.drug.lead_in.how == "before":
            text += f", starting after {regimen.least_days} to {regimen.most_days} days of the parenteral drug"
        return text

    def _timing(self, regimen: Regimen, phase: Phase, leads: Regimen | None) -> dict[str, Any]:
        timing = phase.timing
        repeat: dict[str, Any] = {}
        if timing.count:
            return {"count": int(timing.count)}
        if leads is not None:
            bounds: dict[str, Any] = {"low": _days(leads.least_days)}
            if leads.most_days:
                bounds["high"] = _days(leads.most_days)
            repeat["boundsRange"] = bounds
        elif regimen.lead_in is not None and regimen.drug.lead_in and regimen.drug.lead_in.how == "before":
            starts = self._now.date() + timedelta(days=regimen.least_days or 0)
            period = {"start": starts.isoformat()}
            if phase.days:
                period["end"] = (starts + timedelta(days=phase.days)).isoformat()
            repeat["boundsPeriod"] = period
        elif phase.days:
            repeat["boundsDuration"] = _days(phase.days)
        if timing.frequency:
            repeat |= {
                "frequency": int(timing.frequency),
                "period": int(timing.period),
                "periodUnit": timing.period_unit,
            }
        return repeat

    # --- codes ------------------------------------------------------------------------------------------------

    def _reasons(self, text: str) -> list[dict[str, Any]]:
        return [{"coding": [dict(each)], "text": text} for each in self._dvt] or [{"text": text}]

    def _concept(self, codings: Iterable[Coding], text: str = "") -> dict[str, Any]:
        concept: dict[str, Any] = {"coding": [self._coding(each) for each in codings]}
        if text:
            concept["text"] = text
        return concept

    def _coding(self, coding: Coding) -> dict[str, str]:
        display = coding.display or self._knowledge.codes.display(coding.system, coding.code)
        return {"system": coding.system, "code": coding.code, "display": display}


def _lead_in_sentence(regimen: Regimen, leads: Regimen | None) -> list[str]:
    """How the parenteral drug and the drug it leads in go together, told from the side of either."""
    if leads is not None and leads.most_days:
        return [f"For {leads.least_days} to {leads.most_days} days, then {leads.name.lower()} instead of it."]
    if leads is not None or regimen.lead_in is not None:
        return [(leads or regimen).lead_in_says]
    return []


def _days(days: int | None) -> Mapping[str, Any]:
    return {"value": days, "unit": "days", "system": UCUM, "code": "d"}


def _number(amount: Decimal) -> int | float:
    """A JSON number without a needless fraction."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
