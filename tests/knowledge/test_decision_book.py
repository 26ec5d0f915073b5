"""The decision book holds the whole content, answers a reviewer's question, and is the one that is committed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from service.answer import answer
from service.book.book import FILE, write_book
from service.book.examples import PREGNANT, WHEN_SHE_BLED
from service.book.markdown import plain
from service.book.page import body_html
from service.book.proofs import ProofStatus, Proved, read_proof, write_proof
from service.book.rulings import link_rulings
from service.book.trace import steps, telling_facts
from service.book.words import either
from service.commands.book import command
from service.content import CHECKOUT, cards_folder
from service.decision import decide
from service.feature_rows import facts_of
from service.fhir.record import read_record
from service.hooks.messages import read_request
from service.hooks.services import SERVICES
from service.replay.cases import read_case

FIXTURES = CHECKOUT / "fixtures"
QUESTION = "pregnant_with_a_soleal_thrombus_and_a_gut_bleed_last_week"


@pytest.fixture(scope="module")
def book(knowledge: Any) -> str:
    return write_book(knowledge, FIXTURES, read_proof(knowledge.folder, knowledge.content_hash))


@pytest.fixture(scope="module")
def addresses(book: str) -> list[str]:
    return re.findall(r'<a id="([^"]+)"></a>', book)


def section(book: str, address: str) -> str:
    """The text from the heading with this address to the next heading."""
    start = book.index(f'<a id="{address}"></a>')
    following = re.compile(r"^#{1,3} ", re.MULTILINE).search(book, start)
    return book[start : following.start() if following else None]


def test_the_committed_book_is_that_of_this_content(book: str, knowledge: Any) -> None:
    assert (knowledge.folder / FILE).read_text(encoding="utf-8") == book, "stale: run make book, and review the change"


def test_every_row_modifier_threshold_drug_and_statement_has_an_address(knowledge: Any, addresses: list[str]) -> None:
    named = [f"row-{row.id}" for table in knowledge.model.tables.values() for row in table.rows]
    named += [f"regimen-row-{row.id}" for row in knowledge.regimens.rows]
    named += [f"modifier-{name.replace(':', '-')}" for name in knowledge.modifiers]
    named += [f"threshold-{name}" for name in knowledge.thresholds]
    named += [f"statement-{name}" for name in knowledge.statements]
    named += [f"source-{name}" for name in knowledge.sources]
    named += [f"drug-{name}" for name in knowledge.regimens.drugs]
    named += [f"ledger-{name}" for name in knowledge.ledger]
    named += [f"input-{name}" for name in knowledge.model.inputs]
    named += [f"decision-{name}" for name in knowledge.model.tables]
    assert set(named) - set(addresses) == set()


def test_every_address_stands_once_and_every_link_leads_somewhere(book: str, addresses: list[str]) -> None:
    assert [each for each in set(addresses) if addresses.count(each) > 1] == []
    assert set(re.findall(r"\]\(#([^)]+)\)", book)) - set(addresses) == set()


def test_every_sentence_of_a_used_statement_is_in_the_book(book: str, knowledge: Any) -> None:
    missing = [n for n, each in knowledge.statements.items() if plain(each.says) not in book]
    assert missing == []


def test_every_variant_of_a_card_has_an_address(knowledge: Any, addresses: list[str]) -> None:
    named = {f"card-{o}-{n}" for o, words in knowledge.wording.outcomes.items() for n, _ in enumerate(words.cards, 1)}
    assert named <= set(addresses)


def test_every_row_that_gives_an_outcome_is_exercised_by_a_vignette_or_a_case(book: str, knowledge: Any) -> None:
    outcomes = [row.id for table in knowledge.model.tables.values() for row in table.rows if row.outcome]
    unmet = [row for row in outcomes if f"| [{row}](#row-{row}) | **none** | **none** |" in book]
    assert unmet == []


def test_a_convention_and_an_unread_source_stand_under_needs_a_clinical_owner(book: str, knowledge: Any) -> None:
    conventions, unread = section(book, "chapter-conventions"), section(book, "chapter-not-re-read")
    numbers = section(book, "chapter-owner-numbers")
    assert all(f"(#statement-{n})" in conventions for n, each in knowledge.statements.items() if not each.sources)
    assert all(
        f"(#statement-{n})" in unread
        for n, each in knowledge.statements.items()
        if each.sources and each.seen == "knowledge_only"
    )
    assert all(f"(#threshold-{n})" in numbers for n, each in knowledge.thresholds.items() if each.owner)


def test_the_book_says_what_the_text_of_a_report_may_raise_and_where_it_may_lead(book: str, knowledge: Any) -> None:
    told, policy = section(book, "chapter-free-text"), knowledge.free_text
    assert all(f"(#input-{name})" in told for name in (*policy.raises, *policy.shows))
    assert "over 5 cm" in told and "femoropopliteal or iliofemoral" in told
    assert "anticoagulation" in told and "serial duplex" not in told and "thrombolysis" not in told
    assert f"(#modifier-{policy.confirm})" in told


def test_the_content_hash_and_the_missing_sign_off_are_told(book: str, knowledge: Any) -> None:
    told = section(book, "chapter-sign-off")
    assert knowledge.content_hash in told
    assert ("**Not signed off" in told) is not knowledge.signed_off


# --- as a reviewer reads it


def tables(text: str) -> list[list[list[str]]]:
    """Every table of a Markdown text: its rows, the header first, each as its cells."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("|"):
            if not inside:
                found.append([])
            if set(line) - set("|-"):
                found[-1].append([cell.strip() for cell in line.strip("|").split(" | ")])
        inside = line.startswith("|")
    return found


