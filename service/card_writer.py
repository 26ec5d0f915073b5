"""From a decided case to CDS Hooks cards: words from ``cards/``, orders from the order templates.

Exactly one card carries ``outcome`` in its extension and it comes first; cards of the order review follow.  The
uuid of a card is derived from the hook instance, the service, the rule, the draft it is about and the facts, so that
the same call called again gives the same card.  No member is null or empty.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from service.card_facts import decision_facts, finding_facts
from service.card_sections import chooses_a_drug, detail_of
from service.card_text import summary_of
from service.case import Case
from service.concluded import Concluded, concluded
from service.decision import FREE_TEXT
from service.features.feature import Evidence, Feature
from service.features.ledger import Item
from service.knowledge_types import Statement
from service.review.cards import review_card, statements_of
from service.review.findings import Finding, Reviewed, review
from service.review.quiet import without_duplicates
from service.review.replacements import Replacements
from service.stable_uuid import stable_uuid
from service.treatment.regimen_advice import RegimenAdvice
from service.treatment.suggestions import suggestions_for

EXTENSION = "org.dvt-cds.decision"
TOPIC_SYSTEM = "https://dvt-cds.org/fhir/CodeSystem/topic"
_NAMESPACE = uuid.UUID("6d1c1f4e-6a0c-5d0e-9a41-2b0f5d7f5a10")
MOST_EVIDENCE = 3


class Written(NamedTuple):
    """A card, and the digest of what it rests on (:mod:`service.card_facts`)."""

    card: dict[str, Any]
    facts: str


def card_uuid(case: Case, about: str, draft: str = "") -> str:
    """The stable uuid of a card of one call.

    The patient and the facts are part of it because some clients reuse hook instances: what comes back about a card is
    never taken for an answer to another.
    """
    call = case.request
    names = call.hook_instance, call.service_id, call.patient_id, about, draft, case.facts_digest
    return stable_uuid(_NAMESPACE, *names)


def cards_of(case: Case, *, only_review: bool = False) -> list[Written]:
    """The cards of one case, the decision first, then those of the order review.

    None when the service has nothing to advise.  The decision card is left out with ``only_review``, and where the
    drafts of the session already do what it would ask for.
    """
    if case.decision.outcome == "NOT_APPLICABLE":
        return []
    known = case.known
    reviewed = review(case)
    cards = _review_cards(case, reviewed)
    return cards if only_review or reviewed.quiet else [_decision_card(case, known, reviewed, cards), *cards]


def _review_cards(case: Case, reviewed: Reviewed) -> list[Written]:
    if not reviewed.findings:
        return []
    replacements = Replacements(case, reviewed)
    cards = []
    for draft, each in _told_apart(reviewed.findings):
        card = review_card(
            case,
            each,
            uuid=card_uuid(case, each.spec.id, draft),
            source=_source(case, statements_of(case, each)[0], each.spec.topic, each.spec.title),
            extension=EXTENSION,
            replacements=replacements,
        )
        cards.append(Written(card, finding_facts(case, each)))
    return cards


def _told_apart(findings: Iterable[Finding]) -> Iterator[tuple[str, Finding]]:
    """Each finding with the name of its draft: once for drafts of the same id, numbered for drafts without one."""
    met: Counter[tuple[str, str]] = Counter()
    beside: set[tuple[str, str, str]] = set()
    for each in findings:
        about, draft = each.spec.id, each.order.reference
        other = each.companion.resource.reference if each.companion else ""
        met[about, draft] += 1
        number = met[about, draft]
        if number == 1:
            yield draft, each
        elif draft and other and (about, draft, other) not in beside:
            yield f"{draft}#{number}", each
        elif not draft:
            yield f"#{number}", each
        beside.add((about, draft, other))


def _decision_card(case: Case, known: Concluded, reviewed: Reviewed, review_cards: Iterable[Written]) -> Written:
    said = known.said
    features = reviewed.features or case.features
    with_drafts = known if reviewed.features is None else _with_drafts(case, features)
    advice = partial(with_drafts.advice, features)
    offered = suggestions_for(case, features, with_drafts)
    rests_on = decision_facts(case, offered)
    offered = without_duplicates(offered, case, reviewed, [each.card for each in review_cards])
    card: dict[str, Any] = {
        "uuid": card_uuid(case, case.decision.rule),
        "summary": summary_of(case, said.card),
        "detail": detail_of(case, known, advice),
        "indicator": known.indicator,
        "source": _source(case, said.card.source or said.outcome.source, said.outcome.topic, said.outcome.title),
    }
    if offered:
        card["suggestions"] = list(offered.suggestions)
        card["selectionBehavior"] = offered.selection_behavior
    card["overrideReasons"] = case.knowledge.wording.override_forms()
    links = _links(case)
    if links:
        card["links"] = links
    card["extension"] = {EXTENSION: _machine_form(case, known, advice)}
    return Written(card, rests_on)


def _with_drafts(case: Case, features: Mapping[str, Feature]) -> Concluded:
    """What follows once the interacting drugs of the session are taken."""
    facts = {name: each.possible for name, each in features.items()}
    return concluded(case.knowledge, case.decision, case.modifiers, facts)


def _source(case: Case, statement_id: str, topic: str, title: str) -> dict[str, Any]:
    statement: Statement = case.knowledge.statements[statement_id]
    named = statement.sources
    source = case.knowledge.sources[named[0]] if named else None
    found: dict[str, Any] = {"label": source.short if source else "DVT CDS convention (needs a clinical owner)"}
    if source and (url := source.url or (f"https://doi.org/{source.doi}" if source.doi else "")):
        found["url"] = url
    found["topic"] = {"system": TOPIC_SYSTEM, "code": topic, "display": title}
    return found


def _links(case: Case) -> list[dict[str, str]]:
    """A SMART launch for missing answers, only when the site has configured its URL."""
    if not case.site.launch_url or not case.decision.deciding:
        return []
    return [{"label": "Fill in what is missing", "url": case.site.launch_url, "type": "smart"}]


def write_extension(case: Case, state: str) -> dict[str, Any]:
    """The response's extension: what the service concluded, also when there is no card."""
    return {EXTENSION: {"state": state, "outcome": case.decision.outcome}}


