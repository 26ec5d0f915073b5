"""What ``cards/regimens/`` says against a drug or a dose for this patient: bars, label doses, interactions.

The bars and dose tables are those of the regimen choice; nothing about a drug is written twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features.dosage import Dosage
from service.features.feature import Feature
from service.features.infusion_rate import units_per_hour
from service.features.interactions import SETS as INTERACTIONS
from service.review.drafts import ReviewedOrder
from service.tables import UNKNOWN
from service.treatment.dosing import NotDosable, Phase, phases_of
from service.treatment.regimen_advice import Sentence
from service.treatment.regimen_reader import ANTICOAGULATION, Reader
from service.treatment.regimen_types import Bar, DoseRow, DrugFile

if TYPE_CHECKING:
    from service.case import Case
    from service.features.chart import Chart

_NOT_KNOWN = (UNKNOWN, "not_known")
_HOURS: Mapping[str, int] = {"h": 1, "d": 24, "wk": 168}


@dataclass(frozen=True, slots=True)
class LabelDose:
    """What the dose table gives this patient, and how an order stands to it."""

    verdict: str
    """``fits``, ``too_high``, ``far_too_high`` (of a dose by weight: by more than rounding and a change of weight
    explain), ``too_low``, ``specialist`` or ``unknown``."""
    line: str
    """The dose of the label in one line; empty when it is not known."""
    reasons: tuple[Sentence, ...]
    """Why the label gives this patient this dose."""


class Limits:
    """The regimen tables read for one patient, with some features perhaps changed by drugs of the session."""

    def __init__(self, case: Case | Chart, features: Mapping[str, Feature]):
        self._case, self._features = case, features
        self.drugs = case.knowledge.regimens.drugs
        self.numbers = case.knowledge.numbers
        self._rows: dict[str, DoseRow] = {}
        self._phases: dict[str, tuple[Phase, ...]] = {}

    @cached_property
    def _reader(self) -> Reader:
        knowledge = self._case.knowledge
        return Reader(knowledge.regimens, knowledge, self._features, ANTICOAGULATION)

    def bars(self, drug: str) -> tuple[Bar, ...]:
        """The bars of a drug that hold for certain; what an unknown leaves open raises no alarm."""
        return tuple(bar for bar in self.drugs[drug].barred_when if self._reader.left_open(bar) == ())

    def left_open(self, drug: str) -> frozenset[str]:
        """The inputs that are not known and could bar the drug."""
        asked = (self._reader.left_open(bar) or () for bar in self.drugs[drug].barred_when)
        return frozenset(name for names in asked for name in names)

    def said(self, bar: Bar) -> Sentence:
        return Sentence(self.numbers.fill(bar.says), tuple(bar.because))

    def row(self, drug: str) -> DoseRow:
        """The row of the drug's dose table that fits."""
        found = self._rows.get(drug)
        if found is None:
            found = self._rows[drug] = self._reader.row(self.drugs[drug].doses)
        return found

    def row_inputs(self, drug: str) -> frozenset[str]:
        """The inputs of the tables that the fitting row rests on."""
        tables = self._case.knowledge.regimens.choice.values
        names = [own for name in self.row(drug).when for own in (tables[name].inputs if name in tables else [name])]
        return frozenset(names)

    def is_settled(self, row: DoseRow) -> bool:
        """Whether the row fits because of what is known, not because something is unknown."""
        return all(self._reader.value(name) not in _NOT_KNOWN for name in row.when)

    def phases(self, drug: str) -> tuple[Phase, ...]:
        """The phases of the fitting row; none when the dose is entered by hand."""
        found = self._phases.get(drug)
        if found is None:
            found = self._phases[drug] = self._phases_of(self.row(drug))
        return found

    def _phases_of(self, row: DoseRow) -> tuple[Phase, ...]:
        weight = self._features["weight_kg"].quantity
        try:
            return phases_of(
                row.phases,
                self._case.knowledge.regimens.dosing,
                self._case.knowledge.thresholds.__getitem__,
                weight.value if weight else None,
                None,
            )
        except NotDosable:
            return ()

    def later_daily(self, drug: str) -> Decimal | None:
        """The amount of a day once the first phase of a fixed dose is over."""
        later = [each.amount * times for each in self.phases(drug)[1:] if (times := _a_day(each)) is not None]
        return max(later, default=None)

    def line(self, drug: str) -> str:
        """``apixaban 10 mg twice daily for 7 days, then 5 mg twice daily``; empty without phases."""
        phases = self.phases(drug)
        return f"{self.drugs[drug].name.lower()} {', then '.join(each.line for each in phases)}" if phases else ""

    def cautions(self, drug: str) -> tuple[Sentence, ...]:
        """The cautions that hold because of something known."""
        return tuple(
            Sentence(self.numbers.fill(each.says), tuple(each.because))
            for each in self.drugs[drug].cautions
            if self._reader.holds(each) and all(self._reader.value(name) not in _NOT_KNOWN for name in each.when)
        )

    def label_dose(self, order: ReviewedOrder) -> LabelDose:
        """How the dose of an order stands to the dose table of its drug.

        Fixed doses are compared by the amount of a day, doses by weight by their number a day, and with some room
        by the amount of a day or the rate.
        """
        drug = order.regimen
        row = self.row(drug)
        if not self.is_settled(row):
            return LabelDose("unknown", "", ())
        if row.enter:
            return LabelDose("specialist", "", (Sentence(self.numbers.fill(row.enter), tuple(row.because)),))
        phases = self.phases(drug)
        reasons = self.cautions(drug)
        if not self.is_by_weight(drug):
            return LabelDose(_by_amount(order.dosages, phases), self.line(drug), reasons)
        if self._is_far_above(order, row):
            return LabelDose("far_too_high", self.line(drug), reasons)
        return LabelDose(_by_number(order.dosages, phases), self.line(drug), reasons)

    def is_by_weight(self, drug: str) -> bool:
        """Whether the fitting row gives its dose by weight."""
        return any(each.per_kg for each in self.row(drug).phases)

    def _is_far_above(self, order: ReviewedOrder, row: DoseRow) -> bool:
        """Whether the amount of a day, or the rate of an infusion, is far above a dose by weight."""
        quantity, number = self._features["weight_kg"].quantity, self._case.knowledge.limits.__getitem__
        phases = self.phases(order.regimen)
        if quantity is None or not phases:
            return False
        rate = max((each.amount for each in phases if each.is_rate), default=None)
        if rate is not None and order.resource is not None:
            given = max(units_per_hour(order.resource, quantity.value), default=Decimal(0))
            return given > rate * number("heparin_rate_excess_factor")
        most = max(_label_of_a_day(row, phases, quantity.value, number), default=None)
        amounts = [_of_a_day(each, phases[0].unit, quantity.value) for each in order.dosages]
        read = [each for each in amounts if each is not None]
        return most is not None and bool(read) and max(read) > most * number("weight_dose_excess_factor")


