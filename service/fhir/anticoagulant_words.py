"""The anticoagulants that a text names, by the words of ``cards/anticoagulant_words.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

WORD = re.compile(r"[^\W\d_]+")
"""A word as the list holds it: letters only."""
OTHER = "other"


@dataclass(frozen=True, slots=True)
class AnticoagulantWords:
    """Every name of an anticoagulant; without a list no text names one."""

    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """For each name the drug as in ``current_anticoagulant``, or ``other``, and the generic name that a card prints."""

    def named_in(self, text: str) -> tuple[tuple[str, str], ...]:
        """The (drug, generic name) of each anticoagulant that a text names as a whole word, in its order."""
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        names = self.names
        found = [names[word] for word in WORD.findall(text.lower()) if word in names]
        return tuple(dict.fromkeys(found)) if found else ()
