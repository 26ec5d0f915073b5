"""The thirteen source attributes of an evidence-based decision support intervention, per service.

45 CFR 170.315(b)(11)(iv)(A): the certified EHR must show them; this is the content it shows.  Answers come from
``cards/attributes.yaml``, citations from the sources that statements in use rest on, revisions from
``cards/CHANGES.md``, so that neither can drift from the content that runs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError, model_validator

from service.errors import KnowledgeError
from service.hooks.services import Service
from service.knowledge import Knowledge
from service.knowledge_types import Shape
from service.strict_yaml import read_yaml

FILE = "attributes.yaml"
NUMBERS = tuple(str(number) for number in range(1, 14))
_REVISION = re.compile(r"^## (?P<version>\S+) – (?P<date>\d{4}-\d{2}-\d{2})(?: – (?P<about>.+))?$", re.MULTILINE)


class Attribute(Shape):
    """One attribute: its number in the regulation, which patient data are used, and our answer."""

    number: str
    title: str
    data_used: str
    answer: str


class Attributes(Shape):
    """``attributes.yaml``; each of the thirteen numbers stands once, in order."""

    regulation: str
    intervention_type: str
    content_version: str
    content_date: str
    signed_off: str
    attributes: dict[str, Attribute]

    @model_validator(mode="after")
    def _all_thirteen(self) -> Attributes:
        if tuple(each.number for each in self.attributes.values()) != NUMBERS:
            raise ValueError("the attributes are numbered 1 to 13, each once and in order")
        return self


def read_attributes(folder: Path) -> Attributes:
    """The attributes of the content; raises :class:`KnowledgeError` naming file and key."""
    path = folder / FILE
    if not path.is_file():
        raise KnowledgeError(f"{FILE} is missing.", expression=FILE)
    try:
        return Attributes.model_validate(read_yaml(path))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)
        told = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
        raise KnowledgeError(f"{FILE}: {told}.", expression=FILE) from None


def write_attributes(service: Service, knowledge: Knowledge) -> Mapping[str, Any]:
    """The answer for one service, ready for JSON: thirteen attributes, citations, dates, and of which content."""
    given = read_attributes(knowledge.folder)
    return {
        "service": {"id": service.id, "hook": service.hook, "title": service.title},
        "regulation": given.regulation,
        "interventionType": given.intervention_type,
        "content": {
            "version": knowledge.version,
            "hash": knowledge.content_hash,
            "released": given.content_date,
            "signedOff": knowledge.signed_off,
            "signOff": given.signed_off if not knowledge.signed_off else "Signed off by a clinical owner.",
        },
        "attributes": [
            {
                "id": name,
                "number": int(each.number),
                "title": each.title,
                "patientData": each.data_used,
                "answer": each.answer,
            }
            for name, each in given.attributes.items()
        ],
        "citations": citations(knowledge),
        "revisions": revisions(knowledge.folder),
    }


def citations(knowledge: Knowledge) -> list[dict[str, Any]]:
    """The sources that statements in use rest on, with how many do and how far each was read; the most used first."""
    resting = Counter(source for each in knowledge.statements.values() if each.use == "used" for source in each.sources)
    found = []
    for name, number in sorted(resting.items(), key=lambda each: (-each[1], each[0])):
        source = knowledge.sources[name]
        url = source.url or (f"https://doi.org/{source.doi}" if source.doi else "")
        written = {"id": name, "citation": source.title, "kind": source.kind, "year": source.year, "url": url}
        entry: dict[str, Any] = {key: value for key, value in written.items() if value}
        found.append({**entry, "read": source.seen, "statements": number})
    return found


def revisions(folder: Path) -> list[dict[str, str]]:
    """The entries of the clinical changelog, as it lists them: version, date and what they are about."""
    path = folder / "CHANGES.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return [{key: value for key, value in found.groupdict().items() if value} for found in _REVISION.finditer(text)]
