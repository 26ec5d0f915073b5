"""Changes of a record that must not matter, and values whose change must matter to their own features only."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
LOINC = "http://loinc.org"
LOCAL = "https://dvt-cds.org/fhir/CodeSystem/dvt-assessment"
UNREAD = "zorkMember"
Change = Callable[[st.DrawFn, dict[str, Any]], None]


def one_of(draw: st.DrawFn, items: Sequence[T]) -> T:
    """One of some items, drawn by its number: Hypothesis would write large items out."""
    return items[draw(st.integers(0, len(items) - 1))]


def _bundles(request: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in request["prefetch"].values() if isinstance(each, dict) and each.get("entry")]


def _add(bundle: dict[str, Any], resource: Any) -> None:
    bundle["entry"].append({"resource": resource})
    if "total" in bundle:
        bundle["total"] += 1


def _patient(request: dict[str, Any]) -> str:
    return str(request["context"]["patientId"])


def reordered(draw: st.DrawFn, request: dict[str, Any]) -> None:
    """The entries of every Bundle in another order."""
    for bundle in _bundles(request):
        bundle["entry"] = [bundle["entry"][number] for number in draw(st.permutations(range(len(bundle["entry"]))))]


def unknown_members(draw: st.DrawFn, request: dict[str, Any]) -> None:
    """Members that nobody reads, in resources, entries, Bundles and the call."""
    for bundle in _bundles(request):
        bundle[UNREAD] = {"a": [1, None, "x"]}
        for entry in bundle["entry"]:
            entry[UNREAD] = 5
            if isinstance(entry.get("resource"), dict):
                entry["resource"][UNREAD] = {"deep": [[["x"]]], "value": 10}
                for member in entry["resource"].values():
                    if isinstance(member, dict):
                        member[UNREAD] = "x"
    request[UNREAD] = [{}]


def exact_copies(draw: st.DrawFn, request: dict[str, Any]) -> None:
    """Entries sent twice, byte for byte."""
    bundles = _bundles(request)
    for _ in range(draw(st.integers(1, 4))):
        bundle = one_of(draw, bundles)
        bundle["entry"].append(copy.deepcopy(one_of(draw, bundle["entry"])))


BROKEN: tuple[Any, ...] = (
    {"resourceType": "Observation", "id": "broken-1", "code": 5},
    {"resourceType": "Observation", "id": ["broken-2"], "code": {"coding": [{"system": LOINC, "code": "2823-3"}]}},
    {
        "resourceType": "Observation",
        "id": "broken-3",
        "status": {"a": []},
        "code": {"coding": [{"system": LOINC, "code": "2823-3"}]},
        "effectiveDateTime": "last week",
        "valueQuantity": "high",
    },
    {"resourceType": "Observation"},
    {"resourceType": "Observation", "id": "broken-4", "code": {"coding": "2823-3"}},
)
FOREIGN: tuple[dict[str, Any], ...] = (
    {"code": {"coding": [{"system": "http://example.org/codes", "code": "I82.4Z1"}]}},
    {"code": {"coding": [{"system": LOINC, "code": "2823-3", "display": "Potassium"}], "text": "Potassium"}},
    {"code": {"text": "Kalium im Serum"}},
    {"code": {"coding": [{"system": "urn:oid:1.2.3", "code": "777-3"}]}, "valueString": "DVT in the left leg"},
)


def broken_neighbours(draw: st.DrawFn, request: dict[str, Any]) -> None:
    """Observations that cannot be read and carry no code of ours."""
    bundle = request["prefetch"]["observations"]
    for broken in draw(st.lists(st.sampled_from(BROKEN), min_size=1, max_size=3)):
        broken = copy.deepcopy(broken)
        broken["subject"] = {"reference": f"Patient/{_patient(request)}"}
        _add(bundle, broken)


def foreign_neighbours(draw: st.DrawFn, request: dict[str, Any]) -> None:
    """Sound Observations with codes that no value set knows."""
    bundle = request["prefetch"]["observations"]
    for number, foreign in enumerate(draw(st.lists(st.sampled_from(FOREIGN), min_size=1, max_size=4))):
        resource = {
            "resourceType": "Observation",
            "id": f"foreign-{number}",
            "status": "final",
            "subject": {"reference": f"Patient/{_patient(request)}"},
            "effectiveDateTime": "2026-03-01T08:00:00Z",
            "valueQuantity": {"value": 4.1, "unit": "mmol/L", "code": "mmol/L", "system": "http://unitsofmeasure.org"},
        }
        _add(bundle, {**resource, **copy.deepcopy(foreign)})


IRRELEVANT: Mapping[str, Change] = {
    "reordered": reordered,
    "unknown_members": unknown_members,
    "exact_copies": exact_copies,
    "broken_neighbours": broken_neighbours,
    "foreign_neighbours": foreign_neighbours,
}
"""Changes after which the whole answer is the same."""

OTHER_UNITS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("thrombus-length", "cm"): ("mm", "10"),
    ("thrombus-max-diameter", "mm"): ("cm", "0.1"),
    ("29463-7", "kg"): ("g", "1000"),
    ("8302-2", "cm"): ("m", "0.01"),
    ("777-3", "10*9/L"): ("10*3/uL", "1"),
    ("718-7", "g/dL"): ("g/L", "10"),
    ("48065-7", "ng/mL{FEU}"): ("mg/L{FEU}", "0.001"),
    ("2160-0", "mg/dL"): ("umol/L", "88.42"),
}
"""(code, unit) → another unit of the same quantity and the factor to it."""


def code_of(resource: Any) -> str:
    """The first code of an Observation, or ``""``."""
    try:
        return str(resource["code"]["coding"][0]["code"])
    except (KeyError, IndexError, TypeError):
        return ""


def observations(request: dict[str, Any]) -> list[dict[str, Any]]:
    entries = (request["prefetch"].get("observations") or {}).get("entry", ())
    return [each["resource"] for each in entries if each.get("resource", {}).get("resourceType") == "Observation"]


def in_other_units(draw: st.DrawFn, request: dict[str, Any]) -> int:
    """The same values in other units; how many were rewritten."""
    changed = 0
    for resource in observations(request):
        quantity = resource.get("valueQuantity")
        key = (code_of(resource), quantity.get("code", "") if isinstance(quantity, dict) else "")
        if key in OTHER_UNITS and isinstance(quantity.get("value"), int | float) and draw(st.booleans()):
            unit, factor = OTHER_UNITS[key]
            value = float(Decimal(repr(quantity["value"])) * Decimal(factor))
            if Decimal(repr(value)) / Decimal(factor) == Decimal(repr(quantity["value"])):
                quantity.update(value=value, unit=unit, code=unit)
                changed += 1
    return changed
