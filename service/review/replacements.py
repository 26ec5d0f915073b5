"""What a finding suggests: replace, mend or remove the draft that it is about.

An update is the client's whole resource with only the mended members changed; a removal names the draft.  A draft
without an id can be neither updated nor removed, so nothing is suggested for it (CDS Hooks 2.0 "Action").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from service.case import Case
from service.fhir.empties import without_empty_members
from service.fhir.record import Resource
from service.review.findings import Finding, Reviewed
from service.treatment.order_drafts import OrderWriter, dvt_codings
from service.treatment.regimen_advice import Regimen, RegimenAdvice
from service.treatment.regimens import choose, course_of
from service.treatment.suggestions import suggestion_uuid
from service.wording import without_capital

Action = dict[str, Any]
WHOLE_LEG = "whole_leg_duplex"
_TREATS = frozenset({"ANTICOAGULATE", "CDT_TRANSFER"})
_NO_DRUG = frozenset({"NO_ANTICOAG_PREFILL", "NO_NEW_ORDER"})


class Replacements:
    """The suggestions of the findings of one call."""

    def __init__(self, case: Case, reviewed: Reviewed):
        self._case, self._reviewed = case, reviewed
        self._features = reviewed.features or case.features
        orders = case.knowledge.orders
        dvt = dvt_codings(case.decision, case.features, case.knowledge)
        self._first = orders.said_first(case.modifiers)
        self._may_recommend = set(orders.offered.nothing_recommended).isdisjoint(case.modifiers)
        self._writer = OrderWriter(case.request, case.knowledge, case.now, case.side, dvt, self._first)

    @cached_property
    def _advice(self) -> RegimenAdvice:
        """The order of choice of the decision's own plan."""
        case = self._case
        if self._features is case.features:
            return case.known.advice(case.features)
        return choose(case.decision, case.modifiers, self._features, case.knowledge)

    def of(self, finding: Finding) -> list[dict[str, Any]]:
        """The suggestions of one finding in the order of the file; only a draft can be suggested away.

        None is recommended where a modifier of the decision says that nothing is (``nothing_recommended``).
        """
        if finding.order.standing != "draft" or not finding.order.reference:
            return []
        found: list[dict[str, Any]] = []
        for kind in finding.spec.suggestions:
            for label, actions, recommended in _KINDS[kind](self, finding):
                key = f"{kind}.{len(found)}"
                uuid = suggestion_uuid(self._case.request, finding.spec.id, key, finding.order.reference)
                suggestion: dict[str, Any] = {"label": label, "uuid": uuid}
                if recommended and self._may_recommend and not any("isRecommended" in each for each in found):
                    suggestion["isRecommended"] = True
                found.append({**suggestion, "actions": actions})
        return found

    # --- remove and replace -----------------------------------------------------------------------------------

    def _delete(self, finding: Finding) -> Iterator[tuple[str, list[Action], bool]]:
        yield f"Remove {_the(finding.order.name)}", [_removal(finding)], False

    def _replace(self, finding: Finding) -> Iterator[tuple[str, list[Action], bool]]:
        """Another drug of the order of choice instead, where the decision asks for one."""
        case = self._case
        if case.decision.outcome not in _TREATS or not _NO_DRUG.isdisjoint(case.modifiers):
            return
        treated = case.features["on_therapeutic_ac"].value == "present" or self._reviewed.is_treated
        if treated or not finding.order.is_anticoagulant:
            return
        for regimen in [each for each in self._advice.eligible if self._is_another(each, finding)][:1]:
            created = [each.action for each in self._writer.medication_requests(regimen)]
            recommended = self._advice.recommended == regimen.id
            yield f"Instead: {without_capital(regimen.line)}", [_removal(finding), *created], recommended

    def _is_another(self, regimen: Regimen, finding: Finding) -> bool:
        """Another drug than the drafted one, against which the review would say nothing."""
        drugs = {regimen.id, *([regimen.lead_in.id] if regimen.lead_in else [])}
        return regimen.id != finding.order.regimen and drugs <= self._reviewed.sound

    def _stop_other(self, finding: Finding) -> Iterator[tuple[str, list[Action], bool]]:
        other = finding.companion
        if other is None or not other.resource.reference:
            return
        same = other.name == finding.order.name
        label = f"Keep this order and stop {'the earlier one' if same else other.name}"
        if other.is_draft:
            yield label, [_delete_action(other.resource, other.name)], False
        elif other.resource.type == "MedicationRequest":
            stopped = {**other.resource.data, "status": "stopped"}
            # Beside another anticoagulant it is not known yet that this order is kept.
            is_advised = finding.spec.id == "prophylaxis_still_active" and all(
                each.relation == "prophylactic_dose" for each in finding.facts.companions
            )
            yield label, [self._update(stopped, f"Stop {other.name}.")], is_advised

    # --- mend -------------------------------------------------------------------------------------------------

    def _regimen(self, finding: Finding) -> Regimen | None:
        """The drafted drug as it may be ordered here, with a dose."""
        found = course_of(finding.order.regimen, self._case.modifiers, self._features, self._case.knowledge)
        return found if found is not None and found.phases else None

    def _dose(self, finding: Finding) -> Iterator[tuple[str, list[Action], bool]]:
        """The same draft with the dose of the label; an infusion is another order than an injection."""
        regimen = self._regimen(finding)
        if regimen is None or any(each.is_rate for each in regimen.phases):
            return
        own = self._writer.medication_requests(regimen)[-1]
        line = f"{regimen.name.lower()} {regimen.course}"
        yield f"Change the dose: {line}", [self._mended(finding, own.resource, own.description)], True

    def _lead_in(self, finding: Finding) -> Iterator[tuple[str, list[Action], bool]]:
        """The parenteral drug that is missing, and the draft with its own part of the course."""
        regimen = self._regimen(finding)
        if regimen is None or regimen.lead_in is None or not regimen.lead_in.phases:
            return
        led, own = self._writer.medication_requests(regimen)
        actions = [led.action]
        if regimen.drug.lead_in and regimen.drug.lead_in.how == "before":
            actions.append(self._mended(finding, own.resource, own.description))
        yield f"Add {without_capital(regimen.lead_in.line)}", actions, True

    def _whole_leg_duplex(self, finding: Finding) -> Iterator[tuple[str, list[Action], bool]]:
        if finding.order.resource is None or finding.order.resource.type != "ServiceRequest":
            return
        spec = self._case.knowledge.orders.requests.requests[WHOLE_LEG]
        written = self._writer.service_request(WHOLE_LEG)
        whole = {**finding.order.resource.data, "code": written.resource["code"]}
        yield (
            f"Change to: {without_capital(spec.title)}",
            [self._update(whole, f"{spec.text}, instead of a limited scan.")],
            True,
        )

    # --- actions ----------------------------------------------------------------------------------------------

    def _mended(self, finding: Finding, written: Mapping[str, Any], description: str) -> Action:
        """The draft with the dosage of ``written``; every other member as the client sent it."""
        assert finding.order.resource is not None
        data = finding.order.resource.data
        if "dispenseRequest" in data:
            description += " The quantity to dispense was left as it was: check it."
        return self._update({**data, "dosageInstruction": written["dosageInstruction"]}, description)

    def _update(self, resource: dict[str, Any], description: str) -> Action:
        if not description.startswith(self._first):
            description = f"{self._first} {description}"
        # The client may have sent empty members; FHIR forbids giving them back.
        return {"type": "update", "description": description, "resource": without_empty_members(resource)}


def _removal(finding: Finding) -> Action:
    assert finding.order.resource is not None
    return _delete_action(finding.order.resource, finding.order.name)


def _delete_action(resource: Resource, name: str) -> Action:
    return {"type": "delete", "description": f"Remove {_the(name)} from the orders.", "resourceId": resource.reference}


def _the(name: str) -> str:
    return name if name.startswith(("the ", "another ")) else f"the order for {name}"


# Here and not in the instance: methods that an instance holds of itself keep the whole record until the collector runs.
_KINDS: Mapping[str, Callable[[Replacements, Finding], Iterator[tuple[str, list[Action], bool]]]] = {
    "delete": Replacements._delete,
    "replace": Replacements._replace,
    "dose": Replacements._dose,
    "lead_in": Replacements._lead_in,
    "whole_leg_duplex": Replacements._whole_leg_duplex,
    "stop_other": Replacements._stop_other,
}
