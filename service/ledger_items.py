"""The items of ``cards/ledger.yaml``: what is looked for before anticoagulation and thrombolysis, and by what.

The file is clinical content: a reviewer reads it without code, and :func:`faults` names whatever it mentions that does
not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from service.knowledge_types import Shape
from service.strict_yaml import read_as

if TYPE_CHECKING:
    from service.knowledge import Knowledge

FILE = "ledger.yaml"
RULES = (
    "every_class_barred",
    "major_surgery",
    "recent_neurosurgery",
    "hepatic_failure",
    "recent_delivery",
    "uncontrolled_blood_pressure",
    "allergy_to_lytic_or_heparin",
    "reduced_kidney_function",
    "pregnancy_or_lactation",
    "diabetic_haemorrhagic_retinopathy",
)
"""Rules that ``service/features/ledger_rules.py`` knows; a test compares the two."""
WINDOWED_RULES = frozenset({"major_surgery", "recent_neurosurgery", "recent_delivery"})

ListName = Literal["anticoagulation", "lysis_absolute", "lysis_relative"]


class LedgerItem(Shape):
    """One line of the ledger, as a reviewer writes it."""

    label: str
    belongs_to: ListName
    checked_by: Literal["codes", "input", "rule", "nothing"]
    statements: list[str] = Field(min_length=1)
    kind: Literal["Condition", "Procedure"] = "Condition"
    sets: list[str] = []
    within: str = ""
    after: str = ""
    history: bool = False
    input: str = ""
    values: list[str] = []
    below: str = ""
    above: str = ""
    rule: str = ""
    unmeasured: Literal["absent", "unknown", ""] = ""
    enters: bool = True
    sir: Literal["absolute", "relative", ""] = ""
    note: str = ""

    @model_validator(mode="after")
    def _says_how_it_is_checked(self) -> LedgerItem:
        if (self.checked_by == "codes") != bool(self.sets):
            raise ValueError("value sets are named for items checked by codes, and only for them")
        if (self.checked_by == "input") != bool(self.input and self.values):
            raise ValueError("an input and its values are named for items checked by an input, and only for them")
        if (self.checked_by == "rule") != bool(self.rule):
            raise ValueError("a rule is named for items checked by a rule, and only for them")
        return self

    @model_validator(mode="after")
    def _says_what_fits(self) -> LedgerItem:
        if self.after and not self.within:
            raise ValueError("`after` needs a window in `within`")
        if self.rule in WINDOWED_RULES and not self.within:
            raise ValueError(f"the rule {self.rule} needs a window in `within`")
        if (self.below or self.above) and (self.checked_by != "input" or (self.below and self.above)):
            raise ValueError("one of `below` and `above`, and only for items checked by an input")
        if (self.belongs_to == "lysis_absolute") != bool(self.sir):
            raise ValueError("`sir` is told for exclusions from thrombolysis, and only for them")
        return self


def read_ledger(folder: Path) -> Mapping[str, LedgerItem]:
    """The items of ``ledger.yaml`` in ``folder`` (``cards/``), in reading order.

    Raises :class:`KnowledgeError` that names the file and the key.
    """
    return read_as(dict[str, LedgerItem], folder / FILE)


def faults(ledger: Mapping[str, LedgerItem], knowledge: Knowledge) -> list[str]:
    """What the ledger mentions and the rest of the content does not have, one sentence each."""
    found = []
    for name, item in ledger.items():
        where = f"{FILE}: {name}"
        found += [
            f"{where} cites unknown statement {each}." for each in item.statements if each not in knowledge.statements
        ]
        found += [
            f"{where} reads unknown value set {each}." for each in item.sets if each not in knowledge.codes.value_sets
        ]
        limits = [each for each in (item.within, item.after, item.below, item.above) if each]
        found += [f"{where} uses unknown threshold {each}." for each in limits if each not in knowledge.thresholds]
        if item.rule and item.rule not in RULES:
            found.append(f"{where} names unknown rule {item.rule}.")
        if item.input:
            fact = knowledge.facts.get(item.input)
            if fact is None:
                found.append(f"{where} reads unknown input {item.input}.")
            else:
                odd = [each for each in item.values if each not in fact.domain]
                found += [f"{where}: {item.input} never has the value {each}." for each in odd]
    return found