def test_the_outcome_of_a_row_stands_beside_its_name(book: str, knowledge: Any) -> None:
    for name, decision in knowledge.model.tables.items():
        told = next(
            each for each in tables(section(book, f"decision-{name}")) if f"row-{decision.rows[0].id}" in each[1][0]
        )
        assert told[0][:2] == ["Row", "Then"], name
        assert told[0][-1] == "Because", name
        given = {row.id: line for row, line in zip(decision.rows, told[1:], strict=True)}
        for row in decision.rows:
            wanted = row.decide or row.value or (row.outcome if row.outcome != "NOT_APPLICABLE" else "no card")
            assert wanted.replace("_", " ") in given[row.id][1].replace("_", " ")


def test_a_dose_or_a_value_stands_beside_the_name_of_its_row_too(book: str) -> None:
    drugs = book[book.index('<a id="chapter-regimens"></a>') : book.index('<a id="chapter-ledger"></a>')]
    columns = [each[0][:2] for each in tables(drugs) if each[0][0] == "Row"]
    assert ["Row", "Dose"] in columns
    assert ["Row", "When"] not in columns


def test_no_number_is_followed_by_the_dimensionless_unit(book: str, knowledge: Any) -> None:
    dimensionless = {name: each.value for name, each in knowledge.thresholds.items() if each.unit == "1"}
    assert dimensionless
    for value in dimensionless.values():
        assert f"{value} 1" not in book
    assert "[10 mg](#threshold-apixaban_initial_mg) × [0.5](#threshold-apixaban_interaction_factor) twice daily" in book


def test_a_unit_is_written_as_a_clinician_writes_it(book: str) -> None:
    assert not re.search(r"USP'U|iU\\?\]|10\\?\*9/L|mm\\?\[Hg|1\.73_m2|kg\.min", book)


def test_a_thrombus_of_the_soleal_vein_is_not_called_gastrocnemius_only(book: str, knowledge: Any) -> None:
    words = knowledge.wording.words.values["location"]["gastrocnemius_only"]
    assert "soleal" in words
    assert "gastrocnemius only" not in book
    for address in ("example-pregnant-with-a-bleed", "decision-effective_location", "chapter-inputs-decisive"):
        assert words in section(book, address)


