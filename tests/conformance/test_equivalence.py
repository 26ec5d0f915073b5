"""The same patient by prefetch, by fetch and by mixtures of both gives the same answer, for every replay case.

Which keys come which way is sampled: all of them fetched, and for each case another half of them.  Over the cases
every two keys come both together and apart.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from service.answer import answer
from service.errors import DvtCdsError, FaultsError
from service.fhir.access import FhirAccess
from service.fhir.address_guard import AddressRules, read_address
from service.fhir.bundles import KEYS
from service.fhir.client import FhirClient, Limits
from service.fhir.fetching import gather
from service.fhir.record import read_record
from service.fhir.references import WrongPatient
from service.hooks.messages import HookRequest, read_request
from service.hooks.prefetch import TEMPLATES, check_required
from service.hooks.services import SERVICES
from service.replay.cases import ReplayCase, read_cases
from service.settings import Settings
from tests.fhir_server import Asked, FhirServer, Talk, running

FOLDER = Path(__file__).parents[2] / "fixtures" / "cases"
CASES = {case.name: case for case in read_cases(FOLDER) if case.expected.status != "400"}
ENTRIES_TO_A_PAGE = 3
CLIENT = FhirClient(Limits(deadline_seconds=30))


def request_of(case: ReplayCase) -> HookRequest:
    return read_request(case.body, SERVICES[case.story.service])


def fetched_keys(name: str, keys: list[str]) -> set[str]:
    """Another half of the keys for each case, the same in every run."""
    return set(random.Random(name).sample(keys, k=(len(keys) + 1) // 2))


@pytest.fixture(scope="module")
def server() -> Iterator[FhirServer]:
    with running() as fhir:
        yield fhir


def serve(server: FhirServer, prefetch: Mapping[str, Any]) -> None:
    """Answer each search as the client's own server answered it, but on several pages."""
    by_type = {KEYS[key]: json.loads(bytes(raw)) for key, raw in prefetch.items() if key in KEYS}

    def as_recorded(talk: Talk, asked: Asked) -> None:
        value = by_type[asked.type]
        if value is None:
            value = {"resourceType": "Bundle", "type": "searchset", "total": 0}
        entries = value.get("entry") if isinstance(value, dict) else None
        if isinstance(entries, list) and "link" not in value and len(entries) > ENTRIES_TO_A_PAGE:
            start = int(asked.query.get("page", ["0"])[0]) * ENTRIES_TO_A_PAGE
            value = {**value, "entry": entries[start : start + ENTRIES_TO_A_PAGE]}
            if start + ENTRIES_TO_A_PAGE < len(entries):
                url = f"{talk.fhir.url}/{asked.type}?page={start // ENTRIES_TO_A_PAGE + 1}"
                value["link"] = [{"relation": "next", "url": url}]
        talk.give(value)

    server.answers["*"] = as_recorded


def outcome(case: ReplayCase, request: HookRequest, values: Mapping[str, Any], states: Any, knowledge: Any) -> Any:
    """All there is to an answer, or the numbers of the faults in place of one."""
    site = Settings.from_environment(case.story.settings).site

    def record_of(asked: HookRequest) -> Any:
        record = read_record(
            values,
            patient_id=asked.patient_id,
            codes=knowledge.codes,
            now=case.as_of,
            drafts=asked.draft_orders,
            draft_medications=asked.draft_medications,
            selections=asked.selections,
            conditions=asked.conditions,
            fetched_states=states,
        )
        check_required(record.state_of)
        return record

    try:
        given = answer(request, record_of, knowledge, case.as_of, site=site)
    except FaultsError as faults:
        return [error.code for error in faults.errors]
    except WrongPatient:
        return "another patient"
    except DvtCdsError as error:
        return error.code
    return given.cards, given.extension, given.state, given.facts_digest


@pytest.mark.verifies("PF-7", "PF-8", "PF-13", "PF-16", "PF-17")
@pytest.mark.parametrize("name", CASES)
def test_the_answer_does_not_depend_on_the_way_the_data_came(name: str, server: FhirServer, knowledge: Any) -> None:
    case = CASES[name]
    request = request_of(case)
    prefetch: dict[str, msgspec.Raw] = {key: raw for key, raw in request.prefetch.items() if key in KEYS}
    serve(server, prefetch)
    templates = {key: TEMPLATES[key] for key in prefetch}
    access = FhirAccess(read_address(server.url), AddressRules(loopback=True))
    by_prefetch = outcome(case, request, prefetch, {}, knowledge)
    for fetched in (set(prefetch), fetched_keys(name, sorted(prefetch))):
        kept = {key: raw for key, raw in prefetch.items() if key not in fetched}
        server.asked.clear()
        gathered = gather(kept, request.context, templates, access, CLIENT)
        assert {each.type for each in server.asked} == {KEYS[key] for key in fetched}
        assert outcome(case, request, gathered.values, gathered.states, knowledge) == by_prefetch


def test_over_the_cases_every_two_keys_come_together_and_apart() -> None:
    seen: dict[tuple[str, str], set[tuple[bool, bool]]] = {}
    for name, case in CASES.items():
        keys = sorted(key for key in request_of(case).prefetch if key in KEYS)
        fetched = fetched_keys(name, keys)
        for first, second in itertools.combinations(keys, 2):
            seen.setdefault((first, second), set()).add((first in fetched, second in fetched))
    assert set(seen) == set(itertools.combinations(sorted(KEYS), 2))
    assert {pair: len(ways) for pair, ways in seen.items() if len(ways) < 4} == {}
