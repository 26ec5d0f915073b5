"""The one door: a hook call, a record and the knowledge in; cards and an honest state out.

The web service, replay, population runs and the pages all come through :func:`answer`.  ``now`` is an argument;
nothing below opens a socket or reads a clock, except that ``record_source`` may fetch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from service.card_writer import cards_of, write_extension
from service.case import Case
from service.concluded import Concluded
from service.counterfactuals import Counterfactual, nearest_changes
from service.decision import FREE_TEXT, RECORD, Decision, Evaluation, decide, decide_on
from service.features import episode
from service.features.episode import DVT_RESOURCE_SETS
from service.features.feature import Feature, State
from service.features.ledger import ledger
from service.features.quoted import Quote, Verdict
from service.features.registry import open_chart
from service.features.unread_reports import unread_reports
from service.fhir.words import NAMED
from service.free_text import steps_down
from service.history import EMPTY, History
from service.modifiers import flags_of
from service.quiet import is_being_given, quieted
from service.site import Site
from service.tables import Facts, Values

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.record import PatientRecord
    from service.hooks.messages import HookRequest
    from service.knowledge import Knowledge

RecordSource = Callable[["HookRequest"], "PatientRecord"]
Side = Literal["left", "right", "bilateral"]
AnswerState = Literal["advice", "nothing", "cannot-tell", "quieted"]

NO_QUOTES: tuple[Quote, ...] = ()
MOST_REMEMBERED = 300
"""How many sets of facts are remembered with what was decided on them and follows from them, about 30 kB each."""
WEIGHED_OUTCOMES = ("CDT_TRANSFER", "CONSIDER_SURGICAL_THROMBECTOMY", "CONSIDER_IVC_FILTER")
"""Outcomes whose card shows the contraindication ledger."""
LIMB_THREAT_OUTCOMES = ("CDT_TRANSFER", "CONSIDER_SURGICAL_THROMBECTOMY")
_KEPT_WITHOUT_LIMB_THREAT_CARDS = (
    "HOSPITALISE",
    "VASCULAR_CONSULT",
    "HOLD_EXISTING_ANTICOAGULANT",
    "GOALS_OF_CARE_FIRST",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Cards in the order they are shown, and what the service has to say even without a card."""

    cards: tuple[dict[str, Any], ...]
    extension: Mapping[str, Any]
    """The response's ``extension`` object."""
    state: AnswerState
    decision: Decision
    modifiers: tuple[str, ...]
    features: Mapping[str, Feature]
    facts_digest: str
    """Opaque digest of the facts the decision rests on: two calls with the same digest were given the same facts."""
    card_facts: Mapping[str, str]
    """By the uuid of each card the digest of all that it rests on: what history is compared with."""


def answer(
    request: HookRequest,
    record_source: RecordSource,
    knowledge: Knowledge,
    now: datetime,
    history: History = EMPTY,
    *,
    site: Site = Site(),
) -> Answer:
    """Answer one hook call for one patient.

    ``record_source`` gives the patient's record for the request (from prefetch, a FHIR server or a file) and may
    raise the errors of the failure contract; they pass through.  ``history`` is what was shown and overridden
    before.  The answer is exactly one of advice, nothing to advise, cannot tell, or quieted (design 1.3).
    """
    case = decide_case(request, record_source(request), knowledge, now, site)
    written = [] if nothing_points_to_dvt(case) else cards_of(case, only_review=is_being_given(case))
    cards, quiet = quieted(written, case, history)
    state: AnswerState = "quieted" if quiet and not cards else _state(case, cards)
    return Answer(
        cards,
        write_extension(case, state),
        state,
        case.decision,
        case.modifiers,
        case.features,
        case.facts_digest,
        {card["uuid"]: facts for card, facts in written},
    )


def decide_case(request: HookRequest, record: PatientRecord, knowledge: Knowledge, now: datetime, site: Site) -> Case:
    """Extract the features of a record, evaluate the tables, and collect what a card needs."""
    chart = open_chart(record, knowledge, now, site)
    coded: Mapping[str, Feature] = chart.features(knowledge.facts)
    features, rests_on, quotes = coded, RECORD, NO_QUOTES
    if site.free_text:
        features, rests_on, quotes = _with_free_text(chart, coded)
    decided = _remembered(knowledge, features, [each.possible for each in features.values()], site, rests_on)
    scan = episode.first_positive_scan(chart)
    return Case(
        request=request,
        record=record,
        knowledge=knowledge,
        site=site,
        now=now,
        features=features,
        facts=decided.known.facts,
        decision=decided.decision,
        modifiers=decided.modifiers,
        counterfactuals=decided.counterfactuals,
        facts_digest=decided.facts_digest,
        known=decided.known,
        ledger=ledger(chart) if _weighs_contraindications(decided.decision) else None,
        side=episode_side(episode.leg_findings(chart)),
        unread_reports=unread_reports(chart),
        first_positive_scan=scan.earliest if scan else None,
        quotes=quotes,
        chart=chart if features is coded else None,
    )


def facts_of(features: Mapping[str, Feature]) -> Facts:
    return {name: feature.possible for name, feature in features.items()}


def _with_free_text(chart: Chart, coded: Mapping[str, Feature]) -> tuple[Mapping[str, Feature], str, tuple[Quote, ...]]:
    """The features with what free-text reports raise, what the decision then rests on, and what to quote.

    A reading is used only where it makes another decision, and one that a text may lead to (``cards/free_text.yaml``).
    """
    from service.features.narrated import narrate  # 0.1 s that a site which reads no text does not wait for

    narration = narrate(chart, coded)
    if not narration.raised:
        return coded, RECORD, narration.settled(())
    model, may_lead = chart.knowledge.model, chart.knowledge.free_text.may_lead
    before = decide(model, facts_of(coded))
    for raised in steps_down(narration.raised):
        features = {**coded, **raised}
        after = decide(model, facts_of(features))
        if (before.outcome, before.rule, before.indicator) == (after.outcome, after.rule, after.indicator):
            return coded, RECORD, narration.settled((), Verdict.TOLD)
        if may_lead(before, after):
            return features, FREE_TEXT, narration.settled(raised)
    return coded, RECORD, narration.settled(())


