"""Close to the proximal veins: about to grow into them (G-8, convention C-1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features import episode
from service.features.feature import Evidence, Feature, State
from service.features.leg_dvt import finding_evidence
from service.features.observed import answers, broken, documented_boolean, evidence_of, notes_on, unread_notes
from service.features.scan_measurement import Measure, Measured, measure
from service.features.sided import leg_not_read, may_be_newer, of_thrombosed_legs
from service.fhir.dates import clinical_time
from service.fhir.record import Resource
from service.fhir.values import Chosen, choose_newest

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "close_to_proximal"
REPORTED = "assessment_close_to_proximal_veins"
DISTANCE = Measure("distance_cm", "assessment_distance_to_popliteal_vein", "distance_cm", largest=False)
TRUNK = "tibioperoneal trunk"


def extract(chart: Chart) -> Feature:
    """Whether the thrombus lies close to the popliteal vein.

    ``present``: reported so, or ``close_to_popliteal_cm`` or less from the popliteal vein, or in the tibioperoneal
    trunk.  ``absent``: reported not so, or farther away.  The newer of report and distance counts, of the same day
    the one that says close.  An answer about the other leg says nothing, and one of which the leg is not clear never
    says "not close", and "close" only where it may be the newer one.  Unknown when neither is told (open world);
    look-back: the present episode.
    """
    given, unclear = of_thrombosed_legs(chart, answers(chart, REPORTED))
    reported = choose_newest(
        given, lambda each: documented_boolean(chart, each, REPORTED), lambda one, other: one and not other
    )
    measured = measure(chart, DISTANCE)
    near = None if measured.value is None else measured.value.at_most(chart.threshold("close_to_popliteal_cm"))
    unread = _is_unread(reported, measured)
    said, near = _newer(reported, measured, near)
    trunk = [each for each in episode.episode(chart).acute if TRUNK in each.extent.veins]
    evidence = _evidence(chart, reported) + measured.evidence + finding_evidence(chart, trunk)
    notes = notes_on(reported) + unread_notes(reported) + leg_not_read(unclear) + measured.notes
    if said or near or trunk:
        return chart.known(NAME, "present", *evidence, notes=notes)
    spoiled = (
        measured.spoiled
        or unread
        or any(_stays_open(each, said, reported, measured, near) for each in unclear if _says_close(chart, each))
        or bool(broken(chart, REPORTED))
        or (measured.value is not None and near is None and said is None)
    )
    if (said is False or near is False) and not spoiled:
        return chart.known(NAME, "absent", *evidence, notes=notes)
    return chart.unknown(
        NAME, State.REFUSED if notes or spoiled else State.NOT_ASKED, *evidence, notes=notes + broken(chart, REPORTED)
    )


def _is_unread(reported: Chosen[bool], measured: Measured) -> bool:
    """Whether a report that cannot be read may be newer than what says that the thrombus is not close."""
    days = [clinical_time(each) for each in reported.unread]
    return any(measured.day is None or when is None or when.latest.date() >= measured.day for when in days)


def _says_close(chart: Chart, resource: Resource) -> bool:
    return documented_boolean(chart, resource, REPORTED) is True


def _stays_open(
    unclear: Resource, said: bool | None, reported: Chosen[bool], measured: Measured, near: bool | None
) -> bool:
    """Whether a "close" of an unclear leg may be as new as all that says "not close"."""
    when = clinical_time(unclear)
    if near is False and when is not None and measured.day is not None and when.latest.date() < measured.day:
        return False
    return said is not False or may_be_newer(unclear, reported.moment)


def _newer(reported: Chosen[bool], measured: Measured, near: bool | None) -> tuple[bool | None, bool | None]:
    """Report and distance, without the one that an answer of a later day supersedes."""
    if reported.value is None or reported.moment is None or near is None or measured.day is None:
        return reported.value, near
    if reported.moment.earliest.date() > measured.day:
        return reported.value, None
    return (None, near) if reported.moment.latest.date() < measured.day else (reported.value, near)


def _evidence(chart: Chart, reported: Chosen[bool]) -> tuple[Evidence, ...]:
    if reported.resource is None:
        return ()
    return (evidence_of(chart, reported.resource, REPORTED, value="yes" if reported.value else "no"),)
