"""The sign-off of a clinical owner: ``cards/review/<content hash>.yaml``, in one shape, or it is none.

What is written there takes "not yet signed off" from every card, so an empty, cut-off or misnamed file stops the
start instead of being read as consent.  How to write one: ``cards/README.md``.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from service.errors import KnowledgeError
from service.knowledge_types import Shape
from service.strict_yaml import read_as

FOLDER = "review"
WHOLE = "all"
_HASH = re.compile(r"[0-9a-f]{64}")
_REMEDY = "Complete the sign-off as cards/README.md shows, or take the file away; an incomplete one signs nothing off."


def _said(text: str) -> str:
    if not re.search(r"\w", text):
        raise ValueError("nothing is written here")
    return text.strip()


def _a_day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("write the day as YYYY-MM-DD")
    date.fromisoformat(text)
    return text


def _a_scope(scope: str | list[str]) -> str | list[str]:
    if scope != WHOLE and (isinstance(scope, str) or not scope):
        raise ValueError(f"write `{WHOLE}`, or a list of the files and folders that were reviewed")
    return scope


class SignOff(Shape):
    """What a clinical owner signs: who (a name or a function, as the site writes it), in which role, when, and what."""

    reviewer: Annotated[str, AfterValidator(_said)]
    role: Annotated[str, AfterValidator(_said)]
    date: Annotated[str, AfterValidator(_a_day)]
    scope: Annotated[str | list[str], AfterValidator(_a_scope)]
    """``all``, or the files and folders of ``cards/`` that were reviewed."""

    @property
    def is_whole(self) -> bool:
        """Whether all of the content was reviewed; a review of a part leaves it unsigned."""
        return self.scope == WHOLE

    @property
    def parts(self) -> tuple[str, ...]:
        """The files and folders that were reviewed; none are named where all were."""
        return () if isinstance(self.scope, str) else tuple(self.scope)


def sign_off_name(content_hash: str) -> str:
    """Where the sign-off of this content belongs, within the folder of the content."""
    return f"{FOLDER}/{content_hash}.yaml"


def read_sign_off(folder: Path, content_hash: str) -> SignOff | None:
    """The sign-off of the content in ``folder`` that has this hash, or ``None``.

    Every file of ``review/`` is read, those of earlier content too.  Raises :class:`KnowledgeError` that names the
    file for one whose name is no content hash, that lacks a member or says nothing in it, and for a scope that names
    what is not there.
    """
    found = None
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        if not _HASH.fullmatch(path.stem):
            raise _fault(f"{FOLDER}/{path.name}: a sign-off is named by its content hash.", path)
        try:
            signed: SignOff = read_as(SignOff, path)
        except KnowledgeError as error:
            raise _fault(f"{FOLDER}/{error.what}", path) from None
        if path.stem == content_hash:
            found = signed
            missing = [each for each in signed.parts if not _is_part(folder, each)]
            if missing:
                raise _fault(f"{FOLDER}/{path.name}: scope: there is no {', '.join(missing)} in cards/.", path)
    return found


def _is_part(folder: Path, name: str) -> bool:
    own = folder.resolve()
    return bool(name) and own in (own / name).resolve().parents and (own / name).exists()


def _fault(what: str, path: Path) -> KnowledgeError:
    return KnowledgeError(what, expression=f"{FOLDER}/{path.name}", remedy=_REMEDY)
