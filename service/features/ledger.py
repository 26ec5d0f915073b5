"""The ledger: every item that was looked for before anticoagulation and thrombolysis, each with its own state.

The items are data (``cards/ledger.yaml``).  Coded items are closed world; platelets, INR, haemoglobin, blood pressure
and kidney function must be documented before lysis (ruling 30).  Items that no code can show are *not checked* and
never part of an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import msgspec

from service.features import haemoglobin, inr, platelets
from service.features.feature import Evidence, Feature, State
from service.features.lab_history import still_excludes
from service.features.ledger_rules import RULES, Rule
from service.features.sought import (
    ABSENT,
    NOT_CHECKED,
    NOTHING,
    PRESENT,
    UNKNOWN,
    Sought,
    as_absent_when_unmeasured,
    as_feature,
    either,
    of_feature,
    of_measurement,
    seek,
)

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.knowledge import Knowledge
    from service.ledger_items import LedgerItem, ListName

Look = Callable[["Chart"], Sought]
_STALE = {
    "platelets_10e9_l": platelets.stale_platelets,
    "haemoglobin_g_dl": haemoglobin.stale_haemoglobin,
    "inr": inr.stale_inr,
}


class Item(msgspec.Struct, frozen=True):
    """One line of the ledger for this patient."""

    id: str
    label: str
    state: str
    """``present``, ``absent``, ``unknown`` or ``not_checked``."""
    evidence: tuple[Evidence, ...]
    statements: tuple[str, ...]
    gap: State | None = None
    """Why it is unknown."""
    notes: tuple[str, ...] = ()
    measured: bool = True
    enters: bool = True
    """Whether it is part of the answer; otherwise it is shown for review."""
    sir: str = ""
    """``absolute`` or ``relative`` on the list of SIR 2014 (exclusions from lysis only)."""


class Line(msgspec.Struct, frozen=True):
    """One item of the content, and what becomes of it in a patient of whom nothing speaks for it."""

    name: str
    item: LedgerItem
    silent: Item
    look: Look | None
    """``None``: no code exists, nobody can look."""


class Ledger(msgspec.Struct, frozen=True):
    """The three lists, in the order of ``cards/ledger.yaml``."""

    anticoagulation: tuple[Item, ...]
    lysis_absolute: tuple[Item, ...]
    lysis_relative: tuple[Item, ...]


def ledger(chart: Chart) -> Ledger:
    """The ledger of this patient, read once per call."""
    return Ledger(items(chart, "anticoagulation"), items(chart, "lysis_absolute"), items(chart, "lysis_relative"))


def items(chart: Chart, belongs_to: ListName) -> tuple[Item, ...]:
    """One list of the ledger, read once per call."""
    return _read(chart, belongs_to)[0]


def telling(chart: Chart, belongs_to: ListName) -> tuple[Item, ...]:
    """The items of one list that are not plainly absent or never checked."""
    return _read(chart, belongs_to)[1]


def _read(chart: Chart, belongs_to: ListName) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    read: tuple[tuple[Item, ...], tuple[Item, ...]] = chart.once(
        f"ledger {belongs_to}", lambda chart: _read_lines(chart, _lines(chart.knowledge).get(belongs_to, ()))
    )
    return read


def _read_lines(chart: Chart, lines: tuple[Line, ...]) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    found, told = [], []
    for line in lines:
        sought = NOTHING if line.look is None else line.look(chart)
        if sought is NOTHING or _says_nothing(sought):
            found.append(line.silent)
        else:
            item = _item(line.name, line.item, sought)
            found.append(item)
            told.append(item)
    return tuple(found), tuple(told)


def _says_nothing(sought: Sought) -> bool:
    return sought.state == ABSENT and sought.measured and not sought.notes and sought.gap is None


def _lines(knowledge: Knowledge) -> Mapping[ListName, tuple[Line, ...]]:
    """The lists of the content with the silent item of each line, made once for all calls."""
    lines: dict[ListName, tuple[Line, ...]] | None = knowledge.settled.get("ledger lines")
    if lines is None:
        made: dict[ListName, list[Line]] = {}
        for name, item in knowledge.ledger.items():
            look = _look(item)
            silent = _item(name, item, NOTHING if look else Sought(NOT_CHECKED))
            made.setdefault(item.belongs_to, []).append(Line(name, item, silent, look))
        lines = knowledge.settled["ledger lines"] = {name: tuple(each) for name, each in made.items()}
    return lines


def _item(name: str, item: LedgerItem, found: Sought) -> Item:
    return Item(
        name,
        item.label,
        found.state,
        found.evidence if found.state != ABSENT else (),
        tuple(item.statements),
        found.gap,
        found.notes,
        found.measured,
        item.enters and item.checked_by != "nothing",
        item.sir,
    )


def _look(item: LedgerItem) -> Look | None:
    """How an item is looked for: settled by the content, whoever the patient is."""
    if item.checked_by == "nothing":
        return None
    if item.checked_by == "codes":
        return _by_codes(item)
    rule: Rule = RULES[item.rule] if item.checked_by == "rule" else _of_input
    if item.unmeasured == ABSENT:
        return lambda chart: as_absent_when_unmeasured(rule(chart, item))
    return lambda chart: rule(chart, item)


def _by_codes(item: LedgerItem) -> Look:
    sets, kind, within, after, history = tuple(item.sets), item.kind, item.within, item.after, item.history
    return lambda chart: seek(chart, *sets, kind=kind, within=within, after=after, history=history)


def _of_input(chart: Chart, item: LedgerItem) -> Sought:
    feature = chart.feature(item.input)
    if not item.unmeasured:
        return of_feature(feature, *item.values)
    found = of_measurement(chart, feature, *item.values)
    if item.below or item.above:
        stale = _STALE[item.input](chart)
        return still_excludes(chart, found, stale, below=item.below, above=item.above)
    return found


def listed(chart: Chart, name: str, belongs_to: ListName) -> Feature:
    """An input that is present when any item of a list is: ``ac_absolute_contraindication``, ``lysis_exclusion`` …

    Unknown when none is present and one is unknown; its notes name the unknown items and those for review.
    """
    found = telling(chart, belongs_to)
    entering = [each for each in found if each.enters]
    state = either(*(_as_sought(each) for each in entering))
    if state is NOTHING and all(each.state != PRESENT for each in found):
        return chart.not_found(name)
    notes = tuple(f"{each.label}: not known" for each in entering if each.state == UNKNOWN)
    notes += tuple(f"{each.label}: for review" for each in found if each.state == PRESENT and not _decides(each))
    missing = [each.label for each in entering if not each.measured]
    notes += (f"not measured: {', '.join(missing)}",) if missing else ()
    notes = tuple(dict.fromkeys(notes + state.notes))
    return as_feature(chart, name, Sought(state.state, state.evidence, state.gap, notes))


def _decides(item: Item) -> bool:
    # Active bleeding is an input of its own, shown on this list.
    return item.enters or item.id == "active_major_bleeding"


def _as_sought(item: Item) -> Sought:
    if item.state == ABSENT and item.measured and not item.notes:
        return NOTHING
    return Sought(item.state, item.evidence, item.gap, item.notes, item.measured)
