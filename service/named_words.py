"""``cards/named_in_words.yaml``: what a Condition or Procedure may name in words alone, read once and checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from service.errors import KnowledgeError
from service.fhir.named_words import Named, NamedWords
from service.fhir.text import normalise_phrase, phrases
from service.knowledge_types import Shape
from service.strict_yaml import read_as

FILE = "named_in_words.yaml"


def _normal(phrase: str) -> str:
    if not phrase or phrase != normalise_phrase(phrase):
        raise ValueError(f"{phrase!r} is not in the form it is compared in: {normalise_phrase(phrase)!r}")
    return phrase


Phrase = Annotated[str, AfterValidator(_normal)]


class Concept(Shape):
    """One thing, its words, and the value sets whose inputs it leaves unknown."""

    says: str
    sets: list[str] = Field(min_length=1)
    types: list[Literal["Condition", "Procedure", "Observation"]] = Field(min_length=1)
    words: list[Phrase] = []
    coded: dict[str, list[str]] = {}
    """Part of the URI of a classification that is not read, to how its codes for this thing begin."""
    unless: list[Phrase] = []
    within: list[str] = []
    current: bool = False
    to_its_end: bool = False
    unless_alone_behind: list[Phrase] = []
    about: list[Phrase] = []
    about_behind: list[Phrase] = []
    whatever_the_code: bool = False
    past: Literal["", "dated", "ever", "only"] = ""
    why: str


class NamedWordsFile(Shape):
    """``cards/named_in_words.yaml``."""

    denied_before: list[Phrase] = Field(min_length=1)
    past_before: list[Phrase] = Field(min_length=1)
    denied_behind: list[Phrase] = Field(min_length=1)
    directly_behind: list[Phrase] = Field(min_length=1)
    headers: list[Phrase] = Field(min_length=1)
    over: list[Phrase] = []
    earlier: list[Phrase] = []
    no_answers: list[Phrase] = []
    again: list[Phrase] = []
    concepts: dict[str, Concept] = Field(min_length=1)


def read_named_words(folder: Path, sets: Collection[str], limits: Mapping[str, Decimal]) -> NamedWords:
    """Read the list of the clinical content; ``sets`` are the value sets and ``limits`` the thresholds that exist.

    Raises :class:`~service.errors.KnowledgeError` naming file and key.
    """
    file = read_as(NamedWordsFile, folder / FILE)
    faults = list(_faults(file, sets, limits))
    if faults:
        raise KnowledgeError(" ".join(faults), expression=FILE)
    named = [
        Named(
            each.says,
            frozenset(each.sets),
            frozenset(each.types),
            phrases(each.words),
            phrases(each.unless) if each.unless else None,
            int(sum(limits[name] for name in each.within)) if each.within else None,
            each.current,
            each.whatever_the_code,
            frozenset(word.split()[-1] for word in each.words),
            each.to_its_end,
            phrases(each.unless_alone_behind),
            phrases(each.about),
            phrases(each.about_behind),
            each.past,
            tuple((part, stem) for part, stems in each.coded.items() for stem in stems),
        )
        for each in file.concepts.values()
    ]
    return NamedWords(
        named,
        file.denied_before,
        file.past_before,
        file.denied_behind,
        file.directly_behind,
        file.headers,
        file.over,
        file.earlier,
        file.no_answers,
        file.again,
    )


def _faults(file: NamedWordsFile, sets: Collection[str], limits: Mapping[str, Decimal]) -> list[str]:
    faults = []
    met: dict[tuple[str, bool], str] = {}
    for name, each in file.concepts.items():
        faults += [f"{FILE}: {name} names unknown value set {one}." for one in each.sets if one not in sets]
        if not each.words and not each.coded:
            faults.append(f"{FILE}: {name} needs at least 1 of words or codes.")
        faults += [f"{FILE}: {name} names unknown threshold {one}." for one in each.within if one not in limits]
        for word in each.words:
            # The same words may name what is now and what was.
            key = word, each.past == "only"
            if key in met:
                faults.append(f"{FILE}: {word!r} stands under {met[key]} and under {name}.")
            met[key] = name
    return faults