def test_values_that_hold_an_or_are_told_apart_by_a_comma(book: str) -> None:
    assert either(["low"]) == "low"
    assert either(["low", "high"]) == "low or high"
    assert either(["low", "moderate", "high"]) == "low, moderate or high"
    assert either(["one or more", "none"]) == "one or more, or none"
    assert "gastrocnemius or soleal vein only, or distal axial" in section(book, "chapter-free-text")


def test_the_heading_of_a_decision_is_its_question_or_what_it_gives_and_no_name_of_a_table(
    book: str, knowledge: Any
) -> None:
    given = {each.decided_by: name for name, each in knowledge.model.inputs.items() if each.decided_by}
    assert given
    for name, decision in knowledge.model.tables.items():
        told = section(book, f"decision-{name}").splitlines()[0]
        if name in given:
            assert told.casefold().endswith(knowledge.derived[given[name]].label.casefold())
        else:
            assert told.endswith(plain(decision.question))
        assert f"Table *{name.replace('_', ' ')}*" in section(book, f"decision-{name}")


# --- rulings and definitions


NAMED = re.compile(r"\b((?:Ruling|Amendment|Definition)s?) (\d+)((?:, \d+)*)(?: (?:and|to) (\d+))?", re.IGNORECASE)


def test_every_ruling_and_every_definition_has_an_address_and_says_what_was_settled(book: str, knowledge: Any) -> None:
    told = section(book, "chapter-rulings")
    kept = (knowledge.folder / "rulings.md").read_text(encoding="utf-8")
    numbered = re.findall(r"^\| (\d+) \| ([^|]+) \| [^|]+ \|$", kept, re.MULTILINE)
    assert len(numbered) == 35
    for number, settled in numbered:
        assert f'<a id="ruling-{number}"></a>{number} | {plain(settled)} |' in told
    definitions = section(book, "chapter-definitions")
    assert re.findall(r'<a id="definition-(\d+)"></a>', definitions) == [str(number) for number in range(1, 19)]
    assert "(#statement-G-42), [G-43](#statement-G-43)" in told


def test_every_mention_of_a_ruling_leads_to_it(book: str) -> None:
    without_links = re.sub(r"\[(?:[^\]\\]|\\.)*\]\(#[^)]*\)", "", book)
    about = section(book, "chapter-rulings").split("|")[0]
    assert NAMED.findall(without_links.replace(about, "")) == []
    assert "[Rulings 10](#ruling-10) and [24](#ruling-24)" in book
    assert "[Amendment 26](#ruling-26)" in book
    assert "[Definition 3](#definition-3)" in book


def test_a_number_that_no_ruling_has_and_a_quoted_card_are_left_as_they_stand() -> None:
    addresses = {"ruling-2", "ruling-3", "definition-4"}
    text = "Rulings 2 and 3; ruling 99.\n\n> ruling 2\n\n### Ruling 2\n\n`ruling 2` [ruling 2](#x) definitions 4"
    assert link_rulings(text, addresses) == (
        "[Rulings 2](#ruling-2) and [3](#ruling-3); ruling 99.\n\n> ruling 2\n\n### Ruling 2\n\n"
        "`ruling 2` [ruling 2](#x) [definitions 4](#definition-4)"
    )


def test_nothing_names_a_paper_that_a_reader_cannot_open(book: str) -> None:
    assert not re.search(r"evidence,? section|input paper|fhir-input|working paper", book, re.IGNORECASE)


# --- the question a reviewer asks


def test_the_book_answers_what_happens_to_the_pregnant_woman_and_on_whose_authority(book: str) -> None:
    told = section(book, "example-pregnant-with-a-bleed")
    assert "**Answer: serial duplex without anticoagulation** (`SURVEILLANCE`, warning, rule R4a)" in told
    for cited in ("G-20", "G-32", "C-49", "R-55", "C-15"):
        assert f"(#statement-{cited})" in told
    assert "Repeat the duplex on day 7 and day 14" in told
    assert "7 days](#threshold-active_bleeding_days)" in told


