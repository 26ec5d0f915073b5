"""The words of a card: its summary, and how a thrombosis, a feature and a date are put into words.

Everything that comes from the record is escaped; no raw HTML is written.  Sentences come from ``cards/`` only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from service.case import Case
from service.conditions import Circumstances
from service.decision import FREE_TEXT, Decision
from service.features.current_drug import SETS
from service.features.feature import Evidence, Feature
from service.perhaps_taken import MAY_BE_TAKING, PERHAPS_TAKEN, may_be_taking, perhaps_taken
from service.tables import Facts
from service.wording import DRUG_PLACEHOLDERS, CardWords, OutcomeWords

if TYPE_CHECKING:
    from service.knowledge import Knowledge

LONGEST_SUMMARY = 139
TRIGGERED_RULES = frozenset(("R4d", "R4e", "R4f"))
"""Rules that hang on a risk feature for extension."""
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_MARKED_UP = frozenset("\\&*_`#|<>")
_MARKDOWN = frozenset("\\`*_{}[]<>()#+!|~&")
_MARKS = re.compile(f"[{re.escape(''.join(sorted(_MARKDOWN)))}]")


def escaped(text: str) -> str:
    """Text of the record made harmless in GitHub Flavored Markdown and in HTML."""
    flat = " ".join(text.split())
    if _MARKDOWN.isdisjoint(flat):
        return flat
    return _MARKS.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), flat)


def listed(items: Iterable[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    given = list(items)
    return given[0] if len(given) == 1 else f"{', '.join(given[:-1])} {word} {given[-1]}" if given else ""


class Spoken(NamedTuple):
    """The variant of the wording that a case uses."""

    outcome: OutcomeWords
    card: CardWords


def spoken(words: OutcomeWords, circumstances: Circumstances) -> Spoken:
    """The first variant of an outcome's wording whose condition holds."""
    return Spoken(words, next(card for card in words.cards if circumstances.hold(card.condition)))


def summary_of(case: Case, card: CardWords) -> str:
    """The card's one sentence, at most 139 characters; shortened by dropping the driver's detail, then by counting what
    is missing, never mid-word.

    A decision that rests on a free-text report says so first.
    """
    first = case.knowledge.wording.words.free_text.summary if case.decision.rests_on == FREE_TEXT else ""
    for detailed in (True, False, None):
        text = first + filled(card.summary, case, detailed)
        text = as_plain(text[0].upper() + text[1:])
        if len(text) <= LONGEST_SUMMARY:
            return text
    cut = text[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0]
    return f"{cut}…"


