"""The Markdown of a card: *Why*, what is unknown, what would change it, *Next* and *Basis*.

Everything that comes from the record is escaped; no raw HTML is written.  Sentences come from ``cards/`` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from service.case import Case
from service.conditions import Circumstances
from service.counterfactuals import Counterfactual
from service.decision import decide
from service.features.feature import Feature, State
from service.fhir.shapes import Quarantined
from service.knowledge_types import Statement
from service.regimens import RegimenAdvice
from service.wording import CardWords, OutcomeWords

LONGEST_SUMMARY = 139
MOST_NOTES = 4
TRIGGERED_RULES = frozenset(("R4d", "R4e", "R4f"))
"""Rules that hang on a risk feature for extension."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~&])")
_NEGATIVE = frozenset(("absent", "up_to_5", "up_to_7", "one", "none", "low"))


def escaped(text: str) -> str:
    """Text of the record made harmless in GitHub Flavored Markdown and in HTML."""
    flat = " ".join(text.split())
    return _MARKDOWN.sub(
        lambda found: (
            "&lt;"
            if found[0] == "<"
            else "&gt;"
            if found[0] == ">"
            else "&amp;"
            if found[0] == "&"
            else "\\" + found[0]
        ),
        flat,
    )


def listed(items: Iterable[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    given = list(items)
    return given[0] if len(given) == 1 else f"{', '.join(given[:-1])} {word} {given[-1]}" if given else ""


class Spoken(NamedTuple):
    """The variant of the wording that a case uses."""

    outcome: OutcomeWords
    card: CardWords


def spoken(case: Case) -> Spoken:
    """The first variant of the outcome's wording whose condition holds."""
    circumstances = Circumstances(case.decision, case.knowledge.model, case.facts, case.modifiers)
    words = case.knowledge.wording.outcomes[case.decision.outcome]
    return Spoken(words, next(card for card in words.cards if circumstances.hold(card.condition)))


def summary_of(case: Case, card: CardWords) -> str:
    """The card's one sentence, at most 139 characters; shortened by dropping the driver's detail, never mid-word."""
    for detailed in (True, False):
        text = _filled(card.summary, case, detailed)
        text = text[0].upper() + text[1:]
        if len(text) <= LONGEST_SUMMARY:
            return text
    cut = text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0]
    return f"{cut}…"


def _filled(template: str, case: Case, detailed: bool = True) -> str:
    return template.format_map(_Words(case, detailed)) if "{" in template else template


class _Words(dict[str, str]):
    """What a template may name: words about the case, and the numbers of ``thresholds.yaml`` by their id."""

    def __init__(self, case: Case, detailed: bool):
        super().__init__()
        self._case, self._detailed = case, detailed

    def __missing__(self, name: str) -> str:
        if name == "dvt":
            return dvt_words(self._case)
        if name == "driver":
            return driver(self._case, self._detailed)
        if name == "missing":
            return missing(self._case, self._detailed)
        if name == "overdue_days":
            return overdue_days(self._case)
        threshold = "duration_dvt_months" if name == "months" else name
        return _plain(self._case.knowledge.thresholds[threshold].value)


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def dvt_words(case: Case) -> str:
    """The thrombosis in words: side, occlusion and level, as far as they are known."""
    words, features = case.knowledge.wording.words, case.features
    if features["acute_leg_dvt_confirmed"].value != "present":
        return words.dvt["suspected"]
    location = _location(case)
    if features["serial_extension"].value == "into_proximal" and location in (
        "gastrocnemius_only",
        "distal_axial",
        "distal_unspecified",
        "unknown",
    ):
        return words.dvt["extended"]
    occlusive = (
        "occlusive "
        if features["occlusive"].value == "present" and location in ("iliofemoral", "proximal_unspecified")
        else ""
    )
    side = "bilateral " if features["bilateral"].value == "present" else ""
    return f"{side}{occlusive}{words.dvt[location]}"


def _location(case: Case) -> str:
    possible = case.features["location"].possible
    if len(possible) == 1:
        only = next(iter(possible))
        return only if only in case.knowledge.wording.words.dvt else "unknown"
    sets = case.knowledge.facts["location"].sets
    return next((name for name, members in sets.items() if possible <= set(members)), "unknown")


def triggers(case: Case) -> list[Feature]:
    """The risk features for extension that are present, and pregnancy."""
    facts = case.knowledge.facts
    named = [name for name, spec in facts.items() if spec.trigger] + ["pregnancy"]
    return [feature for name in named if (feature := case.features[name]).value == (facts[name].trigger or "present")]


def trigger_statements(case: Case) -> list[str]:
    """The statements behind the risk features that are present, where they bear on the decision."""
    if not set(case.decision.rule.split("+")) & TRIGGERED_RULES:
        return []
    return [each for feature in triggers(case) for each in case.knowledge.facts[feature.name].statements]


def driver(case: Case, detailed: bool = True) -> str:
    """What turned the balance to treatment: the first risk feature, and how many more."""
    present = triggers(case)
    if not present:
        return "risk feature present"
    first = phrase(case, present[0]) if detailed else _word(case, present[0].name, present[0].value or "")
    return f"{first} and {len(present) - 1} more" if len(present) > 1 else first


def missing(case: Case, detailed: bool = True) -> str:
    """The labels of what the decision hangs on."""
    facts = case.knowledge.facts
    needs = {spec.need: spec.label for spec in facts.values()}
    asked = [needs[each[5:]] for each in case.modifiers if each.startswith("NEED:") and each[5:] in needs]
    names = [facts[name].label for name in case.decision.deciding] or asked
    if len(names) > (3 if detailed else 1):
        shown = names[:2] if detailed else names[:1]
        return f"{', '.join(shown)} and {len(names) - len(shown)} more"
    return listed(names) or "more data"


def overdue_days(case: Case) -> str:
    """``3 days``: by how much the surveillance duplex is overdue; empty when it is not."""
    quantity = case.features["surveillance"].quantity
    if quantity is None:
        return ""
    return f"{quantity.value} day" if quantity.value == 1 else f"{quantity.value} days"


def phrase(case: Case, feature: Feature) -> str:
    """A known feature with its value as recorded: ``length over 5 cm (51 mm)``."""
    if feature.name == "age_y" and feature.quantity:
        return f"age {feature.quantity.value}"
    word = _word(case, feature.name, feature.value or "")
    values = [escaped(each.value) for each in feature.evidence if each.value]
    return f"{word} ({values[0]})" if values and _measured(case, feature.name) else word


def _measured(case: Case, name: str) -> bool:
    return bool(case.knowledge.facts[name].unit) or name in ("n_veins",)


def dated(case: Case, feature: Feature) -> str:
    """:func:`phrase` with the date of the evidence and what the reader must know about it."""
    said = phrase(case, feature)
    when = next((each.when[:10] for each in feature.evidence if each.when), "")
    notes = [escaped(each.note) for each in feature.evidence if each.note]
    extra = "; ".join([part for part in (when, *dict.fromkeys(notes)) if part])
    return f"{said}, {extra}" if extra else said


def _word(case: Case, name: str, value: str) -> str:
    words = case.knowledge.wording.words.values.get(name, {})
    label = case.knowledge.facts[name].label
    return words.get(value) or (
        label if value == "present" else f"no {label}" if value == "absent" else f"{label}: {value.replace('_', ' ')}"
    )


# --- the sections


def detail_of(case: Case, said: Spoken, bearing: tuple[str, ...], advice: RegimenAdvice) -> str:
    """The Markdown of the card's ``detail``; empty sections are left out."""
    sections = [
        _why(case, said, bearing),
        _ledger(case),
        _unknown(case, bearing),
        _answers(case),
        _would_change(case),
        _next(case, advice),
        _basis(case, said),
        f"_{case.knowledge.wording.words.unsigned}_" if not case.knowledge.signed_off else "",
    ]
    return "\n\n".join(section for section in sections if section)


def _sentences(case: Case, section: str) -> list[str]:
    specs = case.knowledge.modifiers
    return [
        _filled(specs[name].says, case) for name in case.modifiers if name in specs and specs[name].section == section
    ]


def _why(case: Case, said: Spoken, bearing: tuple[str, ...]) -> str:
    words = case.knowledge.wording.words
    named = dict.fromkeys([*words.always_told, *bearing, *case.spoken_inputs])
    shown = [case.features[name] for name in case.facts if name in named and not _is_implied(case, name)]
    found = [each for each in shown if each.evidence]
    positive = [each for each in found if each.is_known and _is_noteworthy(case, each)]
    negative = [each for each in found if each.is_known and each not in positive and each.name in bearing]
    lines = [f"- {dated(case, each)}" for each in positive]
    lines += [f"- {_left_open(case, each)}" for each in found if not each.is_known]
    if negative:
        lines.append(f"- documented: {'; '.join(dated(case, each) for each in negative)}")
    lines += [f"- {sentence}" for sentence in _sentences(case, "why")]
    return "\n".join([f"**Why** {_filled(said.card.lead, case)}", *(["", *lines] if lines else [])])


def _is_implied(case: Case, name: str) -> bool:
    """What another line already says: the DVT itself beside its level, the cancer-free count without cancer."""
    features = case.features
    if name == "acute_leg_dvt_confirmed":
        return features[name].value == "present" and bool(features["location"].evidence)
    if name == "pregnancy":
        return features["sex"].value == "male"
    if name == "bleeding_category_without_cancer":
        return features["active_cancer"].value != "present"
    return name == "location" and features["acute_leg_dvt_confirmed"].value != "present"


def _is_noteworthy(case: Case, feature: Feature) -> bool:
    trigger = case.knowledge.facts[feature.name].trigger
    return feature.value == trigger if trigger else feature.value not in _NEGATIVE


def _left_open(case: Case, feature: Feature) -> str:
    """A feature whose evidence leaves several values open: its label and the evidence."""
    told = []
    for each in feature.evidence[:3]:
        extra = ", ".join(part for part in (escaped(each.value), each.when[:10], escaped(each.note)) if part)
        told.append(f"{escaped(each.what)} ({extra})" if extra else escaped(each.what))
    return f"{case.knowledge.facts[feature.name].label} not settled: {'; '.join(told)}"


def _unknown(case: Case, bearing: tuple[str, ...]) -> str:
    words = case.knowledge.wording.words
    lines = []
    for state in (State.NOT_DOCUMENTED, State.NOT_ASKED, State.UNREACHABLE, State.REFUSED):
        names = [name for name in bearing if case.features[name].state is state and not case.features[name].evidence]
        told = [_short(case, name, state) for name in names if not _is_implied(case, name)]
        if told:
            lines.append(f"- {words.states[state.value]}: {', '.join(told)}")
    lines += [f"- {note}" for note in dict.fromkeys(_notes(case, bearing))]
    lines += [f"- {_set_aside(each)}" for each in case.record.quarantined if each.concepts]
    lines += [f"- {sentence}" for sentence in _sentences(case, "unknown")]
    return "\n".join(["**Not documented or unknown**", "", *lines]) if lines else ""


def _short(case: Case, name: str, state: State) -> str:
    fact = case.knowledge.facts[name]
    optional = " (optional)" if fact.unknown == "as_absent" and state is not State.NOT_DOCUMENTED else ""
    return case.knowledge.wording.words.short.get(name, fact.label) + optional


def _notes(case: Case, bearing: tuple[str, ...]) -> Iterator[str]:
    for name in bearing:
        notes = dict.fromkeys(escaped(note) for note in case.features[name].notes)
        if notes and not _is_implied(case, name):
            shown = list(notes)[:MOST_NOTES]
            more = f"; and {len(notes) - len(shown)} more" if len(notes) > len(shown) else ""
            yield f"{_short(case, name, State.NOT_DOCUMENTED)} – {'; '.join(shown)}{more}"


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
        told = "; ".join(f"{_word(case, name, value)} → {words[outcome]}" for value, outcome in answers.items())
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
                yield f"any one, with {_word(case, name, value)} → {words[outcome]}"


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
    changes = listed([_word(case, name, value) for name, value in each.changes.items()])
    return f"{changes} → {case.knowledge.wording.words.outcomes[each.outcome]}"


def _next(case: Case, advice: RegimenAdvice) -> str:
    lines = [f"- {sentence}" for sentence in _sentences(case, "next")]
    if case.decision.outcome == "ANTICOAGULATE" and not case.has("NO_NEW_ORDER"):
        lines += [f"- {sentence}" for sentence in _drug_choice(advice)]
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
