"""A case of ``fixtures/cases``: a sentence for a name, a hook call, and what must come of it.

``case.yaml`` tells the story and the moment (``as_of``), ``request.json`` is the call as an EHR would send it,
``expected.yaml`` says what the answer must be.  All patients are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from service.errors import DvtCdsError
from service.knowledge_types import Shape
from service.strict_yaml import read_yaml


class CaseFileError(DvtCdsError):
    """A case that cannot be played; the message names its file and key."""

    number = 302
    what = "A replay case cannot be read."


class Story(Shape):
    """``case.yaml``."""

    story: str
    statements: list[str]
    as_of: str
    service: str
    why: str = ""
    vignette: str = ""
    settings: dict[str, str] = {}
    """Site settings of the case, by the names of the environment variables (``DVT_CDS_CDT_ON_SITE``)."""


class ExpectedFeature(Shape):
    """What one feature must be; only what is given is compared."""

    value: str = ""
    possible: list[str] = []
    state: str = ""


class ExpectedSuggestions(Shape):
    """What the suggestions of the first card must hold."""

    count: str = ""
    resource_types: list[str] = []
    includes: list[str] = []
    """Texts that must occur in the suggested resources: codes, dates, drug names."""
    excludes: list[str] = []


class Expected(Shape):
    """``expected.yaml``; members left out are not compared."""

    status: str = "200"
    error: str = ""
    state: str = ""
    outcome: str = ""
    indicator: str = ""
    rule: str = ""
    cards: str = ""
    modifiers_include: list[str] = []
    modifiers_exclude: list[str] = []
    deciding: list[str] = []
    summary_contains: list[str] = []
    detail_contains: list[str] = []
    detail_excludes: list[str] = []
    features: dict[str, ExpectedFeature] = {}
    suggestions: ExpectedSuggestions | None = None
    findings: list[str] = []
    """Findings of the order review, in the order of their cards."""


class ReplayCase(Shape):
    """One case, ready to be played."""

    name: str
    story: Story
    expected: Expected
    body: bytes = Field(repr=False)

    @property
    def as_of(self) -> datetime:
        return datetime.fromisoformat(self.story.as_of.replace("Z", "+00:00"))


def read_cases(folder: Path) -> Iterator[ReplayCase]:
    """The cases below ``folder`` in order of their names; raises :class:`CaseFileError` naming file and key."""
    if not folder.is_dir():
        raise CaseFileError(f"{folder.name} is not a folder of cases.", expression=str(folder))
    for story in sorted(folder.rglob("case.yaml")):
        yield read_case(story.parent)


def read_case(folder: Path) -> ReplayCase:
    """The case in one folder."""
    try:
        return ReplayCase(
            name=folder.name,
            story=Story.model_validate(read_yaml(folder / "case.yaml")),
            expected=Expected.model_validate(_texts(read_yaml(folder / "expected.yaml"))),
            body=(folder / "request.json").read_bytes(),
        )
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors(include_input=False))
        raise CaseFileError(f"{folder.name}: {told}.", expression=folder.name) from None
    except (OSError, DvtCdsError) as error:
        raise CaseFileError(f"{folder.name}: {error}", expression=folder.name) from None


def _texts(value: Any) -> Any:
    """An empty ``features:`` and the like read as left out."""
    return {} if value is None else value
