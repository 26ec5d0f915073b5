"""Findings in the free text of a record's leg-vein ultrasound reports, each with where and when it stands.

Narrative evidence is weaker than coded evidence in every way that README.md lists; this module only finds and reads.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from service.fhir.dates import clinical_time
from service.fhir.moments import Moment, UnreadableDate
from service.fhir.record import PatientRecord
from service.fhir.shapes import Resource
from service.fhir.status import counts
from service.narrative.findings import ReportFinding
from service.narrative.reader import MOST_CHARACTERS, read_report

ULTRASOUND_SETS = (
    "imaging_us_leg_veins",
    "imaging_us_leg_veins_limited",
    "imaging_us_veins_unspecified_site",
    "imaging_us_veins_limited_unspecified_site",
)
"""Value sets whose codes make a report or an Observation a leg-vein ultrasound."""
MOST_REPORTS = 20
"""Only the newest are read: each costs milliseconds."""

_READ_TYPES = ("text/plain", "text/html", "application/xhtml+xml")
_IS_ULTRASOUND = re.compile(r"\b(?:us|uss|ultraso\w{1,10}|duplex|doppler|sonogra\w{1,4})\b", re.IGNORECASE)
_IS_OF_LEG_VEINS = re.compile(
    r"\b(?:(?:vein|venous|veins|dvt)\b.{0,60}\b(?:leg|limb|extremity|lower|dvt)|(?:legs?|lower)\b.{0,60}\b(?:veins?|venous|dvt))",
    re.IGNORECASE,
)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NarrativeFinding:
    """One finding of one free text of the record."""

    finding: ReportFinding
    reference: str
    """``DiagnosticReport/abc/_history/2``; empty when the resource has no id."""
    when: Moment | None
    """Clinical time of the report; None when it gives none."""
    where: str
    """``conclusion``, ``presentedForm`` or ``valueString``."""
    comparison: str
    calf_veins_seen: str


@dataclass(frozen=True, slots=True)
class UltrasoundText:
    """The free texts of one ultrasound result of the record, not read yet."""

    resource: Resource
    when: Moment | None
    """Clinical time of the result; None when it gives none."""
    texts: tuple[tuple[str, str], ...]
    """(member, text); members as in :class:`NarrativeFinding`."""

    @property
    def day(self) -> date | None:
        """First day (UTC) that the result may be of."""
        return self.when.earliest.date() if self.when else None


def narrative_findings(record: PatientRecord, now: datetime) -> tuple[NarrativeFinding, ...]:
    """Every finding of the ultrasound texts that count, newest report first; ``now`` is aware UTC.

    An empty result means "nothing read", never "nothing found".  Does not raise.
    """
    return tuple(
        NarrativeFinding(
            finding, each.resource.versioned_reference, each.when, where, reading.comparison, reading.calf_veins_seen
        )
        for each in islice(ultrasound_texts(record, now), MOST_REPORTS)
        for where, text in each.texts
        for reading in (read_report(text),)
        for finding in reading.findings
    )


def ultrasound_texts(record: PatientRecord, now: datetime, since: datetime | None = None) -> Iterator[UltrasoundText]:
    """The ultrasound results with a free text that may be read, newest first, undated ones last.

    Texts are ``DiagnosticReport.conclusion``, its ``presentedForm`` of type text/plain or text/html with inline data,
    and ``valueString`` of ultrasound Observations.  Left out are results whose status does not count, reports of
    other examinations, attachments by link, texts of more than 200,000 characters, results dated after ``now`` and,
    with ``since`` (aware UTC), those dated before it.  Does not raise.
    """
    dated = [(resource, _time_of(resource)) for resource in _ultrasound_results(record)]
    in_time = [
        (resource, when)
        for resource, when in dated
        if when is None or (when.earliest <= now + _ONE_DAY and (since is None or when.latest >= since))
    ]
    # Undated reports come last: what cannot be placed in time must not push out what can.
    in_time.sort(key=lambda pair: pair[1].latest.timestamp() if pair[1] else float("-inf"), reverse=True)
    for resource, when in in_time:
        texts = tuple(texts_of(resource))
        if texts:
            yield UltrasoundText(resource, when, texts)


def texts_of(resource: Resource) -> Iterator[tuple[str, str]]:
    """(member, text) of each free text of a result that is short enough to be read."""
    data = resource.data
    if resource.type == "DiagnosticReport":
        yield from _text("conclusion", data.get("conclusion"))
        forms = data.get("presentedForm")
        for form in forms if isinstance(forms, list) else ():
            yield from _text("presentedForm", _attachment(form))
        return
    parts = data.get("component")
    for holder in (data, *(parts if isinstance(parts, list) else ())):
        if isinstance(holder, dict):
            yield from _text("valueString", holder.get("valueString"))


def _text(where: str, text: Any) -> Iterator[tuple[str, str]]:
    if isinstance(text, str) and text.strip() and len(text) <= MOST_CHARACTERS:
        yield where, text


def _attachment(form: Any) -> str | None:
    """The text of an inline attachment; one given by link is not fetched."""
    if not isinstance(form, dict):
        return None
    kind, data = form.get("contentType"), form.get("data")
    if not isinstance(kind, str) or not isinstance(data, str) or len(data) > 2 * MOST_CHARACTERS:
        return None
    name, _, parameters = kind.lower().partition(";")
    if name.strip() not in _READ_TYPES:
        return None
    try:
        content = base64.b64decode(data)
    except (binascii.Error, ValueError):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1") if "utf-8" not in parameters else content.decode("utf-8", "replace")


def _ultrasound_results(record: PatientRecord) -> list[Resource]:
    coded = record.with_concept(*ULTRASOUND_SETS)
    results = [r for r in coded if r.type in ("Observation", "DiagnosticReport")]
    known = {id(r) for r in results}
    results += [r for r in record.of_type("DiagnosticReport") if id(r) not in known and _is_named_ultrasound(r)]
    return [resource for resource in results if counts(resource)]


def _is_named_ultrasound(resource: Resource) -> bool:
    """A report with a local code: its display or text says that it is an ultrasound of the leg veins."""
    code = resource.data.get("code")
    if not isinstance(code, dict):
        return False
    codings = code.get("coding")
    names = (
        [code.get("text"), *(c.get("display") for c in codings if isinstance(c, dict))]
        if isinstance(codings, list)
        else [code.get("text")]
    )
    return any(
        isinstance(name, str) and _IS_ULTRASOUND.search(name[:200]) and _IS_OF_LEG_VEINS.search(name[:200])
        for name in names
    )


def _time_of(resource: Resource) -> Moment | None:
    try:
        return clinical_time(resource)
    except UnreadableDate:
        return None