def _machine_form(case: Case, known: Concluded, advice: Callable[[], RegimenAdvice]) -> dict[str, Any]:
    decision, knowledge, listed = case.decision, case.knowledge, known.in_machine_form
    form: dict[str, Any] = {
        "outcome": decision.outcome,
        "indicator": known.indicator,
        "rule": decision.rule,
        "rows": list(decision.rows),
        "restsOn": "free-text" if decision.rests_on == FREE_TEXT else "",
        "modifiers": list(case.modifiers),
        "statements": list(known.statements),
        "features": {name: _feature(each) for name, each in case.features.items() if each.evidence or name in listed},
        "undetermined": [{"input": name, "answers": dict(decision.answers[name])} for name in decision.deciding],
        "counterfactuals": [{"changes": dict(each.changes), "outcome": each.outcome} for each in case.counterfactuals],
        "regimens": _regimens(advice()) if chooses_a_drug(case) else {},
        "ledger": _ledger(case),
        "knowledge": {"version": knowledge.version, "hash": knowledge.content_hash},
    }
    return {name: value for name, value in form.items() if value}


def _ledger(case: Case) -> dict[str, Any]:
    if case.ledger is None:
        return {}
    lists = {
        "anticoagulation": case.ledger.anticoagulation,
        "lysisAbsolute": case.ledger.lysis_absolute,
        "lysisRelative": case.ledger.lysis_relative,
    }
    return {name: [_ledger_item(each) for each in items] for name, items in lists.items() if items}


def _ledger_item(item: Item) -> dict[str, Any]:
    form: dict[str, Any] = {"id": item.id, "label": item.label, "state": item.state}
    if told := _told(item.evidence):
        form["evidence"] = told
    return form


def _regimens(advice: RegimenAdvice) -> dict[str, Any]:
    form = {
        "eligible": [each.id for each in advice.eligible],
        "barred": [
            {"regimen": each.regimen, "because": each.says, "statements": list(each.statements)}
            for each in advice.barred
        ],
        "check": [{"regimen": each.regimen, "input": each.input, "because": each.says} for each in advice.checks],
        "needs": list(advice.needs),
    }
    return {name: value for name, value in form.items() if value}


def _feature(feature: Feature) -> dict[str, Any]:
    # Enum's own name for the plain text of a member: the ways around it cost ten times as much, for every feature.
    form: dict[str, Any] = {"state": feature.state._value_}
    possible, quantity = feature.possible, feature.quantity
    if len(possible) == 1:
        (form["value"],) = possible
    else:
        form["possible"] = sorted(possible)
    if quantity:
        form["quantity"] = {"value": float(quantity.value)}
        if quantity.unit:
            form["quantity"]["unit"] = quantity.unit
    if feature.evidence and (told := _told(feature.evidence)):
        form["evidence"] = told
    return form


def _told(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    told = []
    for each in evidence[:MOST_EVIDENCE]:
        form: dict[str, Any] = {}
        if each.reference:
            form["reference"] = each.reference
        if each.what:
            form["what"] = each.what
        if each.value:
            form["value"] = each.value
        if each.when:
            form["when"] = each.when
        if each.note:
            form["note"] = each.note
        if each.quote:
            form["kind"] = "narrative"
        if each.code:
            form["code"] = {"system": each.code[0], "code": each.code[1]}
        if form:
            told.append(form)
    return told
