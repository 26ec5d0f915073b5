"""What else leaves open whether an anticoagulant is taken, and whether a documented no settles it.

An active order of which nothing tells the drug, and an INR that no drug of the record explains (design 4: what is not
known is a value, never absent).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from service.features.documented import Answer
from service.features.drug_use import DRUG_TYPES, is_held, is_taken, tells_no_drug
from service.features.feature import Evidence, State
from service.features.inr import INR, reading
from service.features.lab_history import lab_days
from service.features.laboratory import newest
from service.features.sought import NOTHING, UNKNOWN, Sought
from service.fhir.dates import clinical_time
from service.fhir.medications import medication_text
from service.fhir.moments import Moment, UnreadableDate, read_moment
from service.fhir.record import Resource

if TYPE_CHECKING:
    from service.features.chart import Chart

_COMPLETE = "http://www.whocc.no/atc"
"""The one system whose codes of anticoagulants are all listed: any other code of it is another drug."""
UNTOLD = "an order that does not tell its drug"
_OTHER_TYPES = ("MedicationAdministration", "Condition", "Procedure", "Observation")


def untold_drugs(chart: Chart) -> Sought:
    """Active orders and statements of which neither a listed code nor any word tells the drug, as where a reference
    leads nowhere."""
    orders = [*chain.from_iterable(map(chart.record.of_type, DRUG_TYPES))]
    if not orders:
        return NOTHING
    untold = [each for each in orders if tells_no_drug(each) and not _is_told(each)]
    found = [each for each in untold if is_taken(chart, each) or is_held(chart, each)]
    if not found:
        return NOTHING
    # One is told for all, and what settles the newest settles the others.
    dated = [(each, when) for each in found if (when := told_last(each)) is not None]
    last = max(dated, key=lambda each: each[1].latest)[0] if len(dated) == len(found) else _undated(found)
    when, more = clinical_time(last), len(found) - 1
    day = when.earliest.date().isoformat() if when else ""
    note = f"and {more} more" if more else ""
    told = tuple(f"{each.reference or each.type} does not tell the drug" for each in found)
    return Sought(UNKNOWN, (Evidence(last.reference, UNTOLD, when=day, note=note),), State.REFUSED, told)


def _undated(found: list[Resource]) -> Resource:
    return next(each for each in found if told_last(each) is None)


def _is_told(resource: Resource) -> bool:
    if any(system == _COMPLETE for system, _ in resource.codes):
        return True
    drug = resource.data.get("medicationCodeableConcept")
    said = drug.get("text") if isinstance(drug, dict) else None
    return bool(isinstance(said, str) and said.strip()) or bool(medication_text(resource).strip())


def unexplained_inr(chart: Chart) -> Sought:
    """The newest INR of ``lab_days``, at ``inr_therapeutic_min`` or more: a vitamin K antagonist that is not on record
    explains it (C-43)."""
    if INR.value_set not in chart.observations:
        return NOTHING
    found = reading(chart)
    if found.value is None:  # older than an inpatient's window, perhaps
        found = newest(chart, INR, lab_days)
    if found.value is None or found.value.at_least(chart.threshold("inr_therapeutic_min")) is not True:
        return NOTHING
    told = f"INR {found.value.text}" + (f" on {found.when}" if found.when else "")
    note = f"{told}, and no such drug on record"
    seen = tuple(
        Evidence(each.reference, "a vitamin K antagonist", when=each.when, note=note) for each in found.evidence[:1]
    )
    return Sought(UNKNOWN, seen, State.REFUSED, (f"{told}, and no vitamin K antagonist on record",))


# --- a documented no ------------------------------------------------------------------------------------------


def settles(chart: Chart, answered: Answer, undecided: Iterable[Resource], loose: Sought) -> bool:
    """Whether a documented no is surely later than every drug and every trace of one that is not decided.

    What was recorded after it, or perhaps after it, it does not speak of (fhir-input.md, *Time*).  A query that was
    not made leaves no trace.
    """
    traces = list(undecided)
    if loose.notes and not loose.evidence:
        return False  # an entry that could not be read, and its date neither
    if loose.evidence:
        known = _by_reference(chart)
        met = [known.get(each.reference) for each in loose.evidence]
        if None in met:
            return False
        traces += [each for each in met if each is not None]
    if not traces:
        return True
    when = answered.when
    if when is None:
        return False
    times = [told_last(each) for each in traces]
    return all(each is not None and each.latest < when.earliest for each in times)


def _by_reference(chart: Chart) -> dict[str, Resource]:
    listed = [each for kind in (*DRUG_TYPES, *_OTHER_TYPES) for each in chart.record.of_type(kind)]
    found = {each.versioned_reference: each for each in listed if each.reference}
    return found | {each.reference: each for each in listed if each.reference}


def told_last(resource: Resource) -> Moment | None:
    """When a resource was last said to be so: its clinical time or a later assertion, else its last change."""
    asserted = _moment(resource.data.get("dateAsserted"))
    known = [each for each in (clinical_time(resource), asserted) if each is not None]
    if known:
        return max(known, key=lambda each: each.latest)
    meta = resource.data.get("meta")
    return _moment(meta.get("lastUpdated")) if isinstance(meta, dict) else None


def _moment(told: object) -> Moment | None:
    try:
        return read_moment(told)
    except UnreadableDate:
        return None
