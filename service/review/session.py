"""What holds for the whole ordering session, beside what is known of a single order.

Most conditions never get as far as asking; a fact is looked up in the record when the first one does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from service.features.observed import unanswered
from service.review import chart as told
from service.review.drafts import ReviewedOrder, requests_of

if TYPE_CHECKING:
    from service.conditions import Circumstances, Condition
    from service.features.chart import Chart
    from service.review.content import ReviewFile
    from service.tables import Values

WHOLE_LEG_SCAN = "whole_leg_ultrasound"
_LEG_ORDERS = frozenset({WHOLE_LEG_SCAN, "limited_leg_ultrasound", "compression_stockings"})
_NOTHING: Values = frozenset()


class Session:
    """The facts of a session that a condition may test; an input about a single order fits no condition here."""

    def __init__(
        self, chart: Chart, file: ReviewFile, drafts: Sequence[ReviewedOrder], encounter_id: str | None
    ) -> None:
        self.chart, self.file, self.drafts, self.encounter_id = chart, file, drafts, encounter_id
        self._found: dict[str, Values] = {}

    def get(self, name: str) -> Values | None:
        """The value of an input of ``order_review.yaml``; ``None`` when it is none of them."""
        found = self._found.get(name)
        if found is None and name in self.file.inputs:
            look = _LOOK.get(name)
            found = self._found[name] = _NOTHING if look is None else frozenset((look(self),))
        return found

    def note(self, name: str, holds: bool) -> None:
        """Add a fact that only the findings tell."""
        self._found[name] = frozenset((_said(holds),))


class OrderCircumstances:
    """The circumstances of a decided case, and beside them the facts of the session and of one order."""

    def __init__(self, decided: Circumstances, session: Session, order: Mapping[str, Values] | None = None) -> None:
        self._decided, self._session, self._order = decided, session, order or {}

    def hold(self, when: Condition) -> bool:
        """Whether every part of the condition holds."""
        for name, allowed in when.items():
            own = self._order.get(name)
            if own is None:
                own = self._session.get(name)
            if own is None:
                if not self._decided.holds(name, allowed):
                    return False
            elif own.isdisjoint(allowed):
                return False
        return True


def treats(order: ReviewedOrder) -> bool:
    """An anticoagulant at a treatment dose."""
    return order.is_anticoagulant and order.dose == "treatment"


def _said(holds: bool) -> str:
    return "present" if holds else "absent"


def _treatment_drafted(session: Session) -> str:
    """``unknown`` where an anticoagulant is drafted whose dose cannot be read: it may be one that treats."""
    if any(map(treats, session.drafts)):
        return "present"
    return "unknown" if any(each.may_treat for each in session.drafts) else "absent"


def _scan_ordered(session: Session) -> str:
    orders = (*session.drafts, *requests_of(session.chart, session.file))
    if any(each.kind == WHOLE_LEG_SCAN for each in orders):
        return "present"
    return "unknown" if unanswered(session.chart, "serviceRequests") else "absent"


def _leg_order_is_drafted(session: Session) -> bool:
    return any(each.kind in _LEG_ORDERS or each.is_anticoagulant for each in session.drafts)


_LOOK: Mapping[str, Callable[[Session], str]] = {
    "shock": lambda session: told.shock(session.chart),
    "clot_removed": lambda session: told.clot_removed(session.chart),
    "transfer_ordered": lambda session: told.transfer_ordered(session.chart, session.encounter_id),
    "hit_suspected": lambda session: told.hit_suspected(session.chart),
    "treatment_drafted": _treatment_drafted,
    "leg_order_drafted": lambda session: _said(_leg_order_is_drafted(session)),
    "whole_leg_scan_ordered": _scan_ordered,
}
