"""What the order of choice gives: the drugs that may be offered, those that are barred, and what to ask first.

Values only; :mod:`service.treatment.regimens` makes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from service.treatment.dosing import Phase
from service.treatment.regimen_types import DrugFile
from service.wording import without_capital


@dataclass(frozen=True)
class Sentence:
    """A sentence for the card and the statements it rests on."""

    text: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Barred:
    """A drug that the order of choice would have offered, and the first reason why it is not."""

    regimen: str
    name: str
    says: str
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """A drug that is offered although something not known might bar it: the question to answer first."""

    regimen: str
    name: str
    says: str
    inputs: tuple[str, ...]
    statements: tuple[str, ...]

    @property
    def input(self) -> str:
        """The first input to ask for."""
        return self.inputs[0]


@dataclass(frozen=True)
class Regimen:
    """One drug as it may be ordered here."""

    id: str
    drug: DrugFile
    phases: tuple[Phase, ...]
    no_dose: str
    """Why the dose is entered by hand; empty when ``phases`` holds it."""
    cautions: tuple[Sentence, ...]
    off_label: tuple[Sentence, ...]
    extended: Sentence | None
    instruction: str
    statements: tuple[str, ...]
    lead_in: Regimen | None = None
    lead_in_says: str = ""
    least_days: int | None = None
    most_days: int | None = None

    @property
    def name(self) -> str:
        return self.drug.name

    @cached_property
    def rounding(self) -> str:
        """How amounts by weight were rounded, one sentence part per phase."""
        return "; ".join(dict.fromkeys([each.rounded for each in self.phases if each.rounded]))

    @cached_property
    def course(self) -> str:
        """The phases of this drug in one line; empty where the dose is entered by hand."""
        return ", then ".join([each.line for each in self.phases])

    @cached_property
    def line(self) -> str:
        """The whole course in one line: ``Apixaban 10 mg twice daily for 7 days, then 5 mg twice daily``."""
        own = f"{self.name} {self.course}" if self.phases else f"{self.name} (dose to be entered)"
        if self.lead_in is None or self.drug.lead_in is None:
            return own
        led = self.lead_in.line
        if self.drug.lead_in.how == "before":
            return f"{led} for {self.least_days} to {self.most_days} days, then {without_capital(own)}"
        return f"{own} together with {without_capital(led)} for at least {self.least_days} days"


@dataclass(frozen=True)
class RegimenAdvice:
    """Which anticoagulants may be offered here, in order, and what stands against or before each."""

    eligible: tuple[Regimen, ...]
    barred: tuple[Barred, ...]
    checks: tuple[Check, ...]
    needs: tuple[str, ...]
    prefill: bool
    why_no_prefill: str
    duration: Sentence
    order: Sentence
    recommended: str | None
    """Id of the regimen that may be marked as recommended; ``None`` while goals of care are open, where nothing is
    left, or where an unknown might bar the first choice."""
    nothing_left: str
    """What to do where every drug is barred; empty otherwise."""
    statements: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.eligible)
