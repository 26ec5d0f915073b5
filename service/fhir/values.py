"""The value of an Observation or of one of its components, whichever ``value[x]`` it was written in.

A *holder* is the JSON object that carries ``value[x]``: the Observation itself or one component.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

import msgspec

from service.fhir.codes import CodeIndex, codings_of_concept
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment, UnreadableDate, read_moment
from service.fhir.quantities import Bounded, UnreadableQuantity, read_quantity
from service.fhir.shapes import Resource
from service.fhir.status import why_not_counted

Holder = Mapping[str, Any]
T = TypeVar("T")

_NUMERIC = re.compile(r"(<=|>=|<|>|≤|≥)?\s*([+-]?\d{1,12}(?:[.,]\d{1,12})?)\s*([^\d\s].{0,39})?")
_AMBIGUOUS_COMMA = re.compile(r",\d{3}")
_WORDS = {"true": True, "yes": True, "y": True, "false": False, "no": False, "n": False}
_YES_NO = {
    ("http://snomed.info/sct", "373066001"): True,
    ("http://snomed.info/sct", "373067005"): False,
    ("http://loinc.org", "LA33-6"): True,
    ("http://loinc.org", "LA32-8"): False,
}
_YES_NO_SYSTEMS = frozenset(
    {
        "https://dvt-cds.org/fhir/CodeSystem/dvt-assessment-value",
        "http://terminology.hl7.org/CodeSystem/v2-0136",
        "http://terminology.hl7.org/CodeSystem/special-values",
    }
)
_VALUES = (
    "valueQuantity",
    "valueInteger",
    "valueDecimal",
    "valueString",
    "valueCodeableConcept",
    "valueBoolean",
    "valueDateTime",
    "valueDate",
    "valuePeriod",
    "valueRange",
    "valueCoding",
    "valueCode",
    "valueRatio",
    "valueTime",
    "valueSampledData",
    "valueInstant",
)


def value_holders(resource: Resource, *concepts: str) -> tuple[Holder, ...]:
    """What holds a value for any of these sets: the Observation when its code matches, and matching components."""
    own: tuple[Holder, ...] = () if resource.concepts.isdisjoint(concepts) else (resource.data,)
    if not resource.component_concepts:
        return own
    return own + tuple([part for name in concepts for part in component_values(resource, name)])


def component_values(resource: Resource, concept: str) -> tuple[Holder, ...]:
    """The components whose code is in one value set."""
    if not resource.component_concepts:
        return ()
    parts = resource.data.get("component")
    if not isinstance(parts, list):
        return ()
    return tuple([part for part, sets in zip(parts, resource.component_concepts, strict=False) if concept in sets])


def is_absent(holder: Holder) -> bool:
    """No value: none is given, or ``dataAbsentReason`` says why there is none."""
    if holder.get("dataAbsentReason") is not None:
        return True
    return all(holder.get(member) is None for member in _VALUES)


def quantity_of(holder: Holder) -> dict[str, Any] | None:
    """A Quantity for :func:`read_quantity`, from a Quantity, Range, integer, decimal or numeric text (``> 5 cm``).

    ``None`` when there is no value.  Raises :class:`UnreadableQuantity` for a value that is not a number.
    """
    measured = holder.get("valueQuantity")
    if isinstance(measured, dict) and holder.get("dataAbsentReason") is None:
        return measured
    if is_absent(holder):
        return None
    between = holder.get("valueRange")
    if isinstance(between, dict):
        return between
    for member in ("valueInteger", "valueDecimal"):
        value = holder.get(member)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return {"value": value}
    text = holder.get("valueString")
    found = _NUMERIC.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None or _AMBIGUOUS_COMMA.search(found[2]):
        # "1,500" is one and a half or fifteen hundred.
        raise UnreadableQuantity("no readable number")
    quantity: dict[str, Any] = {"value": Decimal(found[2].replace(",", "."))}
    if found[1]:
        quantity["comparator"] = found[1].replace("≤", "<=").replace("≥", ">=")
    if found[3]:
        quantity["unit"] = found[3].strip()
    return quantity


def read_observation(
    analyte: str, holder: Holder, *, low: Decimal | None = None, high: Decimal | None = None
) -> Bounded | None:
    """The value in the analyte's unit; ``None`` when there is none; raises as :func:`read_quantity` does."""
    quantity = quantity_of(holder)
    return None if quantity is None else read_quantity(analyte, quantity, low=low, high=high)


