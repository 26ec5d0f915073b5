"""A site's own codes, read from a FHIR R4 ConceptMap and checked as strictly as our value-set files.

The map says which code of ours a local code means, or, with the target system :data:`VALUE_SET_SYSTEM`, which value
set it belongs to.  Nothing of the map is passed over: what cannot be used ends the reading.  ``ValueSetError.number``:
DVT-450 the file is not a usable ConceptMap, 451 a code system, 452 a target that is in no value set, 453 an equivalence
that would let a code say more than it does, 454 a code given twice or already ours, 455 targets that contradict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn

from service.fhir.codes import CodeIndex, LocalCode, LocalMap
from service.fhir.value_set_files import ValueSetError, fold_uri

VALUE_SET_SYSTEM: Final = "https://dvt-cds.org/fhir/value-set"
OUR_SYSTEMS: Final = "http://dvt-cds.org/"
SAME_OR_NARROWER_SOURCE: Final = frozenset({"equal", "equivalent", "subsumes", "source-is-narrower-than-target"})
"""R4 ``equivalence`` and R5 ``relationship``: every patient with the local code has what the target says."""
NO_MAPPING: Final = frozenset({"unmatched", "disjoint", "not-related-to"})
CONDITIONAL: Final = ("dependsOn", "product", "property")
_ABSOLUTE_URI = re.compile(r"(https?://|urn:)[^\s|]+")


def read_local_codes(path: Path, index: CodeIndex) -> CodeIndex:
    """A new index that knows the local codes of a ConceptMap beside ours; ``index`` itself stays as it was.

    ``path``: a ConceptMap in JSON (R4, or the R5 ``relationship``), one or more groups.  ``group.source`` is a system
    of ``systems.yaml`` or the absolute URI that the site's records carry; ``group.target`` a system of ``systems.yaml``
    or :data:`VALUE_SET_SYSTEM`.  A local code gets all value sets of its targets, their side and the display of the
    first; its own display is not read, so that no words of the site decide anything.  An element without a target, or
    with the equivalence ``unmatched``, adds nothing.  Read a second map with the index of the first.

    Raises :class:`ValueSetError` (DVT-450 to 455) with the place in the file for the first entry that cannot be used.
    """
    reader = _MapReader(path, index)
    document = reader.document()
    codes = tuple(reader.codes(document))
    url, version = (text if isinstance(text := document.get(key), str) else "" for key in ("url", "version"))
    return index.with_codes(codes, LocalMap(path.name, url, version, len(codes)))


@dataclass(frozen=True, slots=True)
class _Target:
    concepts: frozenset[str]
    display: str
    side: str


class _MapReader:
    """Walks one ConceptMap; knows the file for its errors and the codes it has met."""

    def __init__(self, path: Path, index: CodeIndex) -> None:
        self.path, self.index = path, index
        self.places: dict[tuple[str, str], str] = {}

    def refuse(self, number: str, place: str, problem: str, remedy: str) -> NoReturn:
        raise ValueSetError(number, self.path, 0, problem, remedy, place=place)

    def document(self) -> Mapping[str, Any]:
        try:
            # Exports from spreadsheets and some servers start with a byte order mark.
            document = json.loads(self.path.read_text("utf-8-sig"), object_pairs_hook=_unique_members)
        except (OSError, ValueError, RecursionError) as error:
            problem = str(error) if isinstance(error, _Repeated) else f"cannot be read as JSON ({type(error).__name__})"
            self.refuse("DVT-450", "ConceptMap", problem, "Save it as JSON in UTF-8.")
        if not isinstance(document, dict) or document.get("resourceType") != "ConceptMap":
            self.refuse("DVT-450", "resourceType", "is not a ConceptMap", "Give a FHIR R4 ConceptMap.")
        if document.get("status") == "retired":
            self.refuse("DVT-450", "status", "the map is retired", "Give the map that replaced it.")
        return document

    def codes(self, document: Mapping[str, Any]) -> Iterator[LocalCode]:
        for place, group in self._items(document, "group", ""):
            source, target = self._source(group, place), self._target_system(group, place)
            if "unmapped" in group:
                remedy = "Map every code by name and remove `unmapped`."
                self.refuse("DVT-450", f"{place}.unmapped", "a rule for all other codes is not read", remedy)
            for at, element in self._items(group, "element", place):
                if (code := self._element(source, target, element, at)) is not None:
                    yield code

    def _items(self, holder: Mapping[str, Any], name: str, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        place = f"{place}.{name}" if place else name
        items = holder.get(name)
        if not isinstance(items, list) or not items:
            self.refuse("DVT-450", place, "is not a list with an entry", f"Give at least one {name}.")
        for number, item in enumerate(items):
            if not isinstance(item, dict):
                self.refuse("DVT-450", f"{place}[{number}]", "is not an object", "See ConceptMap in FHIR R4.")
            yield f"{place}[{number}]", item

    def _system(self, group: Mapping[str, Any], name: str, place: str) -> str:
        system = group.get(name)
        if not isinstance(system, str) or not _ABSOLUTE_URI.fullmatch(system):
            problem = f"the {name} system is missing or is not an absolute URI without a version"
            self.refuse("DVT-451", f"{place}.{name}", problem, "Write the URI as the records carry it.")
        return system

    def _source(self, group: Mapping[str, Any], place: str) -> str:
        source = self._system(group, "source", place)
        if (fold_uri(source) + "/").startswith(OUR_SYSTEMS):
            remedy = "Only this service adds codes to its own systems; source and target may be exchanged."
            self.refuse("DVT-451", f"{place}.source", f"{source} is a system of this service", remedy)
        return source

    def _target_system(self, group: Mapping[str, Any], place: str) -> str:
        target = self._system(group, "target", place)
        if target != VALUE_SET_SYSTEM and not self.index.knows_system(target):
            remedy = f"Map to a system of systems.yaml, or to {VALUE_SET_SYSTEM}."
            self.refuse("DVT-451", f"{place}.target", f"the target system {target} is not known", remedy)
        return target

    def _element(self, source: str, system: str, element: Mapping[str, Any], place: str) -> LocalCode | None:
        code = self._new_code(source, element, place)
        if "target" not in element:
            return None
        places = self._items(element, "target", place)
        targets = [found for at, target in places if (found := self._target(system, target, at)) is not None]
        if not targets:
            return None
        concepts = frozenset().union(*(each.concepts for each in targets))
        sides = sorted({each.side for each in targets if each.side})
        contradiction = self.index.at_odds(concepts) or (tuple(sides) if len(sides) > 1 else ())
        if contradiction:
            problem = f"the targets of {code} contradict each other: {' and '.join(contradiction)}"
            self.refuse("DVT-455", place, problem, "Keep the target that every use of the code means.")
        return LocalCode(source, code, concepts, targets[0].display, sides[0] if sides else "")

    def _new_code(self, source: str, element: Mapping[str, Any], place: str) -> str:
        code = element.get("code")
        if not isinstance(code, str) or not code.strip() or code != code.strip() or not code.isprintable():
            problem = "the local code is missing, empty or set in white space"
            self.refuse("DVT-450", f"{place}.code", problem, "Write the code as the records carry it.")
        if ours := sorted(self.index.concepts(source, code)):
            remedy = "Remove the element: a map adds codes, it does not change them."
            self.refuse("DVT-454", f"{place}.code", f"{code} is already in {', '.join(ours)}", remedy)
        before = self.places.setdefault((fold_uri(source), self.index.spelled(source, code)), place)
        if before != place:
            self.refuse("DVT-454", f"{place}.code", f"{code} is mapped at {before} already", "Keep one element.")
        return code

    def _target(self, system: str, target: Mapping[str, Any], place: str) -> _Target | None:
        said = target.get("equivalence", target.get("relationship"))
        if said in NO_MAPPING:
            return None
        if said not in SAME_OR_NARROWER_SOURCE:
            remedy = (
                "Use equal, equivalent or, where the target is the broader of the two, subsumes. In R4 wider and "
                "narrower describe the target and are often written the wrong way round."
            )
            self.refuse("DVT-453", f"{place}.equivalence", f"the equivalence {said!r} is not accepted", remedy)
        for name in CONDITIONAL:
            if name in target:
                self.refuse("DVT-450", f"{place}.{name}", "a conditional mapping is not read", "Map it without.")
        code = target.get("code")
        if not isinstance(code, str):
            self.refuse("DVT-452", f"{place}.code", "the target has no code", "Give the code of the target.")
        if system == VALUE_SET_SYSTEM:
            return self._value_set(code, place)
        concepts = self.index.concepts(system, code)
        if not concepts:
            remedy = f"Choose a code of cards/value_sets, or name the set with the system {VALUE_SET_SYSTEM}."
            self.refuse("DVT-452", f"{place}.code", f"{code} of {system} is in no value set", remedy)
        side = self.index.attributes(system, code).get("laterality", "")
        return _Target(concepts, self.index.display(system, code), side)

    def _value_set(self, name: str, place: str) -> _Target:
        value_set = self.index.value_sets.get(name)
        if value_set is None:
            remedy = "Use the name of a file of cards/value_sets, without .csv."
            self.refuse("DVT-452", f"{place}.code", f"no value set is named {name!r}", remedy)
        return _Target(frozenset({name}), value_set.title, "")


class _Repeated(ValueError):
    """A JSON object gives a member twice; readers disagree on which one counts."""


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        name = next(name for name, _ in pairs if sum(other == name for other, _ in pairs) > 1)
        raise _Repeated(f"the member {name!r} is given twice in one object")
    return members
