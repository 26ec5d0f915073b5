"""One hook call from its checked request to its answer: record, history, decision, store.

Nothing here knows HTTP.  The order matters: the answer is written out and guarded before it is recorded, and
recorded before it is sent, so that the store never holds an answer that was not given, nor misses one that was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from service.errors import AnotherPatientError
from service.fhir.access import FhirAccess
from service.fhir.references import WrongPatient
from service.hooks.additions import with_autolaunch
from service.hooks.answers import guarded
from service.hooks.messages import HookRequest
from service.hooks.prefetch import check_required
from service.hooks.trust import Caller, Trust
from service.settings import Settings
from service.site import Site
from service.store import Issued, Store, Who

RecordSource = Callable[[HookRequest, datetime, FhirAccess], Any]
"""A request, the time of the call and what it may read at its FHIR server → the patient's record; may fetch."""


@dataclass(frozen=True)
class Parts:
    """What a running service is made of; every part can be replaced in a test."""

    settings: Settings
    knowledge: Any
    answer: Callable[..., Any]
    """``service.answer.answer``."""
    store: Store
    clock: Callable[[], datetime]
    record_source: RecordSource
    trust: Trust

    @cached_property
    def site(self) -> Site:
        """What the clinical core may see of the settings."""
        return self.settings.site


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer ready to be sent, and what the log and the metrics may say about it."""

    body: bytes
    cards: int
    state: str
    outcome: str | None
    was_mended: bool


def answer_call(
    parts: Parts,
    request: HookRequest,
    caller: Caller,
    received: float = 0.0,
    has_left: Callable[[], bool] = lambda: False,
) -> Answered:
    """Answer one checked and authorised hook call.

    ``received`` is when it came, in seconds of ``time.perf_counter``: the lifetime of its token counts from then.
    ``has_left`` tells whether its client has hung up: what nobody will see is recorded, but silences nothing.
    Raises :class:`service.errors.FaultsError` (412, required data) and :class:`service.errors.DvtCdsError` (another
    patient, the store, a fault of our own); whatever else escapes is a bug for the endpoint to report as one.
    """
    now = parts.clock()
    access = parts.trust.fhir_access(caller, request, received)
    who = parts.store.identify(
        fhir_server=request.fhir_server,
        patient_id=request.patient_id,
        encounter_id=request.encounter_id,
        issuer=caller.issuer,
        tenant=caller.tenant,
    )
    history = parts.store.read_history(who, now)

    def record_source(asked: HookRequest) -> Any:
        try:
            record = parts.record_source(asked, now, access)
        except WrongPatient as error:
            raise AnotherPatientError(expression=error.member) from None
        check_required(record.state_of, access.why_not)
        return record

    answer = parts.answer(request, record_source, parts.knowledge, now, history, site=parts.site)
    body, text, was_mended = guarded(_response(answer, parts.settings), prune=parts.settings.production)
    facts = {} if has_left() else answer.card_facts
    parts.store.record_issued(_issued(answer, facts, body["cards"], request, who, caller, now))
    return Answered(text, len(body["cards"]), str(answer.state), _outcome(answer), was_mended)


def _response(answer: Any, settings: Settings) -> dict[str, Any]:
    cards = [with_autolaunch(card) for card in answer.cards] if settings.autolaunch else list(answer.cards)
    response: dict[str, Any] = {"cards": cards}
    if answer.extension:
        response["extension"] = answer.extension
    return response


def _outcome(answer: Any) -> str | None:
    return None if answer.decision is None else str(answer.decision.outcome)


def _issued(
    answer: Any,
    facts: Mapping[str, str],
    cards: list[Mapping[str, Any]],
    request: HookRequest,
    who: Who,
    caller: Caller,
    now: datetime,
) -> list[Issued]:
    # Enum's own name for the plain text of a member: the ways around it cost ten times as much, for every feature.
    states = {name: feature.state._value_ for name, feature in answer.features.items()}
    return [
        Issued.from_card(
            card,
            who=who,
            hook_instance=request.hook_instance,
            service=request.service_id,
            hook=request.hook,
            states=states,
            facts_digest=facts.get(card["uuid"], ""),
            issued_at=now,
            issuer=caller.client,
        )
        for card in cards
    ]
