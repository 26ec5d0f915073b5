"""Lengths, diameters and distances of a sentence: which number is about the thrombus and which is about something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from service.narrative import cues
from service.narrative.lexer import lex
from service.narrative.words_measure import (
    AWAY,
    BECAME,
    DIAMETER_AFTER,
    DIAMETER_BEFORE,
    FORMER,
    FORMER_AFTER,
    FORMER_SCAN,
    FROM,
    FROM_A,
    GAP_BEFORE,
    IN_BRACKETS,
    LENGTH_AFTER,
    LENGTH_BEFORE,
    NOT_A_SIZE_AFTER,
    NOT_THROMBUS,
    NOUN_AFTER,
    NUMBER_WORD,
    POPLITEAL_AFTER_DISTANCE,
    POPLITEAL_AWAY,
    POPLITEAL_BEFORE,
    POSITION,
    QUANTITY,
    REACHES_BY,
    THROMBUS,
    TO_B,
    TO_POPLITEAL,
    WITHIN,
    WORDS,
)

LENGTH, DIAMETER, DISTANCE, OTHER = "length_cm", "diameter_mm", "distance_cm", "other"


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a sentence that is about the thrombus."""

    kind: str
    value: Decimal
    start: int


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The numbers of one expression in cm: "3 to 4 cm", "3.5 x 0.7 cm"."""

    values: tuple[Decimal, ...]
    millimetres: bool
    product: bool


def read_measures(words: str) -> tuple[str, tuple[Measure, ...]]:
    """The words with measured landmarks blanked ("2 cm below the popliteal vein"), and the measures in reading order.

    Lengths and distances are in cm, diameters in mm.  A range gives its upper bound, two dimensions a length and a
    diameter, a former value nothing.
    """
    if "cm" not in words and "mm" not in words and "met" not in words:
        return words, ()
    text = NUMBER_WORD.sub(lambda match: WORDS[match.group(1)], words)
    found: list[Measure] = []
    blanked: list[tuple[int, int]] = []
    clause_start = 0
    for match in QUANTITY.finditer(text):
        if not (match["unit1"] or match["unit2"] or match["unit3"]):
            continue
        before = text[max(clause_start, match.start() - 90) : match.start()]
        after = text[match.end() : match.end() + 90]
        kinds, ahead, behind = _classify(match, before, after)
        found.extend(Measure(kind, value, match.start()) for kind, value in kinds)
        if ahead or behind:
            blanked.append((match.start() - ahead, match.end() + behind))
    return _blank(text, blanked), tuple(_of_today(text, found))


def _of_today(text: str, found: list[Measure]) -> list[Measure]:
    """Without a length that the sentence replaces by a later one ("was 9 cm long and is now 4 cm")."""
    kept = []
    for number, each in enumerate(found):
        later = next((m for m in found[number + 1 :] if m.kind == LENGTH), None)
        if each.kind == LENGTH and later is not None and BECAME.search(text, each.start, later.start):
            between = text[each.start : later.start]
            if not any(t.kind == cues.VEIN and t.veins for t in lex(between)) and ";" not in between:
                continue
        kept.append(each)
    return kept


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "~" * (end - start) + text[end:]
    return text


def _classify(match: re.Match[str], before: str, after: str) -> tuple[list[tuple[str, Decimal]], int, int]:
    """What the expression measures, and how many characters before and behind it belong to a landmark."""
    sizes = _sizes(match)
    if sizes is None:
        return [], 0, 0
    last_clause = re.split(r"[;.](?!\d)", before)[-1]
    near = TO_POPLITEAL.match(after) or POPLITEAL_AFTER_DISTANCE.match(after)
    if near and not _is_stretch(last_clause, after):
        return [(DISTANCE, max(sizes.values))], 0, near.end()
    position = POSITION.match(after)
    if position:
        return [], 0, position.end()
    named = POPLITEAL_BEFORE.search(last_clause) or (AWAY.match(after) and POPLITEAL_AWAY.search(last_clause))
    if named:
        return [(DISTANCE, max(sizes.values))], len(last_clause) - named.start(), 0
    return _size_of_thrombus(sizes, last_clause, after), 0, 0


def _is_stretch(before: str, after: str) -> bool:
    """ "Over 7 cm from the popliteal vein to ...": an extent, not a gap."""
    return (
        bool(re.search(r"\b(?:over|length\sof|for|measur\w{1,4})\s(?:\w{1,14}\s)?$", before)) and " to " in after[:60]
    )


def _size_of_thrombus(sizes: _Sizes, before: str, after: str) -> list[tuple[str, Decimal]]:
    clause = re.split(r"[;.](?!\d)", after)[0]
    if WITHIN.search(before) and after.startswith(" of "):
        return []
    if FROM_A.search(before) and len(sizes.values) == 1 and TO_B.match(after):
        return []
    if (
        NOT_A_SIZE_AFTER.match(after)
        or FORMER.search(before)
        or FORMER_SCAN.search(before)
        or FORMER_AFTER.match(after)
    ):
        return []
    other = list(NOT_THROMBUS.finditer(before))
    if other and not THROMBUS.search(before, other[-1].end()):
        return []
    if GAP_BEFORE.search(before):
        return []
    if sizes.product:
        if len(sizes.values) > 2:
            return [(LENGTH, max(sizes.values))] if THROMBUS.search(before) else []
        return [(LENGTH, max(sizes.values)), (DIAMETER, min(sizes.values) * 10)]
    value = sizes.values[-1] if FROM.search(before) else max(sizes.values)
    kind = _labelled(before, after) or _unlabelled(sizes, value, before, clause)
    if kind == DIAMETER:
        return [(DIAMETER, value * 10)]
    return [(LENGTH, value)] if kind == LENGTH else []


def _labelled(before: str, after: str) -> str:
    if DIAMETER_AFTER.match(after):
        return DIAMETER
    if LENGTH_AFTER.match(after) or NOUN_AFTER.match(after):
        return LENGTH
    diameter, length = DIAMETER_BEFORE.search(before), LENGTH_BEFORE.search(before)
    if diameter and not (length and length.start() > diameter.end() - 1):
        return DIAMETER
    if REACHES_BY.search(before):
        return LENGTH
    if length and not re.match(r"measur", length.group()):
        return LENGTH
    return ""


def _unlabelled(sizes: _Sizes, value: Decimal, before: str, clause: str) -> str:
    """A bare size beside a thrombus: long ones are lengths, a short one in brackets is a diameter, others nothing."""
    if not (THROMBUS.search(before) or THROMBUS.search(clause) or re.search(r"\bit\b|\bmeasur", before)):
        return ""
    if sizes.millimetres and value < 2:
        return DIAMETER if IN_BRACKETS.search(before) else ""
    return LENGTH if value >= 2 or (not sizes.millimetres and value >= Decimal("1.5")) else ""


def _sizes(match: re.Match[str]) -> _Sizes | None:
    numbers = [match["first"], match["second"], match["third"]]
    units = [match["unit1"], match["unit2"], match["unit3"]]
    if match["range"] and match["range"] in ("and", "or") and not match["unit2"]:
        numbers, units = numbers[:1], units[:1]
    last = next((unit for unit in reversed(units) if unit), None)
    if last is None:
        return None
    values = []
    for number, unit in zip(numbers, units, strict=False):
        if number:
            factor = Decimal("0.1") if (unit or last).startswith(("mm", "milli")) else Decimal(1)
            values.append(Decimal(number.replace(",", ".")) * factor)
    return _Sizes(tuple(values), last.startswith(("mm", "milli")), bool(match["times"]))
