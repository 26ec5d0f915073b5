"""The obligations in the order they are reported."""

from __future__ import annotations

from service.proof import citations, safety, tables, unknowns
from service.proof.obligations import Check, Obligation


def _obligation(name: str, check: Check) -> Obligation:
    return Obligation(name, (check.__doc__ or "").strip(), check)


OF_A_TABLE = (
    _obligation("unique", tables.no_two_rows_both_true),
    _obligation("complete", tables.complete),
    _obligation("no dead value", tables.no_dead_value),
)
"""What a table alone can break."""

EVERY = (
    *OF_A_TABLE,
    _obligation("no dead row", tables.no_dead_row),
    _obligation("given holds", tables.given_holds),
    _obligation("one end", tables.one_end),
    _obligation("reached and worded", safety.outcomes_are_reached_and_worded),
    _obligation("modifiers reached", safety.modifiers_are_reached),
    _obligation("safety", safety.safety_statements_hold),
    _obligation("unknown never blocks transfer", unknowns.never_blocks_transfer),
    _obligation("unknown hides nothing critical", unknowns.hides_nothing_critical),
    _obligation("unknown silences nothing critical", unknowns.silences_nothing_critical),
    _obligation("rows cite used statements", citations.rows_cite_used_statements),
    _obligation("used statements are cited", citations.used_statements_are_cited),
    _obligation("verbs no stronger than the source", citations.verbs_are_no_stronger),
)
