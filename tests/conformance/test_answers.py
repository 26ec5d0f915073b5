"""What a good call gets back, whatever the core had to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from service.history import EMPTY
from tests.hook_calls import EXTENSION, SERVICE_OF, StandIn, call, card, in_context, make_app, post


@pytest.mark.verifies("HTTP-1", "CARD-0", "GEN-1", "CACHE-1", "SYS-1")
@pytest.mark.parametrize("hook", SERVICE_OF)
def test_success_is_200_with_cards_and_is_not_cached(tmp_path: Path, hook: str) -> None:
    core = StandIn()
    response = post(make_app(tmp_path, core), call(hook))
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.get_json() == {"cards": list(core.cards), "extension": core.extension}


@pytest.mark.verifies("HTTP-2", "GEN-4")
def test_no_guidance_is_200_with_an_empty_list_of_cards(tmp_path: Path) -> None:
    response = post(make_app(tmp_path, StandIn(cards=(), extension={})), call())
    assert (response.status_code, response.get_json()) == (200, {"cards": []})


@pytest.mark.verifies("EXT-1", "EXT-2")
def test_the_state_of_the_answer_is_in_an_extension_named_like_a_domain(tmp_path: Path) -> None:
    assert post(make_app(tmp_path), call()).get_json()["extension"] == {EXTENSION: {"state": "advice"}}


def test_the_order_of_members_is_kept(tmp_path: Path) -> None:
    shown = card()
    assert list(post(make_app(tmp_path, StandIn(cards=(shown,))), call()).get_json()["cards"][0]) == list(shown)


def test_what_was_answered_is_recorded_before_it_is_sent(tmp_path: Path) -> None:
    shown = card()
    app = make_app(tmp_path, StandIn(cards=(shown,)))
    body = call()
    post(app, body)
    row: Any = app.extensions["dvt-cds"].store.read_issued(shown["uuid"])
    assert (row["service"], row["hook_instance"], row["outcome"]) == (
        "dvt-patient-view",
        body["hookInstance"],
        "SURVEILLANCE",
    )


def test_the_core_is_told_what_was_shown_before_in_the_same_encounter(tmp_path: Path) -> None:
    core = StandIn()
    app = make_app(tmp_path, core)
    post(app, call())
    post(app, call("order-sign"))
    post(app, in_context(patientId="synthetic-2"))
    assert core.histories[0] == EMPTY
    assert [shown.same_encounter for shown in core.histories[1].shown] == [True]


def test_the_core_is_not_told_of_another_patient(tmp_path: Path) -> None:
    core = StandIn()
    app = make_app(tmp_path, core)
    post(app, call())
    other = in_context(patientId="synthetic-2")
    other["prefetch"] = {"conditions": None, "observations": None}
    post(app, other)
    assert core.histories[1] == EMPTY
