"""One index from (code system, code) to the value sets of ``cards/value_sets/``, built once at start.

Systems are recognised under every URI or OID that ``systems.yaml`` lists.  ICD-10-CM is matched by prefix
with the dot removed and case folded, every other system by the whole code.  WHO ICD-10 and ICD-10-CM are two
systems with other meanings and never meet here.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from service.fhir.text import normalise_phrase, without_side

NOTHING: frozenset[str] = frozenset()
SIDES = frozenset({"left", "right", "bilateral"})
PREFIX_SYSTEM = "ICD-10-CM"
DOTTED_SYSTEMS = frozenset({"ICD-10-CM", "ICD-10", "ICD-10-PCS"})
"""Systems whose codes arrive with or without the dot and in either case."""
COLUMNS = ("system", "code", "match", "display", "included_because")
REQUIRED_HEADERS = ("name", "title", "version")
_MEMO_LIMIT = 50_000


class ValueSetError(Exception):
    """A value-set file cannot be used; the service does not start with it.

    ``number`` is one of DVT-440 (file missing or not UTF-8), 441 (comment header), 442 (columns), 443 (unknown
    system alias), 444 (row given twice), 445 (match), 446 (laterality), 447 (YAML file).
    """

    def __init__(self, number: str, file: Path, line: int, problem: str, remedy: str) -> None:
        self.number, self.file, self.line = number, file, line
        super().__init__(f"{number}: {file.name} line {line}: {problem}. {remedy}")


@dataclass(frozen=True, slots=True)
class ValueSet:
    """What the comment header of one file says."""

    name: str
    title: str
    version: str
    reviewer: str
    size: int


class SystemTable:
    """The codes of one code system: whole codes, and prefixes where the system has them."""

    __slots__ = ("alias", "canonical", "dotted", "exact", "prefixes", "lengths", "displays", "sides")

    def __init__(self, alias: str, canonical: str) -> None:
        self.alias, self.canonical = alias, canonical
        self.dotted = alias in DOTTED_SYSTEMS
        self.exact: dict[str, frozenset[str]] = {}
        self.prefixes: dict[str, frozenset[str]] = {}
        self.lengths: tuple[int, ...] = ()
        self.displays: dict[str, str] = {}
        self.sides: dict[str, str] = {}

    def spelled(self, code: str) -> str:
        """The code as the tables spell it."""
        code = code.strip()
        return code.replace(".", "").upper() if self.dotted else code

    def find(self, code: str) -> frozenset[str]:
        code = self.spelled(code)
        found = self.exact.get(code, NOTHING)
        for length in self.lengths:
            if length > len(code):
                break
            stem = self.prefixes.get(code[:length])
            if stem is not None:
                found = found | stem
        return found


class CodeIndex:
    """The merged index of all value sets: which sets is this code in?"""

    def __init__(self) -> None:
        self._tables: dict[str, SystemTable] = {}
        self._by_uri: dict[str, SystemTable] = {}
        self._memo: dict[tuple[str | None, str | None], frozenset[str]] = {}
        self._unlisted: set[str] = set()
        self._phrases: dict[str, frozenset[str]] = {}
        self.value_sets: Mapping[str, ValueSet] = MappingProxyType({})

    @classmethod
    def load(cls, folder: Path) -> CodeIndex:
        """Read ``systems.yaml``, every ``*.csv`` and ``text_phrases.yaml`` of a folder (35,000 rows in < 0.3 s).

        Raises :class:`ValueSetError` naming file and line for the first row that cannot be used.
        """
        index = cls()
        index._read_systems(folder / "systems.yaml")
        merged = _Merge()
        sets: dict[str, ValueSet] = {}
        for path in sorted(folder.glob("*.csv")):
            value_set = _read_value_set(path, index._tables, merged)
            sets[value_set.name] = value_set
        if not sets:
            raise ValueSetError(
                "DVT-440", folder, 0, "no value-set file (*.csv) found", "Point the service at cards/value_sets."
            )
        for table in index._tables.values():
            table.lengths = tuple(sorted({len(stem) for stem in table.prefixes}))
        index.value_sets = MappingProxyType(sets)
        if (folder / "text_phrases.yaml").exists():
            index._read_phrases(folder / "text_phrases.yaml")
        return index

    def _read_systems(self, path: Path) -> None:
        for alias, uris, line in _read_lists(path):
            table = self._tables[alias] = SystemTable(alias, uris[0])
            for uri in uris:
                other = self._by_uri.setdefault(uri, table)
                folded = self._by_uri.setdefault(_fold_uri(uri), table)
                if other is not table or folded is not table:
                    raise ValueSetError(
                        "DVT-447", path, line, f"{uri} is listed under two aliases", "Keep it under one."
                    )

    def _read_phrases(self, path: Path) -> None:
        for name, phrases, line in _read_lists(path):
            if name not in self.value_sets:
                raise ValueSetError(
                    "DVT-447", path, line, f"no value set is named {name!r}", "Use the name of a file of this folder."
                )
            for phrase in phrases:
                key = normalise_phrase(phrase)
                if not key:
                    raise ValueSetError(
                        "DVT-447", path, line, f"{phrase!r} holds no words", "Write the phrase as a clinician would."
                    )
                self._phrases[key] = self._phrases.get(key, NOTHING) | {name}

    def _table(self, system: str) -> SystemTable | None:
        table = self._by_uri.get(system)
        if table is None and system not in self._unlisted:
            table = self._by_uri.get(_fold_uri(system))
            if table is None and len(self._unlisted) < _MEMO_LIMIT // 50 and len(system) < 300:
                self._unlisted.add(system)
        return table

    def concepts(self, system: str | None, code: str | None) -> frozenset[str]:
        """Names of the value sets that hold this code; empty when none does or the system is not listed."""
        found = self._memo.get((system, code))
        if found is None:
            table = self._table(system) if system and code else None
            found = table.find(code) if table is not None and code else NOTHING
            # The keys come from callers: an unbounded memo would be a way to fill the memory of a worker.
            if len(self._memo) >= _MEMO_LIMIT:
                self._memo.clear()
            if len(code or "") + len(system or "") < 300:
                self._memo[system, code] = found
        return found

    def knows_system(self, system: str | None) -> bool:
        """Whether ``systems.yaml`` lists this system; text beside a code of a listed system is not read."""
        return bool(system) and self._table(system) is not None  # type: ignore[arg-type]

    def canonical(self, system: str) -> str:
        """The canonical URI of a system, or the input when it is not listed."""
        table = self._table(system)
        return table.canonical if table is not None else system

    def display(self, system: str, code: str) -> str:
        """The display of the value-set file (the stem's for a prefix), never that of the record; ``""`` if unknown."""
        return self._nearest(system, code, "displays")

    def attributes(self, system: str, code: str) -> Mapping[str, str]:
        """``{"laterality": "left"}`` where the value-set row carries a side, else empty."""
        side = self._nearest(system, code, "sides")
        return {"laterality": side} if side else {}

    def _nearest(self, system: str, code: str, column: str) -> str:
        table = self._table(system)
        if table is None:
            return ""
        known: dict[str, str] = getattr(table, column)
        spelled = table.spelled(code)
        if spelled in known:
            return known[spelled]
        for length in reversed(table.lengths):
            if length < len(spelled) and spelled[:length] in table.prefixes and spelled[:length] in known:
                return known[spelled[:length]]
        return ""

    def concepts_of_text(self, text: str | None) -> frozenset[str]:
        """The sets that list this exact phrase (side words aside, they are read as laterality)."""
        if not text or not self._phrases:
            return NOTHING
        phrase = normalise_phrase(text)
        found = self._phrases.get(phrase)
        return found if found is not None else self._phrases.get(without_side(phrase), NOTHING)

    def concepts_of(self, concept: Any) -> frozenset[str]:
        """The sets of a CodeableConcept (JSON object): every coding is tried; its text only when no coding is
        of a listed system, because a code that is known and not in a set outranks the words beside it."""
        if not isinstance(concept, dict):
            return NOTHING
        found, listed = NOTHING, False
        for system, code in codings_of_concept(concept):
            found = found | self.concepts(system, code)
            listed = listed or self.knows_system(system)
        text = concept.get("text")
        return self.concepts_of_text(text) if not listed and isinstance(text, str) else found


def codings_of_concept(concept: Any) -> tuple[tuple[str, str], ...]:
    """The readable (system, code) pairs of a CodeableConcept; broken codings are passed over."""
    codings = concept.get("coding") if isinstance(concept, dict) else None
    if isinstance(codings, dict):
        codings = [codings]
    if not isinstance(codings, list):
        return ()
    return tuple(
        (coding["system"], coding["code"].strip())
        for coding in codings
        if isinstance(coding, dict) and isinstance(coding.get("system"), str) and isinstance(coding.get("code"), str)
    )


class _Merge:
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


def _fold_uri(uri: str) -> str:
    """Spellings of one system URI that real servers send: ``https``, a closing slash, ``|version``, an edition."""
    uri = uri.strip().casefold().split("|", 1)[0].rstrip("/#")
    if uri.startswith("https://"):
        uri = "http://" + uri[8:]
    if uri.startswith("http://snomed.info/sct/"):
        uri = "http://snomed.info/sct"
    return uri


def _read_lists(path: Path) -> Iterable[tuple[str, list[str], int]]:
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


def _read_value_set(path: Path, tables: Mapping[str, SystemTable], merged: _Merge) -> ValueSet:
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
    return ValueSet(name, header["title"], header["version"], header.get("reviewer", ""), size)


def _add_row(
    path: Path, line: int, row: list[str], name: str, tables: Mapping[str, SystemTable], merged: _Merge
) -> None:
    table = tables.get(row[0])
    if table is None:
        raise ValueSetError(
            "DVT-443", path, line, f"unknown system alias {row[0]!r}", "Add it to systems.yaml or correct the row."
        )
    code, match = table.spelled(row[1]), row[2]
    if not code or match not in ("exact", "prefix") or (match == "prefix" and row[0] != PREFIX_SYSTEM):
        raise ValueSetError(
            "DVT-445", path, line, f"match {match!r} of code {row[1]!r}", "Use exact, or prefix for ICD-10-CM only."
        )
    if not merged.add(table.prefixes if match == "prefix" else table.exact, code, name):
        raise ValueSetError("DVT-444", path, line, f"{row[0]} {row[1]} is given twice", "Remove one of the rows.")
    table.displays.setdefault(code, row[3])
    side = row[5] if len(row) == 6 else ""
    if side and (side not in SIDES or table.sides.setdefault(code, side) != side):
        remedy = "Use left, right or bilateral, the same in every set."
        raise ValueSetError("DVT-446", path, line, f"laterality {side!r} of {row[1]}", remedy)
