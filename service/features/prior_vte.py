"""Earlier venous thromboembolism."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from service.features.borne import borne
from service.features.documented import Found, closed_world, documented
from service.features.episode import earlier_leg_dvt, episode
from service.features.feature import Feature
from service.features.observed import evidence_of, uncounted
from service.features.refuted import refuted_later
from service.fhir.dates import clinical_time
from service.fhir.record import Resource
from service.fhir.status import counts, is_history, is_suspected

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "prior_vte"
HISTORY, ANSWER = "history_of_vte", "assessment_prior_vte"
EMBOLISM, ARM = "pulmonary_embolism_acute", "excl_dvt_upper_extremity_neck"
LATE = ("dvt_chronic", "post_thrombotic_syndrome")
"""States that an earlier DVT leaves behind."""
SETS = (HISTORY, EMBOLISM, ARM, *LATE, ANSWER)


def extract(chart: Chart) -> Feature:
    """A DVT or pulmonary embolism before this episode.

    ``present``: a history code (also "recurrent", and as the code of an Observation that does not deny it); an
    acute leg DVT before the episode (more than ``episode_join_days``
    before it began, over 90 days ago, or over); a pulmonary embolism or arm DVT before it; chronic DVT or
    post-thrombotic syndrome; else the answer ``prior-vte``.  Superficial thrombosis and Z86.72 do not count.
    An undated current pulmonary embolism or arm DVT is taken to be of this episode.  Unknown when a partial date leaves
    it open.  ``absent`` once Conditions and Observations were answered in full (closed world).
    Source: G-12, definitions 8, C-36.
    """
    earlier = earlier_leg_dvt(chart)
    if not earlier and chart.is_silent_on(SETS, "conditions", "observations"):
        return chart.not_found(NAME)
    evidence = [evidence_of(chart, each, HISTORY) for each in _conditions(chart, HISTORY)]
    evidence += [evidence_of(chart, each.resource, *sorted(each.resource.concepts)) for each in earlier]
    told = [(evidence_of(chart, each, HISTORY), surely) for each, surely in borne(chart, HISTORY)]
    evidence += [each for each, surely in told if surely]
    doubtful = [each for each, surely in told if not surely]
    for each in _conditions(chart, EMBOLISM, ARM, *LATE):
        before = _before_episode(chart, each)
        if before:
            evidence.append(evidence_of(chart, each, *SETS))
        elif before is None:
            doubtful.append(evidence_of(chart, each, *SETS))
    suspected = [each for each in chart.record.with_concept(HISTORY, EMBOLISM, type="Condition") if is_suspected(each)]
    suspected = [each for each in suspected if not refuted_later(chart, each)]
    found = Found(tuple(evidence), tuple(doubtful), uncounted(*suspected))
    answer = documented(chart, ANSWER, yes_lasts=True)
    return closed_world(chart, NAME, found, answer, sets=SETS, keys=("conditions", "observations"))


def _conditions(chart: Chart, *sets: str) -> list[Resource]:
    return [each for each in chart.record.with_concept(*sets, type="Condition") if counts(each)]


def _before_episode(chart: Chart, resource: Resource) -> bool | None:
    """Whether a thrombosis was before this episode; ``None`` when its partial date leaves it open.

    Without an onset, what is over (or a late state) was before: the day of recording says nothing about it.
    """
    over = is_history(resource) or not resource.concepts.isdisjoint(LATE)
    when = clinical_time(resource, chart.birth)
    if when is None or (over and not any(member.startswith("onset") for member in resource.data)):
        return over
    start = episode(chart).start or chart.now
    last = start.date() - timedelta(days=int(chart.threshold("episode_join_days")))
    if when.latest.date() < last:
        return True
    return None if when.earliest.date() < last else False
