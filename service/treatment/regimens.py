"""The order of choice among anticoagulants: what may be offered, what is barred and why, and with which dose.

Everything clinical stands in ``cards/regimens/``: one file per drug (what bars it, its dose table, cautions),
``choice.yaml`` (order of choice), ``durations.yaml``, ``dosing.yaml``.  A bar is asked in three ways: it holds, it
cannot hold, or an unknown leaves it open, and then it is listed as a check, never passed over.

Source: evidence section 4, rulings 8, 13, 15, 17, 18, 24, 26, 27; a dose only with weight, creatinine clearance,
platelets and pregnancy status known (C-39).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from service.decision import Decision
from service.features.feature import Feature
from service.tables import UNKNOWN
from service.treatment.dosing import NotDosable, Phase, days_of_months, phases_of
from service.treatment.regimen_advice import Barred, Check, Regimen, RegimenAdvice, Sentence
from service.treatment.regimen_files import Regimens
from service.treatment.regimen_reader import ANTICOAGULATION, INTERVENTION, Reader
from service.treatment.regimen_types import DrugFile, DurationRow, OrderRow, Said, SaidWhen
from service.wording import without_capital

if TYPE_CHECKING:
    from service.knowledge import Knowledge


def choose(
    decision: Decision,
    modifiers: Iterable[str],
    features: Mapping[str, Feature],
    knowledge: Knowledge,
    *,
    plan: str | None = None,
) -> RegimenAdvice:
    """Which anticoagulant may be offered to this patient, first choice first.

    ``features`` maps input names to features (a name left out is wholly unknown); ``weight_kg`` needs its quantity
    for a dose by weight.  ``plan`` is ``intervention`` around catheter-directed thrombolysis or surgery, else
    ``anticoagulation``; by default it follows the outcome.
    """
    regimens: Regimens = knowledge.regimens
    plan = plan or own_plan(decision, regimens)
    return _Choosing(regimens, knowledge, features, frozenset(modifiers), plan).advice()


def own_plan(decision: Decision, regimens: Regimens) -> str:
    """The plan that an outcome stands for, by which its order of choice is read."""
    return INTERVENTION if decision.outcome in regimens.choice.intervention_outcomes else ANTICOAGULATION


def course_of(
    drug: str, modifiers: Iterable[str], features: Mapping[str, Feature], knowledge: Knowledge
) -> Regimen | None:
    """One drug as it may be given here, whatever its place in the order of choice; ``None`` when it is barred."""
    choosing = _Choosing(knowledge.regimens, knowledge, features, frozenset(modifiers), ANTICOAGULATION)
    choosing.settle_prefill()
    return choosing.regimen(drug)


class _Choosing:
    """One choice under way: the patient's inputs, the numbers of the knowledge base, and what was found so far."""

    def __init__(
        self,
        regimens: Regimens,
        knowledge: Knowledge,
        features: Mapping[str, Feature],
        modifiers: frozenset[str],
        plan: str,
    ):
        self.regimens, self.knowledge, self.features, self.modifiers = regimens, knowledge, features, modifiers
        self.reader = Reader(regimens, knowledge, features, plan)
        self.numbers = knowledge.numbers
        self.barred: list[Barred] = []
        self.checks: list[Check] = []
        self.duration_row: DurationRow = self.reader.row(regimens.durations.rows)
        course = self.duration_row.course
        self.course_days = days_of_months(knowledge.thresholds[course].number) if course else None

    def advice(self) -> RegimenAdvice:
        choice = self.regimens.choice
        order: OrderRow = self.reader.row(choice.order.rows)
        needs = self.settle_prefill()
        eligible = self._offered(order.prefer) or self._offered(order.otherwise)
        duration, because = self._said(self.duration_row), self._said(order)
        rests_on = [duration.statements, because.statements, *(each.statements for each in eligible)]
        rests_on += [each.statements for each in self.barred]
        return RegimenAdvice(
            eligible=eligible,
            barred=tuple(self.barred),
            checks=tuple(dict.fromkeys(self.checks)),
            needs=needs,
            prefill=not self.why_no_prefill,
            why_no_prefill=self.why_no_prefill,
            duration=duration,
            order=because,
            recommended=self._recommended(eligible, needs),
            nothing_left="" if eligible else self._said(choice.nothing_left).text,
            statements=tuple(dict.fromkeys(each for group in rests_on for each in group)),
        )

    def settle_prefill(self) -> tuple[str, ...]:
        """What must be known before a dose is filled in and is not."""
        needs = tuple(name for name in self.regimens.choice.needs if self.reader.value(name) == UNKNOWN)
        self.why_no_prefill = self._why_no_prefill(needs)
        return needs

    def _why_no_prefill(self, needs: tuple[str, ...]) -> str:
        choice = self.regimens.choice
        reasons = [f"Not known: {', '.join(choice.needs[name] for name in needs)}."] if needs else []
        reasons += [self._said(each).text for each in choice.holds if self.reader.holds(each)]
        reasons += [says for name, says in choice.held_by_modifier.items() if name in self.modifiers]
        return " ".join(reasons)

    def _recommended(self, eligible: tuple[Regimen, ...], needs: tuple[str, ...]) -> str | None:
        if not eligible or not self.modifiers.isdisjoint(self.knowledge.orders.offered.nothing_recommended):
            return None
        first = eligible[0].id
        decisive = set(self.regimens.choice.never_recommended_when_unknown) & set(needs)
        doubtful = any(each.regimen == first and decisive.intersection(each.inputs) for each in self.checks)
        return None if doubtful else first

    def _offered(self, names: Iterable[str]) -> tuple[Regimen, ...]:
        return tuple(found for found in map(self.regimen, names) if found is not None)

    def _bar_of(self, drug: DrugFile) -> tuple[Barred | None, list[Check]]:
        checks = []
        for bar in drug.barred_when:
            open_inputs = self.reader.left_open(bar)
            if open_inputs == ():
                return Barred(drug.regimen, drug.name, self._said(bar).text, tuple(bar.because)), []
            if open_inputs:
                checks.append(
                    Check(drug.regimen, drug.name, self.numbers.fill(bar.check), open_inputs, tuple(bar.because))
                )
        return None, checks

    def regimen(self, name: str) -> Regimen | None:
        """A drug with its lead-in and dose; a bar is noted, and ``None`` given."""
        drug = self.regimens.drugs[name]
        bar, checks = self._bar_of(drug)
        if bar:
            self.barred.append(bar)
            return None
        lead_in = None
        if drug.lead_in:
            lead_in = self._lead_in(drug, checks)
            if lead_in is None:
                says = f"No parenteral drug can come first: {self.barred_lead_in}"
                self.barred.append(Barred(name, drug.name, says, tuple(drug.lead_in.because)))
                return None
        self.checks += checks
        return self._built(drug, lead_in)

    def _lead_in(self, drug: DrugFile, checks: list[Check]) -> Regimen | None:
        row: OrderRow = self.reader.row(self.regimens.choice.lead_in.rows)
        reasons = []
        for name in [*row.prefer, *row.otherwise]:
            parenteral = self.regimens.drugs[name]
            bar, open_checks = self._bar_of(parenteral)
            if bar is None:
                checks += [
                    Check(drug.regimen, drug.name, each.says, each.inputs, each.statements) for each in open_checks
                ]
                return self._built(parenteral, None, course=False)
            reasons.append(f"{parenteral.name}: {without_capital(bar.says)}")
        self.barred_lead_in = " ".join(reasons)
        return None

    def _built(self, drug: DrugFile, lead_in: Regimen | None, *, course: bool = True) -> Regimen:
        row = self.reader.row(drug.doses)
        days = self.course_days if course else None
        if lead_in is not None and days is not None and drug.lead_in and drug.lead_in.how == "before":
            days -= int(self.knowledge.thresholds[drug.lead_in.least_days].number)
        phases: tuple[Phase, ...] = ()
        no_dose = self.why_no_prefill or self.numbers.fill(row.enter)
        if not no_dose:
            try:
                phases = phases_of(
                    row.phases, self.regimens.dosing, self.knowledge.thresholds.__getitem__, self._weight(), days
                )
            except NotDosable as reason:
                no_dose = str(reason)
        statements = [*drug.statements, *row.because]
        cautions = self._held(drug.cautions)
        if lead_in is not None:
            statements += lead_in.statements
        for each in cautions:
            statements += each.statements
        return Regimen(
            id=drug.regimen,
            drug=drug,
            phases=phases,
            no_dose=no_dose,
            cautions=cautions,
            off_label=self._held(drug.off_label),
            extended=self._said(drug.extended) if drug.extended else None,
            instruction=self.numbers.fill(drug.instruction),
            statements=tuple(dict.fromkeys(statements)),
            lead_in=lead_in,
            lead_in_says=self._said(drug.lead_in).text if drug.lead_in else "",
            least_days=self._days(drug.lead_in.least_days if drug.lead_in else ""),
            most_days=self._days(drug.lead_in.most_days if drug.lead_in else ""),
        )

    def _weight(self) -> Decimal | None:
        feature = self.features.get("weight_kg")
        return feature.quantity.value if feature and feature.quantity else None

    def _days(self, threshold: str) -> int | None:
        return int(self.knowledge.thresholds[threshold].number) if threshold else None

    def _held(self, sentences: Iterable[SaidWhen]) -> tuple[Sentence, ...]:
        return tuple(self._said(each) for each in sentences if self.reader.holds(each))

    def _said(self, said: Said) -> Sentence:
        return Sentence(self.numbers.fill(said.says), tuple(said.because))
