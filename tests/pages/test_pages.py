"""The pages for people: what they hold, that they load nothing, and that nothing in them is markup by accident."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.book.page import body_html, content_security_policy, style, write_page
from service.errors import KnowledgeError
from service.hooks.services import SERVICES
from service.pages.source_attributes import citations, read_attributes, revisions
from service.settings import Settings
from tests.hook_calls import NOW, StandIn, assert_outcome

LOADING = {"src", "srcset", "poster", "background", "action", "formaction", "data", "style", "ping"}
ELEMENTS_THAT_LOAD = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "base", "form", "meta"}


class Page(HTMLParser):
    """Every element of a page with its attributes, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for each, attributes in self.elements if each == tag]

    @property
    def addresses(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]


def client_of(knowledge: Any, folder: Path) -> FlaskClient:
    settings = Settings(database_url=f"sqlite:///{folder / 'store.sqlite3'}")
    app = create_app(settings, knowledge=knowledge, answer=StandIn(), clock=lambda: NOW)
    return app.test_client()


@pytest.fixture(scope="module")
def client(knowledge: Any, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return client_of(knowledge, tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def book(client: FlaskClient) -> Any:
    return client.get("/decision-book")


@pytest.fixture(scope="module")
def book_page(book: Any) -> Page:
    return Page(book.get_data(as_text=True))


@pytest.mark.parametrize("path", ["/decision-book", "/source-attributes"])
def test_a_page_is_there_as_html_in_english_with_a_title_and_one_first_heading(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    page = Page(response.get_data(as_text=True))
    assert page.of("html") == [{"lang": "en"}]
    assert len(page.of("title")) == len(page.of("h1")) == len(page.of("main")) == 1
    assert all(each.get("scope") == "col" for each in page.of("th"))


@pytest.mark.parametrize("path", ["/decision-book", "/source-attributes"])
def test_a_page_loads_nothing_and_runs_nothing(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    text = response.get_data(as_text=True)
    for tag, attributes in Page(text).elements:
        assert not LOADING & set(attributes), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")]
        assert tag not in ELEMENTS_THAT_LOAD or (tag == "meta" and "http-equiv" not in attributes)
    assert "url(" not in style()
    assert "@import" not in style()
    assert response.headers["Content-Security-Policy"] == content_security_policy()
    assert "default-src 'none'" in content_security_policy()
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_style_of_a_page_is_the_one_that_its_policy_allows(book: Any) -> None:
    assert f"<style>{style()}</style>" in book.get_data(as_text=True)


def test_every_address_stands_once_and_every_link_into_the_page_leads_somewhere(book_page: Page) -> None:
    addresses = book_page.addresses
    assert [each for each in set(addresses) if addresses.count(each) > 1] == []
    inside = {each["href"][1:] for each in book_page.of("a") if each.get("href", "").startswith("#")}
    assert inside - set(addresses) == set()


def test_the_contents_list_every_chapter_and_every_decision(book: Any, book_page: Page, knowledge: Any) -> None:
    text = book.get_data(as_text=True)
    contents = text[text.index("<nav") : text.index("</nav>")]
    chapters = re.findall(r'<h2><a id="([^"]+)">', text)
    assert len(chapters) >= 12
    for address in [*chapters, *(f"decision-{name}" for name in knowledge.model.tables)]:
        assert f'href="#{address}"' in contents


def test_cards_and_reviewers_can_link_to_every_row_statement_and_threshold(book_page: Page, knowledge: Any) -> None:
    wanted = {f"row-{row.id}" for table in knowledge.model.tables.values() for row in table.rows}
    wanted |= {f"statement-{name}" for name in knowledge.statements}
    wanted |= {f"threshold-{name}" for name in knowledge.thresholds}
    assert wanted - set(book_page.addresses) == set()


def regions(page: Page) -> list[dict[str, str]]:
    return [each for each in page.of("div") if each.get("role") == "region"]


@pytest.mark.parametrize("path", ["/decision-book", "/source-attributes"])
def test_every_region_that_scrolls_can_be_focused_and_has_a_name_of_its_own(client: FlaskClient, path: str) -> None:
    page = Page(client.get(path).get_data(as_text=True))
    found = regions(page)
    names = [each["aria-label"] for each in found]
    assert len(found) == len(page.of("table")) > 0
    assert all(each["tabindex"] == "0" for each in found)
    assert [name for name in set(names) if names.count(name) > 1 or not name or name == "Table"] == []


def test_the_name_of_a_region_is_its_heading_and_what_stands_over_the_table() -> None:
    table = "| a |\n|---|\n| b |\n\n"
    page = Page(body_html(f"{table}## The *calf* & `x`\n\n{table}**Rows**\n\n{table}**Bold** said\n\n{table}"))
    names = [each["aria-label"] for each in regions(page)]
    assert names == ["Table", "The calf & x", "The calf & x: Rows", "The calf & x, table 3"]


def test_a_table_of_rows_is_marked_so_that_its_rows_and_outcomes_stay_in_sight() -> None:
    html = body_html("| Row | Then |\n|---|---|\n| R1 | x |\n\n| Name | Row |\n|---|---|\n| a | b |\n")
    assert [each["class"] for each in regions(Page(html))] == ["wide rows", "wide"]
    for part in ("th", "td:first-child", "td:nth-child(2)"):
        assert re.search(rf"\.rows {re.escape(part)} \{{ position: sticky", style()), part


def test_the_whole_row_that_an_address_names_is_tinted() -> None:
    assert re.search(r"tr:has\(:target\) > td[^{]*\{[^}]*background: var\(--mark\)", style())


def test_a_region_with_more_to_the_right_says_so() -> None:
    assert 'content: "Scroll sideways for more →"' in style()
    assert "animation-timeline: scroll(inline)" in style()


def test_each_cell_of_the_row_that_an_address_names_says_what_it_is_about() -> None:
    page = Page(body_html("| Row | Then | [*the* age](#x) |\n|---|---|---|\n| R1 | x | y |\n\n| A |\n|---|\n| b |\n"))
    assert [each.get("data-about") for each in page.of("td")] == [None, "Then", "the age", None]
    assert re.search(r"tr:has\(:target\) > td\[data-about\]::before \{[^}]*attr\(data-about\)", style())


def test_a_long_word_breaks_before_it_makes_the_page_scroll() -> None:
    assert re.search(r"h1, h2, h3, p, li \{[^}]*overflow-wrap: anywhere", style())


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, of ``#rgb`` or ``#rrggbb``."""
    digits = "".join(2 * each for each in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_on_every_ground_in_light_and_in_dark(scheme: str) -> None:
    schemes = [
        dict(re.findall(r"--([a-z]+): (#[0-9a-f]+)", each)) for each in re.findall(r":root \{([^}]*)\}", style())
    ]
    assert len(schemes) == 2
    light, dark = schemes
    assert set(dark) == set(light)
    assert "@media screen and (prefers-color-scheme: dark)" in style()
    colours = light if scheme == "light" else dark
    for ground in ("paper", "tint", "mark", "quote", "warn"):
        for ink in ("ink", "soft", "link"):
            assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert contrast(colours["focus"], colours["paper"]) >= 3


def test_every_colour_is_a_variable_so_that_both_schemes_have_it() -> None:
    without = re.sub(r":root \{[^}]*\}", "", style())
    assert re.findall(r"#[0-9a-fA-F]{3,6}\b", without.replace('href^="#', "")) == []


def test_raw_html_in_a_book_is_shown_as_text_and_leads_nowhere() -> None:
    html = body_html(
        "<script>alert(1)</script>\n\ntext <img src=x onerror=alert(1)> ![x](https://pictures.example/x.png)\n\n"
        '[a](javascript:alert(1)) [b](http://plain.example) <a id="x" href="https://y.example">'
    )
    assert {tag for tag, _ in Page(html).elements} == {"p"}
    assert "&lt;script&gt;" in html


def test_a_book_of_other_content_says_so(knowledge: Any) -> None:
    told = "This book was written for other content"
    markdown = f"# Book\n\nhash `{knowledge.content_hash}`\n\n## Contents\n\n## x\n"
    assert told not in write_page(markdown, running=knowledge.content_hash)
    assert told in write_page(markdown, running="0" * 64)


def test_a_missing_book_is_told_as_not_found(tmp_path: Path) -> None:
    knowledge = SimpleNamespace(folder=tmp_path, content_hash="0" * 64, codes=None, signed_off=False)
    assert_outcome(client_of(knowledge, tmp_path).get("/decision-book"), 404, "DVT-112")


def test_a_page_that_is_unchanged_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/source-attributes")
    again = client.get("/source-attributes", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")


# --- source attributes


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_gives_the_thirteen_attributes_and_its_citations(
    client: FlaskClient, service: str, knowledge: Any
) -> None:
    response = client.get(f"/source-attributes/{service}.json")
    assert (response.status_code, response.mimetype) == (200, "application/json")
    given = response.get_json()
    assert given["service"]["id"] == service
    assert [each["number"] for each in given["attributes"]] == list(range(1, 14))
    assert all(each["answer"] and each["patientData"] for each in given["attributes"])
    assert given["content"]["hash"] == knowledge.content_hash
    assert given["content"]["signedOff"] is knowledge.signed_off
    first = {"version": "0.1.0", "date": "2026-11-22", "about": "first content, not signed off"}
    assert first in given["revisions"]


def test_sex_and_date_of_birth_are_told_as_used_and_race_as_not_used(client: FlaskClient) -> None:
    given = {
        each["id"]: each for each in client.get("/source-attributes/dvt-patient-view.json").get_json()["attributes"]
    }
    assert given["sex"]["patientData"] == "Patient.gender"
    assert given["date_of_birth"]["patientData"] == "Patient.birthDate"
    assert {given[name]["patientData"] for name in ("race", "ethnicity", "language")} == {"none"}


def test_the_citations_are_those_of_the_statements_in_use(knowledge: Any) -> None:
    used = {source for each in knowledge.statements.values() if each.use == "used" for source in each.sources}
    given = citations(knowledge)
    assert {each["id"] for each in given} == used
    assert sum(each["statements"] for each in given) == sum(
        len(each.sources) for each in knowledge.statements.values() if each.use == "used"
    )
    assert all(each["citation"] and each["read"] for each in given)


def test_the_page_links_the_attributes_of_every_service(client: FlaskClient) -> None:
    page = Page(client.get("/source-attributes").get_data(as_text=True))
    linked = {each["href"] for each in page.of("a")}
    assert {f"source-attributes/{service}.json" for service in SERVICES} <= linked


def test_the_answer_stands_beside_the_attribute_and_the_patient_data_with_it(client: FlaskClient) -> None:
    text = client.get("/source-attributes").get_data(as_text=True)
    start = text.index('id="attributes"')
    told = text[start : text.index("</table>", start)]
    assert re.findall(r'<th scope="col">([^<]+)</th>', told) == ["Attribute", "Answer"]
    row = told[told.index('id="date_of_birth"') : told.index('id="social_determinants"')]
    assert re.search(r"11\. Use of date of birth.*Used for age.*Patient data used: Patient.birthDate", row, re.DOTALL)


def test_a_file_that_an_answer_names_is_marked_as_one(client: FlaskClient) -> None:
    text = client.get("/source-attributes").get_data(as_text=True)
    for file in ("cards/sources.yaml", "cards/statements/", "cards/CHANGES.md"):
        assert f"<code>{file}</code>" in text


def test_an_unknown_service_has_no_attributes(client: FlaskClient) -> None:
    assert_outcome(client.get("/source-attributes/dvt-nothing.json"), 404, "DVT-112")


def test_a_missing_attribute_is_named(knowledge: Any, tmp_path: Path) -> None:
    text = (knowledge.folder / "attributes.yaml").read_text(encoding="utf-8")
    (tmp_path / "attributes.yaml").write_text(text.replace('number: "13"', 'number: "12"'), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="numbered 1 to 13"):
        read_attributes(tmp_path)


def test_every_entry_of_the_clinical_changelog_is_a_revision(knowledge: Any) -> None:
    text = (knowledge.folder / "CHANGES.md").read_text(encoding="utf-8")
    assert len(revisions(knowledge.folder)) == len(re.findall(r"^## ", text, re.MULTILINE)) > 0


def test_attribute_text_is_escaped_on_the_page(tmp_path: Path, knowledge: Any) -> None:
    for name in ("attributes.yaml", "CHANGES.md"):
        text = (knowledge.folder / name).read_text(encoding="utf-8")
        harmful = text.replace("answer: Not used.", "answer: <script>alert(1)</script>", 1)
        (tmp_path / name).write_text(harmful, encoding="utf-8")
    own = SimpleNamespace(
        folder=tmp_path,
        content_hash="0" * 64,
        codes=None,
        version="0",
        signed_off=False,
        statements=knowledge.statements,
        sources=knowledge.sources,
    )
    text = client_of(own, tmp_path).get("/source-attributes").get_data(as_text=True)
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_the_attributes_hold_no_null_and_nothing_empty_but_lists(client: FlaskClient) -> None:
    text = client.get("/source-attributes/dvt-order-sign.json").get_data(as_text=True)
    assert "null" not in json.dumps(json.loads(text))
    assert '""' not in text
