"""Worked examples: the tables run on the values of a patient, with the rows that fit and the statements they cite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from service.book.cards_shown import card_shown
from service.book.citing import authority_sentence, statements_table
from service.book.markdown import bullets, heading, joined, link, links, plain, table
from service.book.material import Material
from service.book.trace import explained, steps, telling_facts
from service.book.words import condition_words, filled, input_link, label, number_words, threshold_words, value_words
from service.counterfactuals import counterfactuals
from service.decision import Decision, decide
from service.feature_rows import facts_of
from service.features.feature import Feature, Quantity, State
from service.knowledge import Knowledge
from service.modifiers import modifiers_of
from service.tables import Facts
from service.treatment.regimens import choose

OUTCOMES_WITH_DRUG = ("ANTICOAGULATE", "CDT_TRANSFER", "CONSIDER_SURGICAL_THROMBECTOMY")


@dataclass(frozen=True)
class Example:
    """A question, the feature values it gives, and the FHIR case that shows its card."""

    name: str
    question: str
    row: Mapping[str, str]
    case: str
    variants: tuple[tuple[str, Mapping[str, str]], ...] = ()
    """The same question with one thing said more exactly: how it is put, and what changes."""
    depends: str = ""


PREGNANT = {
    "age_y": "31",
    "sex": "female",
    "acute_leg_dvt_confirmed": "present",
    "location": "gastrocnemius_only",
    "limb_threat": "absent",
    "length_cm": "3.0",
    "pregnancy": "present",
    "active_bleeding": "present",
    "bleeding_category": "high",
}
WHEN_SHE_BLED: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("within the last 7 days: the bleed is active", {}),
    ("8 to 30 days ago: major bleeding makes the risk high by itself", {"active_bleeding": "absent"}),
    (
        "longer ago, and nothing else: one previous bleed is one factor, moderate risk",
        {"active_bleeding": "absent", "bleeding_category": "moderate"},
    ),
    ("minor bleeding only: it does not count", {"active_bleeding": "absent", "bleeding_category": "low"}),
    ("the record does not say when", {"active_bleeding": "unknown", "bleeding_category": "unknown"}),
)


def examples(material: Material) -> tuple[Example, ...]:
    """The question of a pregnant woman who bled, and both index cases."""
    found = [
        Example(
            "pregnant-with-a-bleed",
            "What happens to a pregnant woman with a 3 cm soleal thrombus and a GI bleed last week, "
            "and on whose authority?",
            PREGNANT,
            "pregnant_with_a_soleal_thrombus_and_a_gut_bleed_last_week",
            WHEN_SHE_BLED,
            f"{link('statement', 'C-15')} gives the windows, {link('statement', 'C-29')} what makes the risk high by "
            "itself. "
            "A coded gastrointestinal bleed is read as major (value set `bleeding_active_major`).",
        )
    ]
    for vignette, question, case in (
        (
            "V-01",
            "First index case: a gastrocnemius thrombus without any risk feature – treat, or watch?",
            "gastrocnemius_four_cm_no_risk_feature",
        ),
        (
            "V-56",
            "Second index case: occlusive iliofemoral thrombosis of both legs with a threatened limb – what now?",
            "massive_occlusive_bilateral_dvt_with_limb_threat",
        ),
    ):
        known = material.vignette(vignette)
        if known:
            found.append(Example(f"index-{vignette}", question, known.row, case))
    return tuple(found)


def worked_examples(material: Material) -> str:
    """Three questions answered by the tables, step by step."""
    return joined(
        [
            heading(2, "Worked examples", "chapter", "examples"),
            "Each answer below was made by running the tables on these values, not written by hand.",
            *(_worked(material, each) for each in examples(material)),
        ]
    )


@dataclass(frozen=True)
class _Decided:
    facts: Facts
    decision: Decision
    modifiers: tuple[str, ...]


def _decided(knowledge: Knowledge, row: Mapping[str, str]) -> _Decided:
    facts = facts_of(row, knowledge)
    decision = decide(knowledge.model, facts)
    return _Decided(facts, decision, modifiers_of(decision, knowledge.model, facts, knowledge.flags, knowledge.needs))


def _worked(material: Material, example: Example) -> str:
    knowledge = material.knowledge
    done = _decided(knowledge, example.row)
    decision, words = done.decision, knowledge.wording.words.outcomes
    cited = [*decision.statements, *_behind(knowledge, done.facts)]
    answer = (
        f"**Answer: {plain(words[decision.outcome])}** (`{decision.outcome}`, {decision.indicator}, rule "
        f"{plain(decision.rule)}). {authority_sentence(knowledge, cited)}"
    )
    case = material.case(example.case)
    return joined(
        [
            heading(3, example.question, "example", example.name),
            answer,
            "**1. The question as inputs.** " + "; ".join(_given(knowledge, example.row)) + ". Everything else is "
            "absent where an answered query would have found it, and otherwise unknown.",
            "**2. The rows that fit**",
            _steps_table(knowledge, done.facts),
            "**3. On whose authority**",
            statements_table(knowledge, decision.statements),
            "**4. The numbers behind the inputs that decided**",
            bullets(_numbers(knowledge, done.facts)) or "None.",
            "**5. What the card adds**",
            bullets(_added(knowledge, done.modifiers)) or "Nothing.",
            _drugs(knowledge, done, example.row),
            _would_change(knowledge, done),
            _variants(knowledge, example),
            "**The card, for a synthetic patient of this kind**" if case and case.cards else "",
            card_shown(case) if case else "",
        ]
    )


def _given(knowledge: Knowledge, row: Mapping[str, str]) -> Iterator[str]:
    for name, fact in knowledge.facts.items():
        value = str(row.get(name, "")).strip()
        if value and value not in ("unknown", "n/a", "="):
            number = value.replace(".", "", 1).isdigit()
            said = number_words(value, fact.unit) if number else value_words(knowledge, name, value)
            yield f"{input_link(knowledge, name)}: {plain(said)}"


def _steps_table(knowledge: Knowledge, facts: Facts) -> str:
    rows = []
    for step in steps(knowledge.model, facts):
        row = step.row
        then = (
            f"→ {link('decision', row.decide, row.decide.replace('_', ' '))}"
            if row.decide
            else f"**{row.outcome}**, {row.indicator}"
        )
        has = "; ".join(explained(knowledge, facts, name) for name in row.when)
        asked = f"{link('decision', step.table, step.table.replace('_', ' '))}: "
        rows.append(
            [
                asked + plain(knowledge.model.tables[step.table].question),
                link("row", row.id),
                then,
                has,
                links("statement", row.because),
            ]
        )
    return table(["Question", "Row", "Then", "What this patient has", "Because"], rows)


def _added(knowledge: Knowledge, modifiers: tuple[str, ...]) -> Iterator[str]:
    for name in modifiers:
        spec = knowledge.modifiers.get(name)
        if spec is None:
            yield f"{link('modifier', name, name)} – the card asks for it"
        elif spec.section != "silent":
            says = plain(filled(knowledge, spec.says))
            yield f"{says} ({link('modifier', name)}; {links('statement', spec.because)})"


def _numbers(knowledge: Knowledge, facts: Facts) -> Iterator[str]:
    """The thresholds of the facts that the answer rests on, each with its authority."""
    for name in telling_facts(knowledge.model, facts):
        for threshold in knowledge.facts[name].thresholds:
            yield f"{input_link(knowledge, name)} – {threshold_words(knowledge, threshold)}"


def _behind(knowledge: Knowledge, facts: Facts) -> Iterator[str]:
    """The statements that the numbers of the last table rest on."""
    for name in telling_facts(knowledge.model, facts, at_the_end=True):
        for threshold in knowledge.facts[name].thresholds:
            source = knowledge.thresholds[threshold].source
            yield from [source] if isinstance(source, str) else source


def _drugs(knowledge: Knowledge, done: _Decided, row: Mapping[str, str]) -> str:
    """Which drug the regimens offer, where the outcome gives one."""
    if done.decision.outcome not in OUTCOMES_WITH_DRUG:
        return ""
    advice = choose(done.decision, done.modifiers, _features(knowledge, done.facts, row), knowledge)
    offered = [f"{link('drug', each.id, each.name)}: {plain(each.line)}" for each in advice.eligible]
    offered += [f"{link('drug', each.regimen, each.name)} is barred: {plain(each.says)}" for each in advice.barred]
    said = " ".join(part for part in (advice.order.text, advice.why_no_prefill, advice.nothing_left) if part)
    return joined([f"**Which drug.** {plain(said)}", bullets(offered)])


def _features(knowledge: Knowledge, facts: Facts, row: Mapping[str, str]) -> dict[str, Feature]:
    found = {}
    for name, possible in facts.items():
        known = len(possible) == 1
        found[name] = Feature(
            name,
            possible,
            State.DOCUMENTED if known else State.NOT_ASKED,
            quantity=_quantity(knowledge, name, row) if known else None,
        )
    return found


def _quantity(knowledge: Knowledge, name: str, row: Mapping[str, str]) -> Quantity | None:
    value = str(row.get(name, ""))
    number = value.replace(".", "", 1).isdigit()
    return Quantity(Decimal(value), knowledge.facts[name].unit) if number else None


def _would_change(knowledge: Knowledge, done: _Decided) -> str:
    found = counterfactuals(knowledge.model, done.facts, done.decision, knowledge.correctable)
    if not found:
        return ""
    words = knowledge.wording.words.outcomes
    changes = []
    for each in found:
        changed = condition_words(knowledge, {name: frozenset((value,)) for name, value in each.changes.items()})
        changes.append(f"{changed} → {plain(words[each.outcome])}")
    return joined(["**Would change if**", bullets(changes)])


def _variants(knowledge: Knowledge, example: Example) -> str:
    """The same patient, the question said more exactly."""
    rows = []
    for said, changes in example.variants:
        done = _decided(knowledge, {**example.row, **changes})
        decision, words = done.decision, knowledge.wording.words.outcomes
        asked = ", ".join(label(knowledge, name) for name in decision.deciding)
        then = f"asks for {plain(asked)}" if asked else plain(words[decision.outcome])
        drug = _drug_words(knowledge, done, example.row)
        rows.append(
            [
                plain(said),
                f"**{then}** (`{decision.outcome}`, {decision.indicator})" + (f"; {drug}" if drug else ""),
                links("row", decision.rows),
                links("statement", decision.statements),
            ]
        )
    if not rows:
        return ""
    return joined(
        [
            f"**It depends on when she bled, and how badly.** {example.depends}",
            table(["She bled …", "Answer", "Rows", "Statements"], rows),
        ]
    )


def _drug_words(knowledge: Knowledge, done: _Decided, row: Mapping[str, str]) -> str:
    if done.decision.outcome != "ANTICOAGULATE":
        return ""
    advice = choose(done.decision, done.modifiers, _features(knowledge, done.facts, row), knowledge)
    return " or ".join(link("drug", each.id, each.name) for each in advice.eligible)
