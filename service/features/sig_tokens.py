"""Cutting a dosage text into amounts, frequencies, times of day, durations and words that change nothing.

One thing in it that is none of these, or a number that could be read in two ways: nothing is read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from service.features.dose_amounts import SPELLINGS, Amount
from service.features.sig_words import (
    AND,
    AT_LAST,
    BEFORE_MOMENT,
    CHANGED_TO,
    EVERY_HOURS,
    FOREIGN,
    LASTING,
    MOMENTS,
    NO_MATTER,
    NUMBERS,
    OFTEN,
    PIECE,
    THEN,
    TIMES_A_DAY,
    UNITS,
)

_DAYS_OF = {"day": 1, "week": 7, "month": 31}

_NUMBER = r"(?:1/2|[1-9]\d{0,2}[.,]\d{3}|0\.\d{1,3}|(?:0|[1-9]\d{0,5})(?:[.,]\d{1,2})?)"
_END = r"(?![\w/%])"
_AMOUNT = re.compile(rf"(?P<n>{_NUMBER}) ?(?P<u>{'|'.join(UNITS)}){_END}")
_SAME = re.compile(
    rf" ?[(\[]=? ?(?P<n>{_NUMBER}) ?(?P<u>{'|'.join(UNITS)})(?P<total> total| in total)?[)\]]"
    rf"|(?P<equal> ?= ?)(?P<n2>{_NUMBER}) ?(?P<u2>{'|'.join(UNITS)}){_END}"
)
_OF_STRENGTH = re.compile(rf"(?P<count>[1-4]) ?x ?(?P<n>{_NUMBER}) ?mg[ -](?:{PIECE}){_END}")
_SCHEME = re.compile(rf"((?:1/2|0[.,]5|[0-4]) ?(?:- ?(?:1/2|0[.,]5|[0-4]) ?){{2,3}})(?:(?:{PIECE}){_END}|(?![\w/%-]))")
_DUTCH = re.compile(rf"(?P<times>[1-4]) ?dd? ?(?P<count>[12]) ?(?:t|c|{PIECE}){_END}")
_BARE = re.compile(r"[12](?![\w.,/-])")
_ONE_PIECE_NAMED = re.compile(rf"(?:oral )?(?:tablet|capsule){_END}")

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("last", re.compile(rf"(?:{AT_LAST}){_END}")),
    ("then", re.compile(rf"(?:{THEN}){_END}")),
    ("lasts", re.compile(rf"(?:{LASTING}){_END}")),
    ("every", re.compile(rf"(?:{EVERY_HOURS}){_END}")),
    ("times", re.compile(rf"(?:{TIMES_A_DAY}){_END}")),
    ("often", re.compile("|".join(f"(?P<n{count}>(?:{words}){_END})" for count, words in OFTEN.items()))),
    ("no matter", re.compile(rf"(?:{NO_MATTER}){_END}")),
    (
        "moment",
        re.compile(BEFORE_MOMENT + "(?:" + "|".join(f"(?P<{k}>(?:{w}){_END})" for k, w in MOMENTS.items()) + ")"),
    ),
    ("and", re.compile(rf"(?:{AND}){_END}")),
    ("later", re.compile(rf"(?:{CHANGED_TO}){_END}")),
)
_SEPARATOR = re.compile(r"(?: |(?<=[^\s.,;])[.,;]{1,2}(?= |$))*")
_WORDED = re.compile(rf"\b(?:{'|'.join(sorted(NUMBERS, key=len, reverse=True))})\b")
_REPEATED = re.compile(r"(?<![\w.,/-])(\d{1,3}) \((\d{1,3})\)")
_COUNTED_STRENGTH = re.compile(rf"\b(?:one|two|three|four|eine|zwei|een|twee) (?={_NUMBER} ?mg[ -](?:{PIECE}))")
_HALF = re.compile(rf"\b(?:one[- ]half|1/2|half|halbe|halve)(?: an?| of an?)? (?={PIECE})")
_FOREIGN = re.compile(FOREIGN)


class Token(NamedTuple):
    """A part of the text that is understood."""

    kind: str
    amounts: tuple[Amount, ...] = ()
    is_total: bool = False
    value: str = ""


def normal(text: str) -> str:
    """Lower case, single spaces, numbers in figures, numbers told twice told once: "2 (two)" is "2"."""
    plain = " ".join(text.lower().replace("½", "1/2").replace("’", "'").replace("×", "x").split())
    plain = _HALF.sub("1/2 ", plain)
    plain = _COUNTED_STRENGTH.sub(lambda found: f"{NUMBERS[found[0].strip()]} x ", plain)
    plain = _WORDED.sub(lambda found: str(NUMBERS[found[0]]), plain)
    return _REPEATED.sub(lambda found: found[1] if found[1] == found[2] else found[0], plain)


def tokens_of(text: str) -> list[Token]:
    """The tokens in order, those that change nothing left out; empty as soon as something is not understood."""
    found: list[Token] = []
    position, is_foreign = 0, bool(_FOREIGN.search(text))
    while position < len(text):
        read = _dose(text, position, is_foreign=is_foreign) or _other(text, position)
        if read is None:
            return []
        token, position = read
        if token.kind != "no matter":
            found.append(token)
        separated = _SEPARATOR.match(text, position)
        position = separated.end() if separated else position
    return found


def _dose(text: str, at: int, *, is_foreign: bool) -> tuple[Token, int] | None:
    found = _SCHEME.match(text, at)
    if found:
        token = _scheme(found[1])
        return (token, found.end()) if token else None
    found = _DUTCH.match(text, at)
    if found:
        return Token("amount", (_count(found["count"]),), value=found["times"]), found.end()
    found = _OF_STRENGTH.match(text, at)
    if found:
        # In German and Dutch "2 x 5 mg" is 5 mg twice.
        strength = None if is_foreign else _amount(found["n"], "mg", is_foreign=False)
        if strength is None:
            return None
        count = Decimal(found["count"])
        whole = Amount((strength.dose[0] * count, strength.dose[1] * count), "mg")
        return Token("amount", (Amount((count, count), "piece"), whole), is_total=True), found.end()
    found = _AMOUNT.match(text, at)
    return _amounts(text, found, is_foreign=is_foreign) if found else None


def _amounts(text: str, found: re.Match[str], *, is_foreign: bool) -> tuple[Token, int] | None:
    """An amount, and the same in other words behind it: "1 tablet (5 mg total)", "5 mg = 1 tab(s)"."""
    read = [_amount(found["n"], found["u"], is_foreign=is_foreign)]
    end, is_total = found.end(), False
    same = _SAME.match(text, end)
    if same:
        read.append(_amount(same["n"] or same["n2"], same["u"] or same["u2"], is_foreign=is_foreign))
        end, is_total = same.end(), bool(same["total"] or same["equal"])
    told = tuple(each for each in read if each is not None)
    if len(told) != len(read):
        return None
    if len(told) == 2 and told[0].unit.endswith("/kg") and not told[1].unit.endswith("/kg"):
        # By weight, and worked out for this patient: what was worked out is given.
        told = told[1:]
    if told[-1].unit == "mg" and not same:
        named = _ONE_PIECE_NAMED.match(text, end + 1) if text[end : end + 1] == " " else None
        end = named.end() if named else end
    return Token("amount", told, is_total), end


def _amount(number: str, unit: str, *, is_foreign: bool) -> Amount | None:
    value = _value(number, unit, is_foreign=is_foreign)
    if value is None or value <= 0:
        return None
    here, factor = SPELLINGS[unit]
    return Amount((value * factor, value * factor), here)


def _value(number: str, unit: str, *, is_foreign: bool) -> Decimal | None:
    """The number, or ``None`` where a point or comma may stand for thousands as well as for decimals."""
    if number == "1/2":
        return Decimal("0.5") if SPELLINGS[unit][0] == "piece" else None
    whole, mark, rest = number.partition("," if "," in number else ".")
    if len(rest) == 3 and whole != "0":
        thousands = "." if unit in ("ie", "i.e.") else ","
        return Decimal(whole + rest) if SPELLINGS[unit][0] == "units" and mark == thousands else None
    if mark == "," and not is_foreign:
        return None
    return Decimal(f"{whole}.{rest}") if rest else Decimal(whole)


def _count(number: str) -> Amount:
    value = Decimal("0.5") if number == "1/2" else Decimal(number.replace(",", "."))
    return Amount((value, value), "count")


def _scheme(text: str) -> Token | None:
    """The German 1-0-1: pieces in the morning, at noon, in the evening, at night."""
    given = {each.strip() for each in text.split("-")} - {"0"}
    times = sum(each.strip() != "0" for each in text.split("-"))
    return Token("amount", (_count(given.pop()),), value=str(times)) if len(given) == 1 else None


def _other(text: str, at: int) -> tuple[Token, int] | None:
    for kind, pattern in _PATTERNS:
        found = pattern.match(text, at)
        if found:
            return _token(kind, found), found.end()
    found = _BARE.match(text, at)
    return (Token("amount", (_count(found[0]),), value="bare"), found.end()) if found else None


def _token(kind: str, found: re.Match[str]) -> Token:
    if kind == "lasts":
        days = int(found["count"]) * next(_DAYS_OF[unit] for unit in _DAYS_OF if found[unit])
        return Token("lasts", value=f"{'first ' if found['first'] else ''}{days}")
    if kind == "every":
        return Token("often", value=str(24 // int(found["hours"] or found["hourly"])))
    if kind == "times":
        return Token("often", value=found["times"] or found["dd"])
    if kind == "often":
        return Token("often", value=(found.lastgroup or "n0")[1:])
    return Token(kind, value=found.lastgroup or "") if kind == "moment" else Token(kind)
