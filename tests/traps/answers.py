"""A whole answer for a patient with these resources, read as they would arrive: one FHIR Bundle for each key."""

from __future__ import annotations

from typing import Any

from service.answer import Answer, answer
from service.hooks.messages import HookRequest
from tests.builders import NOW, PATIENT, record_of


def ask(knowledge: Any, *resources: Any, **reading: Any) -> Answer:
    """The answer when the chart of the patient is opened; keyword arguments as ``builders.record_of`` takes them."""
    record = record_of(*resources, **reading)
    call = HookRequest(
        hook="patient-view",
        hook_instance="5d3f0f9c-30b5-4ad6-8f3e-cd6ec8a9b0a1",
        service_id="dvt-patient-view",
        context={},
        prefetch={},
        patient_id=PATIENT,
        user_id="Practitioner/doctor-1",
    )
    return answer(call, lambda _: record, knowledge, NOW)
