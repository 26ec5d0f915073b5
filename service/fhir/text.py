"""Text-only codes, matched by exact normalised phrase and by nothing looser (fhir-input.md, "Codes").

``normalise_phrase("Left  Popliteal-Vein")`` is ``"left popliteal vein"``.  A phrase that is not listed says
nothing: a longer sentence that merely contains it ("no thrombus in the popliteal vein") never matches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

SIDE_WORDS = {
    "left": "left",
    "lt": "left",
    "l": "left",
    "right": "right",
    "rt": "right",
    "r": "right",
    "bilateral": "bilateral",
    "both": "bilateral",
    "bilat": "bilateral",
    "lle": "left",
    "rle": "right",
    "ble": "bilateral",
}
"""Words of a code text or body-site text that name a side; LLE, RLE and BLE are the lower extremities."""
_BOTH_IN_SHORT = re.compile(r"\bb l\b")
"""``B/L`` once its stroke is a space: both sides, not the left one."""

_NOT_A_WORD = re.compile(r"[\W_]+")
_LONGEST_PHRASE = 200


def normalise_phrase(text: str) -> str:
    """Case, accents' code points, punctuation and spacing made equal; ``""`` for text too long to be a phrase."""
    # The displays of a few hundred codes come with every record; long texts are the patient's own.
    if len(text) <= _LONGEST_KEPT:
        return _normalised_again(text)
    return "" if len(text) > _LONGEST_PHRASE else normalise_words(text)


def normalise_words(text: str) -> str:
    """As :func:`normalise_phrase`, of a text of any length."""
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


_LONGEST_KEPT = 60
_normalised_again = lru_cache(maxsize=2048)(normalise_words)


def texts_of(concept: Any) -> list[str]:
    """Text and displays of a CodeableConcept, those that are not blank."""
    if not isinstance(concept, dict):
        return []
    text, codings = concept.get("text"), concept.get("coding")
    found = [text] if isinstance(text, str) and text.strip() else []
    for coding in codings if isinstance(codings, list) else (codings,):
        shown = coding.get("display") if isinstance(coding, dict) else None
        if isinstance(shown, str) and shown.strip():
            found.append(shown)
    return found


def phrases(given: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words; nothing when there are none."""
    listed = sorted((re.escape(each) for each in given), key=lambda each: (-len(each), each))
    return re.compile(rf"\b(?:{'|'.join(listed)})\b" if listed else r"(?!)")


def without_side(phrase: str) -> str:
    """A normalised phrase without the words that only name a side: ``left popliteal vein`` → ``popliteal vein``."""
    return " ".join(word for word in _words_of(phrase) if word not in SIDE_WORDS)


def _words_of(phrase: str) -> list[str]:
    return _BOTH_IN_SHORT.sub("bilateral", phrase).split()


def sides_in(text: str) -> frozenset[str]:
    """The sides that a short text names: ``{"left"}``, ``{"left", "right"}``, ``{"bilateral"}`` or nothing."""
    return _sides_again(text) if len(text) <= _LONGEST_KEPT else _sides(text)


def _sides(text: str) -> frozenset[str]:
    return frozenset(SIDE_WORDS[word] for word in _words_of(normalise_phrase(text)) if word in SIDE_WORDS)


_sides_again = lru_cache(maxsize=2048)(_sides)