def as_plain(text: str) -> str:
    """A summary is plain text: escapes are undone, and what Markdown would read as markup is left out."""
    if _MARKED_UP.isdisjoint(text):
        return text
    unescaped = re.sub(r"\\(.)", r"\1", text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return re.sub(r"[*_`#|<>]", "", unescaped)


def filled(template: str, case: Case, detailed: bool | None = True) -> str:
    return template.format_map(_Words(case, detailed)) if "{" in template else template


class _Words(dict[str, str]):
    """What a template may name: words about the case, and the numbers of ``thresholds.yaml`` by their id."""

    def __init__(self, case: Case, detailed: bool | None):
        super().__init__()
        self._case, self._detailed = case, detailed

    def __missing__(self, name: str) -> str:
        if name == "dvt":
            return dvt_words(self._case)
        if name == "driver":
            return driver(self._case, bool(self._detailed))
        if name == PERHAPS_TAKEN:
            return escaped(perhaps_taken(self._case, bool(self._detailed)))
        if name == MAY_BE_TAKING:
            return escaped(may_be_taking(self._case, bool(self._detailed)))
        if name == "missing":
            return missing(self._case, self._detailed)
        if name == "overdue_days":
            return overdue_days(self._case)
        if name in DRUG_PLACEHOLDERS:
            return drug_words(self._case, name)
        threshold = "duration_dvt_months" if name == "months" else name
        return _plain(self._case.knowledge.thresholds[threshold].value)


def _plain(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def dvt_words(case: Case) -> str:
    """The thrombosis in words: side, occlusion and level, as far as they are known."""
    words, features = case.knowledge.wording.words, case.features
    if features["acute_leg_dvt_confirmed"].value != "present":
        return words.dvt["suspected"]
    location = _location(case)
    if features["serial_extension"].value == "into_proximal" and location in (
        "gastrocnemius_only",
        "distal_axial",
        "distal_unspecified",
        "unknown",
    ):
        return words.dvt["extended"]
    occlusive = (
        "occlusive "
        if features["occlusive"].value == "present" and location in ("iliofemoral", "proximal_unspecified")
        else ""
    )
    side = "bilateral " if features["bilateral"].value == "present" else ""
    return f"{side}{occlusive}{words.dvt[location]}"


def _location(case: Case) -> str:
    possible = case.facts["location"]
    if len(possible) == 1:
        only = next(iter(possible))
        return only if only in case.knowledge.wording.words.dvt else "unknown"
    sets = case.knowledge.facts["location"].sets
    return next((name for name, members in sets.items() if possible <= set(members)), "unknown")


def triggers(knowledge: Knowledge, facts: Facts) -> list[str]:
    """The names of the risk features for extension that are present, and pregnancy."""
    raised = {name: spec.trigger for name, spec in knowledge.facts.items() if spec.trigger} | {"pregnancy": "present"}
    return [name for name, value in raised.items() if facts[name] == {value}]


def trigger_statements(knowledge: Knowledge, decision: Decision, facts: Facts) -> list[str]:
    """The statements behind the risk features that are present, where they bear on the decision."""
    if TRIGGERED_RULES.isdisjoint(decision.rule.split("+")):
        return []
    return [each for name in triggers(knowledge, facts) for each in knowledge.facts[name].statements]


def driver(case: Case, detailed: bool = True) -> str:
    """What turned the balance to treatment: the first risk feature, and how many more."""
    present = triggers(case.knowledge, case.facts)
    if not present:
        return "risk feature present"
    feature = case.features[present[0]]
    first = phrase(case, feature) if detailed else word_of(case, feature.name, feature.value or "")
    return f"{first} and {len(present) - 1} more" if len(present) > 1 else first


def missing(case: Case, detailed: bool | None = True) -> str:
    """The labels of what the decision hangs on; how many they are where there is no room for one (``None``)."""
    facts = case.knowledge.facts
    needs = {spec.need: spec.label for spec in facts.values()}
    asked = [needs[each[5:]] for each in case.modifiers if each.startswith("NEED:") and each[5:] in needs]
    names = [facts[name].label for name in case.decision.deciding] or asked
    if detailed is None and len(names) > 1:
        return f"{len(names)} answers"
    if len(names) > (3 if detailed else 1):
        shown = names[:2] if detailed else names[:1]
        return f"{', '.join(shown)} and {len(names) - len(shown)} more"
    return listed(names) or "more data"


def overdue_days(case: Case) -> str:
    """``3 days``: by how much the surveillance duplex is overdue; empty when it is not."""
    quantity = case.features["surveillance"].quantity
    if quantity is None:
        return ""
    return f"{quantity.value} day" if quantity.value == 1 else f"{quantity.value} days"


def drug_words(case: Case, placeholder: str) -> str:
    """What one of ``DRUG_PLACEHOLDERS`` stands for: the anticoagulants being taken, those of them that something
    speaks against, or what does."""
    evidence = case.features["present_drug"].evidence
    if placeholder == "unfit_reason":
        return " ".join(dict.fromkeys(each.note for each in evidence if each.note))
    if placeholder == "unfit_drug":
        names = [each.what for each in evidence]
    else:
        names = [_drug_name(case, each) for each in case.features["current_anticoagulant"].evidence]
    return listed(dict.fromkeys(map(escaped, names))) or "the present anticoagulant"


def _drug_name(case: Case, each: Evidence) -> str:
    """The plain name of a drug that has a file in ``regimens/``; of any other what its code is called."""
    concepts = case.knowledge.codes.concepts(*each.code) if each.code else frozenset[str]()
    drugs = case.knowledge.regimens.drugs
    return next((drugs[drug].name.lower() for drug, name in SETS.items() if name in concepts), each.what)


def phrase(case: Case, feature: Feature) -> str:
    """A known feature with its value as recorded: ``length over 5 cm (51 mm)``."""
    if feature.name == "age_y" and feature.quantity:
        return f"age {feature.quantity.value}"
    words = case.knowledge.fact_words[feature.name]
    word = words.of(feature.value or "")
    if words.is_measured:
        for each in feature.evidence:
            if each.value:
                return f"{word} ({escaped(each.value)})"
    return word


def dated(case: Case, feature: Feature) -> str:
    """:func:`phrase` with the date of the evidence and what the reader must know about it."""
    when, notes, said = "", [], phrase(case, feature)
    for each in feature.evidence:
        when = when or each.when[:10]
        if each.note and (note := noted(case, each)) and note not in notes:
            notes.append(note)
    if notes:
        return f"{said}, {'; '.join([when, *notes] if when else notes)}"
    return f"{said}, {when}" if when else said


def noted(case: Case, evidence: Evidence) -> str:
    """What the reader must know about a piece of evidence; one read from free text carries the mark of the cards."""
    return case.knowledge.wording.words.free_text.mark if evidence.is_narrative else escaped(evidence.note)


def word_of(case: Case, name: str, value: str) -> str:
    return case.knowledge.fact_words[name].of(value)
