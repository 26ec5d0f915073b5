"""The Markdown of a card: *Why*, contraindications, what is unknown, what would change it, *Next* and *Basis*.

Everything that comes from the record is escaped; no raw HTML is written.  Sentences come from ``cards/`` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from service.card_quotes import quotes_section
from service.card_text import Spoken, dated, escaped, filled, listed, noted, trigger_statements, word_of
from service.case import Case
from service.concluded import Concluded
from service.counterfactuals import Counterfactual
from service.decision import decide
from service.features.feature import Feature, State
from service.fhir.shapes import Quarantined
from service.knowledge_types import Statement
from service.treatment.regimen_advice import RegimenAdvice

MOST_NOTES = 4
_NEGATIVE = frozenset(("absent", "up_to_5", "up_to_7", "one", "none", "low"))


def detail_of(case: Case, known: Concluded, advice: Callable[[], RegimenAdvice]) -> str:
    """The Markdown of the card's ``detail``; empty sections are left out.

    ``advice`` gives the order of choice, for the cards that tell it (:func:`chooses_a_drug`).
    """
    said, bearing = known.said, known.bearing
    sections = [
        _why(case, said, bearing),
        _ledger(case),
        quotes_section(case, bearing),
        _unknown(case, bearing),
        known.section("answers", lambda: _answers(case)),
        _would_change(case),
        _next(case, advice),
        _basis(case, said),
        f"_{case.knowledge.wording.words.unsigned}_" if not case.knowledge.signed_off else "",
    ]
    return "\n\n".join(section for section in sections if section)


def _sentences(case: Case, section: str) -> list[str]:
    specs = case.knowledge.modifiers
    return [
        filled(specs[name].says, case) for name in case.modifiers if name in specs and specs[name].section == section
    ]


def _why(case: Case, said: Spoken, bearing: tuple[str, ...]) -> str:
    words = case.knowledge.wording.words
    named = {*words.always_told, *bearing, *case.spoken_inputs} - _implied(case)
    positive, negative, left_open = [], [], []
    for name in case.facts:
        feature = case.features[name]
        if name not in named or not feature.evidence:
            continue
        if not feature.is_known:
            left_open.append(feature)
        elif _is_noteworthy(case, feature):
            positive.append(feature)
        elif name in bearing:
            negative.append(feature)
    lines = [f"- {dated(case, each)}" for each in positive]
    lines += [f"- {_left_open(case, each)}" for each in left_open]
    if negative:
        lines.append(f"- documented: {'; '.join(dated(case, each) for each in negative)}")
    lines += [f"- {sentence}" for sentence in _sentences(case, "why")]
    return "\n".join([f"**Why** {filled(said.card.lead, case)}", *(["", *lines] if lines else [])])


def _implied(case: Case) -> frozenset[str]:
    """What another line already says: the DVT itself beside its level, the cancer-free count without cancer."""
    features = case.features
    found = set()
    if features["acute_leg_dvt_confirmed"].value != "present":
        found.add("location")
    elif features["location"].evidence:
        found.add("acute_leg_dvt_confirmed")
    if features["sex"].value == "male":
        found.add("pregnancy")
    if features["active_cancer"].value != "present":
        found.add("bleeding_category_without_cancer")
    return frozenset(found)


def _is_noteworthy(case: Case, feature: Feature) -> bool:
    trigger = case.knowledge.facts[feature.name].trigger
    return feature.value == trigger if trigger else feature.value not in _NEGATIVE


def _left_open(case: Case, feature: Feature) -> str:
    """A feature whose evidence leaves several values open: its label and the evidence."""
    told = []
    for each in feature.evidence[:3]:
        extra = ", ".join(part for part in (escaped(each.value), each.when[:10], noted(case, each)) if part)
        told.append(f"{escaped(each.what)} ({extra})" if extra else escaped(each.what))
    return f"{case.knowledge.facts[feature.name].label} not settled: {'; '.join(told)}"


def _unknown(case: Case, bearing: tuple[str, ...]) -> str:
    words = case.knowledge.wording.words
    implied = _implied(case)
    asked = [case.features[name] for name in bearing if name not in implied]
    unseen = [each for each in asked if each.state is not State.DOCUMENTED and not each.evidence]
    lines = []
    for state in (State.NOT_DOCUMENTED, State.NOT_ASKED, State.UNREACHABLE, State.REFUSED):
        told = [_short(case, each.name, state) for each in unseen if each.state is state]
        if told:
            lines.append(f"- {words.states[state.value]}: {', '.join(told)}")
    lines += [f"- {note}" for note in dict.fromkeys(_notes(case, asked))]
    lines += [f"- {_set_aside(each)}" for each in case.record.quarantined if each.concepts]
    lines += [f"- {sentence}" for sentence in _sentences(case, "unknown")]
    return "\n".join(["**Not documented or unknown**", "", *lines]) if lines else ""


def _short(case: Case, name: str, state: State) -> str:
    fact = case.knowledge.facts[name]
    optional = " (optional)" if fact.unknown == "as_absent" and state is not State.NOT_DOCUMENTED else ""
    return case.knowledge.wording.words.short.get(name, fact.label) + optional


def _notes(case: Case, features: Iterable[Feature]) -> Iterator[str]:
    for feature in features:
        if feature.notes:
            notes = dict.fromkeys(map(escaped, feature.notes))
            shown = list(notes)[:MOST_NOTES]
            more = f"; and {len(notes) - len(shown)} more" if len(notes) > len(shown) else ""
            yield f"{_short(case, feature.name, State.NOT_DOCUMENTED)} – {'; '.join(shown)}{more}"


def _set_aside(each: Quarantined) -> str:
    return f"left out: {escaped(each.reference or each.type or 'a resource')} – {escaped(each.reason)}"


def _ledger(case: Case) -> str:
    """The contraindications item by item: present and unknown ones by name, the absent ones counted."""
    if case.ledger is None:
        return ""
    lists = [("Anticoagulation", case.ledger.anticoagulation)]
    if case.decision.outcome != "CONSIDER_IVC_FILTER":
        lists += [("Lysis, excluding", case.ledger.lysis_absolute), ("Lysis, relative", case.ledger.lysis_relative)]
    lines = []
    for title, items in lists:
        told = [
            f"{state} – {listed(each.label for each in found)}"
            for state in ("present", "unknown")
            if (found := [i for i in items if i.state == state])
        ]
        absent = sum(each.state == "absent" for each in items)
        unchecked = [each.label for each in items if each.state == "not_checked"]
        told += [f"{absent} absent"] if absent else []
        told += (
            [f"not checked – {listed(unchecked)}"]
            if unchecked and title == "Lysis, excluding"
            else [f"{len(unchecked)} not checked"]
            if unchecked
            else []
        )
        lines.append(f"- {title}: {'; '.join(told)}")
    return "\n".join(["**Contraindications**", "", *lines])


def _answers(case: Case) -> str:
    """For an undetermined decision: what each answer to what is missing would mean."""
    words = case.knowledge.wording.words.outcomes
    decision = case.decision
    lines, together = [], []
    for name in decision.deciding:
        answers = decision.answers[name]
        if set(answers.values()) == {decision.outcome}:
            together.append(name)
            continue
        told = "; ".join(f"{word_of(case, name, value)} → {words[outcome]}" for value, outcome in answers.items())
        lines.append(f"- {case.knowledge.facts[name].question} {told}")
    lines += [f"- {line}" for line in _together(case, tuple(together))]
    return "\n".join(["**What each answer would mean**", "", *lines]) if lines else ""


def _together(case: Case, open_names: tuple[str, ...]) -> Iterator[str]:
    """Inputs that decide only together: what follows when no risk feature among them is present, and when one is."""
    facts, words = case.knowledge.facts, case.knowledge.wording.words.outcomes
    triggers_of = {n: facts[n].trigger or ("present" if n == "pregnancy" else "") for n in case.decision.deciding}
    risks = [name for name, trigger in triggers_of.items() if trigger]
    others = [name for name, trigger in triggers_of.items() if not trigger]
    if not open_names or not risks:
        return
    calm = {name: _calm(case, name) for name in case.decision.deciding}
    raised = {**calm, risks[0]: triggers_of[risks[0]]}
    named = ", ".join(_short(case, name, State.NOT_DOCUMENTED) for name in risks)
    none, any_one = words[_if(case, calm)], words[_if(case, raised)]
    yield f"Still to be answered: {named}. None of these a risk feature → {none}; any one → {any_one}"
    for name in others:
        for value in facts[name].domain:
            outcome = _if(case, {**raised, name: value})
            if outcome != _if(case, raised):
                yield f"any one, with {word_of(case, name, value)} → {words[outcome]}"


def _calm(case: Case, name: str) -> str:
    """The value of an unknown input that raises no concern."""
    fact = case.knowledge.facts[name]
    if fact.trigger:
        return next(value for value in fact.domain if value != fact.trigger)
    return fact.not_found if fact.world == "closed" else "absent" if "absent" in fact.domain else fact.domain[0]


def _if(case: Case, answers: Mapping[str, str]) -> str:
    """The outcome if the unknown inputs had these values."""
    facts = {**case.facts, **{name: frozenset((value,)) for name, value in answers.items()}}
    return decide(case.knowledge.model, facts).outcome


def _would_change(case: Case) -> str:
    if not case.counterfactuals:
        return ""
    return f"**Would change if** {'; '.join(_counterfactual(case, each) for each in case.counterfactuals)}."


def _counterfactual(case: Case, each: Counterfactual) -> str:
    changes = listed([word_of(case, name, value) for name, value in each.changes.items()])
    return f"{changes} → {case.knowledge.wording.words.outcomes[each.outcome]}"


def chooses_a_drug(case: Case) -> bool:
    """Whether the card tells which anticoagulant, and why."""
    return case.decision.outcome == "ANTICOAGULATE" and not case.has("NO_NEW_ORDER")


def _next(case: Case, advice: Callable[[], RegimenAdvice]) -> str:
    lines = [f"- {sentence}" for sentence in _sentences(case, "next")]
    if chooses_a_drug(case):
        lines += [f"- {sentence}" for sentence in _drug_choice(advice())]
    return "\n".join(["**Next**", "", *lines]) if lines else ""


def _drug_choice(advice: RegimenAdvice) -> list[str]:
    """Why this drug: the order of choice, what barred the first ones, what is still to be checked."""
    lines = [advice.order.text] if advice.order.text else []
    lines += [f"{each.name} is not offered: {each.says}" for each in advice.barred[:2]]
    if advice.eligible:
        first = advice.eligible[0]
        unsure = [each.says for each in advice.checks if each.regimen == first.id]
        lines += [f"Check before {first.name}: {listed(dict.fromkeys(unsure))}."] if unsure else []
    if advice.nothing_left:
        lines.append(advice.nothing_left)
    if advice.why_no_prefill:
        lines.append(advice.why_no_prefill)
    return lines


def _basis(case: Case, said: Spoken) -> str:
    cited = dict.fromkeys(
        [said.card.source or said.outcome.source, *trigger_statements(case), *case.decision.statements]
    )
    statements: list[Statement] = [case.knowledge.statements[each] for each in cited]
    lines = [each.basis for each in statements if each.basis][:2]
    lines += [each.disagreement for each in statements if each.disagreement][:1]
    lines += _sentences(case, "basis")
    return f"**Basis** {' '.join(dict.fromkeys(line.strip() for line in lines))}" if lines else ""
