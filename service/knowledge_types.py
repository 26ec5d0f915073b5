"""The shapes of the files in ``cards/``: unknown keys are refused, all is text until a feature needs a number."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from service.tables import Values

OneOrMore = str | list[str]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_./-]*$")]
Outcome = Literal[
    "CDT_TRANSFER",
    "ANTICOAGULATE",
    "SURVEILLANCE",
    "CONSIDER_SURGICAL_THROMBECTOMY",
    "CONSIDER_IVC_FILTER",
    "INSUFFICIENT_DATA",
    "NOT_APPLICABLE",
]
Indicator = Literal["info", "warning", "critical"]


def as_values(written: OneOrMore) -> Values:
    """One value or a list of values, as the set a row allows."""
    return frozenset((written,) if isinstance(written, str) else written)


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _a_number(text: str) -> str:
    Decimal(text)
    return text


class Source(Shape):
    """A guideline, trial or label that statements cite."""

    title: str
    short: str
    publisher: str = ""
    year: str = ""
    doi: str = ""
    url: str = ""
    seen: Literal["full", "abstract", "secondary", "knowledge_only"] = "knowledge_only"
    kind: str = ""
    note: str = ""


class Statement(Shape):
    """One quotable clinical statement: our paraphrase, whose it is, how strong, and what the product does with it."""

    says: str
    source: OneOrMore
    locator: str = ""
    strength: str = ""
    verb: Literal["recommends", "suggests", "states"]
    certainty: str = ""
    verdict: Literal["A", "P", "X", "N"]
    use: Literal["used", "background", "not_printed"]
    why: str = ""
    basis: str = ""
    disagreement: str = ""
    cites: list[str] = []
    seen: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The citable sources (a convention of the product has none)."""
        named = (self.source,) if isinstance(self.source, str) else tuple(self.source)
        return tuple(each for each in named if each != "convention")


class Threshold(Shape):
    """One number or window: value, unit, comparison, and whose it is."""

    value: Annotated[str, AfterValidator(_a_number)]
    unit: str
    meaning: str
    comparison: str = ""
    source: OneOrMore = []
    basis: str = ""
    owner: str = ""
    note: str = ""

    @cached_property
    def number(self) -> Decimal:
        return Decimal(self.value)


class FactSpec(Shape):
    """One input read from the record: what it means, its values, and how unknown is read."""

    label: str
    domain: list[str] = Field(min_length=2)
    unknown: Literal["possible", "as_value", "as_absent"] = "possible"
    absent: str = "absent"
    trigger: str = ""
    world: Literal["open", "closed"]
    not_found: str = "absent"
    sets: dict[str, list[str]] = {}
    unit: str = ""
    thresholds: list[str] = []
    definition: str
    question: str
    """As asked; ``{answers}`` stands for the values that are possible (:meth:`asked`)."""
    need: str
    statements: list[str] = []
    """Whose word it is that the trigger value matters."""
    correctable: bool = False

    @model_validator(mode="after")
    def _values_are_declared(self) -> FactSpec:
        if self.unknown == "as_absent" and self.absent not in self.domain:
            raise ValueError(f"absent value {self.absent!r} is not in the domain")
        if self.world == "closed" and self.not_found not in self.domain:
            raise ValueError(f"closed world: not_found value {self.not_found!r} is not in the domain")
        if self.trigger and self.trigger not in self.domain:
            raise ValueError(f"trigger {self.trigger!r} is not in the domain")
        return self

    def asked(self, answers: Iterable[str]) -> str:
        """The question with the answers that it offers, in their declared order: ``… (moderate, high)?``."""
        possible = frozenset(answers)
        offered = [value for value in self.domain if value in possible]
        return self.question.replace("{answers}", ", ".join(offered))


class DerivedSpec(Shape):
    """One input derived from others."""

    label: str
    definition: str
    unknown: Literal["possible", "as_value", "as_absent"] = "possible"
    domain: list[str] = []
    sets: dict[str, list[str]] = {}
    any_of: dict[str, OneOrMore] = {}
    all_of: dict[str, OneOrMore] = {}
    reads: str = ""
    decided_by: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> DerivedSpec:
        if sum(map(bool, (self.any_of, self.all_of, self.reads, self.decided_by))) != 1:
            raise ValueError("exactly one of any_of, all_of, reads, decided_by is needed")
        return self


class FeaturesFile(Shape):
    facts: dict[str, FactSpec]
    derived: dict[str, DerivedSpec]


class Then(Shape):
    """What a row gives: a recommendation, the next table, or the value of a derived input."""

    outcome: Outcome | Literal[""] = ""
    indicator: Indicator | Literal[""] = ""
    decide: str = ""
    value: str = ""

    @model_validator(mode="after")
    def _one_result(self) -> Then:
        if sum(map(bool, (self.outcome, self.decide, self.value))) != 1:
            raise ValueError("exactly one of outcome, decide, value is needed")
        if bool(self.outcome) != bool(self.indicator):
            raise ValueError("an outcome has an indicator, nothing else has")
        return self


class RowSpec(Shape):
    id: Identifier
    rule: str = ""
    when: dict[str, OneOrMore]
    then: Then
    because: list[str]

    @model_validator(mode="after")
    def _outcomes_have_reasons(self) -> RowSpec:
        if self.then.outcome and not (self.because and self.rule):
            raise ValueError("a row with an outcome names its rule and its statements")
        return self


class TableFile(Shape):
    decision: Identifier
    question: str
    first: bool = False
    inputs: list[str]
    given: dict[str, OneOrMore] = {}
    rows: list[RowSpec] = Field(min_length=1)


class ModifierSpec(Shape):
    """A flag that joins a decision when any of its conditions holds; ``says`` is its sentence on the card."""

    any_when: list[dict[str, OneOrMore]] = Field(min_length=1)
    says: str
    section: Literal["why", "unknown", "next", "basis", "silent"] = "next"
    because: list[str] = []
    indicator: Literal["", "warning", "critical"] = ""
    """The least urgency of a card that carries it."""


def each_once(words: list[str]) -> list[str]:
    """A list of words as it is; raises ValueError, naming them, where some stand in it twice."""
    if twice := sorted({each for each in words if words.count(each) > 1}):
        raise ValueError(f"given twice: {', '.join(twice)}")
    return words
