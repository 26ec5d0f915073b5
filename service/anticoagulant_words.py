"""``cards/anticoagulant_words.yaml``: the names of anticoagulants, read and checked."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from service.errors import KnowledgeError
from service.fhir.anticoagulant_words import OTHER, WORD, AnticoagulantWords, Named
from service.knowledge_types import Shape
from service.strict_yaml import read_as

FILE = "anticoagulant_words.yaml"


def _whole_word(name: str) -> str:
    if not WORD.fullmatch(name) or name != name.lower():
        raise ValueError(f"{name!r} is not one word of letters in lower case")
    return name


def _whole_words(name: str) -> str:
    for each in name.replace(" / ", " ").split(" "):
        _whole_word(each)
    return name


Names = Annotated[list[Annotated[str, AfterValidator(_whole_word)]], Field(min_length=1)]
Phrases = Annotated[list[Annotated[str, AfterValidator(_whole_words)]], Field(min_length=1)]


class PassedOver(Shape):
    """When words of a class are of no drug of the patient."""

    vague: list[str]
    another: Phrases
    and_also: Phrases
    apart: Phrases
    put_off: Phrases
    towards: Phrases
    of_patient: Phrases
    per: Phrases
    plant: Phrases
    of_plants: Phrases
    stopped_for: Phrases
    ahead_of: Phrases


class NotGiven(Shape):
    """When the drug of an order names an anticoagulant and is another."""

    denied: Phrases
    denied_wholly: Phrases
    no_more: Phrases
    between: Phrases
    other_class: Phrases
    denied_behind: Phrases
    ruled_out: Phrases
    because: Phrases
    of_it: Phrases
    asked: Phrases
    reversal: Phrases
    teaching: Phrases
    beside: Phrases
    done: Phrases
    dose: Phrases


class AnticoagulantWordsFile(Shape):
    """``cards/anticoagulant_words.yaml``."""

    listed: dict[str, Names]
    other: dict[str, Names]
    classes: dict[str, Phrases] = {}
    passed_over: PassedOver | None = None
    not_given: NotGiven | None = None


def read_anticoagulant_words(folder: Path) -> AnticoagulantWords:
    """The names of anticoagulants; raises :class:`~service.errors.KnowledgeError` naming file and word."""
    file: AnticoagulantWordsFile = read_as(AnticoagulantWordsFile, folder / FILE)
    kinds = [(drug, drug, names) for drug, names in file.listed.items()]
    kinds += [(OTHER, generic, names) for generic, names in file.other.items()]
    names: dict[str, Named] = {}
    classes: dict[str, Named] = {}
    found: dict[str, Named] = {}
    for held, listed in ((names, kinds), (classes, [(OTHER, each, words) for each, words in file.classes.items()])):
        for drug, generic, words in listed:
            for name in words:
                if name in found:
                    raise KnowledgeError(f"{FILE}: {name} under {found[name][1]} and under {generic}.", expression=FILE)
                found[name] = held[name] = (drug, generic)
    beside = {
        kind: tuple(words)
        for each in (file.passed_over, file.not_given)
        if each is not None
        for kind, words in each.model_dump().items()
    }
    vague = frozenset(beside.pop("vague", ()))
    for each in sorted(vague - file.classes.keys()):
        raise KnowledgeError(f"{FILE}: {each} under vague is no class.", expression=FILE)
    return AnticoagulantWords(MappingProxyType(names), MappingProxyType(classes), MappingProxyType(beside), vague)
