"""Numbers in sentences: as a prescriber writes them, and filled in where a text of ``cards/`` names a threshold."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.knowledge import Knowledge


def in_words(number: Decimal) -> str:
    """A number as a prescriber writes it: no trailing zero, thousands separated."""
    return f"{number.normalize():,f}"


class Numbers(dict[str, str]):
    """The numbers of ``thresholds.yaml`` as the sentences print them, by threshold id."""

    def __init__(self, knowledge: Knowledge):
        super().__init__()
        self._thresholds = knowledge.thresholds
        self._filled: dict[str, str] = {}

    def __missing__(self, name: str) -> str:
        self[name] = in_words(self._thresholds[name].number)
        return self[name]

    def fill(self, text: str) -> str:
        """The sentence with its numbers; a text without any is returned as it is."""
        filled = self._filled.get(text)
        if filled is None:
            # The texts are those of ``cards/``, so that there is an end to them.
            filled = self._filled[text] = text.format_map(self).strip() if "{" in text else text.strip()
        return filled