def _a_day(phase: Phase) -> Decimal | None:
    timing = phase.timing
    if not timing.frequency:
        return None
    return Decimal(timing.frequency) * 24 / (Decimal(timing.period) * _HOURS[timing.period_unit])


def _label_of_a_day(
    row: DoseRow, phases: Iterable[Phase], weight: Decimal, number: Callable[[str], Decimal]
) -> Iterator[Decimal]:
    """The amount of a day in each phase: as rounded, or by weight where that is more."""
    for spec, phase in zip(row.phases, phases, strict=True):
        times = _a_day(phase)
        if times is None:
            continue
        exact = number(spec.per_kg) * weight if spec.per_kg and not spec.less else phase.amount
        yield max(phase.amount, min(exact, number(spec.at_most)) if spec.at_most else exact) * times


def _of_a_day(dosage: Dosage, unit: str, weight: Decimal) -> Decimal | None:
    """The least amount of a day in ``unit``; ``None`` where that is not told."""
    of, _, per = dosage.unit.partition("/")
    if dosage.daily is None or of != ("mg" if unit == "mg" else "units"):
        return None
    return dosage.daily[0] * (weight if per == "kg" else 1)


def _by_amount(dosages: tuple[Dosage, ...], phases: Iterable[Phase]) -> str:
    most = max((each.amount * times for each in phases if (times := _a_day(each)) is not None), default=None)
    given = [each.daily[0] for each in dosages if each.daily is not None and each.unit == "mg"]
    if most is None or not given or len(given) != len(dosages):
        return "unknown"
    return "too_high" if max(given) > most else "too_low" if max(given) < most else "fits"


def _by_number(dosages: Iterable[Dosage], phases: Iterable[Phase]) -> str:
    most = max((times for each in phases if (times := _a_day(each)) is not None), default=None)
    given = [each.times_a_day[0] for each in dosages if each.times_a_day is not None]
    if most is None or not given:
        return "unknown"
    return "too_high" if max(given) > most else "fits"


# --- interactions ---------------------------------------------------------------------------------------------


def interacting(concepts: frozenset[str]) -> tuple[str, ...]:
    """The interaction inputs that a drug of these value sets makes present."""
    return tuple(name for name, sets in INTERACTIONS.items() if not concepts.isdisjoint(sets))


def with_drugs(features: Mapping[str, Feature], concepts: Iterable[frozenset[str]]) -> Mapping[str, Feature]:
    """The features as they will be once the drugs of these value sets are taken."""
    names = {name for each in concepts for name in interacting(each)}
    taken = {name: replace(features[name], possible=frozenset(("present",))) for name in names}
    return {**features, **taken} if taken else features


@dataclass(frozen=True, slots=True)
class Interaction:
    """What an interacting drug does to an anticoagulant that is being given."""

    kind: str
    """``bars``, ``changes_dose`` or ``needs_checks``."""
    drug: DrugFile
    reasons: tuple[Sentence, ...]


class Interactions:
    """The effect of one interacting drug on the anticoagulants of a patient."""

    def __init__(self, case: Case, before: Limits, concepts: frozenset[str]):
        self._before = before
        self._after = Limits(case, with_drugs(case.features, [concepts]))

    def on(self, drug: str) -> Interaction | None:
        """The gravest effect on one drug; ``None`` when there is none, or it is already so."""
        file = self._after.drugs[drug]
        earlier = {bar.id for bar in self._before.bars(drug)}
        new_bars = [bar for bar in self._after.bars(drug) if bar.id not in earlier]
        if new_bars:
            return Interaction("bars", file, tuple(self._after.said(bar) for bar in new_bars))
        known = {each.text for each in self._before.cautions(drug)}
        cautions = tuple(each for each in self._after.cautions(drug) if each.text not in known)
        if not cautions:
            return None
        row = self._after.row(drug)
        dosed = row.id != self._before.row(drug).id and not row.enter
        return Interaction("changes_dose" if dosed else "needs_checks", file, cautions)
