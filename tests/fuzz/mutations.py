"""Changes that may break a reader: of any member of a call, by any value that JSON can hold."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.fuzz.seeds import Seed, seeds

Parent = dict[str, Any] | list[Any]
Place = tuple[Parent, str | int]

_DEEP: Any = "bottom"
for _ in range(150):
    _DEEP = [_DEEP]
_NESTED: Any = "bottom"
for _ in range(150):
    _NESTED = {"extension": [_NESTED]}

ODDITIES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e308,
    -0.0,
    10**30,
    10**400,
    "",
    " ",
    "0",
    "true",
    "NaN",
    "é\u202e<b>&",
    "\x00",
    "\ud800",
    "x" * 70_000,
    "1" * 5_000,
    "2026",
    "2026-02-30",
    "2026-03-16T25:00:00Z",
    "0001-01-01",
    "9999-12-31T23:59:59+14:00",
    "2026-03-16T10:00",
    "Patient/another",
    "#contained",
    "urn:uuid:0",
    "Observation/1/_history/2",
    "entered-in-error",
    "preliminary",
    "refuted",
    "active",
    "kg",
    "mm",
    "{FEU}",
    "<",
    "~",
    [],
    {},
    [None],
    [[]],
    [{}],
    [""],
    [0],
    {"": ""},
    {"coding": []},
    {"coding": [{}]},
    {"coding": {"system": "http://loinc.org", "code": "29463-7"}},
    {"coding": [None, 5]},
    {"value": 5},
    {"value": "5", "unit": "furlong"},
    {"value": None},
    {"value": -4, "unit": "cm"},
    {"start": "2026"},
    {"start": 5, "end": []},
    {"reference": "Patient/another"},
    {"reference": 5},
    {"reference": ""},
    {"resourceType": "Zork"},
    {"resourceType": "OperationOutcome"},
    {"resourceType": "Bundle", "entry": [{"resource": None}]},
    _DEEP,
    _NESTED,
)

CONTRADICTIONS: tuple[dict[str, Any], ...] = (
    {"valueString": "not done"},
    {"valueBoolean": False, "valueQuantity": {"value": 9, "unit": "cm"}},
    {"dataAbsentReason": {"text": "unknown"}},
    {"status": "entered-in-error"},
    {"status": ["final", "preliminary"]},
    {"verificationStatus": {"coding": [{"code": "refuted"}]}},
    {"clinicalStatus": {"coding": [{"code": "resolved"}, {"code": "active"}]}},
    {"effectivePeriod": {"start": "2031-01-01", "end": "2019-01-01"}},
    {"onsetDateTime": "2026-03-12", "onsetAge": {"value": 40, "unit": "a"}, "onsetString": "long ago"},
    {"abatementDateTime": "1990"},
    {"modifierExtension": [{"url": "urn:not", "valueBoolean": True}]},
    {"doNotPerform": "yes"},
    {"component": [{"code": {"text": "x"}}, None, 5]},
    {"subject": {"reference": "Patient/another"}},
    {"medicationReference": {"reference": "#m"}, "contained": [{"resourceType": "Zork", "id": "m"}]},
    {"bodySite": [{"coding": [{"system": "http://snomed.info/sct", "code": "7771000"}]}, {"text": "right"}]},
    {"id": "same"},
    {"meta": {"versionId": "9", "lastUpdated": "soon"}},
    {"hasMember": [{"reference": "Observation/none"}]},
    {
        "code": {
            "coding": [
                {"system": "http://loinc.org", "code": "48065-7"},
                {"system": "http://loinc.org", "code": "777-3"},
            ]
        }
    },
    {"dosageInstruction": [{"doseAndRate": [{"doseQuantity": {"value": "5"}}]}, 7]},
    {"interpretation": [{"coding": [{"code": "POS"}, {"code": "NEG"}]}]},
)
UNITS = ("mm", "cm", "kg", "g", "ug/mL", "mg/L", "umol/L", "K/uL", "%", "{DDU}", "furlong", "1", "", "mmol/L")


def places(value: Any) -> Iterator[Place]:
    """Every member and element of a JSON value, with what holds it."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, member in list(items):
            yield holder, key
            if isinstance(member, dict | list):
                waiting.append(member)


def bundles(request: dict[str, Any]) -> list[Any]:
    """Whatever stands where Bundles are expected."""
    prefetch, context = request.get("prefetch"), request.get("context")
    values = list(prefetch.values()) if isinstance(prefetch, dict) else []
    of_hook = ("draftOrders", "conditions") if isinstance(context, dict) else ()
    return [*values, *(context.get(name) for name in of_hook)]


