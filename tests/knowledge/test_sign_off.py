"""A sign-off counts only for the very content, only complete, and only when somebody wrote all that it must say."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from service.book.owner import sign_off as book_entry
from service.cli import main
from service.errors import KnowledgeError
from service.knowledge import content_hash, load_knowledge
from service.sign_off import read_sign_off

GOOD = {"reviewer": "medical director", "role": "angiology", "date": "2026-11-22", "scope": "all"}
HASH = "0" * 64


def written(folder: Path, content: Any = None, name: str = HASH) -> Path:
    """A folder of content with one file in ``review/``."""
    path = folder / "review" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    # Dates stand in quotes in the content; so every text does here.
    text = content if isinstance(content, str) else yaml.safe_dump(content or GOOD, default_style='"')
    path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def content(knowledge: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the clinical content without any sign-off."""
    copied = tmp_path_factory.mktemp("signed") / "cards"
    shutil.copytree(knowledge.folder, copied, ignore=shutil.ignore_patterns("review"))
    return copied


@pytest.fixture
def review(content: Path) -> Any:
    yield content / "review"
    shutil.rmtree(content / "review", ignore_errors=True)


def test_content_without_a_file_is_not_signed_off(tmp_path: Path) -> None:
    assert read_sign_off(tmp_path, HASH) is None


def test_a_complete_file_for_the_very_content_signs_it_off(tmp_path: Path) -> None:
    signed = read_sign_off(written(tmp_path), HASH)
    assert signed is not None
    assert (signed.reviewer, signed.role, signed.date) == ("medical director", "angiology", "2026-11-22")
    assert signed.is_whole


def test_a_file_for_other_content_signs_nothing_off(tmp_path: Path) -> None:
    assert read_sign_off(written(tmp_path, name="1" * 64), HASH) is None


@pytest.mark.parametrize("text", ["", "\n", "# signed\n", "---\n", '"yes"\n', "[]\n"])
def test_a_file_that_says_nothing_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=HASH):
        read_sign_off(written(tmp_path, text), HASH)


@pytest.mark.parametrize("member", GOOD)
def test_a_missing_or_blank_member_is_refused_and_named(member: str, tmp_path: Path) -> None:
    for broken in ({name: said for name, said in GOOD.items() if name != member}, {**GOOD, member: "  "}):
        with pytest.raises(KnowledgeError, match=rf"\b{member}: ") as told:
            read_sign_off(written(tmp_path, broken), HASH)
        assert "cards/README.md" in told.value.remedy


@pytest.mark.parametrize("day", ["22.11.2026", "2026-02-30", "2026-11", "20261122", "today"])
def test_a_date_that_is_no_day_is_refused(day: str, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="date: "):
        read_sign_off(written(tmp_path, {**GOOD, "date": day}), HASH)


def test_a_member_that_nobody_asked_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="reviewed_by: "):
        read_sign_off(written(tmp_path, {**GOOD, "reviewed_by": "somebody"}), HASH)


def test_a_file_whose_name_is_no_content_hash_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"mine\.yaml.* content hash"):
        read_sign_off(written(tmp_path, name="mine"), HASH)


def test_a_review_of_a_part_signs_the_content_off_no_more_than_none(tmp_path: Path) -> None:
    (tmp_path / "thresholds.yaml").touch()
    signed = read_sign_off(written(tmp_path, {**GOOD, "scope": ["thresholds.yaml"]}), HASH)
    assert signed is not None and not signed.is_whole


@pytest.mark.parametrize("scope", [["treshholds.yaml"], ["../cards"], ["/etc"], [], "most of it"])
def test_a_scope_that_names_no_part_of_the_content_is_refused(scope: Any, tmp_path: Path) -> None:
    (tmp_path / "thresholds.yaml").touch()
    with pytest.raises(KnowledgeError, match="scope"):
        read_sign_off(written(tmp_path, {**GOOD, "scope": scope}), HASH)


def test_a_sign_off_takes_its_sentence_from_the_content_and_is_told_in_the_book(content: Path, review: Path) -> None:
    before = content_hash(content)
    written(content, name=before)
    knowledge = load_knowledge(content)
    assert (knowledge.content_hash, knowledge.signed_off) == (before, True)
    told = book_entry(knowledge)
    assert "**Signed off** on 2026-11-22 by medical director (angiology)." in told


def test_the_book_tells_a_review_of_a_part_and_an_earlier_sign_off(content: Path, review: Path) -> None:
    written(content, {**GOOD, "scope": ["statements", "thresholds.yaml"]}, name=content_hash(content))
    written(content, name="1" * 64)
    knowledge = load_knowledge(content)
    assert not knowledge.signed_off
    told = book_entry(knowledge)
    assert "**Not signed off by a clinical owner.**" in told
    assert "Reviewed in part on 2026-11-22 by medical director (angiology): `statements`, `thresholds.yaml`." in told
    assert f"`{'1' * 64}`" in told


def test_content_with_an_empty_sign_off_does_not_load_and_the_command_says_so(content: Path, review: Path) -> None:
    written(content, "", name=content_hash(content))
    with pytest.raises(KnowledgeError):
        load_knowledge(content)
    run = CliRunner().invoke(main, ["cards", "--cards", str(content)])
    assert run.exit_code == 1
    assert "DVT-401" in run.output and content_hash(content) in run.output


def test_the_command_says_where_a_sign_off_belongs_and_whose_there_is(content: Path, review: Path) -> None:
    run = CliRunner().invoke(main, ["cards", "--cards", str(content)])
    assert f"sign-off: none; it belongs in review/{content_hash(content)}.yaml" in run.output
    written(content, name=content_hash(content))
    run = CliRunner().invoke(main, ["cards", "--cards", str(content)])
    assert "sign-off: 2026-11-22, medical director (angiology), all" in run.output


def test_the_template_of_the_guide_is_a_sign_off_once_it_is_filled_in(knowledge: Any, tmp_path: Path) -> None:
    guide = (knowledge.folder / "README.md").read_text(encoding="utf-8")
    (found,) = re.findall(r"```yaml\n( *reviewer:.*?) *```", guide, re.DOTALL)
    template = textwrap.dedent(found)
    with pytest.raises(KnowledgeError, match="date: "):
        read_sign_off(written(tmp_path, template), HASH)
    filled = template.replace("YYYY-MM-DD", "2026-11-22")
    assert "…" in filled
    with pytest.raises(KnowledgeError, match="reviewer: "):
        read_sign_off(written(tmp_path, filled), HASH)
    signed = read_sign_off(written(tmp_path, filled.replace("…", "medical director")), HASH)
    assert signed is not None and signed.is_whole
