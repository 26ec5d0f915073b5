"""The prefetch templates, and what the service does without the data they ask for.

Templates stay in the subset that clients implement: one read, and type searches with one parameter of a name,
comma lists, ``_sort`` and ``_count``; no ``_include``, chaining or repeated parameters.  A key has one of five
states (``service.fhir.record.KeyState``); only for ``conditions`` and ``observations`` does a state end the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from service.errors import (
    DvtCdsError,
    FaultsError,
    FhirAccessError,
    RequiredDataFailedError,
    RequiredDataMissingError,
    RequiredDataUnreadableError,
)

REQUIRED = ("conditions", "observations")
"""Keys without which no recommendation is made."""

TEMPLATES: Mapping[str, str] = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}&_count=1000",
    "observations": "Observation?patient={{context.patientId}}&_sort=-date&_count=1000",
    "procedures": "Procedure?patient={{context.patientId}}&_sort=-date&_count=200",
    "encounters": "Encounter?patient={{context.patientId}}&_sort=-date&_count=100",
    "medications": "MedicationRequest?patient={{context.patientId}}&_sort=-authoredon&_count=200",
    "medicationStatements": "MedicationStatement?patient={{context.patientId}}&_count=200",
    "diagnosticReports": "DiagnosticReport?patient={{context.patientId}}&_sort=-date&_count=100",
    "serviceRequests": "ServiceRequest?patient={{context.patientId}}&_sort=-authored&_count=100",
    "allergies": "AllergyIntolerance?patient={{context.patientId}}&_count=100",
}
"""Prefetch key → template, in the order of discovery.  Keys are a contract and are never renamed."""

_UNOBTAINABLE: Mapping[str, tuple[type[FhirAccessError], str]] = {
    "not_asked": (RequiredDataMissingError, "was not sent and could not be fetched"),
    "unreachable": (RequiredDataFailedError, "could not be had: the search for it failed"),
    "refused": (RequiredDataUnreadableError, "came in a shape that cannot be read"),
}
"""State of a key → the fault it is for a required one.  ``answered`` (also ``null`` and an empty Bundle) and
``partial`` go on: what part of a record does not show is unknown, and the card says so."""


_WHY_NOT_FETCHED: Mapping[str, str] = {
    "no_server": "Send the key in `prefetch` (null when the search found nothing), or `fhirServer` with a token.",
    "no_token": "Send the key in `prefetch`, or a token for `fhirServer` in `fhirAuthorization`.",
    "server_not_listed": "Send the key in `prefetch`, or have the base URL of `fhirServer` listed with this service.",
}
"""Why nothing was fetched (``FhirAccess.why_not``) → what the caller can do about it."""


def check_required(state_of: Callable[[str], str], why_not_fetched: str = "") -> None:
    """End the call when Conditions or Observations can neither be had nor fetched.

    ``state_of`` gives the state of a prefetch key after whatever fetching was possible, ``why_not_fetched`` says why
    none was (one of our own words).  Raises
    :class:`FaultsError` (412, DVT-201 to DVT-203) that names every such key in ``diagnostics`` and
    ``expression``.  Sources: HTTP-3, PF-12, PF-14.
    """
    faults: list[DvtCdsError] = []
    for key in REQUIRED:
        if failure := _UNOBTAINABLE.get(str(state_of(key))):
            error, words = failure
            remedy = _WHY_NOT_FETCHED.get(why_not_fetched, "") if error is RequiredDataMissingError else ""
            faults.append(error(f"`{key}` {words}.", expression=f"prefetch.{key}", diagnostics=key, remedy=remedy))
    if faults:
        raise FaultsError(faults)