def test_the_worked_example_takes_the_rows_that_the_evaluator_takes(knowledge: Any) -> None:
    facts = facts_of(PREGNANT, knowledge)
    assert [step.row.id for step in steps(knowledge.model, facts)] == ["R4", "R4a"]
    assert decide(knowledge.model, facts).rows == ("R4a",)
    assert telling_facts(knowledge.model, facts, at_the_end=True) == ("active_bleeding",)


def bled(days_ago: int) -> bytes:
    """The call of the pregnant woman, with the bleed moved to so many days before it."""
    case = read_case(FIXTURES / "cases" / QUESTION)
    body = json.loads(case.body)
    day = (case.as_of.date() - timedelta(days=days_ago)).isoformat()
    for entry in body["prefetch"]["conditions"]["entry"]:
        codes = {coding["code"] for coding in entry["resource"]["code"]["coding"]}
        if codes & {"K92.2", "74474003", "K92.1", "K92.0"}:
            for member in ("onsetDateTime", "recordedDate"):
                if member in entry["resource"]:
                    entry["resource"][member] = day
    return json.dumps(body).encode()


@pytest.mark.parametrize(("days_ago", "variant"), [(5, 0), (12, 1), (60, 2)])
def test_what_the_example_says_of_the_day_she_bled_holds_for_a_fhir_record(
    days_ago: int, variant: int, knowledge: Any
) -> None:
    case = read_case(FIXTURES / "cases" / QUESTION)
    request = read_request(bled(days_ago), SERVICES[case.story.service])
    given = answer(
        request,
        lambda asked: read_record(asked.prefetch, patient_id=asked.patient_id, codes=knowledge.codes, now=case.as_of),
        knowledge,
        case.as_of,
    )
    _, changes = WHEN_SHE_BLED[variant]
    shown = decide(knowledge.model, facts_of({**PREGNANT, **changes}, knowledge))
    assert (given.decision.outcome, given.decision.rows) == (shown.outcome, shown.rows)


# --- stale, escaped, proved


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    """A copy of the content with its book, to be changed."""
    copy = tmp_path / "cards"
    for path in cards_folder().rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            target = copy / path.relative_to(cards_folder())
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return copy


def checked(cards: Path) -> Any:
    return CliRunner().invoke(command, ["--check", "--cards", str(cards)])


def test_the_check_passes_on_the_committed_content_and_fails_when_a_sentence_changes(cards: Path) -> None:
    passed = checked(cards)
    assert passed.exit_code == 0, passed.output
    wording = cards / "wording" / "outcomes.yaml"
    text = wording.read_text(encoding="utf-8")
    wording.write_text(text.replace("Anticoagulation is contraindicated for now.", "Not now."), encoding="utf-8")
    stale = checked(cards)
    assert stale.exit_code == 1
    assert "stale" in stale.output


def test_a_missing_book_is_stale(cards: Path) -> None:
    (cards / FILE).unlink()
    assert checked(cards).exit_code == 1


def test_text_of_the_content_cannot_become_markup() -> None:
    harmful = '<script>alert(1)</script> a | b *c* `d` [e](javascript:x) <a id="row-R4a"></a> &lt; ~~f~~ _g_'
    html = body_html(f"| x |\n|---|\n| {plain(harmful)} |\n\n{plain('# no heading')}\n\n{plain('1. no list')}")
    assert re.sub(r"</?(?:div|table|thead|tbody|tr|th|td|p)\b[^<>]*>", "", html).count("<") == 0
    assert "&lt;script&gt;alert(1)&lt;/script&gt; a | b *c* `d` [e](javascript:x)" in html
    assert "# no heading" in html
    assert "1. no list" in html


def test_a_proof_of_other_content_is_not_shown(tmp_path: Path) -> None:
    write_proof(tmp_path, ProofStatus("a" * 64, (Proved("unique", "One row fits.", 3, ("row x",)),)))
    assert read_proof(tmp_path, "b" * 64) is None
    kept = read_proof(tmp_path, "a" * 64)
    assert kept is not None
    assert kept.obligations[0].violations == ("row x",)