class Decided(NamedTuple):
    """What the tables make of the facts, whoever the patient is."""

    decision: Decision
    modifiers: tuple[str, ...]
    counterfactuals: tuple[Counterfactual, ...]
    facts_digest: str
    known: Concluded


def decide_facts(knowledge: Knowledge, facts: Facts, site: Site = Site(), rests_on: str = RECORD) -> Decided:
    """Evaluate the tables and the flags, and look for what would change the answer.

    ``rests_on`` is that of :class:`~service.decision.Decision`.  The same facts give the same result, which is
    remembered: the hooks of one encounter ask about the same patient.
    """
    return _remembered(knowledge, facts, facts.values(), site, rests_on)


def _remembered(
    knowledge: Knowledge, names: Iterable[str], possible: Iterable[Values], site: Site, rests_on: str
) -> Decided:
    """What was decided on the facts of these names: a mapping of them is made only where it is not remembered."""
    key = (site.limb_threat_cards, rests_on, *names, *possible)
    found: Decided | None = knowledge.decided.get(key)
    if found is None:
        if len(knowledge.decided) >= MOST_REMEMBERED:
            knowledge.decided.clear()
        facts = dict(zip(names, possible, strict=True))
        found = knowledge.decided[key] = _decide_facts(knowledge, facts, site, rests_on)
    return found


def _decide_facts(knowledge: Knowledge, facts: Facts, site: Site, rests_on: str) -> Decided:
    evaluation = Evaluation(knowledge.model, facts)
    decision = decide_on(evaluation)
    if rests_on != RECORD:
        decision = replace(decision, rests_on=rests_on)
    modifiers = flags_of(decision, evaluation, knowledge.flags, knowledge.needs)
    if not site.limb_threat_cards:
        decision, modifiers = without_limb_threat_card(decision, modifiers)
    known = Concluded(knowledge, decision, modifiers, facts, evaluation)
    return Decided(
        decision,
        modifiers,
        nearest_changes(evaluation, known.bearing, decision, correctable_for(facts, knowledge)),
        facts_digest(facts, decision),
        known,
    )


def _weighs_contraindications(decision: Decision) -> bool:
    return decision.outcome in WEIGHED_OUTCOMES or decision.rule == "R3u"


def episode_side(findings: tuple[episode.LegFinding, ...]) -> Side | None:
    """The leg or legs that the acute or suspected findings of the episode name; ``None`` when one names none."""
    sides = {each.side for each in findings if each.kind in (episode.Kind.ACUTE, episode.Kind.SUSPECTED)}
    if not sides or None in sides:
        return None
    return "bilateral" if len(sides) > 1 or "bilateral" in sides else "left" if "left" in sides else "right"


def correctable_for(facts: Facts, knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """The inputs that a counterfactual may name for this patient: never a pregnancy that sex or age rules out."""
    too_old = facts["pregnancy"] == {"absent"} and facts["age_y"] == {"over_75"}
    if facts["sex"] != {"male"} and not too_old:
        return knowledge.correctable
    return {name: values for name, values in knowledge.correctable.items() if name != "pregnancy"}


def without_limb_threat_card(decision: Decision, modifiers: tuple[str, ...]) -> tuple[Decision, tuple[str, ...]]:
    """Ruling 32: a site may turn limb-threat cards into a critical call for a vascular consultation."""
    if decision.outcome not in LIMB_THREAT_OUTCOMES or decision.indicator != "critical":
        return decision, modifiers
    kept = (*(each for each in modifiers if each in _KEPT_WITHOUT_LIMB_THREAT_CARDS), "VASCULAR_CONSULT", "NO_PREFILL")
    return replace(decision, outcome="INSUFFICIENT_DATA"), tuple(dict.fromkeys(kept))


def facts_digest(facts: Facts, decision: Decision) -> str:
    """A digest that changes when any fact, the outcome or the rule changes; it does not reveal them."""
    lines = [f"{name}={','.join(sorted(facts[name]))}" for name in sorted(facts)]
    # The same facts told in a text and then coded are two decisions: an override of the one says nothing of the other.
    lines += [decision.rests_on] if decision.rests_on != RECORD else []
    return hashlib.sha256("\n".join([decision.outcome, decision.rule, *lines]).encode()).hexdigest()


def nothing_points_to_dvt(case: Case) -> bool:
    """Whether a DVT is only "not excluded" because part of the record is missing, and nothing at all suggests one.

    Asking to image the leg of everybody whose Conditions span two pages would be noise; the answer has no card then,
    and its state says that the service cannot tell.
    """
    dvt = case.features["acute_leg_dvt_confirmed"]
    suggested = dvt.evidence or dvt.state is State.DOCUMENTED or case.features["clinical_suspicion"].evidence
    unreadable = case.record.quarantined_with(*DVT_RESOURCE_SETS, NAMED)
    threatened = case.features["limb_threat"].value == "present"
    embolism = case.features["acute_pe"].value == "present"
    return not (dvt.is_known or suggested or unreadable or threatened or embolism)


def _state(case: Case, cards: tuple[dict[str, Any], ...]) -> AnswerState:
    if case.decision.outcome == "INSUFFICIENT_DATA":
        return "cannot-tell"
    return "advice" if cards else "nothing"
