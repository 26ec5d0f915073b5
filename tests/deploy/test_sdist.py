"""The source distribution holds what a build and the tests need, and nothing that a machine left behind."""

from __future__ import annotations

import tarfile
from pathlib import Path, PurePosixPath

LEFT_BEHIND = {"var", "__pycache__", ".venv", ".git", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis"}


def members(sdist: Path) -> list[PurePosixPath]:
    with tarfile.open(sdist) as archive:
        return [PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()]


def test_nothing_that_a_machine_left_behind_is_distributed(sdist: Path) -> None:
    assert [path for path in members(sdist) if LEFT_BEHIND & set(path.parts)] == []


def test_no_store_and_no_key_is_distributed(sdist: Path) -> None:
    assert [path for path in members(sdist) if path.suffix in {".sqlite3", ".db", ".pem", ".key", ".env", ".pyc"}] == []


def test_a_wheel_can_be_built_from_it(sdist: Path) -> None:
    tops = {path.parts[0] for path in members(sdist) if path.parts}
    assert {"pyproject.toml", "service", "cards", "deploy", "README.md", "LICENSE"} <= tops