def resources(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Every resource of the record, of the draft orders and of the new problems."""
    found = []
    for bundle in bundles(request):
        entries = bundle.get("entry") if isinstance(bundle, dict) else None
        for entry in entries if isinstance(entries, list) else ():
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(resource, dict):
                found.append(resource)
    return found


def mutate(draw: st.DrawFn, request: dict[str, Any]) -> None:
    """Make one change somewhere; mostly inside a resource, where the features look."""
    kind = draw(st.sampled_from(_KINDS))
    inside = resources(request)
    root: Any = request if not inside or draw(st.integers(0, 9)) == 0 else inside[draw(st.integers(0, len(inside) - 1))]
    kind(draw, request, root)


def _place(draw: st.DrawFn, root: Any) -> Place | None:
    found = list(places(root))
    return found[draw(st.integers(0, len(found) - 1))] if found else None


def _drop(draw: st.DrawFn, request: Any, root: Any) -> None:
    if place := _place(draw, root):
        del place[0][place[1]]  # type: ignore[arg-type]


def _retype(draw: st.DrawFn, request: Any, root: Any) -> None:
    if place := _place(draw, root):
        place[0][place[1]] = copy.deepcopy(draw(st.sampled_from(ODDITIES)))  # type: ignore[index]


def _wrap(draw: st.DrawFn, request: Any, root: Any) -> None:
    """A list where one was meant, one where a list was meant, or a code instead of a concept."""
    if place := _place(draw, root):
        value = place[0][place[1]]  # type: ignore[index]
        unwrapped = value[0] if isinstance(value, list) and value else value
        place[0][place[1]] = draw(st.sampled_from(([value], {"concept": value}, unwrapped, str(value)[:50])))  # type: ignore[index]


def _duplicate(draw: st.DrawFn, request: Any, root: Any) -> None:
    if place := _place(draw, root):
        holder, key = place
        if isinstance(holder, list):
            holder.extend(copy.deepcopy(holder[int(key)]) for _ in range(draw(st.sampled_from((1, 2, 200)))))
        else:
            holder[f"{key}Twice"] = copy.deepcopy(holder[str(key)])


def _contradict(draw: st.DrawFn, request: Any, root: Any) -> None:
    if isinstance(root, dict):
        root.update(copy.deepcopy(draw(st.sampled_from(CONTRADICTIONS))))


def _twin(draw: st.DrawFn, request: Any, root: Any) -> None:
    """A second resource beside the first: the same id, or the same time with another value."""
    twin = copy.deepcopy(root)
    if "resourceType" in twin:
        twin.update(copy.deepcopy(draw(st.sampled_from(CONTRADICTIONS))))
        found = [each for each in bundles(request) if isinstance(each, dict)]
        lists = [each["entry"] for each in found if isinstance(each.get("entry"), list)]
        if lists:
            lists[draw(st.integers(0, len(lists) - 1))].append({"resource": twin})


def _swap(draw: st.DrawFn, request: Any, root: Any) -> None:
    """Two members of different places exchanged: each is well formed where it does not belong."""
    one, other = _place(draw, root), _place(draw, request)
    if one and other:
        value = copy.deepcopy(other[0][other[1]])  # type: ignore[index]
        one[0][one[1]] = value  # type: ignore[index]


def _unit(draw: st.DrawFn, request: Any, root: Any) -> None:
    quantities = [h[k] for h, k in places(root) if isinstance(h[k], dict) and "value" in h[k]]  # type: ignore[index]
    if quantities:
        quantity = quantities[draw(st.integers(0, len(quantities) - 1))]
        quantity[draw(st.sampled_from(("unit", "code", "comparator", "system")))] = draw(st.sampled_from(UNITS))


def _shuffle(draw: st.DrawFn, request: Any, root: Any) -> None:
    lists = [h[k] for h, k in places(root) if isinstance(h[k], list) and len(h[k]) > 1]  # type: ignore[index]
    if lists:
        lists[draw(st.integers(0, len(lists) - 1))].reverse()


_KINDS = (_drop, _retype, _retype, _retype, _wrap, _duplicate, _contradict, _contradict, _twin, _swap, _unit, _shuffle)


def written(request: Any, draw: st.DrawFn) -> bytes:
    """The bytes of a request; now and then cut short, named twice, or with what JSON does not allow."""
    text = json.dumps(request).encode()
    how = draw(st.integers(0, 60))
    if how == 0:
        return text[: draw(st.integers(0, len(text)))]
    if how == 1:
        return text.replace(b'"prefetch"', b'"prefetch": null, "prefetch"', 1)
    if how == 2:
        return b"\xef\xbb\xbf" + text
    if how == 3:
        return text.replace(b"{", b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b",", draw(st.integers(1, 3)))
    if how == 4:
        return text.replace(b'"resource"', b'"resource\xff"', 1)
    return text


@dataclass(frozen=True, repr=False)
class Body:
    """The bytes of a seed's request after some changes."""

    seed: Seed
    text: bytes

    def __repr__(self) -> str:
        return f"{len(self.text)} bytes made of {self.seed}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # Hypothesis would write out all members


@st.composite
def broken_bodies(draw: st.DrawFn) -> Body:
    """A seed after one to six changes."""
    seed = seeds()[draw(st.integers(0, len(seeds()) - 1))]
    request = seed.copy()
    for _ in range(draw(st.integers(1, 6))):
        mutate(draw, request)
    return Body(seed, written(request, draw))
