"""The ledger: every item that was looked for before anticoagulation and thrombolysis, each with its own state.

The items are data (``cards/ledger.yaml``).  Coded items are closed world; platelets, INR, haemoglobin, blood pressure
and kidney function must be documented before lysis (ruling 30).  Items that no code can show are *not checked* and
never part of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    Search,
    Searches,
    Sought,
    all_of,
    as_absent_when_unmeasured,
    as_feature,
    either,
    look_for_all,
    of_feature,
    of_measurement,
    search_codes,
)

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.knowledge import Knowledge
    from service.ledger_items import LedgerItem, ListName

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
    """One item of the content and its place in its list."""

    name: str
    item: LedgerItem
    place: int


class Lines(msgspec.Struct, frozen=True):
    """One list of the content: what becomes of it in a patient of whom nothing speaks, and what is looked for."""

    silent: tuple[Item, ...]
    looked_for: tuple[Line, ...]
    """Those that codes or values can show, each with its place in the list."""
    searches: Searches
    """How, parallel to them."""


_EMPTY = Lines((), (), all_of(()))


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
    key = f"ledger {belongs_to}"
    read: tuple[tuple[Item, ...], tuple[Item, ...]] | None = chart.made.get(key)
    if read is None:
        read = chart.made[key] = _read_lines(chart, _lines(chart.knowledge).get(belongs_to, _EMPTY))
    return read


def _read_lines(chart: Chart, lines: Lines) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    found, told = list(lines.silent), []
    for place, sought in look_for_all(chart, lines.searches):
        if not _says_nothing(sought):
            line = lines.looked_for[place]
            item = found[line.place] = _item(line.name, line.item, sought)
            told.append(item)
    return tuple(found), tuple(told)


def _says_nothing(sought: Sought) -> bool:
    return sought.state == ABSENT and sought.measured and not sought.notes and sought.gap is None


def _lines(knowledge: Knowledge) -> Mapping[ListName, Lines]:
    """The lists of the content, made once for all calls."""
    lines: dict[ListName, Lines] | None = knowledge.settled.get("ledger lines")
    if lines is None:
        names = dict.fromkeys(item.belongs_to for item in knowledge.ledger.values())
        lines = knowledge.settled["ledger lines"] = {name: _list(knowledge, name) for name in names}
    return lines


def _list(knowledge: Knowledge, belongs_to: ListName) -> Lines:
    listed = [(name, item) for name, item in knowledge.ledger.items() if item.belongs_to == belongs_to]
    searches = [_search(item) for _, item in listed]
    silent = [
        _item(name, item, NOTHING if search else Sought(NOT_CHECKED))
        for (name, item), search in zip(listed, searches, strict=True)
    ]
    looked_for = [Line(name, item, place) for place, (name, item) in enumerate(listed) if searches[place]]
    return Lines(tuple(silent), tuple(looked_for), all_of([search for search in searches if search]))


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


def _search(item: LedgerItem) -> Search | None:
    """How an item is looked for, settled by the content, whoever the patient is; ``None``: nobody can look."""
    if item.checked_by == "nothing":
        return None
    if item.checked_by == "codes":
        return search_codes(*item.sets, kind=item.kind, within=item.within, after=item.after, history=item.history)
    rule = RULES[item.rule] if item.checked_by == "rule" else Rule(_of_input)
    judge = rule.judge
    if item.unmeasured == ABSENT:
        return Search(lambda chart: as_absent_when_unmeasured(judge(chart, item)), rule.sets, rule.keys)
    return Search(lambda chart: judge(chart, item), rule.sets, rule.keys)


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
    if not found:
        return chart.not_found(name)
    entering, unknown, review, missing = list[Sought](), list[str](), list[str](), list[str]()
    for each in found:
        if each.state == PRESENT and not _decides(each):
            review.append(f"{each.label}: for review")
        if not each.enters:
            continue
        entering.append(_as_sought(each))
        if each.state == UNKNOWN:
            unknown.append(f"{each.label}: not known")
        if not each.measured:
            missing.append(each.label)
    state = either(*entering)
    if state is NOTHING and not review:
        return chart.not_found(name)
    measured = [f"not measured: {', '.join(missing)}"] if missing else []
    notes = tuple(dict.fromkeys((*unknown, *review, *measured, *state.notes)))
    return as_feature(chart, name, Sought(state.state, state.evidence, state.gap, notes))


def _decides(item: Item) -> bool:
    # Active bleeding is an input of its own, shown on this list.
    return item.enters or item.id == "active_major_bleeding"


def _as_sought(item: Item) -> Sought:
    if item.state == ABSENT and item.measured and not item.notes:
        return NOTHING
    return Sought(item.state, item.evidence, item.gap, item.notes, item.measured)
