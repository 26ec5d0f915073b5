"""Whatever is wrong with a body, the service answers cards or says what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzz.mutations import broken_bodies
from tests.fuzz.properties import keeps_the_contract
from tests.fuzz.seeds import Service

BODIES = 260


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    return Service(tmp_path_factory.mktemp("fuzz"))


@settings(max_examples=BODIES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(body=broken_bodies())
def test_a_broken_body_is_answered_or_refused_and_never_an_error_of_ours(service, body):
    keeps_the_contract(service, body)


def test_the_changes_reach_both_cards_and_refusals(service):
    """The bodies are neither all refused at the door nor all harmless: otherwise the test above would show nothing."""
    seen: dict[int, int] = {}

    @settings(max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(body=broken_bodies())
    def play(body):
        status = keeps_the_contract(service, body)
        seen[status] = seen.get(status, 0) + 1

    play()
    assert seen[200] > 10
    assert seen[400] > 3
