"""When the service stays silent although it has something to say (design 6, "Quiet by design").

A critical card is never dropped.  What is silenced is still told by the response's extension (``state``).
"""

from __future__ import annotations

from service.case import Case

ORDER_HOOKS = ("order-select", "order-sign")


def is_being_given(case: Case) -> bool:
    """Whether the advice is to go on with what the patient already receives.

    Such a card belongs to the opening of the chart; over an order it would only interrupt.  A worsening thrombosis, an
    embolism or an unsettled limb threat is still told.
    """
    if case.request.hook not in ORDER_HOOKS or case.decision.indicator == "critical":
        return False
    unsettled = case.has("TREATMENT_FAILURE_REVIEW") or case.has("NEED:limb_threat") or case.decision.rule == "R2"
    return case.has("CONTINUE_EXISTING") and not unsettled
