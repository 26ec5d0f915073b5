"""The texts beside the doses of one record: each sentence is read once, and only so much of an order as is bearable.

What is not read is not passed over in silence: where a listed word stands in it that may take something back, it is
said that the text is too long to be read.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import datetime
from typing import TYPE_CHECKING

from service.features.taken_back_sentence import Reading
from service.features.taken_back_text import Said, Statements
from service.fhir.taken_back_words import pieces

if TYPE_CHECKING:
    from service.features.chart import Chart

LONGEST = 8000
"""Characters that are read beside one order or statement."""
_TOO_LITTLE = 200
_Kept = tuple[tuple[Said | None, ...], frozenset[str], bool]
_State = tuple[frozenset[str], bool]


class Reader:
    """Reads the texts of one record as of one moment, each sentence of a drug and a day once."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, int, str, datetime | None, frozenset[Said]], frozenset[Said]] = {}
        self._sentences: dict[tuple[str, str, datetime | None, frozenset[str], bool], _Kept] = {}

    def read(self, text: str, room: int, reading: Reading, before: Set[Said]) -> frozenset[Said]:
        """What stands at the end of a text that follows on others, which said ``before``; of a text with more than
        ``room`` characters its beginning and its end are read."""
        key = (text, min(room, len(text)), reading.drug, reading.written, frozenset(before))
        known = self._texts.get(key)
        if known is None:
            known = self._texts[key] = self._read(text, room, reading, before)
        return known

    def _read(self, text: str, room: int, reading: Reading, before: Set[Said]) -> frozenset[Said]:
        if not reading.words.may_say(text):
            return frozenset(before)
        standing, state = set(before), (frozenset[str](), False)
        if len(text) <= room:
            self._read_on(text, reading, standing, state)
            return frozenset(standing)
        head, tail = (room * 3 // 4, room // 4) if room >= _TOO_LITTLE else (0, 0)
        state = self._read_on(text[:head], reading, standing, state)
        if reading.words.may_say(text[head : len(text) - tail]):
            standing.add(Said.UNREAD)
        self._read_on(text[len(text) - tail :], reading, standing, state)
        return frozenset(standing)

    def _read_on(self, text: str, reading: Reading, standing: set[Said], state: _State) -> _State:
        for piece in pieces(text):
            key = (piece, reading.drug, reading.written, *state)
            known = self._sentences.get(key)
            if known is None:
                known = self._sentences[key] = _said_in(piece, reading, *state)
            said, *_ = known
            for each in said:
                if each is None:
                    standing.clear()
                else:
                    standing.add(each)
            state = known[1:]
        return state


def _said_in(piece: str, reading: Reading, doses: frozenset[str], was_a_rule: bool) -> _Kept:
    """What each phrase says in its turn, with the doses up to here and whether a rule was set."""
    found: list[Said | None] = []
    for clauses in reading.words.sentences(piece):
        sentence = Statements(clauses, reading, doses, was_a_rule)
        found += sentence.said()
        doses |= sentence.doses(0, len(sentence.units))
        was_a_rule = sentence.was_a_rule
    return tuple(found), doses, was_a_rule


def reader_of(chart: Chart) -> Reader:
    """The one reader of a call."""
    reader: Reader = chart.once("reader of what is taken back", lambda _: Reader())
    return reader


def rooms(texts: Sequence[str]) -> list[int]:
    """How many characters of each text are read: the first ones get what there is."""
    left, found = LONGEST, []
    for text in texts:
        found.append(min(left, len(text)))
        left -= found[-1]
    return found
