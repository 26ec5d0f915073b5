"""The record of a call: what it brought along, completed at its FHIR server where it may be, and read."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRefusedError
from service.fhir.client import FhirClient
from service.fhir.codes import CodeIndex
from service.fhir.fetching import Gathered, gather
from service.fhir.record import PatientRecord, read_record
from service.hooks.call_log import log_event
from service.hooks.calls import RecordSource
from service.hooks.messages import HookRequest
from service.hooks.prefetch import TEMPLATES, check_required


def completed_record(codes: CodeIndex, client: FhirClient, templates: Mapping[str, str] = TEMPLATES) -> RecordSource:
    """Reads the record from prefetch and FHIR server; what came neither way has a state that says so (PF-8, PF-17).

    What it gives raises :class:`service.errors.FaultsError` (412) when required data came neither way.
    """

    def read(request: HookRequest, now: datetime, access: FhirAccess) -> PatientRecord:
        gathered = _gathered(request, access, client, templates)
        record = read_record(
            gathered.values,
            patient_id=request.patient_id,
            codes=codes,
            now=now,
            drafts=request.draft_orders,
            draft_medications=request.draft_medications,
            selections=request.selections,
            conditions=request.conditions,
            fetched_states=gathered.states,
        )
        # the call checks it as well, for any source of records; only here is known how a search failed
        check_required(record.state_of, access.why_not, gathered.failures)
        return record

    return read


def _gathered(request: HookRequest, access: FhirAccess, client: FhirClient, templates: Mapping[str, str]) -> Gathered:
    if access.server is None and access.why_not == "no_server":
        return Gathered(request.prefetch, {}, {})
    words: dict[str, Any] = {"service": request.service_id, "hook_instance": request.hook_instance}
    if access.server is None:
        log_event("not_fetched", level=logging.DEBUG, reason=access.why_not, **words)
        return Gathered(request.prefetch, {}, {})
    context = {**request.context, "patientId": request.patient_id}
    try:
        gathered = gather(request.prefetch, context, templates, access, client)
    except AddressRefusedError as refused:
        log_event("not_fetched", reason=refused.reason, **words)
        raise
    for key, reason in gathered.failures.items():
        log_event("not_fetched", reason=f"{key}: {reason}", **words)
    return gathered
