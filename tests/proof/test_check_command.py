"""The command `dvt-cds check`: what it prints and how it ends."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from service.commands.check import command

HERE = Path(__file__).parent


def test_good_content_ends_with_status_0():
    result = CliRunner().invoke(command, ["--cards", str(HERE / "good" / "small")])
    assert result.exit_code == 0
    assert "15 of 15 obligations hold" in result.output


def test_a_violation_ends_with_status_1_and_shows_the_patient(tmp_path):
    shutil.copytree(HERE / "good" / "small", tmp_path / "cards")
    shutil.copytree(HERE / "bad" / "an_unsafe_outcome", tmp_path / "cards", dirs_exist_ok=True)
    result = CliRunner().invoke(command, ["--cards", str(tmp_path / "cards")])
    assert result.exit_code == 1
    assert "S-1 does not hold: No transfer for lysis while lysis is ruled out." in result.output
    assert "    exclusion from lysis: present" in result.output


def test_content_that_cannot_be_read_ends_with_status_1(tmp_path):
    result = CliRunner().invoke(command, ["--cards", str(tmp_path)])
    assert result.exit_code == 1
    assert "features.yaml is missing" in result.output


def test_an_obligation_that_does_not_exist_is_refused():
    result = CliRunner().invoke(command, ["--only", "wishes", "--cards", str(HERE / "good" / "small")])
    assert result.exit_code == 1
    assert "no obligation" in result.output
