"""Serial duplex of an untreated distal DVT: is the repeat scan ordered, overdue, or done (G-23, G-24, G-32).

Source: definitions 7 ("REIMAGE"), ruling 16 (day 3 with end-stage renal disease or stroke), terminology README
"Imaging" (a completed order is not a result).
"""

from __future__ import annotations

from datetime import UTC, date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from service.features.episode import episode, first_positive_scan, in_episode
from service.features.feature import Evidence, Feature, Quantity, State
from service.features.findings import LEG_ULTRASOUND, VEIN_IMAGING
from service.features.leg_veins import SITE_NAMES
from service.features.observed import evidence_of, unanswered
from service.features.scanned_legs import is_performed, scanned_legs, why_not_standing
from service.fhir.dates import clinical_time, planned_time
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import counts, is_active_order, is_prohibition

if TYPE_CHECKING:
    from service.features.chart import Chart

NAME = "surveillance"
_SCANNED = ("assessment_serial_extension",)
"""The answer that compares two scans; a single measurement may be typed in on any day and is no scan."""


def extract(chart: Chart) -> Feature:
    """Whether the repeat duplex of the present episode is arranged.

    ``complete``: scanned up to the last due day, unchanged.  ``overdue``: a due day has passed without a scan or an
    order that is still to come; the quantity is the number of days since then.  ``arranged``: an active order, or a
    draft of this session, for every due day that is left.  ``not_arranged`` otherwise.  A scan or order belongs to the
    due day nearest to it, and a later scan makes up for an earlier one.  Each thrombosed leg must be scanned: a scan or
    order of the other leg, of another part, or whose side is told and not read is named and does not count; nor does an
    order on hold or of unknown status, or a result that says that nothing was done.  Unknown when orders were not asked
    and neither scans nor drafts settle it (closed world).
    """
    seen, days = first_positive_scan(chart), due_dates(chart)
    if seen is None:
        return chart.not_found(NAME)
    legs = _legs(chart)
    done = scans_since(chart)
    first = _day(seen)
    left = dict.fromkeys(legs, days)
    evidence: tuple[Evidence, ...] = ()
    if done:
        for leg in legs:
            left[leg] = _left(first, days, [day for day, each in done if leg in scanned_legs(chart, each)])
        evidence = tuple([evidence_of(chart, each, *VEIN_IMAGING, *_SCANNED) for _, each in done])
    if not any(left.values()):
        if chart.feature("serial_extension").value == "none":
            return chart.known(NAME, "complete", *evidence)
        return chart.known(
            NAME, "not_arranged", *evidence, notes=("scanned to the last due day, not known to be unchanged",)
        )
    orders = _orders(chart)
    today = chart.now.astimezone(UTC).date()
    missing: tuple[date, ...] = ()
    for leg in legs:
        planned = [when for when, each in orders if leg in scanned_legs(chart, each)] if orders else []
        missing += _without_order(first, left[leg], days, planned, today) if planned else left[leg]
    missing = tuple(sorted(set(missing)))
    if orders:
        evidence += tuple([_order_evidence(chart, each, when) for when, each in orders])
    if not missing:
        return chart.known(NAME, "arranged", *evidence)
    passed_over = _passed_over(chart)
    gap = unanswered(chart, "serviceRequests")
    if gap:
        return chart.unknown(NAME, gap, *evidence, possible=chart.domain(NAME) - {"complete"}, notes=passed_over)
    notes = (*[f"repeat duplex of {day.isoformat()} not arranged" for day in missing], *passed_over)
    late = (today - missing[0]).days
    if late <= 0:
        return Feature(NAME, frozenset({"not_arranged"}), State.NOT_DOCUMENTED, evidence, notes=notes)
    notes = (f"overdue by {late} day{'' if late == 1 else 's'}", *notes)
    quantity = Quantity(Decimal(late), "days")
    return Feature(NAME, frozenset({"overdue"}), State.NOT_DOCUMENTED, evidence, quantity, notes)


def _legs(chart: Chart) -> tuple[str, ...]:
    """The legs that must be scanned again: those with an acute DVT, both where no finding tells its leg."""
    found: tuple[str, ...] = chart.once("legs to scan", _read_legs)
    return found


def _read_legs(chart: Chart) -> tuple[str, ...]:
    sides = {each.side for each in episode(chart).acute}
    told = tuple([leg for leg in ("right", "left") if leg in sides or "bilateral" in sides])
    return told or ("right", "left")


def _left(first: date, days: tuple[date, ...], scanned: list[date]) -> tuple[date, ...]:
    """The due days that no scan has answered."""
    return days[max((_nearest(first, days, day) for day in scanned), default=0) :]


def due_days(chart: Chart) -> tuple[int, ...]:
    """Days after the first positive scan on which the duplex is due: 7 and 14, and 3 with renal failure or stroke."""
    days = [int(chart.threshold("duplex_first_days")), int(chart.threshold("duplex_second_days"))]
    if "present" in (chart.feature("esrd").value, chart.feature("stroke_history").value):
        days.insert(0, int(chart.threshold("duplex_closer_days")))
    return tuple(days)


def due_dates(chart: Chart) -> tuple[date, ...]:
    """The days on which the duplex is due, past ones included; empty without a dated acute leg DVT."""
    first = first_positive_scan(chart)
    if first is None:
        return ()
    day = _day(first)
    return tuple([day + timedelta(days=each) for each in due_days(chart)])


