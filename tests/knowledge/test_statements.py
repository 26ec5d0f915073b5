"""The statements and sources in ``cards/``: complete, traceable, no stronger than their source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from tests.knowledge.conftest import read_file

Entries = list[tuple[str, dict[str, Any]]]
Entry = dict[str, dict[str, Any]]

SOURCE_DOCUMENT_IDS = {f"G-{n}" for n in range(1, 44)} | {f"M-{n}" for n in range(1, 47)}
NEVER_PRINTED = {"G-3", "G-40", "M-6", "M-10", "M-11", "M-12", "M-28"}  # ruling 14
# rulings 5, 8, 9, 12, 13 and 17 ask for one sentence with both sides
BOTH_SIDES = {
    "G-9",
    "G-28",
    "M-43",
    "M-1",
    "M-3",
    "M-33",
    "M-34",
    "M-35",
    "M-42",
    "M-36",
    "C-12",
}

NEEDED = {"says", "source", "locator", "strength", "verb", "certainty", "verdict", "use", "seen"}
OPTIONAL = {"why", "basis", "disagreement", "cites"}
READ = {"full", "abstract", "secondary", "knowledge_only"}
KINDS = {"guideline", "trial", "cohort", "label", "review", "consensus", "seed", "convention"}

STRONG = re.compile(r"\bstrong\b|\b1[ABC]\b|\bclass I\b")
WEAK = re.compile(r"\bweak\b|\bconditional\b|\b2[ABC]\b|\bclass II[ab]?\b")
CONVENTION = "convention of this product, needs a clinical owner"


def listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def used(statements: Entry) -> Entry:
    return {name: each for name, each in statements.items() if each["use"] == "used"}


def test_a_key_written_twice_is_refused(read_strictly: Callable[[str], Any]) -> None:
    with pytest.raises(yaml.constructor.ConstructorError, match="written twice"):
        read_strictly("G-1: {says: one}\nG-1: {says: two}\n")


def test_every_statement_of_the_source_documents_occurs_exactly_once(statement_entries: Entries) -> None:
    counted = Counter(name for name, _ in statement_entries)
    assert [name for name, count in counted.items() if count > 1] == []
    assert {name for name in counted if name[0] in "GM"} == SOURCE_DOCUMENT_IDS
    assert len(SOURCE_DOCUMENT_IDS) == 89


def test_further_statements_have_the_ids_of_regimens_or_conventions(statements: Entry) -> None:
    further = set(statements) - SOURCE_DOCUMENT_IDS
    assert [name for name in further if not re.fullmatch(r"[RC]-[1-9]\d*", name)] == []
    assert further


def test_every_statement_has_the_columns_that_the_readme_explains(statements: Entry) -> None:
    for name, each in statements.items():
        assert set(each) >= NEEDED, name
        assert set(each) <= NEEDED | OPTIONAL, name
        assert each["verdict"] in {"A", "P", "X", "N"}, name
        assert each["use"] in {"used", "background", "not_printed"}, name
        assert each["verb"] in {"recommends", "suggests", "states"}, name
        assert each["seen"] in READ, name


def test_every_value_is_text_or_a_list_of_text(statements: Entry, sources: Entry) -> None:
    for name, each in {**statements, **sources}.items():
        for key, value in each.items():
            assert all(isinstance(part, str) for part in listed(value)), f"{name}.{key}"


def test_recommends_is_kept_for_strong_statements(statements: Entry) -> None:
    for name, each in statements.items():
        if each["verb"] == "recommends":
            assert STRONG.search(each["strength"]), f"{name}: {each['strength']}"


def test_suggests_is_used_for_weak_statements(statements: Entry) -> None:
    for name, each in statements.items():
        if each["verb"] == "suggests":
            assert WEAK.search(each["strength"]), f"{name}: {each['strength']}"


def test_a_statement_with_a_graded_strength_is_not_worded_as_ungraded(statements: Entry) -> None:
    for name, each in statements.items():
        if each["verb"] == "states":
            assert re.fullmatch(rf"|class III.*|{CONVENTION}", each["strength"]), f"{name}: {each['strength']}"


def test_the_printed_sentence_is_no_stronger_than_the_verb(statements: Entry) -> None:
    for name, each in used(statements).items():
        if each["verb"] != "recommends":
            assert "recommend" not in each["basis"], name


def test_the_printed_sentence_carries_the_strength_words_of_its_source(statements: Entry) -> None:
    graded = {"recommends": STRONG, "suggests": WEAK}
    for name, each in used(statements).items():
        if each["verb"] in graded:
            assert graded[each["verb"]].search(each["basis"]), name


def test_no_card_calls_anything_mandatory_or_essential(statements: Entry) -> None:
    for name, each in used(statements).items():
        printed = each["basis"] + " " + each.get("disagreement", "")
        assert not re.search(r"\bmandatory\b|\bessential\b|\bmust\b", printed), name


def test_what_ruling_14_forbids_is_not_printed(statements: Entry) -> None:
    assert {name for name, each in statements.items() if each["use"] == "not_printed"} == NEVER_PRINTED
    for name in NEVER_PRINTED:
        assert not statements[name].get("basis"), name
        assert not statements[name].get("disagreement"), name


def test_every_source_of_a_statement_is_listed(statements: Entry, sources: Entry) -> None:
    for name, each in statements.items():
        unknown = [id_ for id_ in [*listed(each["source"]), *each.get("cites", [])] if id_ not in sources]
        assert unknown == [], name


def test_every_listed_source_is_cited(statements: Entry, sources: Entry) -> None:
    cited = {id_ for each in statements.values() for id_ in [*listed(each["source"]), *each.get("cites", [])]}
    assert {id_ for id_ in sources if id_ not in cited and sources[id_]["kind"] != "seed"} == set()


def test_a_source_document_is_never_the_basis_of_a_printed_statement(statements: Entry, sources: Entry) -> None:
    for name, each in used(statements).items():
        cited = [*listed(each["source"]), *each.get("cites", [])]
        assert [id_ for id_ in cited if sources[id_]["kind"] == "seed"] == [], name


def test_every_used_statement_has_a_sentence_that_names_its_source(statements: Entry, sources: Entry) -> None:
    for name, each in used(statements).items():
        names = [sources[id_]["short"].split(" (")[0].lower() for id_ in listed(each["source"])]
        assert each.get("basis"), name
        assert any(short in each["basis"].lower() for short in names), f"{name}: {names}"


def first_named(text: str, sources: Entry) -> str:
    """The source, or the convention of this product, that a sentence names first; the longer name of two."""
    names = {id_: each["short"].split(" (")[0].lower() for id_, each in sources.items()}
    found = [(text.lower().find(name), -len(name), id_) for id_, name in names.items() if name in text.lower()]
    return min(found)[2] if found else ""


def test_a_statement_lists_first_the_source_that_its_sentence_names_first(statements: Entry, sources: Entry) -> None:
    """The first source is the label of a card, and the sentence is what the clinician reads under it."""
    for name, each in used(statements).items():
        if first_named(each["basis"], sources) != "convention":
            assert first_named(each["basis"], sources) == listed(each["source"])[0], name


def test_a_card_is_labelled_with_a_statement_that_has_a_sentence(statements: Entry) -> None:
    outcomes = read_file("wording/outcomes.yaml").values()
    labels = {card.get("source", outcome["source"]) for outcome in outcomes for card in outcome["cards"]}
    labels |= {finding["statements"][0] for finding in read_file("order_review.yaml")["findings"]}
    assert [name for name in sorted(labels) if not statements[name].get("basis")] == []


def test_a_statement_that_conflicts_with_newer_evidence_says_so(statements: Entry) -> None:
    for name, each in used(statements).items():
        if each["verdict"] == "X" or name in BOTH_SIDES:
            assert each.get("disagreement"), name


def test_a_disagreement_names_a_cited_source(statements: Entry, sources: Entry) -> None:
    for name, each in statements.items():
        if each.get("disagreement"):
            known = [*listed(each["source"]), *each.get("cites", [])]
            names = [sources[id_]["short"].split(" (")[0] for id_ in known]
            assert any(short.lower() in each["disagreement"].lower() for short in names), name


def test_a_statement_that_is_not_simply_agreed_and_used_says_why(statements: Entry) -> None:
    for name, each in statements.items():
        if each["use"] != "used" or each["verdict"] != "A" or listed(each["source"]) == ["convention"]:
            assert each.get("why"), name


def test_an_untraceable_claim_is_printed_only_as_a_convention(statements: Entry) -> None:
    for name, each in used(statements).items():
        if each["verdict"] == "N":
            assert "convention" in each["basis"].lower(), name
            assert each["verb"] == "states", name


def test_a_source_that_was_not_read_is_flagged_on_the_card(statements: Entry) -> None:
    for name, each in used(statements).items():
        assert ("verify" in each["basis"]) == (each["seen"] == "knowledge_only"), name


def test_a_statement_was_not_read_further_than_its_sources(statements: Entry, sources: Entry) -> None:
    order = ["knowledge_only", "secondary", "abstract", "full"]
    for name, each in statements.items():
        furthest = max(order.index(sources[id_]["seen"]) for id_ in listed(each["source"]))
        assert order.index(each["seen"]) <= furthest, name


def test_every_convention_asks_for_a_clinical_owner(statements: Entry) -> None:
    for name, each in statements.items():
        own = listed(each["source"]) == ["convention"]
        assert own == name.startswith("C-"), name
        assert (each["strength"] == CONVENTION) == own, name


def test_strength_words_of_different_schemes_are_not_mixed_for_one_source(statements: Entry) -> None:
    for name, each in statements.items():
        for part in each["strength"].split(";"):
            assert not (re.search(r"class I", part) and re.search(r"\b(strong|weak|[12][ABC])\b", part)), name


def test_every_source_says_how_far_it_was_read_and_what_it_is(sources: Entry) -> None:
    for name, each in sources.items():
        assert set(each) >= {"title", "short", "publisher", "year", "seen", "kind"}, name
        assert each["seen"] in READ, name
        assert each["kind"] in KINDS, name
        assert re.fullmatch(r"(19|20)\d\d|undated", each["year"]), name


def test_a_link_of_a_source_is_its_doi_or_an_official_page(sources: Entry) -> None:
    for name, each in sources.items():
        if each.get("doi"):
            assert each["url"] == f"https://doi.org/{each['doi']}", name
        assert each.get("url", "https://").startswith("https://"), name


def test_two_sources_never_carry_the_same_label(sources: Entry) -> None:
    counted = Counter(each["short"] for each in sources.values())
    assert [label for label, count in counted.items() if count > 1] == []
