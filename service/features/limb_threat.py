"""Limb threat: the blue, tense leg whose perfusion is failing.

Source: evidence section 2 "Limb threat", rulings 20 and 23, definitions 12, terminology "Phlegmasia" (C-3, R-59).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from service.features.episode import in_episode, thrombosed_legs
from service.features.feature import Evidence, Feature, State
from service.features.findings import DVT_SETS
from service.features.observed import broken, evidence_of, passed_over, unless_outdated, unread_notes
from service.features.sided import Sided, leg_not_read, of_leg, with_sides, yes_or_no
from service.fhir.dates import clinical_time, latest_onset
from service.fhir.laterality import UNREAD, side_of
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import counts, is_current_condition, is_suspected
from service.fhir.values import Chosen

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "limb_threat"
TOLD = "limb_threat_told"
JUDGEMENT = "assessment_limb_threat"
ASKED = yes_or_no(JUDGEMENT)
LEGS = ("left", "right")
PHLEGMASIA = "phlegmasia_cerulea"
WITH_DVT = ("leg_gangrene", "gangrene_unspecified_site", "leg_compartment_syndrome")
"""Signs of limb threat only beside a leg DVT: by themselves they have other causes (injury, arteries)."""
_SIGNS = (PHLEGMASIA, *WITH_DVT)


def extract(chart: Chart) -> Feature:
    """Whether the limb is threatened, as the examiner at the bedside says.

    ``present``: a current phlegmasia cerulea dolens; gangrene or compartment syndrome of the leg beside a confirmed or
    suspected leg DVT; or a documented ``limb-threat`` yes that no newer assessment supersedes.  ``absent``: only a
    documented no, at most ``limb_threat_assessment_hours`` old.  Unknown otherwise (open world): silence, an older
    no, or a provisional diagnosis never rule it out.  Phlegmasia alba and anatomy alone are not limb threat.
    """
    is_coded = not chart.mentioned.isdisjoint(_SIGNS)
    coded = _coded(chart) if is_coded else ()
    asked, unclear_noes = _asked(chart)
    chosen, unexamined, uncounted = _judged(chart, asked)
    unused = passed_over(chosen) + leg_not_read(unclear_noes)
    notes = unused + (_of_other_leg(chart) if is_coded else ())
    judged = chosen.resource if chosen.value else _undated_yes(chart, chosen)
    if coded or judged is not None:
        evidence = coded + ((evidence_of(chart, judged, JUDGEMENT, value="yes"),) if judged is not None else ())
        if coded and chosen.value is False:
            notes += ("a bedside assessment says no, the diagnosis is current",)
        return chart.known(NAME, "present", *evidence, notes=notes)
    if chosen.resource is None:
        spoiled = broken(chart, JUDGEMENT, PHLEGMASIA)
        state = State.REFUSED if spoiled or unused or chosen.without_value else State.NOT_ASKED
        return chart.unknown(NAME, state, *_suspected(chart), notes=notes + spoiled)
    if unexamined:
        no = ASKED.evidence(chart, chosen)
        missing = f"the {' and the '.join(unexamined)} leg is not known to have been examined"
        unread = unread_notes(Chosen(moment=chosen.moment, without_value=tuple(filter(counts, uncounted))))
        return chart.unknown(NAME, State.REFUSED, *no, *_suspected(chart), notes=(*notes, *unread, missing))
    return _denied(
        chart, chosen.resource, chosen.moment, (*notes, *_newer_uncounted_yes(chart, uncounted, chosen.moment))
    )


def extract_told(chart: Chart) -> Feature:
    """Whether a limb threat that is not known (:func:`extract`) is told all the same: suspected, in words only, where
    no diagnosis is kept, by an entry that was set aside, or by an assessment that is not final.

    The evidence is that of ``limb_threat``, and told there.  Otherwise absent, also where nobody was asked.
    """
    threat = chart.feature(NAME)
    if threat.is_known:
        return chart.not_found(TOLD)
    told = _suspected(chart) or broken(chart, PHLEGMASIA) or _PRELIMINARY_YES in threat.notes
    return chart.known(TOLD, "present") if told else chart.not_found(TOLD)


def _undated_yes(chart: Chart, chosen: Chosen[bool]) -> Resource | None:
    """A yes without a date beside the judgement that decides."""
    for each in chosen.undated:
        if ASKED.read(chart, each):
            return each
    return None


def _asked(chart: Chart) -> tuple[Sided, tuple[Resource, ...]]:
    """The judgements with their legs, and the noes of which it is not clear which leg was examined.

    Those rule nothing out; any other of an unclear leg may be of either.
    """
    asked = with_sides(chart, ASKED)
    if UNREAD not in [side for _, side in asked]:
        return asked, ()
    noes = tuple([each for each, side in asked if side == UNREAD and ASKED.read(chart, each) is False])
    unclear = {id(each) for each in noes}
    return [(each, None if side == UNREAD else side) for each, side in asked if id(each) not in unclear], noes


def _judged(chart: Chart, asked: Sided) -> tuple[Chosen[bool], tuple[str, ...], tuple[Resource, ...]]:
    """The judgement that decides, the thrombosed legs that no judgement covers, and what is not final or not read, of
    either leg.

    A judgement without a side speaks of both legs.  A yes on either leg decides until a newer no on that leg; a no is
    none where one that cannot be read may be as new; among noes the oldest decides, because each leg must have been
    seen within the hours that a no is good for.
    """
    if not {side for _, side in asked} - {None}:
        of_both = unless_outdated(ASKED.newest(chart, [each for each, _ in asked]), True)
        return of_both, (), (*of_both.not_counted, *of_both.unread)
    by_leg = {leg: unless_outdated(ASKED.newest(chart, of_leg(asked, leg)), True) for leg in LEGS}
    uncounted = tuple([each for chosen in by_leg.values() for each in (*chosen.not_counted, *chosen.unread)])
    for chosen in by_leg.values():
        if chosen.value or _undated_yes(chart, chosen) is not None:
            return chosen, (), uncounted
    told = [(leg, each) for leg, each in by_leg.items() if each.resource is not None]
    if not told:
        return next((each for each in by_leg.values() if each.unread), by_leg[LEGS[0]]), (), uncounted
    needed = thrombosed_legs(chart)
    unexamined = tuple(
        leg for leg in LEGS if (leg in needed or (not needed and by_leg[leg].unread)) and by_leg[leg].resource is None
    )
    seen = [each for leg, each in told if leg in needed] or [each for _, each in told]
    oldest = min(seen, key=lambda each: (each.moment is not None, each.moment.earliest if each.moment else chart.now))
    return oldest, unexamined, uncounted


def _denied(chart: Chart, resource: Resource, when: Moment | None, notes: tuple[str, ...]) -> Feature:
    """A documented no rules limb threat out for a few hours only, and only when nothing else speaks for it."""
    evidence = evidence_of(chart, resource, JUDGEMENT, value="no")
    spoiled = broken(chart, JUDGEMENT, PHLEGMASIA)
    limit = timedelta(hours=int(chart.threshold("limb_threat_assessment_hours")))
    if when is None or chart.now - when.earliest > limit:
        return chart.unknown(
            NAME,
            State.REFUSED,
            evidence,
            notes=(*notes, "the assessment is older than 12 hours or its time is not known", *spoiled),
        )
    if spoiled or _suspected(chart) or _PRELIMINARY_YES in notes:
        return chart.unknown(NAME, State.REFUSED, evidence, *_suspected(chart), notes=(*notes, *spoiled))
    return chart.known(NAME, "absent", evidence, notes=notes)


_PRELIMINARY_YES = "a newer assessment that is not final says yes"


def _newer_uncounted_yes(chart: Chart, resources: tuple[Resource, ...], since: Moment | None) -> tuple[str, ...]:
    if not resources:
        return ()
    later = [each for each in resources if ASKED.read(chart, each)]
    dates = [clinical_time(each) for each in later]
    return (
        (_PRELIMINARY_YES,)
        if any(when is None or since is None or when.latest >= since.earliest for when in dates)
        else ()
    )


def _coded(chart: Chart) -> tuple[Evidence, ...]:
    """Current diagnoses of the present episode that are limb threat."""
    found = [each for each in chart.record.with_concept(PHLEGMASIA, type="Condition") if _present(chart, each)]
    beside = [each for each in _beside(chart) if _of_thrombosed_leg(chart, each)]
    if beside and "present" in chart.feature("acute_leg_dvt_confirmed").possible:
        found += beside
    return tuple(evidence_of(chart, each, PHLEGMASIA, *WITH_DVT) for each in found)


def _beside(chart: Chart) -> list[Resource]:
    """Current signs that count only beside a leg DVT, of whichever leg."""
    return [each for each in chart.record.with_concept(*WITH_DVT, type="Condition") if _present(chart, each)]


def _of_thrombosed_leg(chart: Chart, sign: Resource) -> bool:
    """Whether a sign may be of a leg with a confirmed or suspected DVT: one that tells no side may."""
    side = side_of(sign, chart.knowledge.codes)
    return side not in LEGS or side in thrombosed_legs(chart)


def _of_other_leg(chart: Chart) -> tuple[str, ...]:
    """A note on signs of the leg that has no DVT."""
    other = any(not _of_thrombosed_leg(chart, each) for each in _beside(chart))
    return (_OTHER_LEG,) if other and thrombosed_legs(chart) else ()


_OTHER_LEG = "gangrene or compartment syndrome is documented of the other leg"


def _suspected(chart: Chart) -> tuple[Evidence, ...]:
    """Diagnoses that may be limb threat; those that are it beside a leg DVT only, where that may be."""
    found: tuple[Evidence, ...] = chart.once("suspected limb threat", _look_for_suspected)
    return found


def _look_for_suspected(chart: Chart) -> tuple[Evidence, ...]:
    told = _coded_suspicions(chart) if not chart.mentioned.isdisjoint(_SIGNS) else ()
    return (*told, *[evidence_of(chart, each, PHLEGMASIA, note=note) for each, note in _named(chart)])


def _coded_suspicions(chart: Chart) -> tuple[Evidence, ...]:
    found = [each for each in chart.record.with_concept(PHLEGMASIA, type="Condition") if is_suspected(each)]
    beside = [each for each in chart.record.with_concept(*WITH_DVT, type="Condition") if is_suspected(each)]
    if beside and "present" in chart.feature("acute_leg_dvt_confirmed").possible:
        found += [each for each in beside if in_episode(chart, clinical_time(each, chart.birth))]
    return tuple(evidence_of(chart, each, PHLEGMASIA, *WITH_DVT, note="suspected") for each in found)


def _named(chart: Chart) -> Iterator[tuple[Resource, str]]:
    """What names phlegmasia and is no diagnosis of it: the words beside the code of a DVT (ICD-10-CM has no code for
    phlegmasia), the conclusion of a report.  Words without a DVT code are set aside when the record is read."""
    codes = chart.knowledge.codes
    for each in chart.record.with_concept(*DVT_SETS, type="Condition"):
        if codes.words.in_words_of("Condition", each.data.get("code"), PHLEGMASIA) and (
            is_suspected(each) or _present(chart, each)
        ):
            yield each, "in words only"
    for each in chart.record.with_concept(PHLEGMASIA, type="DiagnosticReport"):
        if in_episode(chart, clinical_time(each)):
            yield each, "in a report"


def _present(chart: Chart, resource: Resource) -> bool:
    when = clinical_time(resource, chart.birth) or latest_onset(resource)
    return is_current_condition(resource) and in_episode(chart, when)
