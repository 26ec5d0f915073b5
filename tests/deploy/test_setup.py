"""What the guides tell a reader to type exists."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

GUIDES = ["README.md", "deploy/README.md", "tests/README.md", ".ci/run"]


def commands(text: str, name: str) -> set[str]:
    """The words that follow *name* where a guide shows a command: in code spans and in indented or fenced lines."""
    shown = re.findall(r"`([^`\n]+)`", text) + re.findall(r"(?m)^\s*((?:make|dvt-cds|\.venv/bin/dvt-cds) .+)$", text)
    calls = (re.match(rf"(?:\.venv/bin/)?{name}((?: [a-z-]+)+)", line) for line in shown)
    return {word for call in calls if call for word in call[1].split() if not word.startswith("-")}


def targets(checkout: Path) -> set[str]:
    return set(re.findall(r"(?m)^([a-z-]+):", (checkout / "Makefile").read_text()))


@pytest.mark.parametrize("guide", GUIDES)
def test_every_make_target_a_guide_names_exists(checkout: Path, guide: str) -> None:
    assert commands((checkout / guide).read_text(), "make") - targets(checkout) == set()


def test_the_guides_name_the_two_commands_of_the_set_up(checkout: Path) -> None:
    assert {"serve", "test"} <= commands((checkout / "README.md").read_text(), "make")


def test_every_target_is_listed_by_make_help(checkout: Path) -> None:
    shown = subprocess.run(["make", "help"], cwd=checkout, check=True, capture_output=True, text=True).stdout
    assert targets(checkout) - {line.split()[0] for line in shown.splitlines() if line.strip()} == set()


def test_no_target_is_taken_for_a_file_of_its_name(checkout: Path) -> None:
    (phony,) = re.findall(r"(?m)^\.PHONY: (.*)$", (checkout / "Makefile").read_text())
    assert targets(checkout) - set(phony.split()) == set()


def test_where_nothing_could_be_checked_the_target_says_how_to_name_another_service(checkout: Path) -> None:
    run = subprocess.run(
        ["make", "-o", "venv", "conformance", f"BIN={Path(sys.executable).parent}", "URL=ftp://127.0.0.1"],
        cwd=checkout,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 2
    assert "make conformance PORT=9000, or URL=" in run.stderr


def test_the_check_of_a_bare_machine_runs_style_and_tests(checkout: Path) -> None:
    script = checkout / ".ci" / "run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert {"lint", "test"} <= commands(script.read_text(), "make")


def test_the_set_up_stops_where_there_is_no_python(checkout: Path, tmp_path: Path) -> None:
    for name in ("requirements-dev.txt", "pyproject.toml"):
        (tmp_path / name).touch()
    run = subprocess.run(
        ["make", "-f", str(checkout / "Makefile"), "venv", "PYTHON="],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "MAKEFLAGS": ""},
    )
    assert run.returncode != 0
    assert "No Python 3.11 or newer found" in run.stderr
    assert not (tmp_path / ".venv").exists()
