"""Playing one case: through the one door, or over HTTP against a running service.

Over HTTP the dates of the request are moved to today and those of the answer back (``service/replay/clocks.py``).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from service.answer import Answer, answer
from service.errors import AnotherPatientError, DvtCdsError, FaultsError, operation_outcome
from service.fhir.record import PatientRecord, read_record
from service.fhir.references import WrongPatient
from service.hooks.answers import guard_members
from service.hooks.messages import HookRequest, read_request
from service.hooks.prefetch import check_required
from service.hooks.services import SERVICES
from service.knowledge import Knowledge
from service.replay.cases import ReplayCase
from service.replay.clocks import DATES, leaves_its_day, moved
from service.replay.compare import Played
from service.settings import Settings


def play_through_answer(case: ReplayCase, knowledge: Knowledge) -> Played:
    """Play a case through ``answer()`` at the moment it was recorded, with the failure contract of the service."""
    try:
        given = answer_case(case, knowledge)
    except FaultsError as error:
        return Played(error.status, operation_outcome(error.errors))
    except DvtCdsError as error:
        return Played(error.status, operation_outcome([error]))
    body: dict[str, Any] = {"cards": list(given.cards), "extension": given.extension}
    checked, _ = guard_members(body, prune=False)
    return Played(200, orjson.loads(orjson.dumps(checked)))


def answer_case(case: ReplayCase, knowledge: Knowledge) -> Answer:
    """The core's answer to a case; raises what the service would turn into an error body."""
    service = SERVICES[case.story.service]
    request = read_request(case.body, service)
    site = Settings.from_environment(case.story.settings).site

    def record_of(asked: HookRequest) -> PatientRecord:
        try:
            record = read_record(
                asked.prefetch,
                patient_id=asked.patient_id,
                codes=knowledge.codes,
                now=case.as_of,
                drafts=asked.draft_orders,
                draft_medications=asked.draft_medications,
                selections=asked.selections,
                conditions=asked.conditions,
            )
        except WrongPatient as error:
            raise AnotherPatientError(expression=error.member) from None
        check_required(record.state_of)
        return record

    return answer(request, record_of, knowledge, case.as_of, site=site)


Post = Callable[[str, bytes], tuple[int, bytes]]
"""URL and body to status and body: how a case reaches a running service."""


def play_over_http(case: ReplayCase, url: str, now: datetime, post: Post, *, days_kept: bool = False) -> Played:
    """Play a case against the service at ``url``; the answer comes back in the dates of the case.

    ``days_kept`` is that of :func:`~service.replay.clocks.moved`.
    """
    delta = now - case.as_of
    body = moved(case.body.decode(errors="surrogateescape"), delta, case.as_of, days_kept=days_kept)
    body = _HOOK_INSTANCE.sub(lambda found: found[1] + str(uuid.uuid4()), body)
    address = f"{url.rstrip('/')}/cds-services/{case.story.service}"
    status, text = post(address, body.encode(errors="surrogateescape"))
    return Played(status, _json_object(moved(text.decode(errors="replace"), -delta, now)))


def has_two_ways_to_move(case: ReplayCase, now: datetime) -> bool:
    """Whether the case is another one at this hour with its days kept (:mod:`service.replay.clocks`)."""
    return leaves_its_day(case.body.decode(errors="surrogateescape"), now - case.as_of, case.as_of)


def _json_object(text: str) -> dict[str, Any] | None:
    """The body of an answer; ``None`` for one that no service of this kind gives, of whatever else answers there."""
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HOOK_INSTANCE = re.compile(rf'("hookInstance"\s*:\s*"){_UUID.pattern}(?=")', re.IGNORECASE)
"""Only a uuid is renewed: an instance that is none is the fault of its case."""


def comparable(played: Played) -> Any:
    """The answer without what may differ between two plays of a case: uuids, and days by one (see the module)."""
    return _UUID.sub("uuid", orjson.dumps(played.body, option=orjson.OPT_SORT_KEYS).decode())


def same_but_for_clocks(one: Played, other: Played) -> bool:
    """Whether two answers are identical but for uuids and a day's difference in derived dates."""
    a, b = comparable(one), comparable(other)
    if DATES.sub("", a) != DATES.sub("", b):
        return False
    days = zip(DATES.findall(a), DATES.findall(b), strict=True)
    return all(abs(_day(x) - _day(y)) <= timedelta(days=1) for x, y in days)


def _day(written: str) -> date:
    return date.fromisoformat(written[:10])
