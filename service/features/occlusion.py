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
    chosen = [_newest_per_vein(chart, asked, leg) for leg in _legs_that_count(chart)]
    states = [_blocked(each) for each in chosen]
    unclear = of_unclear_leg(chart, ASKED, asked)
    every = [each for leg in chosen for each in leg]
    used = {id(each.resource): each for each in every if each.resource is not None}
    evidence = tuple(found for each in used.values() for found in ASKED.evidence(chart, each))
    notes = tuple(dict.fromkeys(note for each in every for note in passed_over(each)))
    notes += broken(chart, STATUS) + unclear.notes
    since = [_whole_leg(chart, leg) for leg, state in zip(chosen, states, strict=True) if state is False]
    if any(not unclear.is_open(moment) for moment in since):
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
    at_level = [leg for leg, reached in (("right", legs.right), ("left", legs.left)) if reached == legs.worst]
    return (at_level[0],) if len(at_level) == 1 else (None,)


def _newest_per_vein(chart: Chart, asked: Sided, leg: str | None) -> list[Chosen[bool]]:
    """The newest status of each vein of a leg; one without a vein speaks for the leg and replaces older ones."""
    by_vein: dict[frozenset[tuple[str, str]], list[Resource]] = {}
    for each in of_leg(asked, leg):
        by_vein.setdefault(_veins(chart, each), []).append(each)
    chosen = {veins: ASKED.newest(chart, each) for veins, each in by_vein.items()}
    whole = chosen.get(frozenset())
    if whole is None or whole.moment is None:
        return list(chosen.values())
    since = whole.moment.earliest
    return [each for veins, each in chosen.items() if not veins or _may_be_since(each, since)]


def _whole_leg(chart: Chart, leg: list[Chosen[bool]]) -> Moment | None:
    """When the status of a leg as a whole was told; one of a vein does not answer for the others."""
    told = [each for each in leg if each.resource is not None and not _veins(chart, each.resource)]
    return told[0].moment if told else None


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
    values = {each.value for each in chosen} - {None}
    if True not in values and any(each.unread for each in chosen):
        return None
    return True in values if values else None
