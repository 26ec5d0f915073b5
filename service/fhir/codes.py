"""One index from (code system, code) to the value sets of ``cards/value_sets/``, built once at start.

Systems are recognised under every URI or OID that ``systems.yaml`` lists.  ICD-10-CM is matched by prefix
with the dot removed and case folded, every other system by the whole code.  WHO ICD-10 and ICD-10-CM are two
systems with other meanings and never meet here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from service.fhir.anticoagulant_words import AnticoagulantWords
from service.fhir.listed_words import BodyWords, ResultWords
from service.fhir.met_codes import MetCodes
from service.fhir.named_words import NamedWords
from service.fhir.single_dose_words import SingleDoseWords
from service.fhir.taken_back_words import TakenBackWords
from service.fhir.text import normalise_phrase, without_side
from service.fhir.value_set_files import (
    NATIONAL,
    NOTHING,
    Merge,
    SystemTable,
    ValueSet,
    ValueSetError,
    fold_uri,
    read_lists,
    read_value_set,
)
from service.fhir.word_kinds import WordKinds

__all__ = ["CodeIndex", "LocalCode", "LocalMap", "ValueSetError", "codings_of_concept"]

_MEMO_LIMIT = 50_000
_LONGEST_URI = 300
_TEST = "lab_"
"""How the names of the sets of laboratory tests begin."""
_ICD_10 = re.compile(r"(?:icd|cim|cie)[-_ ]?10", re.IGNORECASE)
"""In the URI of what is ICD-10 or descends from it."""


@dataclass(frozen=True, slots=True)
class LocalCode:
    """A code that a site adds, with the value sets, the display and the side of what it is mapped to."""

    system: str
    code: str
    concepts: frozenset[str]
    display: str
    side: str = ""


@dataclass(frozen=True, slots=True)
class LocalMap:
    """The ConceptMap that a site's codes came from, for the audit trail."""

    file: str
    url: str
    version: str
    size: int


