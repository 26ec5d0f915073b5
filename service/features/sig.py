"""Reading the text of a dosage instruction ("sig"): every word is understood, or nothing is read.

Two doses that are not the same, a frequency that contradicts the times of day, or a step without its duration before
another: no reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from service.features.dose_amounts import Amount, agreed
from service.features.sig_tokens import Token, normal, tokens_of
from service.features.sig_words import DOUBT

LONGEST = 300
"""A longer text is no plain instruction."""
_LISTED = re.compile("m(?:am)+")
"""Times of day (m) with "and" (a) between any two of them."""
_DOUBT = re.compile(rf"\b(?:{DOUBT})\b")
_DATES = r"(?:(?:mon|tue|wed|thu|fri|sat|sun|today)\w* ?)?[\d/.-]*(?: at \d{3,4}| at \d{1,2}:\d\d)?"
_STARTING = re.compile(rf",? (?:starting|first dose on)(?: on)? {_DATES}(?=,|\.|;|$)")
_UNTIL = re.compile(rf",? (?:until|last dose on) {_DATES}(?=,|\.|;|$)")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a text: a dose, how often, how long."""

    amounts: tuple[Amount, ...]
    """The dose in every way it is told ("1 tablet (5 mg total)")."""
    is_total: bool
    times: Decimal
    """A day."""
    days: int | None
    """For at most so many days."""

    def amount(self, product: str) -> Amount | None:
        """The dose in mg or units; ``None`` where the ways of telling it contradict each other or the product."""
        return agreed(self.amounts, product, is_total=self.is_total)


def read_sig(text: str, *, has_start: bool = False, has_end: bool = False) -> tuple[Step, ...]:
    """The steps of a text that is wholly understood; none otherwise.

    ``has_start`` and ``has_end``: the structured bounds tell these dates, so that the text may repeat them.
    """
    if len(text) >= LONGEST:
        return ()
    plain = normal(text)
    if has_start:
        plain = _STARTING.sub("", plain)
    if has_end:
        plain = _UNTIL.sub("", plain)
    tokens = tokens_of(plain)
    if not tokens:
        return ()
    if tokens[-1].kind == "last" and any(each.kind == "then" for each in tokens):
        tokens.pop()
    steps: list[list[Token]] = [[]]
    for each in tokens:
        if each.kind in ("then", "last"):
            steps.append([])
        else:
            steps[-1].append(each)
    read = [_step(each, is_later=number > 0) for number, each in enumerate(steps)]
    if any(each is None for each in read) or any(each and each.days is None for each in read[:-1]):
        return ()
    if len(steps) == 1 and any(each.value.startswith("first") for each in tokens):
        return ()
    return tuple(each for each in read if each is not None)


def times_told(text: str) -> Decimal | None:
    """How often a day, of a text that tells this and nothing of a dose ("2 times daily with meals")."""
    tokens = tokens_of(normal(text)) if len(text) < LONGEST else []
    return _times(tokens) if tokens and not any(each.amounts for each in tokens) else None


def is_doubtful(text: str) -> bool:
    """Whether a text has a word that may take the dose back: "hold", "as needed", "until"."""
    return bool(_DOUBT.search(text.lower()))


# --- from tokens to a step ------------------------------------------------------------------------------------


def _step(tokens: Sequence[Token], *, is_later: bool) -> Step | None:
    lasting = [each for each in tokens if each.kind == "lasts"]
    if len(lasting) > 1 or (not is_later and any(each.kind == "later" for each in tokens)):
        return None
    days = int(lasting[0].value.removeprefix("first ")) if lasting else None
    rest = [each for each in tokens if each.kind not in ("lasts", "later")]
    kinds = [each.kind for each in rest]
    if len(rest) > 3 and kinds == (["amount", "moment", "and"] * len(rest))[: len(rest)] and kinds[-1] == "moment":
        return _each_time(rest, days)
    given = [each for each in rest if each.amounts]
    where = [number for number, each in enumerate(rest) if each.amounts]
    if not given or len(given) > 2 or where[-1] - where[0] != len(given) - 1:
        return None
    others = [each for each in rest if not each.amounts]
    others += [Token("often", value=each.value) for each in given if each.value not in ("", "bare")]
    times = _times(others)
    amounts = tuple(amount for each in given for amount in each.amounts)
    units = {each.unit for each in amounts}
    if times is None or len(units) != len(amounts) or units >= {"count", "piece"}:
        return None
    if len(given) == 2 and any(each.value == "bare" for each in given):
        return None
    return Step(amounts, any(each.is_total for each in given), times, days)


def _each_time(tokens: Sequence[Token], days: int | None) -> Step | None:
    """The same dose told for every time of day: "1 tablet in the morning and 1 tablet before bedtime"."""
    doses = {(each.amounts, each.is_total) for each in tokens if each.amounts}
    moments = [each.value for each in tokens if each.kind == "moment"]
    if len(doses) != 1 or len(set(moments)) != len(moments):
        return None
    amounts, is_total = doses.pop()
    return Step(amounts, is_total, Decimal(len(moments)), days)


def _times(tokens: Sequence[Token]) -> Decimal | None:
    """How often a day; times of day beside it must be as many."""
    if any(each.kind not in ("often", "moment", "and") for each in tokens):
        return None
    often = [each.value for each in tokens if each.kind == "often"]
    moments = [each.value for each in tokens if each.kind == "moment"]
    listed = "".join(each.kind[0] for each in tokens if each.kind != "often")
    if len(often) > 1 or ("a" in listed and (not _LISTED.fullmatch(listed) or len(set(moments)) != len(moments))):
        return None
    told = len(set(moments))
    if not often:
        # Side by side without "and" they may be one time of day, or two.
        return Decimal(told) if len(moments) == 1 or "a" in listed else None
    return Decimal(often[0]) if told in (0, int(often[0])) else None
