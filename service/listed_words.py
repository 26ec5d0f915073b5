"""``cards/body_words.yaml`` and ``cards/result_words.yaml``: words of body sites and of results, read and checked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from service.anticoagulant_words import read_anticoagulant_words
from service.errors import KnowledgeError
from service.fhir.codes import CodeIndex
from service.fhir.listed_words import BodyWords, ResultWords
from service.fhir.text import normalise_phrase, phrases
from service.heparin_words import read_heparin_words
from service.knowledge_types import Shape, each_once
from service.named_words import Phrase, read_named_words
from service.single_dose_words import read_single_dose_words
from service.strict_yaml import read_as
from service.taken_back_words import read_taken_back_words

BODY, RESULT = "body_words.yaml", "result_words.yaml"
Codes = Collection[tuple[str, str]]


def _single(word: str) -> str:
    if " " in word:
        raise ValueError(f"{word!r} is more than one word")
    return word


def _stem(phrase: str) -> str:
    plain = phrase.removesuffix("*")
    if not plain or plain != normalise_phrase(plain):
        raise ValueError(f"{phrase!r} is not in the form it is compared in: {normalise_phrase(plain)!r}")
    return phrase


_Listed = Field(min_length=1)
Phrases = Annotated[list[Phrase], _Listed, AfterValidator(each_once)]
Words = Annotated[list[Annotated[Phrase, AfterValidator(_single)]], _Listed, AfterValidator(each_once)]
Stems = Annotated[list[Annotated[str, AfterValidator(_stem)]], _Listed, AfterValidator(each_once)]


class Elsewhere(Shape):
    """Places that are surely not of a leg, in words and as a value set."""

    places: Words
    beside: Words
    codes: str


class BodyWordsFile(Shape):
    """``cards/body_words.yaml``."""

    leg: Phrases
    another_limb: Phrases
    whole_leg: Words
    part_of_leg: Words
    about_a_side: Words
    elsewhere: Elsewhere


class Positive(Shape):
    words: Phrases
    sure: Words
    followed: Words
    place: Words
    whole: Phrases
    begins: Phrases


class Incompressible(Shape):
    not_: Annotated[Phrases, Field(alias="not")]
    not_quite: Phrases
    denied_before: Words
    turns: Words
    denied_at_end: Phrases
    over_at_end: Phrases


class AnotherMatter(Shape):
    words: Stems
    not_when: Phrases
    chronic: Phrases
    new: Phrases
    deep_or_new: Phrases


class Denied(Shape):
    clot: Stems
    behind: Words
    before: Words


class WhyAsked(Shape):
    heads: Words
    asks: Phrases
    asked_for: Phrases


class ResultWordsFile(Shape):
    """``cards/result_words.yaml``."""

    positive: Positive
    examination: Words
    incompressible: Incompressible
    another_matter: AnotherMatter
    denied: Denied
    answered_no: Phrases
    why_asked: WhyAsked


def read_words(codes: CodeIndex, folder: Path, limits: Mapping[str, Decimal]) -> CodeIndex:
    """The index with every word of the clinical content in ``folder`` that it is asked for.

    ``limits`` are the thresholds.  Raises :class:`~service.errors.KnowledgeError` naming file and key.
    """
    codes.words = read_named_words(folder, codes.value_sets, limits)
    codes.body_words = read_body_words(folder, codes.apart)
    codes.result_words = read_result_words(folder)
    codes.anticoagulant_words = read_anticoagulant_words(folder)
    codes.heparin_words = read_heparin_words(folder)
    codes.taken_back_words = read_taken_back_words(folder)
    codes.single_dose_words = read_single_dose_words(folder, codes.anticoagulant_words.names)
    return codes


def read_body_words(folder: Path, apart: Mapping[str, Codes]) -> BodyWords:
    """The words of body sites; ``apart`` are the codes of the value sets that stand apart (``CodeIndex.apart``).

    Raises :class:`~service.errors.KnowledgeError` naming file and key.
    """
    file: BodyWordsFile = read_as(BodyWordsFile, folder / BODY)
    elsewhere = file.elsewhere
    if elsewhere.codes not in apart:
        told = f"{BODY}: elsewhere.codes: no value set that stands apart is named {elsewhere.codes!r}."
        raise KnowledgeError(told, expression=BODY)
    if both := sorted({*file.leg} & {*file.another_limb}):
        raise KnowledgeError(f"{BODY}: {', '.join(both)} under leg and under another_limb.", expression=BODY)
    return BodyWords(
        leg=phrases(file.leg),
        another_limb=phrases(file.another_limb),
        whole_leg=frozenset((*file.whole_leg, *file.about_a_side)),
        without_side=frozenset((*file.whole_leg, *file.part_of_leg)),
        about_a_side=frozenset(file.about_a_side),
        places=frozenset(elsewhere.places),
        places_in_words=frozenset((*elsewhere.places, *elsewhere.beside)),
        coded_places=frozenset(apart[elsewhere.codes]),
    )


def read_result_words(folder: Path) -> ResultWords:
    """The words of results, and here the grammar between them; raises as :func:`read_body_words` does."""
    file: ResultWordsFile = read_as(ResultWordsFile, folder / RESULT)
    yes, shut, matter, denied, asked = (
        file.positive,
        file.incompressible,
        file.another_matter,
        file.denied,
        file.why_asked,
    )
    seen = _any(file.examination)
    clot = f"{_any(denied.clot)}(?: (?:is|was|{seen}))*"
    not_shut = _any(shut.not_)
    return ResultWords(
        yes=re.compile(
            f"(?:{_any(yes.sure)} )?{_any(yes.words)}(?: {seen})*|{_any(yes.followed)}(?: {_any(yes.place)})+|"
            f"{_any(yes.whole)}|{_any(yes.begins)}.*"
        ),
        incompressible=phrases((*shut.not_, *shut.not_quite)),
        none_such=re.compile(
            rf"\b{_any(shut.denied_before)}(?:(?! {_any(shut.turns)}\b) \w+)*? {not_shut}\b|"
            rf"(?: {_any(shut.denied_at_end)}|(?<!not)(?<! be) {_any(shut.over_at_end)})$"
        ),
        another_matter=re.compile(rf"(?<!no )(?<!without )\b(?!{_any(matter.not_when)}){_any(matter.words)}\b"),
        chronic=phrases(matter.chronic),
        new=phrases(matter.new),
        deep_or_new=phrases(matter.deep_or_new),
        denied=re.compile(f"{clot} {_any(denied.behind)}|{_any(denied.before)} {clot}"),
        answered_no=re.compile(_any(file.answered_no)),
        why_asked=re.compile(
            rf"^{_any(asked.heads)}\b|\b{_any(asked.asks)} ?(?:of|for)?\b|\b{_any(asked.asked_for)}\b"
        ),
    )


def _any(words: Iterable[str]) -> str:
    """Any of the words as part of a pattern, the longest first; a ``*`` stands for the rest of a word."""
    listed = sorted((re.escape(each).replace(r"\*", r"\w+") for each in words), key=lambda each: (-len(each), each))
    return f"(?:{'|'.join(listed)})"
