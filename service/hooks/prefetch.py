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

NO_FAILURES: Mapping[str, str] = {}

_UNOBTAINABLE: Mapping[str, tuple[type[FhirAccessError], str]] = {
    "not_asked": (RequiredDataMissingError, "was not sent and could not be fetched"),
    "unreachable": (RequiredDataFailedError, "could not be fetched: the search for it failed"),
    "refused": (RequiredDataUnreadableError, "came in a shape that cannot be read"),
}
"""State of a key → the fault it is for a required one.  ``answered`` (also ``null`` and an empty Bundle) and
``partial`` go on: what part of a record does not show is unknown, and the card says so."""


_WHY_NOT_FETCHED: Mapping[str, str] = {
    "no_server": "Send the key in `prefetch` (null when the search found nothing), or `fhirServer` with a token.",
    "no_token": "Send the key in `prefetch`, or a token for `fhirServer` in `fhirAuthorization`.",
    "server_not_listed": (
        "Send the key in `prefetch`, or have the base URL of `fhirServer` listed with this service "
        "(DVT_CDS_OPEN_FHIR_SERVERS, or `fhir_servers` of the trust file)."
    ),
    "scope": "Send the key in `prefetch`, or a token whose scopes cover it.",
    "expired": "Send the key in `prefetch`, or a token that has not expired.",
}
"""Why nothing was fetched (``FhirAccess.why_not``, or our word for one key) → what the caller can do about it."""

_HOW_IT_FAILED: Mapping[str, str] = {
    "connection": "no connection",
    "deadline": "no answer within DVT_CDS_DEADLINE_MS",
    "name_not_found": "its host was not found",
    "tls": "its certificate was not accepted",
    "truncated": "the answer was cut off",
    "too_large": "the answer was too large",
    "too_many_pages": "the answer had too many pages",
    "compressed": "the answer was compressed",
    "redirect": "it was redirected elsewhere",
    "told_to_wait": "the FHIR server asked to come back later",
    "operation_outcome": "the FHIR server answered with an OperationOutcome",
}
"""Our word for a search that failed → the same for the caller; ``status_503`` is told by its number."""


def check_required(
    state_of: Callable[[str], str], why_not_fetched: str = "", failures: Mapping[str, str] = NO_FAILURES
) -> None:
    """End the call when Conditions or Observations can neither be had nor fetched.

    ``state_of`` gives the state of a prefetch key after whatever fetching was possible, ``why_not_fetched`` says why
    none was, and ``failures`` how it failed for a key (both in our own words).  Raises
    :class:`FaultsError` (412, DVT-201 to DVT-203) that names every such key in ``diagnostics`` and
    ``expression``.  Sources: HTTP-3, PF-12, PF-14.
    """
    faults: list[DvtCdsError] = []
    for key in REQUIRED:
        if failure := _UNOBTAINABLE.get(state_of(key)):
            error, words = failure
            reason, remedy = failures.get(key, ""), ""
            if error is RequiredDataMissingError:
                remedy = _WHY_NOT_FETCHED.get(why_not_fetched or reason, "")
            elif error is RequiredDataFailedError and (how := _how_it_failed(reason)):
                words = f"{words} ({how})"
            faults.append(error(f"`{key}` {words}.", expression=f"prefetch.{key}", diagnostics=key, remedy=remedy))
    if faults:
        raise FaultsError(faults)


def _how_it_failed(reason: str) -> str:
    if reason.startswith("status_"):
        return f"the FHIR server answered {reason.removeprefix('status_')}"
    return _HOW_IT_FAILED.get(reason, "")
