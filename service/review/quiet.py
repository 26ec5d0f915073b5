"""No suggestion for what is already ordered or drafted (design section 6, "Quiet by design").

What a decision card suggests is held against the drafts of the session and the orders that stand; what remains keeps
its label, or gets one that names what is left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from service.case import Case
from service.features.findings import VEIN_IMAGING
from service.fhir.dates import planned_time
from service.fhir.status import is_active_order
from service.review.findings import Reviewed

if TYPE_CHECKING:
    from service.fhir.record import Resource
    from service.treatment.suggestions import Suggested

Action = dict[str, Any]
_INTERVENTION = frozenset({"CDT_TRANSFER", "CONSIDER_SURGICAL_THROMBECTOMY"})


def without_duplicates(
    offered: Suggested, case: Case, reviewed: Reviewed, review_cards: Iterable[dict[str, Any]]
) -> Suggested:
    """The suggestions of the decision card without what is ordered, drafted, or suggested by a review card."""
    review_cards = list(review_cards)
    if not (review_cards or any(each.may_treat for each in reviewed.drafts) or _standing(case)):
        return offered
    kept: list[dict[str, Any]] = []
    is_drug_told = _drug_is_suggested(review_cards)
    covered = _covered_days(case, offered)
    mended = _mended_codes(review_cards)
    tests_only: dict[str, Any] | None = None
    for suggestion in offered.suggestions:
        actions = [
            each for each in suggestion["actions"] if not _is_done(each, case, reviewed, covered, mended, is_drug_told)
        ]
        if len(actions) == len(suggestion["actions"]):
            kept.append(suggestion)
        elif not actions:
            continue
        elif any(_is_drug(each) and each not in actions for each in suggestion["actions"]):
            # What a drug suggestion carries beside the drug is the same for every drug: it is asked for once.
            tests = [each for each in actions if not _is_drug(each)]
            if tests and tests_only is None:
                tests_only = {**suggestion, "label": _titles(tests), "actions": tests}
                kept.append(tests_only)
        else:
            label = suggestion["label"] if any(map(_is_drug, actions)) else _shorter(suggestion, actions)
            kept.append({**suggestion, "label": label, "actions": actions})
    return replace(offered, suggestions=tuple(kept))


def _is_drug(action: Action) -> bool:
    return bool(action["resource"]["resourceType"] == "MedicationRequest")


def _drug_is_suggested(review_cards: Iterable[dict[str, Any]]) -> bool:
    """Whether a review card already suggests an anticoagulant, as a new order or as a mended draft."""
    actions = [a for card in review_cards for each in card.get("suggestions", ()) for a in each["actions"]]
    return any(
        each["type"] != "delete" and _is_drug(each) and each["resource"].get("status") != "stopped" for each in actions
    )


def _is_done(
    action: Action,
    case: Case,
    reviewed: Reviewed,
    covered: frozenset[str],
    mended: frozenset[str],
    is_drug_told: bool,
) -> bool:
    resource = action["resource"]
    if _is_drug(action):
        return is_drug_told or _is_drafted(resource, case, reviewed)
    if "occurrenceDateTime" in resource:
        return resource["occurrenceDateTime"] in covered
    if _codes(resource) & mended:
        return True
    concepts = case.knowledge.codes.concepts_of(resource["code"])
    enough = concepts & frozenset(case.knowledge.order_review.file.one_is_enough)
    return bool(enough) and any(not enough.isdisjoint(each.concepts) for each in _standing(case))


def _is_drafted(resource: dict[str, Any], case: Case, reviewed: Reviewed) -> bool:
    """Whether an anticoagulant is on the table already: any, or around an intervention one of the same drug."""
    drafted = [each for each in reviewed.drafts if each.may_treat]
    if case.decision.outcome in _INTERVENTION:
        concepts = case.knowledge.codes.concepts_of(resource["medicationCodeableConcept"])
        return any(each.resource is not None and not concepts.isdisjoint(each.resource.concepts) for each in drafted)
    return bool(drafted)


def _standing(case: Case) -> list[Resource]:
    """The requests that stand: active orders and drafts."""
    orders = [each for each in case.record.of_type("ServiceRequest") if is_active_order(each)]
    return [*orders, *(each for each in case.record.drafts if each.type == "ServiceRequest")]


def _covered_days(case: Case, offered: Suggested) -> frozenset[str]:
    """The days of suggested repeat scans for which a scan is ordered or drafted: the day nearest to it."""
    days = sorted(
        {
            date.fromisoformat(each["resource"]["occurrenceDateTime"])
            for suggestion in offered.suggestions
            for each in suggestion["actions"]
            if "occurrenceDateTime" in each["resource"]
        }
    )
    if not days:
        return frozenset()
    base = (case.first_positive_scan or case.now).astimezone(UTC).date()
    # An order on hold, or of the other leg, covers no day of this thrombosis.
    counted = {each.reference for each in case.features["surveillance"].evidence}
    covered = set()
    undated = 0
    for order in _standing(case):
        if order.concepts.isdisjoint(VEIN_IMAGING):
            continue
        if case.first_positive_scan is not None and order.versioned_reference not in counted:
            continue
        planned = planned_time(order)
        if planned is None:
            undated += order in case.record.drafts
            continue
        day = planned.earliest.astimezone(UTC).date()
        nearest = min([base, *days], key=lambda mark: (abs((mark - day).days), -mark.toordinal()))
        if nearest != base and day > base:
            covered.add(nearest)
    covered |= set([day for day in days if day not in covered][:undated])
    return frozenset(day.isoformat() for day in covered)


def _mended_codes(review_cards: Iterable[dict[str, Any]]) -> frozenset[str]:
    """The codes of requests that a review card already suggests."""
    found: set[str] = set()
    for card in review_cards:
        for suggestion in card.get("suggestions", ()):
            for action in suggestion["actions"]:
                if action["type"] != "delete" and action["resource"]["resourceType"] == "ServiceRequest":
                    found |= _codes(action["resource"])
    return frozenset(found)


def _codes(resource: dict[str, Any]) -> frozenset[str]:
    codings = resource.get("code", {}).get("coding", [])
    return frozenset(f"{each.get('system')}|{each.get('code')}" for each in codings)


def _titles(actions: list[Action]) -> str:
    return "; ".join(dict.fromkeys(each["description"].rstrip(".") for each in actions))


def _shorter(suggestion: dict[str, Any], actions: list[Action]) -> str:
    """The label without the days that need no scan any more."""
    label = str(suggestion["label"])
    for action in suggestion["actions"]:
        if action in actions:
            continue
        _, _, told = action["description"].rpartition(", day ")
        piece = f"on day {told.split(',')[0]}" if told and "due now" not in action["description"] else "now"
        label = label.replace(f" and {piece}", "").replace(f"{piece} and ", "")
    return label
