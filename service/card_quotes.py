"""The section of a card that quotes free-text reports: the sentence escaped and cut, its report, and what came of it.

A quote is text of the record: it may hold markup, addresses and whole pages, and none of that may reach the reader.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from service.card_text import escaped
from service.case import Case
from service.features.quoted import Quote, Verdict

MOST_QUOTES = 4
LONGEST_QUOTE = 240
MOST_READINGS = 3
_ADDRESS = re.compile(r"\S*(?:://|(?<![a-z0-9])www\.|@)\S*", re.IGNORECASE)
_LEFT_OUT = "[…]"


def quotes_section(case: Case, bearing: tuple[str, ...]) -> str:
    """The quoted sentences that bear on the decision, at most four; empty where nothing was read."""
    shown = [each for each in case.quotes if _is_worth_showing(case, each, bearing)]
    if not shown:
        return ""
    words = case.knowledge.wording.words.free_text
    lines = [_line(case, each) for each in shown[:MOST_QUOTES]]
    return "\n".join([f"**{words.heading}**", "", *lines])


def _is_worth_showing(case: Case, quote: Quote, bearing: tuple[str, ...]) -> bool:
    """What a text tells beside the point is left out, and what nobody asks for."""
    if quote.verdict is not Verdict.TOLD:
        return any(name in bearing for name in quote.about)
    return any(name in case.decision.deciding or case.has(f"NEED:{_need(case, name)}") for name in quote.about)


def _need(case: Case, name: str) -> str:
    return case.knowledge.needs[name]


def _line(case: Case, quote: Quote) -> str:
    words = case.knowledge.wording.words.free_text
    where = ", ".join(
        part for part in (escaped(quote.when), escaped(quote.reference.partition("/_history/")[0])) if part
    )
    return (
        f"- “{quoted(quote.sentence)}” ({where}) – {words.read_as} {_read_as(quote)}; {words.verdicts[quote.verdict]}"
    )


def _read_as(quote: Quote) -> str:
    told = list(quote.read_as[:MOST_READINGS])
    more = len(quote.read_as) - len(told)
    return escaped("; ".join([*told, *([f"and {more} more"] if more else [])]))


def quoted(sentence: str) -> str:
    """A sentence of the record as a card may print it: one line, no control characters, no address, cut and escaped."""
    visible = "".join(_visible(sentence[: 4 * LONGEST_QUOTE]))
    text = " ".join(_ADDRESS.sub(_LEFT_OUT, visible).split())
    if len(text) > LONGEST_QUOTE:
        text = f"{text[: LONGEST_QUOTE - 1].rsplit(' ', 1)[0]}…"
    return escaped(text)


def _visible(text: str) -> Iterator[str]:
    """Without what changes the direction of writing or is not seen at all."""
    for each in text:
        kind = unicodedata.category(each)
        yield " " if kind in ("Cc", "Zl", "Zp") else "" if kind in ("Cf", "Cs", "Co") else each
