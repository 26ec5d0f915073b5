"""The words of the cards: ``cards/wording/``, read once and checked against everything they name."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from pydantic import Field, model_validator

from service.conditions import OF_THE_DECISION, Condition
from service.features.quoted import Verdict
from service.knowledge_types import FactSpec, OneOrMore, Outcome, Shape, as_values
from service.perhaps_taken import MAY_BE_TAKING, PERHAPS_TAKEN
from service.strict_yaml import read_as
from service.tables import Values

if TYPE_CHECKING:
    from service.knowledge import Knowledge

UNREMARKABLE = frozenset(("absent", "up_to_5", "up_to_7", "one", "none", "low"))
"""Values that a card only lists among what is documented."""
DRUG_PLACEHOLDERS = frozenset(("present_drugs", "unfit_drug", "unfit_reason"))
PLACEHOLDERS = frozenset(("dvt", "driver", "missing", "months", "overdue_days")) | DRUG_PLACEHOLDERS


class CardWords(Shape):
    """One variant of a card: when it is used, its summary, and the first sentence of *Why*."""

    when: dict[str, OneOrMore] = {}
    summary: str
    lead: str
    source: str = ""

    @cached_property
    def condition(self) -> Condition:
        return {name: as_values(value) for name, value in self.when.items()}


class OutcomeWords(Shape):
    """The variants of one outcome, its topic, and the statement whose source the card names by default."""

    topic: str
    title: str
    source: str
    cards: list[CardWords] = Field(min_length=1)


class FreeTextWords(Shape):
    """Words for what was read in a free-text report."""

    mark: str
    """Put beside every feature that rests on it."""
    summary: str
    """Put before the summary of a decision that rests on it."""
    heading: str
    read_as: str
    verdicts: dict[Verdict, str]

    @model_validator(mode="after")
    def _every_verdict_is_worded(self) -> FreeTextWords:
        if missing := set(Verdict) - set(self.verdicts):
            raise ValueError(f"no words for {', '.join(sorted(missing))}")
        return self


class Words(Shape):
    """Words for values, states, sides and levels."""

    dvt: dict[str, str]
    values: dict[str, dict[str, str]]
    outcomes: dict[str, str]
    states: dict[str, str]
    sides: dict[str, str]
    unsigned: str
    free_text: FreeTextWords
    short: dict[str, str]
    """Shorter labels for the lists of what is not documented or unknown."""
    always_told: list[str]
    """Facts that every card shows when they are present."""


class OverrideReason(Shape):
    """A reason a clinician may give for not following a card."""

    code: str
    system: str
    display: str


@dataclass(frozen=True, slots=True)
class FactWords:
    """The words of one input read from the record."""

    label: str
    short: str
    """For the lists of what is not documented or unknown."""
    short_if_unanswered: str
    """The same where no query answered: an optional input says that it is one."""
    values: Mapping[str, str]
    """Each value in words."""
    noteworthy: Values
    """The values that a card tells by themselves, not among what is documented as well."""
    is_measured: bool
    """Told with its value as recorded."""

    def of(self, value: str) -> str:
        """A value in words, also one that is not known (``""``)."""
        return self.values.get(value) or f"{self.label}: {value.replace('_', ' ')}"


@dataclass(frozen=True)
class Wording:
    """All words of the cards."""

    outcomes: Mapping[str, OutcomeWords]
    words: Words
    override_reasons: tuple[OverrideReason, ...]

    def override_forms(self) -> list[dict[str, str]]:
        """The override reasons as every card carries them."""
        return [{"code": each.code, "system": each.system, "display": each.display} for each in self.override_reasons]

    def of_facts(self, facts: Mapping[str, FactSpec]) -> Mapping[str, FactWords]:
        """The words of every input, by its name."""
        return {name: self._of_fact(name, spec) for name, spec in facts.items()}

    def _of_fact(self, name: str, spec: FactSpec) -> FactWords:
        own, short = self.words.values.get(name, {}), self.words.short.get(name, spec.label)
        plain = {value: f"{spec.label}: {value.replace('_', ' ')}" for value in spec.domain}
        plain |= {"present": spec.label, "absent": f"no {spec.label}"}
        return FactWords(
            label=spec.label,
            short=short,
            short_if_unanswered=f"{short} (optional)" if spec.unknown == "as_absent" else short,
            values={value: own.get(value) or said for value, said in plain.items()},
            noteworthy=frozenset((spec.trigger,)) if spec.trigger else frozenset(spec.domain) - UNREMARKABLE,
            is_measured=bool(spec.unit) or name == "n_veins",
        )

    def faults(self, knowledge: Knowledge) -> list[str]:
        """What the words name that does not exist, and the outcomes that have no words."""
        spoken = set(get_args(Outcome)) - {"NOT_APPLICABLE"}
        faults = [f"wording/outcomes.yaml: {name} has no words." for name in sorted(spoken - set(self.outcomes))]
        for outcome, words in self.outcomes.items():
            for number, card in enumerate(words.cards):
                where = f"wording/outcomes.yaml: {outcome}, card {number + 1}"
                faults += [f"{where}: {fault}" for fault in _card_faults(card, words, knowledge)]
            if words.cards[-1].when and outcome not in ("CDT_TRANSFER",):
                faults.append(f"wording/outcomes.yaml: the last card of {outcome} must hold always.")
        for name, values in self.words.values.items():
            if name not in knowledge.facts or set(values) != set(knowledge.facts[name].domain):
                faults.append(f"wording/words.yaml: the values of {name} are not its domain.")
        odd = set(self.words.short) | set(self.words.always_told)
        faults += [f"wording/words.yaml: unknown input {name}." for name in sorted(odd - set(knowledge.facts))]
        for name, spec in knowledge.modifiers.items():
            faults += [f"modifiers.yaml: {name}: unknown {each}." for each in _unknown_names(spec.says, knowledge)]
            for when in spec.any_when:
                odd = set(when) - set(OF_THE_DECISION) - set(knowledge.model.inputs)
                faults += [f"modifiers.yaml: {name} tests unknown input {each}." for each in sorted(odd)]
        return faults


def _card_faults(card: CardWords, words: OutcomeWords, knowledge: Knowledge) -> list[str]:
    faults = []
    if (card.source or words.source) not in knowledge.statements:
        faults.append(f"unknown statement {card.source or words.source}.")
    known = {*OF_THE_DECISION, *knowledge.model.inputs}
    faults += [f"unknown input {name}." for name in card.when if name not in known]
    for text in (card.summary, card.lead):
        faults += [f"unknown placeholder {each}." for each in _unknown_names(text, knowledge)]
    return faults


def _unknown_names(text: str, knowledge: Knowledge) -> list[str]:
    named = {field for _, field, _, _ in string.Formatter().parse(text) if field}
    return sorted(named - PLACEHOLDERS - {PERHAPS_TAKEN, MAY_BE_TAKING} - set(knowledge.thresholds))


def without_capital(text: str) -> str:
    """A phrase as it stands inside a sentence: its first letter small, but not that of an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def read_wording(folder: Path) -> Wording:
    """Read ``wording/`` of the clinical content; raises :class:`KnowledgeError` naming file and key."""
    return Wording(
        outcomes=read_as(dict[str, OutcomeWords], folder / "wording" / "outcomes.yaml"),
        words=read_as(Words, folder / "wording" / "words.yaml"),
        override_reasons=tuple(read_as(list[OverrideReason], folder / "wording" / "override_reasons.yaml")),
    )
