"""Close to the proximal veins: about to grow into them (G-8, convention C-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features import episode
from service.features.feature import Feature, State
from service.features.leg_dvt import finding_evidence
from service.features.observed import broken
from service.features.scan_measurement import Measure, Measured, may_be_since, measure
from service.features.sided import leg_answer, may_be_newer, yes_or_no
from service.fhir.record import Resource
from service.fhir.values import Chosen

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "close_to_proximal"
REPORTED = "assessment_close_to_proximal_veins"
DISTANCE = Measure("distance_cm", "assessment_distance_to_popliteal_vein", "distance_cm", largest=False)
TRUNK = "tibioperoneal trunk"
ASKED = yes_or_no(REPORTED)


def extract(chart: Chart) -> Feature:
    """Whether the thrombus lies close to the popliteal vein.

    ``present``: reported so, or ``close_to_popliteal_cm`` or less from the popliteal vein, or in the tibioperoneal
    trunk.  ``absent``: reported not so, or farther away.  The newer of report and distance counts, of the same day
    the one that says close.  An answer about the other leg says nothing, and one of which the leg is not clear never
    says "not close", and "close" only where it may be the newer one.  Unknown when neither is told (open world);
    look-back: the present episode.
    """
    answer = leg_answer(chart, ASKED)
    reported = answer.newest
    measured = measure(chart, DISTANCE)
    near = None if measured.value is None else measured.value.at_most(chart.threshold("close_to_popliteal_cm"))
    unread = bool(reported.unread) and any(may_be_since(each, measured.day) for each in reported.unread)
    said, near = _newer(reported, measured, near)
    trunk = [each for each in episode.episode(chart).acute if TRUNK in each.extent.veins]
    evidence = ASKED.evidence(chart, reported) + measured.evidence + finding_evidence(chart, trunk)
    notes = answer.notes + measured.notes
    if said or near or trunk:
        return chart.known(NAME, "present", *evidence, notes=notes)
    spoiled = (
        measured.spoiled
        or unread
        or any(_stays_open(each, said, reported, measured, near) for each in answer.worrying)
        or bool(broken(chart, REPORTED))
        or (measured.value is not None and near is None and said is None)
    )
    if (said is False or near is False) and not spoiled:
        return chart.known(NAME, "absent", *evidence, notes=notes)
    return chart.unknown(
        NAME, State.REFUSED if notes or spoiled else State.NOT_ASKED, *evidence, notes=notes + broken(chart, REPORTED)
    )


def _stays_open(
    unclear: Resource, said: bool | None, reported: Chosen[bool], measured: Measured, near: bool | None
) -> bool:
    """Whether a "close" of an unclear leg may be as new as all that says "not close"."""
    if near is False and not may_be_since(unclear, measured.day):
        return False
    return said is not False or may_be_newer(unclear, reported.moment)


def _newer(reported: Chosen[bool], measured: Measured, near: bool | None) -> tuple[bool | None, bool | None]:
    """Report and distance, without the one that an answer of a later day supersedes."""
    if reported.value is None or reported.moment is None or near is None or measured.day is None:
        return reported.value, near
    if reported.moment.earliest.date() > measured.day:
        return reported.value, None
    return (None, near) if reported.moment.latest.date() < measured.day else (reported.value, near)
