"""Two states of the content are compared: example patients, and what was rewritten."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.commands.diff import command
from service.knowledge_types import Threshold
from service.proof.content import read_content
from service.proof.difference import Comparison, written_changes

SMALL = Path(__file__).parent / "good" / "small"


@pytest.fixture
def changed(tmp_path) -> Path:
    """The small set in which bleeding risk no longer matters below the knee."""
    folder = tmp_path / "changed"
    shutil.copytree(SMALL, folder)
    table = folder / "decisions" / "distal.yaml"
    text = table.read_text(encoding="utf-8")
    rows = text.replace("{outcome: SURVEILLANCE, indicator: warning}", "{outcome: ANTICOAGULATE, indicator: critical}")
    table.write_text(rows, encoding="utf-8")
    statements = folder / "statements" / "all.yaml"
    statements.write_text(
        statements.read_text(encoding="utf-8").replace("A weak statement.", "A reworded one."), encoding="utf-8"
    )
    return folder


def _compare(old: Path, new: Path) -> Comparison:
    return Comparison(read_content(old, to_compare=True), read_content(new, to_compare=True))


def test_the_same_content_treats_nobody_differently():
    assert not _compare(SMALL, SMALL).any_patient()


def test_each_pair_of_outcomes_has_an_example_patient(changed):
    found = {each.change: each.patient for each in _compare(SMALL, changed).outcomes()}
    assert set(found) == {
        "SURVEILLANCE → ANTICOAGULATE",
        "SURVEILLANCE → INSUFFICIENT_DATA",
        "INSUFFICIENT_DATA → ANTICOAGULATE",
    }
    assert {"risk feature: present", "bleeding risk: high"} <= set(found["SURVEILLANCE → ANTICOAGULATE"])


def test_a_changed_urgency_of_the_same_outcome_is_shown(tmp_path):
    louder = tmp_path / "louder"
    shutil.copytree(SMALL, louder)
    table = louder / "decisions" / "distal.yaml"
    table.write_text(
        table.read_text(encoding="utf-8").replace("indicator: info", "indicator: warning"), encoding="utf-8"
    )
    comparison = _compare(SMALL, louder)
    assert list(comparison.outcomes()) == []
    assert [each.change for each in comparison.indicators()] == ["SURVEILLANCE: info → warning"]


def test_rewritten_statements_and_rows_are_listed(changed):
    written = dict(written_changes(read_content(SMALL, to_compare=True), read_content(changed, to_compare=True)))
    assert written["Statements"] == ["`T-3` changed: says"]
    assert written["Rows"] == ["`distal: watch_bleeding` changed: then"]
    assert written["Thresholds"] == []


@pytest.mark.parametrize(("unit", "told"), [("1", "0.85 → 0.9 (equals)"), ("cm", "0.85 → 0.9 cm (equals)")])
def test_a_changed_number_has_its_unit_and_a_plain_factor_has_none(unit, told):
    def content(value):
        given = read_content(SMALL, to_compare=True)
        number = Threshold(
            value=value, unit=unit, comparison="equals", source=["T-3"], basis="convention", owner="needed", meaning="x"
        )
        return replace(given, thresholds={"factor": number})

    written = dict(written_changes(content("0.85"), content("0.9")))
    assert written["Thresholds"] == [f"`factor`: {told}"]


def test_the_command_prints_the_form_of_the_clinical_changelog(changed):
    result = CliRunner().invoke(command, [str(SMALL), str(changed)])
    assert result.exit_code == 0
    assert "- **Treated differently:**\n  - " in result.output
    assert "  - SURVEILLANCE → ANTICOAGULATE, for example: " in result.output
    assert "  - `T-3` changed: says." in result.output


def test_the_command_reads_git_revisions(tmp_path, monkeypatch, changed):
    repository = tmp_path / "repository"
    shutil.copytree(SMALL, repository / "cards")
    git = ["git", "-C", str(repository), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "first"]):
        subprocess.run([*git, *arguments], check=True)
    monkeypatch.chdir(repository)
    result = CliRunner().invoke(command, ["HEAD", str(changed)])
    assert result.exit_code == 0
    assert "SURVEILLANCE → ANTICOAGULATE" in result.output


def test_without_git_a_revision_is_refused_and_the_way_out_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    result = CliRunner().invoke(command, ["HEAD", str(SMALL)])
    assert result.exit_code == 1
    assert "Error: HEAD is no folder, and without git no revision can be read: install git, or name a folder." in (
        result.output
    )


@pytest.mark.parametrize("name", ["no_such_revision", "--output=x"])
def test_a_name_that_is_neither_folder_nor_revision_is_refused(name):
    result = CliRunner().invoke(command, ["--", name, str(SMALL)])
    assert result.exit_code == 1
    assert "neither a folder nor a git revision" in result.output
