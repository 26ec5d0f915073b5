"""Creatinine clearance, measured or by Cockcroft–Gault."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING

from msgspec.structs import replace

from service.features import weight
from service.features.age import age_range
from service.features.bands import bands_between
from service.features.dialysis import dialysis, perhaps_going_on
from service.features.feature import Evidence, Feature, Quantity, State
from service.features.laboratory import Reading, Test, banded, newest, newest_once
from service.fhir.status import is_current_condition

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.quantities import Bounded

NAME = "crcl_ml_min"
RECOVERED = "over_50"
"""A clearance that nobody has between two dialyses."""
CLEARANCE = Test("creatinine_clearance_ml_min", "lab_creatinine_clearance", high_is_worse=False)
CREATININE = Test("creatinine_mg_dl", "lab_creatinine", high_is_worse=True)
ACUTE_INJURY = "acute_kidney_injury"
_TENTH = Decimal("0.1")

Bounds = tuple[Decimal | None, Decimal | None]
"""Lowest and highest, ``None`` where unbounded."""


def creatinine(chart: Chart) -> Reading:
    """The newest creatinine inside the laboratory window in mg/dL, the higher of two; read once per call.

    Creatinine taken around dialysis is another set and is not read here.
    """
    return newest_once(chart, CREATININE)


def extract(chart: Chart) -> Feature:
    """Creatinine clearance in mL/min.

    On dialysis or with end-stage disease by code: under 15.  Else the newest reported clearance in mL/min of the
    laboratory window; else Cockcroft–Gault with actual weight (creatinine inside the laboratory window, weight of 90
    days, age, sex; where age, sex or a comparator leaves a range, every band of the range).  Values per 1.73 m² are
    not the clearance of drug labels and are not read.  Unknown (open world) when something is missing: the notes say
    what.  The computed number is not rounded.  Source: R-58, definitions 7, section 4 of the evidence.
    """
    steady = _unsteady(chart)
    found = dialysis(chart)
    if found.evidence:
        return chart.known(NAME, "under_15", *found.evidence, notes=found.notes)
    reported = newest(chart, CLEARANCE)
    feature = _estimate(chart, reported) if reported.value is None else banded(chart, NAME, reported)
    passed_over = reported.passed_over + creatinine(chart).passed_over
    if not steady and feature.value != RECOVERED and perhaps_going_on(chart):
        steady = ("dialysis in the last weeks: the clearance may be one between two sessions",)
    if steady:
        feature = chart.unknown(NAME, State.REFUSED, *feature.evidence, notes=feature.notes + steady)
    return replace(feature, passed_over=passed_over) if passed_over else feature


def _unsteady(chart: Chart) -> tuple[str, ...]:
    for each in chart.record.with_concept(ACUTE_INJURY, type="Condition"):
        if is_current_condition(each):
            return ("acute kidney injury: the clearance is not steady",)
    return ()


def _estimate(chart: Chart, reported: Reading) -> Feature:
    kidney, mass, years = creatinine(chart), weight.reading(chart), age_range(chart)
    notes = reported.notes + kidney.notes + mass.notes
    if kidney.value is None or mass.value is None or years is None:
        absent = [
            word
            for word, missing in (
                ("creatinine", kidney.value is None),
                ("weight", mass.value is None),
                ("age", years is None),
            )
            if missing
        ]
        spoiled = reported.spoiled or kidney.spoiled or mass.spoiled
        state = State.REFUSED if spoiled else banded(chart, NAME, reported).state
        missing = f"Cockcroft–Gault needs {' and '.join(absent)}"
        return chart.unknown(NAME, state, *kidney.evidence, *mass.evidence, notes=(*notes, missing))
    low, high = _cockcroft_gault(chart, years, _bounds(mass.value), _bounds(kidney.value))
    bands = bands_between(NAME, low, high, chart.threshold)
    evidence = (_computed(low, high), *kidney.evidence, *mass.evidence, *_personal(chart))
    exact = low if low is not None and low == high else None
    when = kidney.when.earliest if kidney.when is not None else None
    quantity = Quantity(exact, "mL/min", when) if exact is not None else None
    if len(bands) == 1:
        return Feature(NAME, bands, State.DOCUMENTED, evidence, quantity, notes)
    return Feature(NAME, bands, State.REFUSED, evidence, quantity, (*notes, "age, sex or a bound leaves a range"))


def _bounds(value: Bounded) -> Bounds:
    return value.low, value.high


def _cockcroft_gault(chart: Chart, years: tuple[int, int], weight_kg: Bounds, creatinine_mg_dl: Bounds) -> Bounds:
    """Lowest and highest clearance that the inputs allow: (140 − age) × weight / (72 × creatinine), × 0.85 in women."""
    constant, divisor = chart.threshold("cockcroft_gault_age_constant"), chart.threshold("cockcroft_gault_divisor")
    female = chart.threshold("cockcroft_gault_female_factor")
    sexes = chart.feature("sex").possible
    factors = [Decimal(1)] * bool(sexes - {"female"}) + [female] * bool(sexes - {"male"})
    (least, most), (clear, loaded) = weight_kg, creatinine_mg_dl
    fewest, eldest = years
    low = high = None
    if least is not None and loaded is not None:
        low = (constant - eldest) * least * min(factors) / (divisor * loaded)
    if most is not None and clear:
        high = (constant - fewest) * most * max(factors) / (divisor * clear)
    return low, high


def _computed(low: Decimal | None, high: Decimal | None) -> Evidence:
    ends = [_shown(each) for each in (low, high) if each is not None]
    text = (
        " to ".join(dict.fromkeys(ends))
        if len(ends) == 2
        else f"{'at least' if low is not None else 'at most'} {ends[0]}"
        if ends
        else ""
    )
    return Evidence("", "Creatinine clearance by Cockcroft–Gault with actual weight", f"{text} mL/min".strip())


def _shown(number: Decimal) -> str:
    # Rounded down, so that 29.96 is not printed as 30.
    return str(number.quantize(_TENTH, ROUND_DOWN))


def _personal(chart: Chart) -> Iterable[Evidence]:
    return chart.feature("age_y").evidence + chart.feature("sex").evidence
