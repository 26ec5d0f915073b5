"""Occlusive thrombus: the vein is blocked; in bilateral disease, in both legs.

Source: fhir-input.md "The local code system" and "bilateral, occlusive, massive"; rows R1 and R3c use it.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from service.features import episode, location
from service.features.feature import Feature, State
from service.features.leg_veins import SITE_NAMES
from service.features.observed import broken, documented_answer, passed_over
from service.features.sided import Question, Sided, of_leg, of_unclear_leg, with_sides
from service.fhir.codes import codings_of_concept
from service.fhir.dates import clinical_time
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.values import Chosen, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "occlusive"
STATUS = "assessment_occlusion_status"
_MEANING = {"occlusive": True, "non-occlusive": False}


def _status(chart: Chart, resource: Resource) -> bool | None:
    """Occlusive or not; occlusive when components of one Observation disagree."""
    found = {_MEANING.get(documented_answer(chart, holder)) for holder in value_holders(resource, STATUS)} - {None}
    return True in found if found else None


ASKED = Question(STATUS, _status, told=lambda occluded: "occlusive" if occluded else "not occlusive")


def extract(chart: Chart) -> Feature:
    """Whether the thrombus occludes the vein.

    Read from ``occlusion-status`` per leg (body site); without a body site it speaks of the whole finding.  In
    bilateral disease ``present`` needs both legs, one leg that is not occluded makes it ``absent``, one leg that is
    not told leaves it unknown.  A status of which it is not clear which leg it is about decides nothing, and
    an occluded one stops the others from making it ``absent`` unless a later one of the whole leg says so.
    Open world; look-back: the present episode, newest value per vein.
    """
    asked = with_sides(chart, ASKED)
    states, since = set[bool | None](), list[Moment | None]()
    used: dict[int, Chosen[bool]] = {}
    told: dict[str, None] = {}
    for leg in _legs_that_count(chart):
        chosen = _newest_per_vein(chart, asked, leg)
        blocked = _blocked(chosen)
        states.add(blocked)
        if blocked is False:
            since.append(_whole_leg(chart, chosen))
        for each in chosen:
            told |= dict.fromkeys(passed_over(each))
            if each.resource is not None:
                used[id(each.resource)] = each
    unclear = of_unclear_leg(chart, ASKED, asked)
    evidence = tuple([found for each in used.values() for found in ASKED.evidence(chart, each)])
    notes = (*told, *broken(chart, STATUS), *unclear.notes)
    if not all(map(unclear.is_open, since)):
        return chart.known(NAME, "absent", *evidence, notes=notes)
    if None not in states and False not in states:
        return chart.known(NAME, "present", *evidence, notes=notes)
    state = State.DOCUMENTED if evidence else State.REFUSED if notes else State.NOT_ASKED
    return chart.unknown(NAME, state, *evidence, notes=notes)


def _legs_that_count(chart: Chart) -> tuple[str | None, ...]:
    """Both legs in bilateral disease, else the leg that decides the location; ``None`` is a leg without a name."""
    if chart.feature("bilateral").value == "present":
        return ("right", "left")
    if not episode.episode(chart).acute:
        return (None,)
    legs = location.legs(chart)
    at_right, at_left = legs.right == legs.worst, legs.left == legs.worst
    return (None,) if at_right == at_left else ("right" if at_right else "left",)


def _newest_per_vein(chart: Chart, asked: Sided, leg: str | None) -> list[Chosen[bool]]:
    """The newest status of each vein of a leg; one without a vein speaks for the leg and replaces older ones."""
    by_vein: dict[frozenset[tuple[str, str]], list[Resource]] = {}
    for each in of_leg(asked, leg):
        by_vein.setdefault(_veins(chart, each), []).append(each)
    chosen = {veins: ASKED.newest(chart, each) for veins, each in by_vein.items()}
    whole = chosen.get(frozenset())
    if whole is None or whole.moment is None or len(chosen) == 1:
        return list(chosen.values())
    since = whole.moment.earliest
    return [each for veins, each in chosen.items() if not veins or _may_be_since(each, since)]


def _whole_leg(chart: Chart, leg: list[Chosen[bool]]) -> Moment | None:
    """When the status of a leg as a whole was told; one of a vein does not answer for the others."""
    for each in leg:
        if each.resource is not None and not _veins(chart, each.resource):
            return each.moment
    return None


def _may_be_since(chosen: Chosen[bool], since: datetime) -> bool:
    """Whether a status, or where none can be read an entry that should tell it, may be of ``since`` or later."""
    if chosen.resource is None and chosen.unread:
        dated = [clinical_time(each) for each in chosen.unread]
        return any(when is None or when.latest >= since for when in dated)
    return chosen.moment is None or chosen.moment.latest >= since


def _veins(chart: Chart, resource: Resource) -> frozenset[tuple[str, str]]:
    """The body sites as coded, without side qualifiers; empty when no vein is named."""
    if resource.site_concepts.isdisjoint(SITE_NAMES):
        return frozenset()
    codes, site = chart.knowledge.codes, resource.data.get("bodySite")
    return frozenset(
        (codes.canonical(system), code)
        for each in (site if isinstance(site, list) else [site])
        for system, code in codings_of_concept(each)
        if "laterality" not in codes.concepts(system, code)
    )


def _blocked(chosen: list[Chosen[bool]]) -> bool | None:
    """One occluded vein occludes the leg; ``None`` when no status is told, or one that may be newer cannot be read."""
    blocked, is_open = None, False
    for each in chosen:
        if each.value:
            return True
        is_open = is_open or bool(each.unread)
        blocked = blocked if each.value is None else False
    return None if is_open else blocked
