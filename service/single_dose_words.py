"""``cards/single_dose_words.yaml``: words of a single dose and of more doses, read and checked."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from service.errors import KnowledgeError
from service.fhir.single_dose_words import SingleDoseWords, Word, tokens_of
from service.knowledge_types import Shape
from service.strict_yaml import read_as

FILE = "single_dose_words.yaml"


def _in_words(phrase: str) -> str:
    if not phrase or phrase != " ".join(tokens_of(phrase)):
        raise ValueError(f"{phrase!r} is not in the form it is compared in: {' '.join(tokens_of(phrase))!r}")
    return phrase


Phrases = Annotated[list[Annotated[str, AfterValidator(_in_words)]], Field(min_length=1)]


class SingleDoseWordsFile(Shape):
    """``cards/single_dose_words.yaml``."""

    once: Phrases
    perhaps: Phrases
    again: Phrases
    part_of_day: Phrases
    clock: Phrases
    rates: Phrases
    beside: Phrases


def read_single_dose_words(folder: Path, names: Collection[str]) -> SingleDoseWords:
    """The words of a single dose; ``names`` are those of anticoagulants.

    Raises :class:`~service.errors.KnowledgeError` naming file and word.
    """
    file: SingleDoseWordsFile = read_as(SingleDoseWordsFile, folder / FILE)
    found: dict[str, Word] = {}
    kinds: list[Word] = [each for each in Word if each not in (Word.CLOCK, Word.RATES)]
    for kind in kinds:
        for phrase in getattr(file, kind.value):
            if phrase in found:
                raise KnowledgeError(f"{FILE}: {phrase} under {found[phrase]} and under {kind}.", expression=FILE)
            found[phrase] = kind
    by_first: dict[str, list[tuple[tuple[str, ...], Word]]] = {}
    for phrase, kind in found.items():
        parts = tuple(phrase.split())
        by_first.setdefault(parts[0], []).append((parts, kind))
    ordered = {first: tuple(sorted(each, key=lambda one: -len(one[0]))) for first, each in by_first.items()}
    return SingleDoseWords(MappingProxyType(ordered), frozenset(file.clock), frozenset(file.rates), frozenset(names))
