"""The anticoagulants that the record names without telling whether they are taken at a treatment dose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.current_drug import OTHER, SETS
from service.features.left_open import UNTOLD

if TYPE_CHECKING:
    from service.case import Case
    from service.features.feature import Evidence

PERHAPS_TAKEN = "perhaps_taken"
"""The placeholder for them."""
MAY_BE_TAKING = "may_be_taking"
"""The placeholder for the clause: that they may be taken, or that nothing is known of any."""
NOBODY_KNOWS_WHICH = "an anticoagulant"
MOST_NAMED = 2


def perhaps_taken(case: Case, detailed: bool = True) -> str:
    """``apixaban``, ``apixaban or warfarin``; ``an anticoagulant`` where none is named, more are, or space is short."""
    names = _names(case)
    if not detailed or not names or len(names) > MOST_NAMED:
        return NOBODY_KNOWS_WHICH
    return " or ".join(names)


def may_be_taking(case: Case, detailed: bool = True) -> str:
    """``may be taking apixaban``; where the record names none, that it is not known, which is no suspicion."""
    return f"may be taking {perhaps_taken(case, detailed)}" if _names(case) else "anticoagulant use not known"


def _names(case: Case) -> list[str]:
    found = case.features["on_therapeutic_ac"].evidence
    return [each for each in dict.fromkeys(_name(case, one) for one in found) if each != NOBODY_KNOWS_WHICH]


def _name(case: Case, each: Evidence) -> str:
    """The plain name of a listed drug; of another what the value set calls it, of words the word."""
    if each.code is None:
        return each.what if each.what and each.what != UNTOLD else NOBODY_KNOWS_WHICH
    concepts = case.knowledge.codes.concepts(*each.code)
    listed = next((drug for drug, name in SETS.items() if name in concepts), "")
    return listed or (each.what if OTHER in concepts and each.what else NOBODY_KNOWS_WHICH)
