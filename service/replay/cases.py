"""A case of ``fixtures/cases``: a sentence for a name, a hook call, and what must come of it.

``case.yaml`` tells the story and the moment (``as_of``), ``request.json`` is the call as an EHR would send it
(``body.txt`` where it is not JSON), ``expected.yaml`` says what the answer must be.  All patients are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from service.errors import DvtCdsError, FaultsError
from service.hooks.services import SERVICES
from service.knowledge_types import Shape
from service.settings import Settings
from service.strict_yaml import read_as


class CaseFileError(DvtCdsError):
    """A case that cannot be played; the message names its file and key."""

    number = 302
    what = "A replay case cannot be read."


def _moment(text: str) -> str:
    if datetime.fromisoformat(text.replace("Z", "+00:00")).tzinfo is None:
        raise ValueError("an instant needs its offset, or Z")
    return text


def _service(name: str) -> str:
    if name not in SERVICES:
        raise ValueError(f"not one of {', '.join(SERVICES)}")
    return name


def _settings(written: dict[str, str]) -> dict[str, str]:
    try:
        Settings.from_environment(written)
    except FaultsError as error:
        raise ValueError("; ".join(fault.what for fault in error.errors)) from None
    return written


class Story(Shape):
    """``case.yaml``."""

    story: str
    statements: list[str]
    as_of: Annotated[str, AfterValidator(_moment)]
    service: Annotated[str, AfterValidator(_service)]
    why: str = ""
    vignette: str = ""
    settings: Annotated[dict[str, str], AfterValidator(_settings)] = {}
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
    yield from map(read_case, case_folders(folder))


def case_folders(folder: Path) -> list[Path]:
    """The folders of the cases below ``folder``, in order of their names."""
    return sorted(story.parent for story in folder.rglob("case.yaml"))


def read_case(folder: Path) -> ReplayCase:
    """The case in one folder."""
    try:
        return ReplayCase(
            name=folder.name,
            story=read_as(Story, folder / "case.yaml"),
            expected=read_as(Expected, folder / "expected.yaml"),
            body=_body(folder),
        )
    except CaseFileError:
        raise
    except DvtCdsError as error:
        raise CaseFileError(f"{folder.name}: {error.what}", expression=folder.name) from None
    except OSError as error:
        told = f"{folder.name}: a file of the case cannot be read ({error.strerror})."
        raise CaseFileError(told, expression=folder.name) from None


def _body(folder: Path) -> bytes:
    for name in ("request.json", "body.txt"):
        if (folder / name).is_file():
            return (folder / name).read_bytes()
    told = f"{folder.name} has no request.json (nor body.txt, for a call that is not JSON)."
    raise CaseFileError(told, expression=folder.name)
