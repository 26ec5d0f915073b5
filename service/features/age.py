"""Age in completed years."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING

from service.features.bands import bands_between
from service.features.feature import Evidence, Feature, Quantity, State
from service.features.observed import unanswered

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "age_y"


def age_range(chart: Chart) -> tuple[int, int] | None:
    """Fewest and most completed years that the patient may have at the call; ``None`` when it cannot be told.

    The two are equal for a full birth date.  Also ``None`` for a birth date that is unreadable, in the future, or
    longer ago than ``plausible_age_years_high``.
    """
    found: tuple[int, int] | None = chart.once("age range", _age_range)
    return found


def _age_range(chart: Chart) -> tuple[int, int] | None:
    born = chart.birth
    if born is None or born.earliest > chart.now:
        return None
    today = chart.now.astimezone(UTC).date()
    fewest, most = (
        _completed_years(min(born.latest.date(), today), today),
        _completed_years(born.earliest.date(), today),
    )
    return (fewest, most) if most <= chart.threshold("plausible_age_years_high") else None


def _completed_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def extract(chart: Chart) -> Feature:
    """Age: completed years from ``Patient.birthDate`` at the time of the call, ``quantity`` in years.

    A partial birth date leaves every band it may mean.  Unknown without a Patient or a usable birth date; whether the
    patient has died is not asked.  Source: features.yaml ``age_y``, C-45, rulings 4 and 9.
    """
    patient, years = chart.record.patient, age_range(chart)
    if patient is None or years is None:
        broken = patient is not None and patient.data.get("birthDate") is not None
        gap = unanswered(chart, "patient")
        state = gap or (State.REFUSED if broken else State.NOT_ASKED)
        return chart.unknown(NAME, state, notes=("the birth date cannot be used",) if broken else ())
    fewest, most = years
    bands = bands_between(NAME, Decimal(fewest), Decimal(most), chart.threshold)
    text = f"{fewest} years" if fewest == most else f"{fewest} to {most} years"
    quantity = Quantity(Decimal(fewest), "years", chart.now) if fewest == most else None
    notes = () if fewest == most else ("the birth date is not complete",)
    evidence = Evidence(patient.versioned_reference, "Age", text)
    return Feature(NAME, bands, State.DOCUMENTED if len(bands) == 1 else State.REFUSED, (evidence,), quantity, notes)
