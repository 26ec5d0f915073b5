"""``cards/anticoagulant_words.yaml``: the names of anticoagulants, read and checked."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from service.errors import KnowledgeError
from service.fhir.anticoagulant_words import OTHER, WORD, AnticoagulantWords
from service.knowledge_types import Shape
from service.strict_yaml import read_as

FILE = "anticoagulant_words.yaml"


def _whole_word(name: str) -> str:
    if not WORD.fullmatch(name) or name != name.lower():
        raise ValueError(f"{name!r} is not one word of letters in lower case")
    return name


Names = Annotated[list[Annotated[str, AfterValidator(_whole_word)]], Field(min_length=1)]


class AnticoagulantWordsFile(Shape):
    """``cards/anticoagulant_words.yaml``."""

    listed: dict[str, Names]
    other: dict[str, Names]


def read_anticoagulant_words(folder: Path) -> AnticoagulantWords:
    """The names of anticoagulants; raises :class:`~service.errors.KnowledgeError` naming file and word."""
    file: AnticoagulantWordsFile = read_as(AnticoagulantWordsFile, folder / FILE)
    kinds = [(drug, drug, names) for drug, names in file.listed.items()]
    kinds += [(OTHER, generic, names) for generic, names in file.other.items()]
    found: dict[str, tuple[str, str]] = {}
    for drug, generic, names in kinds:
        for name in names:
            if name in found:
                raise KnowledgeError(f"{FILE}: {name} under {found[name][1]} and under {generic}.", expression=FILE)
            found[name] = (drug, generic)
    return AnticoagulantWords(MappingProxyType(found))
