"""What a person finds who types the address of the service, or one of its pages with a slash too many."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from service.book.page import content_security_policy
from service.hooks.paths import SERVICES_PATH
from tests.hook_calls import assert_outcome, make_app
from tests.pages.test_pages import Page

A_BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PAGES = ("decision-book", "source-attributes")


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return make_app(tmp_path).test_client()


def get(client: FlaskClient, path: str, accept: str) -> Any:
    return client.get(path, headers={"Accept": accept})


def test_a_browser_finds_a_page_with_links_to_discovery_and_to_the_pages_for_people(client: FlaskClient) -> None:
    response = get(client, "/", A_BROWSER)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    page = Page(response.get_data(as_text=True))
    assert [each["href"] for each in page.of("a")] == ["cds-services", *PAGES]
    assert page.of("html") == [{"lang": "en"}]
    assert len(page.of("h1")) == 1


def test_the_front_page_may_run_and_load_nothing_and_is_kept_apart_from_the_answer_to_a_program(
    client: FlaskClient,
) -> None:
    response = get(client, "/", A_BROWSER)
    assert response.headers["Content-Security-Policy"] == content_security_policy()
    assert "Accept" in response.headers["Vary"]
    assert {tag for tag, _ in Page(response.get_data(as_text=True)).elements} & {
        "script",
        "link",
        "img",
        "form",
    } == set()


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/*", "text/html;q=0, */*"])
def test_a_program_is_told_in_json_that_nothing_is_there_and_where_the_pages_are(
    client: FlaskClient, accept: str
) -> None:
    (issue,) = assert_outcome(get(client, "/", accept), 404, "DVT-112")
    for address in (SERVICES_PATH, *(f"/{page}" for page in PAGES)):
        assert address in issue["details"]["text"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("root", ["http://127.0.0.1:8000", "https://ehr.example/cds/dvt"])
def test_a_slash_too_many_leads_to_the_page_also_behind_a_proxy_with_a_path(
    client: FlaskClient, page: str, root: str
) -> None:
    response = client.get(f"/{page}/")
    assert response.status_code == 308
    assert urljoin(f"{root}/{page}/", response.headers["Location"]) == f"{root}/{page}"


def test_no_address_of_cds_hooks_is_redirected(client: FlaskClient) -> None:
    assert client.get(f"{SERVICES_PATH}/").status_code == 200
    assert client.post(f"{SERVICES_PATH}/dvt-patient-view/", json={}).status_code == 400


def test_a_browser_that_asks_for_an_icon_is_told_once_that_there_is_none(client: FlaskClient) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response.data) == (204, b"")
    assert response.headers["Cache-Control"] == "max-age=86400"
