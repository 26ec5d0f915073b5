"""Every dependency is pinned and hashed, no file names where to get it, and the three sets agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

NAMES = ["requirements.txt", "requirements-postgres.txt", "requirements-build.txt", "requirements-dev.txt"]


def blocks(text: str) -> list[str]:
    """The requirements of a file, each with its continued lines, comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    return [block for block in "\n".join(lines).replace("\\\n", " ").split("\n") if block.strip()]


def pins(path: Path) -> dict[str, str]:
    found = (re.match(r"([A-Za-z0-9._-]+)==(\S+)", block) for block in blocks(path.read_text()))
    return {match[1].lower(): match[2] for match in found if match}


@pytest.mark.parametrize("name", NAMES)
def test_every_requirement_is_pinned_and_hashed(checkout: Path, name: str) -> None:
    requirements = blocks((checkout / name).read_text())
    assert requirements
    pattern = re.compile(r"[A-Za-z0-9._-]+==[^\s;]+( ;[^-]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [block for block in requirements if not pattern.fullmatch(block)] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_requirements_file_names_an_index(checkout: Path, name: str) -> None:
    text = (checkout / name).read_text()
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links|--trusted-host|(?m:^-[ifr]\b)", text) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-postgres.txt", "requirements-build.txt"])
def test_the_tests_run_with_the_versions_that_are_shipped(checkout: Path, name: str) -> None:
    tested = pins(checkout / "requirements-dev.txt")
    assert {
        package: version for package, version in pins(checkout / name).items() if tested.get(package) != version
    } == {}


def test_every_declared_dependency_is_pinned(checkout: Path) -> None:
    declared = tomllib.loads((checkout / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[A-Za-z0-9._-]+", entry)[0].lower().replace(".", "-") for entry in declared}  # type: ignore[index]
    assert names - set(pins(checkout / "requirements.txt")) == set()
