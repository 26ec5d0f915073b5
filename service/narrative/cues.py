"""The kinds of words that carry meaning in a report."""

from __future__ import annotations

from dataclasses import dataclass

VEIN, SIDE, THROMBUS, THROMBOSED, NO_THROMBUS = "vein", "side", "thrombus", "thrombosed", "no_thrombus"
NEGATION, NOT_SEEN, RESOLVED, HEDGE, AGE, OCCLUSION = "negation", "not_seen", "resolved", "hedge", "age", "occlusion"
COMPRESSION, CLEAR, UNSEEN, EXTENSION, SPARED = "compression", "clear", "unseen", "extension", "spared"
HISTORY, EXCEPTION, LIMITED, PERSISTS, BLANKET, REST = "history", "exception", "limited", "persists", "blanket", "rest"
PART, SCARRED, IGNORED = "part", "scarred", "ignored"


@dataclass(frozen=True, slots=True)
class Token:
    """One meaningful stretch of a sentence."""

    kind: str
    start: int
    end: int
    value: str = ""
    veins: tuple[str, ...] = ()


Entry = tuple[str, str, str]
"""(kind, value, pattern over corrected lower-case words)."""
