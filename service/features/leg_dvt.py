"""Acute deep vein thrombosis of the leg: confirmed, suspected, or not there.

Source: fhir-input.md "acute leg DVT", definitions 8 and 9, rulings 25 and 30.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features import episode
from service.features.episode import Episode, Kind, LegFinding
from service.features.feature import Evidence, Feature, State
from service.features.findings import DVT_SETS, VEIN_IMAGING, in_words_only
from service.features.leg_veins import ACUTE
from service.features.observed import answers, broken, evidence_of, unanswered
from service.fhir.dates import clinical_time, recorded_time
from service.fhir.laterality import side_of
from service.fhir.moments import Moment
from service.fhir.status import counts
from service.fhir.words import NAMED

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "acute_leg_dvt_confirmed"
SUSPICION = "assessment_clinical_suspicion"


def extract(chart: Chart) -> Feature:
    """Acute leg DVT, as a clinician would say it is on the problem list or on the scan.

    ``present``: a current Condition in the acute leg DVT sets, or a countable imaging result that names a leg vein,
    with onset in the last 90 days.  Unknown (with ``suspected`` in its notes): a suspected Condition, one that names it
    in words only, a documented clinical suspicion or an unconfirmed scan, unless a complete leg ultrasound after it is
    negative; phlegmasia that stands where no diagnosis is kept.  Also unknown when Conditions or Observations were not
    answered in full.  ``absent`` otherwise (closed
    world); superficial, arm and chronic thrombosis are then named by ``location``.
    """
    present = episode.episode(chart)
    acute = present.acute
    negatives = present.of_kind(Kind.NEGATIVE)
    if acute:
        notes = ("a complete leg ultrasound is negative",) if negatives else ()
        return chart.known(NAME, "present", *finding_evidence(chart, acute), notes=notes + broken(chart, *ACUTE))
    suspected = open_suspicions(present)
    graded = _suspicion(chart, negatives)
    if suspected or graded:
        evidence = (*finding_evidence(chart, (*suspected, *present.of_kind(Kind.UNCLEAR))), *graded)
        told = ("suspected", *_left_open(suspected, negatives), *broken(chart, *ACUTE))
        return chart.unknown(NAME, State.DOCUMENTED, *evidence, notes=told)
    spoiled = broken(chart, *ACUTE, *VEIN_IMAGING, NAMED)
    if spoiled:
        return chart.unknown(NAME, State.REFUSED, notes=spoiled)
    gap = unanswered(chart, "conditions", "observations")
    if gap:
        return chart.unknown(NAME, gap)
    if negatives:
        return chart.known(
            NAME, "absent", *finding_evidence(chart, negatives), notes=("a complete leg ultrasound is negative",)
        )
    return chart.not_found(NAME)


def finding_evidence(chart: Chart, findings: Iterable[LegFinding]) -> tuple[Evidence, ...]:
    """The findings as a card prints them: scans with the veins they name, and why one does not count in full."""
    read: dict[LegFinding, Evidence] = chart.made.setdefault("finding evidence", {})
    told = []
    for each in findings:
        evidence = read.get(each)
        if evidence is None:
            evidence = read[each] = _evidence(chart, each)
        told.append(evidence)
    return tuple(told)


def _evidence(chart: Chart, finding: LegFinding) -> Evidence:
    found = evidence_of(chart, finding.resource, *DVT_SETS, *VEIN_IMAGING, value=_scanned(finding), note=finding.note)
    # Its own words stay in the record: nothing of them was checked.
    in_words = in_words_only(chart.knowledge.codes, finding.resource)
    return replace(found, what="Thrombosis of a leg vein") if in_words else found


def _scanned(finding: LegFinding) -> str:
    if not finding.imaging:
        return ""
    if finding.kind in (Kind.NEGATIVE, Kind.UNCLEAR):
        return "negative"
    return " ".join(filter(None, (finding.side, ", ".join(sorted(finding.extent.veins)))))


def open_suspicions(present: Episode) -> tuple[LegFinding, ...]:
    """The suspected findings that no later complete ultrasound of their leg has answered."""
    suspected = present.of_kind(Kind.SUSPECTED)
    if not suspected:
        return ()
    negatives = present.of_kind(Kind.NEGATIVE)
    return tuple([each for each in suspected if not _excluded(each, negatives)])


def _excluded(suspected: LegFinding, negatives: tuple[LegFinding, ...]) -> bool:
    """Whether a later complete ultrasound of that leg is negative; an undated suspicion cannot be excluded."""
    since = suspected.when or recorded_time(suspected.resource)
    return since is not None and any(
        _is_after(each.when, since)
        and each.side in (None, "bilateral", suspected.side)
        and (each.side is not None or suspected.side != "bilateral")
        for each in negatives
    )


def _is_after(scanned: Moment | None, since: Moment) -> bool:
    """Whether a scan surely came after the suspicion: a date without time on the same day leaves that open."""
    return scanned is not None and scanned.earliest >= since.latest


def _left_open(suspected: Iterable[LegFinding], negatives: tuple[LegFinding, ...]) -> tuple[str, ...]:
    """Why a negative scan of the day of the suspicion does not answer it."""
    days = {each.when.latest.date() for each in suspected if each.when is not None}
    same = any(each.when is not None and each.when.earliest.date() in days for each in negatives)
    return ("a negative scan of the same day may have come before it",) if same else ()


def _suspicion(chart: Chart, negatives: tuple[LegFinding, ...]) -> tuple[Evidence, ...]:
    """A documented pre-test probability is a suspicion, until a complete leg ultrasound after it."""
    found = []
    for each in answers(chart, SUSPICION):
        when, side = clinical_time(each), side_of(each, chart.knowledge.codes)
        scanned = when is not None and any(
            _is_after(n.when, when) and (side is None or n.side in (None, "bilateral", side)) for n in negatives
        )
        if counts(each) and not scanned:
            found.append(evidence_of(chart, each, SUSPICION))
    return tuple(found)
