"""Orders and statements that are over without saying since when, as R4 leaves every order that was stopped.

The end lies between the date of the order and now, or the last change of the resource, or the order that came after.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from service.features.dosages_once import dosages_of
from service.features.drug_use import DRUG_TYPES
from service.features.episode import dvt_onset
from service.features.heparin_words import bag_of
from service.features.observed import evidence_of
from service.features.order_course import end_of_stay
from service.features.taken_back import was_never_given
from service.fhir.dates import clinical_time
from service.fhir.medications import medication_text
from service.fhir.moments import Moment, UnreadableDate, is_later, moment, read_moment
from service.fhir.record import Resource
from service.fhir.status import is_prohibition

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.current_drug import CurrentDrug

UNTOLD = "recorded as ended, when is not told"


def may_have_ended(
    chart: Chart, drug: str, name: str, order: Resource, standing: Iterable[CurrentDrug]
) -> tuple[Moment, ...]:
    """Between when and when an order or statement may have ended that is over without saying so; empty where that was
    too long ago to ask: written before ``ended_untold_days``, unless since the onset and changed since it was written.

    What was written since the onset and was not changed, ``treated_this_episode`` tells.
    """
    written = clinical_time(order)
    if written is None:
        return ()
    changed, onset = _changed(order), dvt_onset(chart)
    if written.latest < chart.now - timedelta(days=int(chart.threshold("ended_untold_days"))) and (
        not is_later(changed, written) or onset is None or written.latest < onset.earliest
    ):
        return ()
    known = [
        changed,
        end_of_stay(chart, order),
        *_stand_since(standing, drug),
        _next_course(chart, drug, name, written),
    ]
    later = [each for each in known if each is not None and is_later(each, written)]
    return written, min((moment(chart.now), *later), key=lambda each: each.latest)


def _stand_since(standing: Iterable[CurrentDrug], drug: str) -> Iterator[Moment | None]:
    """Since when the orders stand that may have taken its place."""
    for each in standing:
        # Warfarin is begun beside another anticoagulant and does not take its place.
        if not each.for_a_line and not each.in_doubt and (each.drug != "warfarin" or drug == "warfarin"):
            yield each.since


def _next_course(chart: Chart, drug: str, name: str, written: Moment) -> Moment | None:
    """When the next order of the same drug was written, which its end came before; heparin has several at a time."""
    if drug in ("heparin", "other"):
        return None
    courses: list[Moment] = chart.once(f"courses of {name}", lambda each: _courses(each, name))
    place = bisect_right(courses, written.latest, key=lambda each: each.earliest)
    return courses[place] if place < len(courses) else None


def _courses(chart: Chart, name: str) -> list[Moment]:
    """When the orders and statements of a drug were written, but for single doses, the oldest first."""
    found = []
    for each in chart.record.with_concept(name):
        if each.type not in DRUG_TYPES or is_prohibition(each) or was_never_given(each):
            continue
        when, told = clinical_time(each), dosages_of(chart, each, evidence_of(chart, each, name).what)
        if when is not None and not (told and all(one.once for one in told)):
            found.append(when)
    return sorted(found, key=lambda each: each.earliest)


def _changed(resource: Resource) -> Moment | None:
    meta = resource.data.get("meta")
    try:
        return read_moment(meta.get("lastUpdated")) if isinstance(meta, dict) else None
    except UnreadableDate:
        return None


_NUMBER = r"(\d{1,3}(?:[.,]\d{3})+|\d{1,7})"
_UNITS = re.compile(_NUMBER + r" ?-?(?:units?|iu|i\.u\.|ie|i\.e\.|ui|u\.i\.|u)(?![a-z])")
_ML = re.compile(r"(?<![\d.,])(\d{1,4}) ?ml(?![a-z])")


def is_bag(chart: Chart, resource: Resource) -> bool:
    """Whether the words for the drug tell a container that is infused, by its units and its mL wherever they stand."""
    told, (least_units, least_ml) = medication_text(resource).lower(), bag_of(chart)
    units = [Decimal(re.sub(r"[.,]", "", each)) for each in _UNITS.findall(told)]
    return any(each >= least_units for each in units) and any(int(each) >= least_ml for each in _ML.findall(told))
