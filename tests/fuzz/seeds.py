"""The replay cases as seeds, and the two ways to have a changed body answered."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from flask import Flask

from service.answer import Answer, answer
from service.app import create_app
from service.content import cards_folder
from service.fhir.record import PatientRecord, read_record
from service.hooks.messages import HookRequest, read_request
from service.hooks.services import SERVICES
from service.knowledge import Knowledge, load_knowledge
from service.replay.cases import read_cases
from service.settings import Settings

CASES = Path(__file__).parents[2] / "fixtures" / "cases"


@dataclass(frozen=True, repr=False)
class Seed:
    """One recorded call that is answered with 200."""

    name: str
    service: str
    as_of: datetime
    request: dict[str, Any]

    def __repr__(self) -> str:
        return self.name

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # Hypothesis would write out all members

    def copy(self) -> dict[str, Any]:
        return copy.deepcopy(self.request)


@cache
def seeds() -> tuple[Seed, ...]:
    found = (
        Seed(case.name, case.story.service, case.as_of, orjson.loads(case.body))
        for case in read_cases(CASES)
        if case.expected.status == "200" and not case.story.settings
    )
    return tuple(each for each in found if each.request.get("prefetch"))


@cache
def knowledge() -> Knowledge:
    return load_knowledge(cards_folder())


def answered(seed: Seed, request: dict[str, Any]) -> Answer:
    """The core's answer to a changed request of a seed."""

    def record_of(asked: HookRequest) -> PatientRecord:
        return read_record(
            asked.prefetch,
            patient_id=asked.patient_id,
            codes=knowledge().codes,
            now=seed.as_of,
            drafts=asked.draft_orders,
            draft_medications=asked.draft_medications,
            selections=asked.selections,
            conditions=asked.conditions,
        )

    checked = read_request(orjson.dumps(request), SERVICES[seed.service])
    return answer(checked, record_of, knowledge(), seed.as_of)


class Service:
    """The whole application with a store of its own; its clock stands at the moment of the seed being played."""

    def __init__(self, folder: Path) -> None:
        self._now = seeds()[0].as_of
        settings = Settings(database_url=f"sqlite:///{folder / 'store.sqlite3'}", log_level="ERROR")
        self.app: Flask = create_app(settings, knowledge=knowledge(), clock=lambda: self._now)
        self._client = self.app.test_client()

    def post(self, seed: Seed, body: bytes) -> tuple[int, dict[str, Any]]:
        """Status and body of the answer."""
        self._now = seed.as_of
        response = self._client.post(f"/cds-services/{seed.service}", data=body, content_type="application/json")
        return response.status_code, json.loads(response.get_data())
