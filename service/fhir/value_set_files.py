"""Reading the files of ``cards/value_sets/`` into one table for each code system.

Every row is checked on the way; the first that cannot be used ends the reading with file, line and number.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from service.fhir.code_forms import NUMBERED, has_form, without_modifiers

NOTHING: frozenset[str] = frozenset()
SIDES = frozenset({"left", "right", "bilateral"})
PREFIX_SYSTEM, RANGE_SYSTEM = "ICD-10-CM", NUMBERED
NATIONAL = {"ICD-10-GM": "ICD-10", "ICD-10-AM": "ICD-10", "ICD-10-CA": "ICD-10"}
"""National modifications, and the classification whose codes they keep down to the fourth character: what they add
behind it is read as the code it was added to."""
DOTTED_SYSTEMS = frozenset({"ICD-10-CM", "ICD-10", "ICD-10-PCS", *NATIONAL})
"""Systems whose codes arrive with or without the dot and in either case."""
COLUMNS = ("system", "code", "match", "display", "included_because")
REQUIRED_HEADERS = ("name", "title", "version")


class ValueSetError(Exception):
    """A value-set file or a site's ConceptMap cannot be used; the service does not start with it.

    ``number`` is one of DVT-440 (file missing or not UTF-8), 441 (comment header), 442 (columns), 443 (unknown
    system alias), 444 (row given twice), 445 (match, also of a set that stands apart), 446 (laterality), 447 (YAML
    file), 448 (a code in two sets that exclude each other); those of a ConceptMap, 450 to 455, are in
    :mod:`service.fhir.local_codes`.  ``place`` is the path inside a JSON file, whose lines mean nothing.
    """

    def __init__(self, number: str, file: Path, line: int, problem: str, remedy: str, *, place: str = "") -> None:
        self.number, self.file, self.line, self.place = number, file, line, place
        super().__init__(f"{number}: {file.name} {place or f'line {line}'}: {problem}. {remedy}")


@dataclass(frozen=True, slots=True)
class ValueSet:
    """What the comment header of one file says."""

    name: str
    title: str
    version: str
    reviewer: str
    size: int
    apart: frozenset[tuple[str, str]] | None = None
    """The (canonical system, code) pairs of a set that stands apart: no code is in it but where it is asked by name."""


class SystemTable:
    """The codes of one code system: whole codes, and prefixes where the system has them."""

    __slots__ = (
        "alias", "canonical", "listed", "dotted", "exact", "prefixes", "lengths", "displays", "sides",
        "ranges", "turns", "between", "parent", "names",
    )  # fmt: skip

    def __init__(self, alias: str, canonical: str, *, listed: bool = True) -> None:
        self.alias, self.canonical, self.listed = alias, canonical, listed
        self.dotted = alias in DOTTED_SYSTEMS
        self.exact: dict[str, frozenset[str]] = {}
        self.prefixes: dict[str, frozenset[str]] = {}
        self.lengths: tuple[int, ...] = ()
        self.displays: dict[str, str] = {}
        self.sides: dict[str, str] = {}
        self.ranges: list[tuple[str, str, str]] = []
        """First number, last number and value set, where the system numbers its codes."""
        self.turns: list[int] = []
        self.between: list[frozenset[str]] = [NOTHING]
        """The numbers at which the sets of the ranges change, and the sets before, between and behind them."""
        self.parent: SystemTable | None = None
        self.names: frozenset[str] = NOTHING
        """The value sets that have rows of this system: for others its codes say neither yes nor no."""

    def copy(self) -> SystemTable:
        """A table to which codes can be added without a word to the holders of this one."""
        twin = SystemTable(self.alias, self.canonical, listed=self.listed)
        twin.exact, twin.displays, twin.sides = dict(self.exact), dict(self.displays), dict(self.sides)
        twin.prefixes, twin.lengths, twin.ranges = self.prefixes, self.lengths, self.ranges
        twin.turns, twin.between = self.turns, self.between
        twin.parent, twin.names = self.parent, self.names
        return twin

    def line_up(self) -> None:
        """Put stems and ranges in the order they are looked up in, once all files were read."""
        self.lengths = tuple(sorted({len(stem) for stem in self.prefixes}))
        changes: dict[int, list[tuple[str, int]]] = {}
        for low, high, name in self.ranges:
            changes.setdefault(int(low), []).append((name, 1))
            changes.setdefault(int(high) + 1, []).append((name, -1))
        self.turns, self.between = sorted(changes), [NOTHING]
        ranges_of: Counter[str] = Counter()
        for turn in self.turns:
            for name, step in changes[turn]:
                ranges_of[name] += step
            self.between.append(frozenset(+ranges_of))

    def count_names(self) -> None:
        """Note which value sets have rows here, once all files were read."""
        self.names = NOTHING.union(*self.exact.values(), *self.prefixes.values(), (name for *_, name in self.ranges))
        if self.parent is not None:
            self.names |= NOTHING.union(*self.parent.exact.values())

    def spelled(self, code: str) -> str:
        """The code as the tables spell it."""
        code = code.strip()
        if self.dotted:
            return code.replace(".", "").upper()
        return without_modifiers(code) if self.alias == NUMBERED else code

    def has_form(self, code: str | None) -> bool:
        """Whether this can be a code of the system at all."""
        return code is not None and has_form(self.alias, self.spelled(code))

    def find(self, code: str) -> frozenset[str]:
        code = self.spelled(code)
        found = self.exact.get(code, NOTHING)
        for length in self.lengths:
            if length > len(code):
                break
            stem = self.prefixes.get(code[:length])
            if stem is not None:
                found = found | stem
        if self.turns and len(code) == 5 and code.isdigit() and code.isascii():
            found = found | self.between[bisect_right(self.turns, int(code))]
        if found or self.parent is None:
            return found
        return self.parent.exact.get(self.parent.beginning(code), NOTHING)

    def beginning(self, code: str) -> str:
        """The longest listed code that a national code, with what it adds behind, begins with; ``""`` for none."""
        code = self.spelled(code).rstrip("+*!\u2020#- ")
        return next((code[:length] for length in range(min(len(code), 9), 2, -1) if code[:length] in self.exact), "")


class Merge:
    """Shares one frozenset between the thousands of codes that are in the same sets."""

    def __init__(self) -> None:
        self._shared: dict[frozenset[str], frozenset[str]] = {}
        self._single: dict[str, frozenset[str]] = {}

    def add(self, into: dict[str, frozenset[str]], code: str, name: str) -> bool:
        """Record that ``code`` is in set ``name``; ``False`` when it already was."""
        before = into.get(code)
        if before is None:
            single = self._single.get(name)
            if single is None:
                single = self._single[name] = frozenset({name})
            into[code] = single
            return True
        if name in before:
            return False
        both = before | {name}
        into[code] = self._shared.setdefault(both, both)
        return True


def fold_uri(uri: str) -> str:
    """Spellings of one system URI that real servers send: ``https``, a closing slash, ``|version``, an edition."""
    uri = uri.strip().casefold().split("|", 1)[0].rstrip("/#")
    if uri.startswith("https://"):
        uri = "http://" + uri[8:]
    if uri.startswith("http://snomed.info/sct/"):
        uri = "http://snomed.info/sct"
    return uri


def read_lists(path: Path) -> Iterable[tuple[str, list[str], int]]:
    """A YAML mapping of names to lists of strings, strictly: (name, strings, line); names are unique."""
    try:
        root = yaml.compose(path.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 0
        raise ValueSetError(
            "DVT-447", path, line, f"cannot be read ({type(error).__name__})", "It is a mapping of names to lists."
        ) from None
    seen: set[str] = set()
    if not isinstance(root, yaml.MappingNode):
        raise ValueSetError("DVT-447", path, 1, "is not a mapping", "Write `name: [string, …]`.")
    for key, value in root.value:
        line = key.start_mark.line + 1
        strings = (
            [node.value for node in value.value if isinstance(node, yaml.ScalarNode)]
            if isinstance(value, yaml.SequenceNode)
            else []
        )
        if not strings or len(strings) != len(value.value) or key.value in seen:
            raise ValueSetError(
                "DVT-447",
                path,
                line,
                f"{key.value!r} is given twice or is not a list of strings",
                "Write `name: [string, …]` once.",
            )
        seen.add(key.value)
        yield key.value, strings, line


def _read_header(path: Path, lines: list[str]) -> tuple[dict[str, str], int]:
    header: dict[str, str] = {}
    count = 0
    for line in lines:
        if not line.startswith("#"):
            break
        count += 1
        key, colon, value = line[1:].partition(":")
        if colon:
            header.setdefault(key.strip(), value.strip())
    for key in REQUIRED_HEADERS:
        if not header.get(key):
            raise ValueSetError(
                "DVT-441", path, count + 1, f"the comment header has no `# {key}:` line", "See cards/README.md."
            )
    if header["name"] != path.stem:
        raise ValueSetError(
            "DVT-441", path, 1, f"the set is named {header['name']!r}", f"Name it after its file, {path.stem!r}."
        )
    return header, count


def read_value_set(path: Path, tables: Mapping[str, SystemTable], merged: Merge) -> ValueSet:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueSetError(
            "DVT-440", path, 0, f"cannot be read ({type(error).__name__})", "Save it as UTF-8 text."
        ) from None
    header, skipped = _read_header(path, lines)
    rows = csv.reader(lines[skipped:])
    columns = tuple(next(rows, ()))
    if columns not in (COLUMNS, (*COLUMNS, "laterality")):
        raise ValueSetError(
            "DVT-442",
            path,
            skipped + 1,
            f"the columns are {','.join(columns)!r}",
            f"Use {','.join(COLUMNS)} and optionally laterality.",
        )
    name, width, size = header["name"], len(columns), 0
    stands_apart = "apart" in header
    if stands_apart:
        tables, merged = {alias: SystemTable(alias, each.canonical) for alias, each in tables.items()}, Merge()
    for row in rows:
        if len(row) != width:
            if not row:
                continue
            raise ValueSetError(
                "DVT-442",
                path,
                skipped + rows.line_num,
                f"{len(row)} cells instead of {width}",
                "Quote cells that hold a comma.",
            )
        _add_row(path, skipped + rows.line_num, row, name, tables, merged)
        size += 1
    apart = _pairs(path, tables.values()) if stands_apart else None
    return ValueSet(name, header["title"], header["version"], header.get("reviewer", ""), size, apart)


def _pairs(path: Path, tables: Collection[SystemTable]) -> frozenset[tuple[str, str]]:
    """The codes of a set that stands apart, which are compared as a whole."""
    found = frozenset((table.canonical, code) for table in tables for code in table.exact)
    if not found or any(table.prefixes or table.sides for table in tables):
        problem = "a set that stands apart holds a prefix or a side, or no code"
        raise ValueSetError("DVT-445", path, 0, problem, "List each code by itself, with match exact.")
    return found


def _add_row(
    path: Path, line: int, row: list[str], name: str, tables: Mapping[str, SystemTable], merged: Merge
) -> None:
    table = tables.get(row[0])
    if table is None:
        raise ValueSetError(
            "DVT-443", path, line, f"unknown system alias {row[0]!r}", "Add it to systems.yaml or correct the row."
        )
    code, match = table.spelled(row[1]), row[2]
    if match == "range" and row[0] == RANGE_SYSTEM:
        low, _, high = code.partition("-")
        if not (low.isdigit() and high.isdigit() and len(low) == len(high) == 5 and low < high):
            raise ValueSetError("DVT-445", path, line, f"range {row[1]!r}", "Write `first-last`, of five digits each.")
        if any(low <= last and first <= high for first, last, other in table.ranges if other == name):
            raise ValueSetError("DVT-444", path, line, f"{row[0]} {row[1]} overlaps another row", "Join the rows.")
        table.ranges.append((low, high, name))
        return
    if not code or match not in ("exact", "prefix") or (match == "prefix" and row[0] != PREFIX_SYSTEM):
        raise ValueSetError(
            "DVT-445",
            path,
            line,
            f"match {match!r} of code {row[1]!r}",
            "Use exact, prefix for ICD-10-CM only, or range for CPT.",
        )
    if not merged.add(table.prefixes if match == "prefix" else table.exact, code, name):
        raise ValueSetError("DVT-444", path, line, f"{row[0]} {row[1]} is given twice", "Remove one of the rows.")
    table.displays.setdefault(code, row[3])
    side = row[5] if len(row) == 6 else ""
    if side and (side not in SIDES or table.sides.setdefault(code, side) != side):
        remedy = "Use left, right or bilateral, the same in every set."
        raise ValueSetError("DVT-446", path, line, f"laterality {side!r} of {row[1]}", remedy)
