"""A second, independent reader of the YAML in ``cards/``: the service's own loader is not what is under test here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.content import CHECKOUT

CARDS = CHECKOUT / "cards"


class _OneKeyOnce(yaml.SafeLoader):
    """YAML in which a key that occurs twice is an error and every plain word stays text."""


def _mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[str, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise yaml.constructor.ConstructorError(None, None, f"written twice: {sorted(twice)}", node.start_mark)
    return {key: loader.construct_object(value, deep=True) for key, (_, value) in zip(keys, node.value, strict=True)}


_OneKeyOnce.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_text(text: str) -> Any:
    return yaml.load(text, Loader=_OneKeyOnce)


def read_file(relative: str | Path) -> Any:
    return read_text((CARDS / relative).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def read_strictly() -> Callable[[str], Any]:
    """Read YAML text as the content tests do; raises on a key that occurs twice."""
    return read_text


@pytest.fixture(scope="session")
def sources() -> dict[str, dict[str, Any]]:
    return read_file("sources.yaml")


@pytest.fixture(scope="session")
def thresholds() -> dict[str, dict[str, Any]]:
    return read_file("thresholds.yaml")


@pytest.fixture(scope="session")
def statement_entries() -> list[tuple[str, dict[str, Any]]]:
    """Every (id, statement) of every file, so that an id written in two files shows twice."""
    files = sorted((CARDS / "statements").glob("*.yaml"))
    return [entry for path in files for entry in read_file(path.relative_to(CARDS)).items()]


@pytest.fixture(scope="session")
def statements(statement_entries: list[tuple[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return dict(statement_entries)
