"""When the service stays silent although it has something to say (design 6, "Quiet by design").

A critical card is never dropped.  What is silenced is still told by the response's extension (``state``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.card_writer import EXTENSION, Written
from service.case import Case
from service.history import History

Card = dict[str, Any]
ORDER_HOOKS = ("order-select", "order-sign")
DISCHARGE = "encounter-discharge"
SUGGESTED = ("suggestions", "selectionBehavior")


def is_being_given(case: Case) -> bool:
    """Whether the advice is to go on with what the patient already receives.

    Such a card belongs to the opening of the chart; over an order it would only interrupt.  A worsening thrombosis, an
    embolism or an unsettled limb threat is still told.
    """
    if case.request.hook not in ORDER_HOOKS or case.known.indicator == "critical":
        return False
    unsettled = case.has("TREATMENT_FAILURE_REVIEW") or case.has("NEED:limb_threat") or case.decision.rule == "R2"
    unsettled = unsettled or case.has("LIMB_THREAT_TOLD")
    return case.has("CONTINUE_EXISTING") and not unsettled


def quieted(written: Iterable[Written], case: Case, history: History) -> tuple[tuple[Card, ...], bool]:
    """The cards that are still worth showing, and whether any was withheld or shortened.

    Within one encounter the same decision on the same facts is shown once, and at discharge again: there the facts are
    often the same because nothing was done.  A decision that was overridden stays silent until anything changes that
    the card rests on.  The same hook called again gives the same card again, because
    clients replace their cards by it.  A critical card is repeated without its suggestions.  Order-review cards are
    silenced by an override only: what is wrong with an order is still wrong when it is signed.
    """
    kept: list[Card] = []
    changed = False
    for card, facts in written:
        if not _was_settled(card, facts, case, history):
            kept.append(card)
            continue
        changed = True
        if card["indicator"] == "critical":
            kept.append({name: value for name, value in card.items() if name not in SUGGESTED})
    return tuple(kept), changed


def _was_settled(card: Card, facts: str, case: Case, history: History) -> bool:
    form = card["extension"][EXTENSION]
    decision = form.get("outcome") or form.get("finding", "")
    rule = form.get("rule", "")
    hook = case.request.hook
    overridden = history.overridden_before(decision, rule, facts)
    if any(each.hook_instance != case.request.hook_instance for each in overridden):
        return True
    if "outcome" not in form or hook == DISCHARGE:
        return False
    shown = history.shown_before(decision, rule, facts)
    return any(each.same_encounter and each.hook != hook for each in shown)