def codings_of(holder: Holder) -> tuple[tuple[str, str], ...]:
    """(system, code) of a coded value; a plain ``valueCode`` has the system ``""``."""
    if holder.get("dataAbsentReason") is not None:
        return ()
    if isinstance(holder.get("valueCoding"), dict):
        return codings_of_concept({"coding": [holder["valueCoding"]]})
    if isinstance(holder.get("valueCode"), str):
        return (("", str(holder["valueCode"])),)
    return codings_of_concept(holder.get("valueCodeableConcept"))


def boolean_of(holder: Holder, codes: CodeIndex) -> bool | None:
    """Yes or no: ``valueBoolean``, SNOMED or LOINC yes/no, v2-0136, or the local codes, their systems under every
    spelling that ``codes`` knows; ``None`` when neither, or when several codings contradict each other.  Free text is
    read only as the single word yes/no/true/false."""
    if holder.get("dataAbsentReason") is not None:
        return None
    if isinstance(holder.get("valueBoolean"), bool):
        return bool(holder["valueBoolean"])
    answers = {
        _YES_NO[pair] if pair in _YES_NO else _WORDS.get(pair[1].lower())
        for pair in [(codes.canonical(system), code) for system, code in codings_of(holder)]
        if pair in _YES_NO or pair[0] in _YES_NO_SYSTEMS
    }
    answers.discard(None)
    if answers:
        return next(iter(answers)) if len(answers) == 1 else None
    return _WORDS.get(plain_word(holder))


def plain_word(holder: Holder) -> str:
    """The value in words, to be held against single words as a whole ("no?" is not "no"); ``""`` when there is none."""
    return "" if holder.get("dataAbsentReason") is not None else text_of(holder).strip().lower()


def moment_of(holder: Holder) -> Moment | None:
    """A date as value; the start of a period.  ``None`` when there is none or it cannot be read."""
    period = holder.get("valuePeriod")
    text = (
        holder.get("valueDateTime")
        or holder.get("valueDate")
        or holder.get("valueInstant")
        or (period.get("start") if isinstance(period, dict) else None)
    )
    try:
        return read_moment(text) if text is not None and holder.get("dataAbsentReason") is None else None
    except UnreadableDate:
        return None


def text_of(holder: Holder) -> str:
    """The value in words: ``valueString``, or the text of a coded value; ``""`` when there is none."""
    concept = holder.get("valueCodeableConcept")
    text = holder.get("valueString", concept.get("text") if isinstance(concept, dict) else None)
    return text if isinstance(text, str) else ""


def interpretations(holder: Holder) -> frozenset[str]:
    """Interpretation codes in upper case (``POS``, ``H`` …): R4 a list, STU3 a single CodeableConcept."""
    value = holder.get("interpretation")
    found: set[str] = set()
    for item in value if isinstance(value, list) else [value]:
        codings = item.get("coding") if isinstance(item, dict) else None
        found.update(
            str(c["code"]).upper()
            for c in (codings if isinstance(codings, list) else ())
            if isinstance(c, dict) and isinstance(c.get("code"), str)
        )
    return frozenset(found)


