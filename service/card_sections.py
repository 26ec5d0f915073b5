"""The Markdown of a card: *Why*, contraindications, what is unknown, what would change it, *Next* and *Basis*.

Everything that comes from the record is escaped; no raw HTML is written.  Sentences come from ``cards/`` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from service.card_quotes import quotes_section
from service.card_text import dated, escaped, filled, listed, noted, word_of
from service.case import Case
from service.concluded import Concluded
from service.counterfactuals import Counterfactual
from service.decision import decide
from service.features.feature import Feature, State
from service.fhir.shapes import Quarantined
from service.treatment.regimen_advice import RegimenAdvice
from service.wording import FactWords

MOST_NOTES = 4
MOST_LEFT_OUT = 3
MOST_UNCHECKED = 4
_UNSEEN = (State.NOT_DOCUMENTED, State.NOT_ASKED, State.UNREACHABLE, State.REFUSED)


def detail_of(case: Case, known: Concluded, advice: Callable[[], RegimenAdvice]) -> str:
    """The Markdown of the card's ``detail``; empty sections are left out.

    ``advice`` gives the order of choice, for the cards that tell it (:func:`chooses_a_drug`).
    """
    implied = _implied(case)
    sections = [
        _why(case, known, implied),
        _ledger(case),
        quotes_section(case, known.bearing) if case.quotes else "",
        _unknown(case, known, implied),
        known.section("answers", lambda: _answers(case)),
        known.section("would_change", lambda: _would_change(case)),
        _next(case, known, advice),
        _basis(case, known),
        f"_{case.knowledge.wording.words.unsigned}_" if not case.knowledge.signed_off else "",
    ]
    return "\n\n".join(filter(None, sections))


def _sentences(case: Case, known: Concluded, section: str) -> Sequence[str]:
    """The sentences of the flags in force that stand in a section."""
    said = known.sentences.get(section)
    return [filled(each, case) for each in said] if said else ()


def _why(case: Case, known: Concluded, implied: frozenset[str]) -> str:
    lines, negative, left_open = [], [], []
    for name, place in known.places.items():
        feature = case.features[name]
        if not feature.evidence or name in implied:
            continue
        if place == "positive":
            lines.append(f"- {dated(case, feature)}")
        elif place == "negative":
            negative.append(dated(case, feature))
        else:
            left_open.append(f"- {_left_open(case, feature)}")
    lines += left_open
    if negative:
        lines.append(f"- documented: {'; '.join(negative)}")
    lines += [f"- {sentence}" for sentence in _sentences(case, known, "why")]
    return "\n".join([f"**Why** {filled(known.said.card.lead, case)}", *(["", *lines] if lines else [])])


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


def _left_open(case: Case, feature: Feature) -> str:
    """A feature whose evidence leaves several values open: its label and the evidence."""
    told = []
    for each in feature.evidence[:3]:
        extra = ", ".join(part for part in (escaped(each.value), each.when[:10], noted(case, each)) if part)
        told.append(f"{escaped(each.what)} ({extra})" if extra else escaped(each.what))
    return f"{case.knowledge.facts[feature.name].label} not settled; recorded so far: {'; '.join(told)}"


def _unknown(case: Case, known: Concluded, implied: frozenset[str]) -> str:
    words, states = case.knowledge.fact_words, case.knowledge.wording.words.states
    unseen: dict[State, list[str]] = {}
    notes: dict[str, None] = {}
    for name in known.bearing:
        if name in implied:
            continue
        feature = case.features[name]
        if not feature.evidence:
            unseen.setdefault(feature.state, []).append(_short(words[name], feature.state))
        if feature.notes:
            notes[f"- {_notes(case, feature)}"] = None
    lines = [f"- {states[state]}: {', '.join(unseen[state])}" for state in _UNSEEN if state in unseen]
    lines += notes
    # Dropped from a card that it does not decide, a newer count of 20 would be told nobody.
    told: dict[str, None] = {}
    for feature in case.features.values():
        if feature.passed_over:
            told |= dict.fromkeys(feature.passed_over)
    if told or case.unread_reports:
        lines += [f"- {escaped(each)}" for each in (*told, *case.unread_reports)]
    if case.record.quarantined:
        lines += [f"- {line}" for line in _left_out(case.record.quarantined)]
    lines += [f"- {sentence}" for sentence in _sentences(case, known, "unknown")]
    return "\n".join(["**Not documented or unknown**", "", *lines]) if lines else ""


def _short(words: FactWords, state: State) -> str:
    return words.short if state is State.NOT_DOCUMENTED else words.short_if_unanswered


def _notes(case: Case, feature: Feature) -> str:
    notes = dict.fromkeys(map(escaped, feature.notes))
    shown = list(notes)[:MOST_NOTES]
    more = f"; and {len(notes) - len(shown)} more" if len(notes) > len(shown) else ""
    return f"{case.knowledge.fact_words[feature.name].short} – {'; '.join(shown)}{more}"


def _left_out(quarantined: tuple[Quarantined, ...]) -> Iterator[str]:
    """What was set aside: all that leaves an input unknown; of diagnoses, allergies, orders and the like without a
    readable code the first few and how many more, because nobody knows what they are about (fhir-input.md
    "Quarantine").  A code of something else is not named, nor an Observation: nearly all of them are."""
    yield from (_set_aside(each) for each in quarantined if each.concepts)
    unread = [
        _set_aside(each) for each in quarantined if not (each.concepts or each.coded or each.type == "Observation")
    ]
    unread = list(dict.fromkeys(unread))
    yield from unread[:MOST_LEFT_OUT]
    if len(unread) > MOST_LEFT_OUT:
        yield f"left out: {len(unread) - MOST_LEFT_OUT} more entries without a readable code"


def _set_aside(each: Quarantined) -> str:
    return f"left out: {escaped(each.reference or each.type or 'a resource')} – {escaped(each.reason)}"


def _ledger(case: Case) -> str:
    """The contraindications item by item: present, unknown and unchecked ones by name, the absent ones counted."""
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
        # What excludes is never left to a count.
        most = len(unchecked) if title == "Lysis, excluding" else MOST_UNCHECKED
        told += [f"not checked – {_first_named(unchecked, most)}"] if unchecked else []
        lines.append(f"- {title}: {'; '.join(told)}")
    return "\n".join(["**Contraindications**", "", *lines])


def _first_named(labels: list[str], most: int) -> str:
    """The first labels by name and how many more there are."""
    shown = labels[:most]
    return listed([*shown, *([f"{more} more"] if (more := len(labels) - len(shown)) else [])])


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
        lines.append(f"- {case.knowledge.facts[name].asked(answers)} {told}")
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
    named = ", ".join(case.knowledge.fact_words[name].short for name in risks)
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


def _next(case: Case, known: Concluded, advice: Callable[[], RegimenAdvice]) -> str:
    lines = [f"- {sentence}" for sentence in _sentences(case, known, "next")]
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


def _basis(case: Case, known: Concluded) -> str:
    lines = (*known.basis, *_sentences(case, known, "basis"))
    return f"**Basis** {' '.join(dict.fromkeys(map(str.strip, lines)))}" if lines else ""
