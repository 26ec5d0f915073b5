"""Which legs a vein scan, or an order for one, is known to be of.

fhir-input.md "Laterality".  A scan whose site or side is told and not read is known to be of neither leg.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from service.features.findings import examined_side
from service.fhir.body_sites import named_sites, site_sides
from service.fhir.codes import codings_of_concept
from service.fhir.laterality import side_of
from service.fhir.record import Resource
from service.fhir.status import word_of
from service.fhir.values import interpretations, is_absent

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.codes import CodeIndex

BOTH = frozenset({"left", "right"})
_NEITHER: frozenset[str] = frozenset()
_UNSETTLED = ("on-hold", "suspended", "unknown", "")


def scanned_legs(chart: Chart, resource: Resource) -> frozenset[str]:
    """The legs that a scan or order is of: one, both (also where no side is told at all), or neither known."""
    read: dict[int, frozenset[str]] = chart.made.setdefault("scanned legs", {})
    legs = read.get(id(resource))
    if legs is None:
        legs = read[id(resource)] = _scanned_legs(chart.knowledge.codes, resource)
    return legs


def _scanned_legs(codes: CodeIndex, resource: Resource) -> frozenset[str]:
    if _is_elsewhere(codes, resource):
        return _NEITHER
    data = resource.data
    named = (
        examined_side(codes, resource),
        _side_in(codes, data.get("code"), None),
        _side_in(codes, None, data.get("bodySite")),
    )
    if not any(named):
        # An examination that names no leg is of the leg that its findings name.
        named = (side_of(resource, codes), _side_in(codes, data.get("valueCodeableConcept"), None), None)
    told = frozenset(side for side in named if side)
    if told <= {"bilateral"}:
        return BOTH
    one_leg = told - {"bilateral"}
    return one_leg if one_leg < BOTH else _NEITHER


def _side_in(codes: CodeIndex, concept: Any, sites: Any) -> str | None:
    """The side that a concept, or body sites, name by themselves."""
    data = {"code": concept, "bodySite": sites}
    return side_of(Resource("ServiceRequest", "", "", "", _NEITHER, codings_of_concept(concept), data), codes)


def _is_elsewhere(codes: CodeIndex, resource: Resource) -> bool:
    """Whether a site is told that was not read as a leg or a side of it."""
    if any(resource.data.get(member) is not None for member in ("locationReference", "bodySiteReference")):
        return True
    return any(not site_sides(each, codes)[1] for each in named_sites(resource.data))


def is_performed(resource: Resource) -> bool:
    """Whether a result tells of a scan that was made: one without any value or with a reason for its absence does not.

    A report is one; an Observation needs a value, an interpretation, a component with a value, or members.
    """
    data = resource.data
    if resource.type != "Observation" or not is_absent(data) or interpretations(data) or data.get("hasMember"):
        return True
    parts = data.get("component")
    return any(isinstance(each, dict) and not is_absent(each) for each in (parts if isinstance(parts, list) else ()))


def why_not_standing(order: Resource) -> str:
    """Why an order arranges no scan although nobody has withdrawn it (``on hold``); empty for one that stands.

    What is revoked, completed or rejected is over, and is not told of.
    """
    status = word_of(order.data.get("status"))
    if status not in _UNSETTLED:
        return ""
    return {"": "no status", "unknown": "status unknown"}.get(status, "on hold")