def scans_since(chart: Chart) -> tuple[tuple[date, Resource], ...]:
    """Scans of a thrombosed leg after the day of the first positive one, in order, each day once for the same legs."""
    scans = _later_scans(chart)
    if not scans:
        return ()
    wanted = frozenset(_legs(chart))
    found: dict[tuple[date, tuple[str, ...]], Resource] = {}
    for day, each in scans:
        legs = tuple(sorted(scanned_legs(chart, each) & wanted))
        if legs:
            found.setdefault((day, legs), each)
    return tuple((day, each) for (day, _), each in sorted(found.items(), key=lambda pair: pair[0]))


def _later_scans(chart: Chart) -> tuple[tuple[date, Resource], ...]:
    """The same for scans of whatever leg."""
    found: tuple[tuple[date, Resource], ...] = chart.once("later scans", _read_later_scans)
    return found


def _read_later_scans(chart: Chart) -> tuple[tuple[date, Resource], ...]:
    first, found = first_positive_scan(chart), []
    if first is None:
        return ()
    for each in (*chart.record.with_concept(*VEIN_IMAGING), *chart.record.with_concept(*_SCANNED)):
        if each.type not in ("Observation", "DiagnosticReport") or not counts(each) or not is_performed(each):
            continue
        when = clinical_time(each) if _of_leg(each) else None
        if when is not None and in_episode(chart, when) and _day(when) > _day(first):
            found.append((_day(when), each))
    return tuple(found)


def _of_leg(resource: Resource) -> bool:
    return not resource.concepts.isdisjoint({*LEG_ULTRASOUND, *_SCANNED}) or not resource.site_concepts.isdisjoint(
        SITE_NAMES
    )


def _orders(chart: Chart) -> tuple[tuple[date | None, Resource], ...]:
    """Active orders and drafts for a scan of a thrombosed leg with the day they are planned for: planned after the
    first positive scan, or without a day and written in this episode."""
    planned = _planned(chart)
    if not planned:
        return ()
    wanted = frozenset(_legs(chart))
    return tuple(
        (day, each)
        for day, each in planned
        if not scanned_legs(chart, each).isdisjoint(wanted) and not _why_not_standing(chart, each)
    )


def _passed_over(chart: Chart) -> tuple[str, ...]:
    """What looks like a repeat scan or an order for one, and is none."""
    planned, scans = _planned(chart), _later_scans(chart)
    if not planned and not scans:
        return ()
    wanted = frozenset(_legs(chart))
    notes = []
    for day, each in planned:
        reason = _why_not_standing(chart, each)
        if reason:
            notes.append(f"order for {day.isoformat() if day else 'a repeat duplex'} does not count: {reason}")
        elif scanned_legs(chart, each).isdisjoint(wanted):
            notes.append("order does not count: not known to be of the thrombosed leg")
    if any(scanned_legs(chart, each).isdisjoint(wanted) for _, each in scans):
        notes.append("scan does not count: not known to be of the thrombosed leg")
    return tuple(dict.fromkeys(notes))


def _why_not_standing(chart: Chart, order: Resource) -> str:
    return "" if any(each is order for each in chart.record.drafts) else why_not_standing(order)


def _may_stand(order: Resource) -> bool:
    return is_active_order(order) or (bool(why_not_standing(order)) and not is_prohibition(order))


def _planned(chart: Chart) -> tuple[tuple[date | None, Resource], ...]:
    """The same for scans of whatever leg, those on hold among them."""
    found: tuple[tuple[date | None, Resource], ...] = chart.once("planned scans", _read_planned)
    return found


def _read_planned(chart: Chart) -> tuple[tuple[date | None, Resource], ...]:
    first = first_positive_scan(chart)
    found: list[tuple[date | None, Resource]] = []
    orders = [each for each in chart.record.with_concept(*VEIN_IMAGING, type="ServiceRequest") if _may_stand(each)]
    drafts = [*filter(_is_scan_draft, chart.record.drafts)]
    if not orders and not drafts:
        return ()
    revised = {each.reference for each in drafts if each.reference}
    for each in [*(order for order in orders if order.reference not in revised), *drafts]:
        if not _of_leg(each) or first is None:
            continue
        planned = planned_time(each)
        if planned is None and in_episode(chart, clinical_time(each)):
            found.append((None, each))
        elif planned is not None and _day(planned) > _day(first):
            found.append((_day(planned), each))
    return tuple(sorted(found, key=lambda pair: (pair[0] is None, pair[0] or date.min, pair[1].reference)))


def _is_scan_draft(draft: Resource) -> bool:
    return draft.type == "ServiceRequest" and not draft.concepts.isdisjoint(VEIN_IMAGING) and not is_prohibition(draft)


def _nearest(first: date, days: tuple[date, ...], day: date) -> int:
    """The number of the due day (from 1) that a date is nearest to; 0 is the first scan itself."""
    marks = (first, *days)
    return min(range(len(marks)), key=lambda number: (abs((marks[number] - day).days), -number))


def _without_order(
    first: date, left: tuple[date, ...], days: tuple[date, ...], planned: list[date | None], today: date
) -> tuple[date, ...]:
    """The due days left that no order covers; an order without a date covers the first of them."""
    covered = {_nearest(first, days, each) for each in planned if each is not None and each >= today}
    missing = [each for number, each in enumerate(days, start=1) if each in left and number not in covered]
    undated = sum(each is None for each in planned)
    return tuple(missing[undated:])


def _day(when: Moment) -> date:
    return when.earliest.astimezone(UTC).date()


def _order_evidence(chart: Chart, order: Resource, planned: date | None) -> Evidence:
    drafted = any(each is order for each in chart.record.drafts)
    told = f"planned for {planned.isoformat()}" if planned else "no date"
    return evidence_of(chart, order, *VEIN_IMAGING, value=told, note="a scan drafted but not signed" if drafted else "")
