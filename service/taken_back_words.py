"""``cards/taken_back_words.yaml``: words that take a dose back, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from service.fhir.taken_back_words import Phrases, TakenBackWords, words_in
from service.knowledge_types import Shape, each_once
from service.strict_yaml import read_as

FILE = "taken_back_words.yaml"
SAYS = ("is_off", "hold_it", "stop_it", "end_day", "not_taken", "denial", "command_not", "begins", "begun", "from_day",
        "only_then", "last_dose", "refused", "off_drug", "goes_on", "taken_not", "denies", "without_it", "replaced",
        "now_on", "flow_rate")  # fmt: skip
"""What a text must hold one of to take anything back."""
_APART = ("another_ends", "months")


def _phrase(phrase: str) -> str:
    plain = " ".join(words_in(phrase))
    if not plain or phrase != plain or phrase != phrase.lower():
        raise ValueError(f"{phrase!r} is not in the form it is compared in: {plain.lower()!r}")
    return phrase


Listed = Annotated[list[Annotated[str, AfterValidator(_phrase)]], Field(min_length=1), AfterValidator(each_once)]


class TakenBackWordsFile(Shape):
    """``cards/taken_back_words.yaml``."""

    is_off: Listed
    off_alone: Listed
    flow_rate: Listed
    discharge_before: Listed
    entered_again: Listed
    hold_it: Listed
    stop_it: Listed
    stops_now: Listed
    end_day: Listed
    not_taken: Listed
    ran_out: Listed
    taken: Listed
    off_drug: Listed
    off_this: Listed
    refused: Listed
    denies: Listed
    without_it: Listed
    replaced: Listed
    now_on: Listed
    instead: Listed
    in_its_place: Listed
    taken_not: Listed
    take_it: Listed
    not_now: Listed
    goes_on: Listed
    begins: Listed
    begun: Listed
    from_day: Listed
    event: Listed
    only_then: Listed
    at_once: Listed
    in_time: Listed
    soon: Listed
    last_dose: Listed
    beside_a_load: Listed
    one_dose: Listed
    denial: Listed
    denied_as_fact: Listed
    command_not: Listed
    condition: Listed
    hold_rule: Listed
    unless: Listed
    condition_when: Listed
    limit: Listed
    measured: Listed
    because: Listed
    allowed: Listed
    until: Listed
    through: Listed
    before: Listed
    planned: Listed
    discharged: Listed
    told: Listed
    advises: Listed
    missed: Listed
    since: Listed
    then: Listed
    routine: Listed
    beside: Listed
    handling: Listed
    this: Listed
    light: Listed
    which: Listed
    joins: Listed
    or_: Annotated[Listed, Field(alias="or")]
    breaks: Listed
    beside_it: Listed
    operation: Listed
    pauses: Listed
    days: Listed
    weeks_ago: Listed
    dose_units: Listed
    says_nothing: Listed
    another: Listed
    not_a_dose: Listed
    ends_itself: Listed
    another_ends: Listed
    months: dict[Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"], Listed]


def read_taken_back_words(folder: Path) -> TakenBackWords:
    """The words that take a dose back; raises :class:`~service.errors.KnowledgeError` naming file and key."""
    file: TakenBackWordsFile = read_as(TakenBackWordsFile, folder / FILE)
    lists: dict[str, list[str]] = {
        name.rstrip("_"): getattr(file, name) for name in TakenBackWordsFile.model_fields if name not in _APART
    }
    return TakenBackWords(
        phrases=_by_first_word(lists),
        says=frozenset(each.split()[0] for name in SAYS for each in lists[name]),
        ends=tuple(file.another_ends),
        months=MappingProxyType({name: int(month) for month, names in file.months.items() for name in names}),
    )


def _by_first_word(lists: Mapping[str, Iterable[str]]) -> Phrases:
    kinds: dict[str, set[str]] = {}
    for name, phrases in lists.items():
        for phrase in phrases:
            kinds.setdefault(phrase, set()).add(name)
    found: dict[str, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
    for phrase, names in sorted(kinds.items()):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((words, frozenset(names)))
    return MappingProxyType({word: tuple(sorted(each, key=lambda one: -len(one[0]))) for word, each in found.items()})