class CodeIndex:
    """The merged index of all value sets: which sets is this code in?"""

    def __init__(self) -> None:
        self._tables: dict[str, SystemTable] = {}
        self._by_uri: dict[str, SystemTable] = {}
        self._memo: dict[tuple[str | None, str | None], frozenset[str]] = {}
        self._shown: dict[tuple[str, str], str] = {}
        self._sided: dict[tuple[str, str], str] = {}
        self.met = MetCodes()
        self.words, self.body_words, self.result_words = NamedWords(), BodyWords(), ResultWords()
        """What words alone may name, and those of body sites and results; set by whoever reads the clinical content
        as a whole."""
        self.anticoagulant_words = AnticoagulantWords()
        """The names of anticoagulants, set likewise."""
        self.heparin_words = WordKinds()
        """What heparin is for, in words, set likewise."""
        self.taken_back_words = TakenBackWords()
        """The words that take a dose back, set likewise."""
        self.single_dose_words = SingleDoseWords()
        """Words of a single dose and of more doses, set likewise."""
        self.apart: Mapping[str, frozenset[tuple[str, str]]] = MappingProxyType({})
        """The (canonical system, code) pairs of the value sets that are asked by name only and are not in the index."""
        self._unlisted: set[str] = set()
        self._phrases: dict[str, frozenset[str]] = {}
        self._apart: tuple[frozenset[str], ...] = ()
        self.local_maps: tuple[LocalMap, ...] = ()
        self.value_sets: Mapping[str, ValueSet] = MappingProxyType({})

    @classmethod
    def load(cls, folder: Path) -> CodeIndex:
        """Read ``systems.yaml``, every ``*.csv``, ``text_phrases.yaml`` and ``disjoint.yaml`` of a folder.

        Raises :class:`ValueSetError` naming file and line for the first row that cannot be used.
        """
        index = cls()
        index._read_systems(folder / "systems.yaml")
        merged = Merge()
        sets: dict[str, ValueSet] = {}
        apart: dict[str, frozenset[tuple[str, str]]] = {}
        for path in sorted(folder.glob("*.csv")):
            value_set = read_value_set(path, index._tables, merged)
            if value_set.apart is None:
                sets[value_set.name] = value_set
            else:
                apart[value_set.name] = value_set.apart
        if not sets:
            raise ValueSetError(
                "DVT-440", folder, 0, "no value-set file (*.csv) found", "Point the service at cards/value_sets."
            )
        for table in index._tables.values():
            table.line_up()
            table.parent = index._tables.get(NATIONAL.get(table.alias, ""))
            table.count_names()
        index.value_sets, index.apart = MappingProxyType(sets), MappingProxyType(apart)
        if (folder / "text_phrases.yaml").exists():
            index._read_phrases(folder / "text_phrases.yaml")
        if (folder / "disjoint.yaml").exists():
            index._read_disjoint(folder / "disjoint.yaml")
        return index

    def with_codes(self, codes: Iterable[LocalCode], source: LocalMap) -> CodeIndex:
        """A new index with a site's codes beside ours; :func:`service.fhir.local_codes.read_local_codes` checks them.

        A system that ``systems.yaml`` does not list is known afterwards by its mapped codes only: words beside any
        other code of it are still read, because a site rarely maps a whole system.
        """
        index = CodeIndex()
        index.value_sets, index._phrases, index._apart = self.value_sets, self._phrases, self._apart
        index.local_maps, index.apart = (*self.local_maps, source), self.apart
        index.words, index.body_words, index.result_words = self.words, self.body_words, self.result_words
        index.anticoagulant_words, index.heparin_words = self.anticoagulant_words, self.heparin_words
        index.taken_back_words, index.single_dose_words = self.taken_back_words, self.single_dose_words
        twins = {id(table): table.copy() for table in self._by_uri.values()}
        index._tables = {alias: twins[id(table)] for alias, table in self._tables.items()}
        for twin in index._tables.values():
            twin.parent = index._tables.get(NATIONAL.get(twin.alias, ""))
        index._by_uri = {uri: twins[id(table)] for uri, table in self._by_uri.items()}
        for each in codes:
            table = index._table(each.system)
            if table is None:
                table = SystemTable(each.system, each.system, listed=False)
                index._by_uri[each.system] = index._by_uri[fold_uri(each.system)] = table
                index._unlisted.clear()
            code = table.spelled(each.code)
            table.exact[code] = each.concepts
            table.displays[code] = each.display
            if each.side:
                table.sides[code] = each.side
        return index

    def _read_systems(self, path: Path) -> None:
        for alias, uris, line in read_lists(path):
            table = self._tables[alias] = SystemTable(alias, uris[0])
            for uri in uris:
                other = self._by_uri.setdefault(uri, table)
                folded = self._by_uri.setdefault(fold_uri(uri), table)
                if other is not table or folded is not table:
                    raise ValueSetError(
                        "DVT-447", path, line, f"{uri} is listed under two aliases", "Keep it under one."
                    )

    def _read_phrases(self, path: Path) -> None:
        for name, phrases, line in read_lists(path):
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

    def _read_disjoint(self, path: Path) -> None:
        lines: list[int] = []
        groups: list[frozenset[str]] = []
        for group, names, line in read_lists(path):
            unknown = sorted(set(names) - set(self.value_sets))
            if unknown or len(set(names)) < 2:
                problem = f"{group} names {', '.join(unknown) or 'fewer than two sets'}"
                raise ValueSetError("DVT-447", path, line, problem, "Use the names of at least two files.")
            groups.append(frozenset(names))
            lines.append(line)
        self._apart = tuple(groups)
        for table in self._tables.values():
            # Where there are no stems the few hundred distinct combinations tell everything.
            found = set(table.exact.values())
            found.update(table.find(code) for code in (*table.exact, *table.prefixes) if table.prefixes)
            found.update(table.find(low) for low, *_ in table.ranges)
            for combination in found:
                if both := self.at_odds(combination):
                    raise ValueSetError(
                        "DVT-448",
                        path,
                        next(line for group, line in zip(groups, lines, strict=True) if set(both) <= group),
                        f"a code of {table.alias} is in {' and '.join(both)}, which exclude each other",
                        "Take it out of one of the files.",
                    )

    def at_odds(self, names: frozenset[str]) -> tuple[str, ...]:
        """Those of the value sets that exclude each other by ``disjoint.yaml``; empty when all can be true together."""
        return next((tuple(sorted(both)) for group in self._apart if len(both := group & names) > 1), ())

    def _table(self, system: str) -> SystemTable | None:
        table = self._by_uri.get(system)
        if table is None and system not in self._unlisted:
            table = self._by_uri.get(fold_uri(system))
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
        table = self._table(system) if system else None
        return table is not None and table.listed

    def covers(self, system: str | None, sets: Iterable[str], code: str | None) -> bool:
        """Whether this system is listed, any of the value sets has codes of it, and this can be one of its codes.

        Only then does a code of it that is not there outrank the words beside it, as far as those sets go.
        """
        table = self._table(system) if system else None
        return table is not None and table.listed and not table.names.isdisjoint(sets) and table.has_form(code)

    def outranks_words(self, system: str | None, code: str | None) -> bool:
        """Whether this can be a code of a listed system."""
        table = self._table(system) if system else None
        return table is not None and table.listed and table.has_form(code)

    def may_mean(self, system: str, code: str) -> frozenset[str]:
        """The sets that a code of an unlisted national ICD-10 may be in: as a WHO code and as one of ICD-10-CM."""
        if self._table(system) is not None or not _ICD_10.search(system[:_LONGEST_URI]):
            return NOTHING
        found, code = NOTHING, code[:_LONGEST_URI]
        for alias in ("ICD-10", "ICD-10-CM"):
            table = self._tables.get(alias)
            if table is not None:
                found |= table.find(code) or table.exact.get(table.beginning(code), NOTHING)
        return found

    def canonical(self, system: str) -> str:
        """The canonical URI of a system, or the input when it is not listed."""
        table = self._table(system)
        return table.canonical if table is not None else system

    def spelled(self, system: str, code: str) -> str:
        """The code as the index compares it: without dot and in capitals where a system has both spellings."""
        table = self._table(system)
        return code.strip() if table is None else table.spelled(code)

    def display(self, system: str, code: str) -> str:
        """The display of the value-set file (the stem's for a prefix), never that of the record; ``""`` if unknown."""
        shown = self._shown.get((system, code))
        if shown is None:
            shown = self._nearest(system, code, "displays")
            if len(self._shown) >= _MEMO_LIMIT:
                self._shown.clear()
            if shown:  # only codes of our own files, of which there is an end
                self._shown[system, code] = shown
        return shown

    def own_display(self, system: str, code: str) -> str:
        """The display of exactly this code, fit to be sent beside it; ``""`` where only a prefix covers it."""
        table = self._table(system)
        return "" if table is None else table.displays.get(table.spelled(code), "")

    def attributes(self, system: str, code: str) -> Mapping[str, str]:
        """``{"laterality": "left"}`` where the value-set row carries a side, else empty."""
        side = self.side(system, code)
        return {"laterality": side} if side else {}

    def side(self, system: str, code: str) -> str:
        """The side that the value-set row carries, ``""`` where it carries none."""
        side = self._sided.get((system, code))
        if side is None:
            side = self._nearest(system, code, "sides")
            if len(self._sided) >= _MEMO_LIMIT:
                self._sided.clear()
            if len(code) + len(system) < 300:  # codes come from callers
                self._sided[system, code] = side
        return side

    def _nearest(self, system: str, code: str, column: str) -> str:
        table = self._table(system)
        if table is None:
            return ""
        known: dict[str, str] = getattr(table, column)
        spelled = table.spelled(code)
        if spelled in known:
            return known[spelled]
        if table.parent is not None:
            return self._nearest(table.parent.canonical, table.parent.beginning(spelled), column)
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

    def concepts_of_words(
        self, text: str | None, displays: Iterable[tuple[str | None, str | None, str | None]]
    ) -> frozenset[str]:
        """The sets of a concept of which no coding is in any, by its text and (system, code, display) of its codings.

        A code that is known and not in a set outranks the words beside it.  A laboratory test may also be named by the
        display of a code of an unlisted system, and beside codes of systems that no test of its kind is coded in.
        """
        systems: list[tuple[str | None, str | None]] = []
        unlisted: list[str] = []
        for system, code, display in displays:
            if self.outranks_words(system, code):
                systems.append((system, code))
            elif display is not None:
                unlisted.append(display)
        if not systems:
            found = self.concepts_of_text(text)
        else:
            found = self._phrases.get(normalise_phrase(text), NOTHING) if text else NOTHING
        for display in unlisted:
            found |= frozenset([name for name in self.concepts_of_text(display) if name.startswith(_TEST)])
        if not found or not systems:
            return found
        return frozenset(
            name
            for name in found
            if name.startswith(_TEST) and not any(self.covers(system, (name,), code) for system, code in systems)
        )

    def concepts_of(self, concept: Any) -> frozenset[str]:
        """The sets of a CodeableConcept (JSON object): every coding is tried; its words only when none is in a set
        (:meth:`concepts_of_words`)."""
        if not isinstance(concept, dict):
            return NOTHING
        found = NOTHING
        for system, code in codings_of_concept(concept):
            if sets := self.concepts(system, code):
                found = found | sets
        if found or not self._phrases:
            return found
        codings = concept.get("coding")
        displays = [
            (_string(each.get("system")), _string(each.get("code")), _string(each.get("display")))
            for each in (codings if isinstance(codings, list) else [codings])
            if isinstance(each, dict)
        ]
        return self.concepts_of_words(_string(concept.get("text")), displays)


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def codings_of_concept(concept: Any) -> tuple[tuple[str, str], ...]:
    """The readable (system, code) pairs of a CodeableConcept; broken codings are passed over."""
    codings = concept.get("coding") if isinstance(concept, dict) else None
    if isinstance(codings, dict):
        codings = [codings]
    if not isinstance(codings, list):
        return ()
    pairs = []
    for coding in codings:
        if isinstance(coding, dict):
            system, code = coding.get("system"), coding.get("code")
            if isinstance(system, str) and isinstance(code, str):
                pairs.append((system, code.strip()))
    return tuple(pairs)