class Chosen(msgspec.Struct, Generic[T], frozen=True):
    """The value that decides, and everything that was passed over for it."""

    resource: Resource | None = None
    value: T | None = None
    moment: Moment | None = None
    conflicting: tuple[Resource, ...] = ()
    """Same time (as far as known), other value, less dangerous: the card says so."""
    superseded: tuple[Resource, ...] = ()
    unreadable: tuple[tuple[Resource, str], ...] = ()
    not_counted: tuple[Resource, ...] = ()
    """Preliminary and the like: named when they would have mattered."""
    without_value: tuple[Resource, ...] = ()
    undated: tuple[Resource, ...] = ()
    """Values without a date beside dated ones: they cannot be ranked."""

    @property
    def unread(self) -> tuple[Resource, ...]:
        """What counts, cannot be read, and may be as new as the value that decides."""
        if not (self.without_value or self.unreadable):
            return ()
        passed, since = (*self.without_value, *(each for each, _ in self.unreadable)), self.moment
        if since is None:
            return passed
        dated = [(each, clinical_time(each)) for each in passed]
        return tuple([each for each, when in dated if when is None or when.latest >= since.earliest])


_NOTHING_TO_CHOOSE: Chosen[Any] = Chosen()


def choose_newest(
    resources: Sequence[Resource], value_of: Callable[[Resource], T | None], more_dangerous: Callable[[T, T], bool]
) -> Chosen[T]:
    """The newest countable value; of different values that may be the newest, the more dangerous one.

    ``value_of`` may raise :class:`UnreadableQuantity`; ``more_dangerous(a, b)`` says whether a outranks b.  Where
    a partial date leaves open which is newer, both count as the same time.
    """
    if not resources:
        return _NOTHING_TO_CHOOSE
    if len(resources) == 1:
        return _only(resources[0], value_of)
    valued: list[tuple[Resource, T, Moment | None]] = []
    unreadable: list[tuple[Resource, str]] = []
    not_counted: list[Resource] = []
    without: list[Resource] = []
    for resource in resources:
        if why_not_counted(resource):
            not_counted.append(resource)
            continue
        try:
            value = value_of(resource)
        except UnreadableQuantity as error:
            unreadable.append((resource, error.reason))
            continue
        if value is None:
            without.append(resource)
        else:
            valued.append((resource, value, clinical_time(resource)))
    passed_over = (tuple(unreadable), tuple(not_counted), tuple(without))
    if not valued:
        return Chosen(None, None, None, (), (), *passed_over)
    dated = [(resource, value, when) for resource, value, when in valued if when is not None]
    newest = max((when.earliest for _, _, when in dated), default=None)
    rivals = [item for item in dated if newest is None or item[2].latest >= newest] if dated else valued
    best = min(rivals, key=lambda item: item[0].reference)
    for item in sorted(rivals, key=lambda item: item[0].reference):
        if more_dangerous(item[1], best[1]):
            best = item
    rival_ids = {id(item[0]) for item in rivals}
    return Chosen(
        best[0],
        best[1],
        best[2],
        tuple(resource for resource, value, _ in rivals if resource is not best[0] and _differs(value, best[1])),
        tuple(resource for resource, _, when in valued if when is not None and id(resource) not in rival_ids),
        *passed_over,
        undated=tuple(resource for resource, _, when in valued if when is None and dated),
    )


def _only(resource: Resource, value_of: Callable[[Resource], T | None]) -> Chosen[T]:
    """The choice from one resource: most tests and answers have no rival."""
    if why_not_counted(resource):
        return Chosen(not_counted=(resource,))
    try:
        value = value_of(resource)
    except UnreadableQuantity as error:
        return Chosen(unreadable=((resource, error.reason),))
    return Chosen(without_value=(resource,)) if value is None else Chosen(resource, value, clinical_time(resource))


def _differs(one: Any, other: Any) -> bool:
    """Whether two values differ clinically: the same bound in another unit or wording is the same value."""
    if isinstance(one, Bounded) and isinstance(other, Bounded):
        return (one.low, one.low_open, one.high, one.high_open) != (
            other.low,
            other.low_open,
            other.high,
            other.high_open,
        )
    return bool(one != other)
