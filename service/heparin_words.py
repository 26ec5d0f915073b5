"""``cards/heparin_words.yaml``: what heparin is for, in words, read and checked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from service.fhir.word_kinds import WordKinds
from service.knowledge_types import Shape, each_once
from service.strict_yaml import read_as

FILE = "heparin_words.yaml"
_ENTRY = re.compile(r"\*?[^\W\d_]+|[^\W\d_]+\*|[^\W\d_]+(?: (?:[^\W\d_]+|\d+))+")


def _entry(words: str) -> str:
    if not _ENTRY.fullmatch(words) or words != words.lower():
        raise ValueError(f"{words!r} is not words of letters in lower case, or one word with * at an end")
    return words


Words = Annotated[list[Annotated[str, AfterValidator(_entry)]], Field(min_length=1), AfterValidator(each_once)]


class HeparinWordsFile(Shape):
    """``cards/heparin_words.yaml``."""

    flush: Words
    lock: Words
    circuit: Words
    line: Words
    way_in: Words
    person: Words
    is_for: Words
    goes_into: Words
    between: Words
    attendant: Words
    fluid: Words
    denied: Words
    treats: Words
    prevents: Words
    flows: Words
    pump: Words
    over: Words
    elsewhere: Words
    under_the_skin: Words
    into_a_vein: Words
    a_bolus: Words
    unit: Words
    hour: Words


def read_heparin_words(folder: Path) -> WordKinds:
    """The words by kind; raises :class:`~service.errors.KnowledgeError` naming file and word."""
    file: HeparinWordsFile = read_as(HeparinWordsFile, folder / FILE)
    return WordKinds(file.model_dump())
