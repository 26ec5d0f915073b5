"""The shapes of the files in ``cards/regimens/``: drugs, order of choice, durations and how a dose is written."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from service.knowledge_types import Identifier, OneOrMore, Shape

When = dict[str, OneOrMore]


class Coding(Shape):
    """A code to be written into a draft; its display comes from the value set, or is given where there is none."""

    system: str
    code: str
    value_set: str = ""
    display: str = ""

    @model_validator(mode="after")
    def _has_a_display(self) -> Coding:
        if bool(self.value_set) == bool(self.display):
            raise ValueError("exactly one of value_set (whose display is used) and display is needed")
        return self


class Said(Shape):
    """A sentence and the statements it rests on; ``{threshold_id}`` stands for the number."""

    says: str
    because: list[str] = Field(min_length=1)


class Conditional(Shape):
    """A row: it fits when every input it names is known to have a listed value (``unknown``: is not known)."""

    id: Identifier
    when: When
    because: list[str]


class SaidWhen(Said, Conditional):
    """A sentence that holds under a condition."""


class Bar(SaidWhen):
    """A reason not to offer a drug; where the inputs leave it possible, ``check`` is the question listed instead."""

    check: str


class PhaseSpec(Shape):
    """One phase of a course: an amount (fixed or per kilogram, by threshold id), a timing, and how many days."""

    phase: Literal["initiation", "treatment"]
    dose: str = ""
    per_kg: str = ""
    times: str = ""
    less: str = ""
    at_most: str = ""
    rounding: str = ""
    timing: str
    days: str = ""

    @model_validator(mode="after")
    def _one_amount(self) -> PhaseSpec:
        if bool(self.dose) == bool(self.per_kg):
            raise ValueError("exactly one of dose and per_kg is needed")
        if bool(self.per_kg) != bool(self.rounding):
            raise ValueError("an amount per kilogram is rounded, a fixed one is not")
        return self


class DoseRow(Conditional):
    """One row of the dose table of a drug: phases to pre-fill, or the sentence why the dose is entered by hand."""

    because: list[str] = Field(min_length=1)
    phases: list[PhaseSpec] = []
    enter: str = ""

    @model_validator(mode="after")
    def _one_result(self) -> DoseRow:
        if bool(self.phases) == bool(self.enter):
            raise ValueError("exactly one of phases and enter is needed")
        return self


class LeadIn(Said):
    """A parenteral drug that comes before (``before``) or together with (``overlap``) the drug itself."""

    how: Literal["before", "overlap"]
    least_days: str
    most_days: str = ""


class DrugFile(Shape):
    """One regimen: what bars it, its doses, its cautions, and the statements it rests on."""

    regimen: Identifier
    name: str
    coding: Coding
    route: str
    statements: list[str] = Field(min_length=1)
    instruction: str = ""
    barred_when: list[Bar] = Field(min_length=1)
    inputs: list[str]
    doses: list[DoseRow] = Field(min_length=1)
    lead_in: LeadIn | None = None
    cautions: list[SaidWhen] = []
    off_label: list[SaidWhen] = []
    extended: Said | None = None

    @property
    def is_parenteral(self) -> bool:
        return self.route != "oral"

    @property
    def is_heparin(self) -> bool:
        """Unfractionated or of low molecular weight: a parenteral drug that heparin-induced thrombocytopenia bars."""
        return self.is_parenteral and any("hit" in bar.when for bar in self.barred_when)


class ValueRow(Conditional):
    value: str


class ValueTable(Shape):
    """A table whose rows give a value that later tables test; its name is the name of that input."""

    question: str
    inputs: list[str]
    rows: list[ValueRow] = Field(min_length=1)

    @property
    def domain(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.value for row in self.rows))


class OrderRow(SaidWhen):
    """One row of the order of choice: drugs in order; ``otherwise`` is offered when all of them are barred."""

    prefer: list[str] = Field(min_length=1)
    otherwise: list[str] = []


class OrderTable(Shape):
    question: str
    inputs: list[str]
    rows: list[OrderRow] = Field(min_length=1)


class ChoiceFile(Shape):
    """How the order of choice is found: what must be known, what holds a dose back, and the tables."""

    needs: dict[str, str]
    holds: list[SaidWhen]
    held_by_modifier: dict[str, str]
    never_recommended_when_unknown: list[str]
    nothing_left: Said
    intervention_outcomes: list[str]
    values: dict[str, ValueTable]
    lead_in: OrderTable
    order: OrderTable


class DurationRow(SaidWhen):
    """How long: ``course`` is the threshold id of the months that a draft is written for, empty where it has no end."""

    course: str = ""


class DurationFile(Shape):
    question: str
    inputs: list[str]
    rows: list[DurationRow] = Field(min_length=1)


class Timing(Shape):
    """How often; without a frequency the drug runs continuously."""

    words: str
    frequency: str = ""
    period: str = ""
    period_unit: Literal["", "h", "d", "wk", "mo"] = ""
    count: str = ""


class UnitSpec(Shape):
    words: str
    ucum: str


class Route(Shape):
    words: str
    coding: Coding


class Step(Shape):
    """Up to this weight-based amount the dose is rounded to a multiple of ``step``."""

    up_to: str
    step: str


class WeightStep(Shape):
    """Up to this weight (kg) the label gives this amount."""

    up_to_kg: str
    amount: str


class Container(Shape):
    """A syringe that exists; only a graduated one can give less than it holds."""

    holds: str
    graduated: Literal["present", "absent"]


class Rounding(Shape):
    """How an amount by weight becomes one that can be given, and the sentence that says so.

    ``steps``: to a multiple, halves upwards, which ``{step}`` of the sentence names; nothing is pre-filled above the
    last step.  ``by_weight``: the label's
    own table.  ``sizes``: the nearest that exists, or for a reduced dose the largest that does not exceed it.
    """

    says: str
    basis: str
    steps: list[Step] = []
    by_weight: list[WeightStep] = []
    sizes: list[str] = []
    containers: list[Container] = []
    containers_words: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Rounding:
        if bool(self.steps) == bool(self.by_weight or self.sizes):
            raise ValueError("either steps, or by_weight, or sizes (beside by_weight: for a reduced dose) is needed")
        for text in (
            *(each.up_to for each in self.steps),
            *(each.step for each in self.steps),
            *(each.amount for each in self.by_weight),
            *self.sizes,
        ):
            Decimal(text)
        return self

    @property
    def in_words(self) -> str:
        """The sentence, whatever the amount: with every step."""
        return self.says.replace("{step}", " or ".join(each.step for each in self.steps))

    def words_for(self, exact: Decimal) -> str:
        """The sentence for one weight-based amount: with the step that it is rounded by."""
        step = self.step_for(exact)
        return self.says.replace("{step}", step.step) if step else self.says

    def step_for(self, exact: Decimal) -> Step | None:
        """The step that an amount is rounded by; ``None`` above the last, and where no steps are used."""
        return next((each for each in self.steps if exact <= Decimal(each.up_to)), None)


class DosingFile(Shape):
    """How a dose is written: timings, routes, units and roundings."""

    timings: dict[str, Timing]
    routes: dict[str, Route]
    units: dict[str, UnitSpec]
    roundings: dict[str, Rounding]
