"""How far a free-text report may change a decision: ``cards/free_text.yaml``, read once and checked (convention C-55).

The reading itself is ``service/narrative``, what it says of each input ``service/features/narrated``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from service.decision import URGENCY, Decision
from service.knowledge_types import Outcome, Shape
from service.strict_yaml import read_as
from service.tables import Values

if TYPE_CHECKING:
    from service.features.feature import Feature
    from service.knowledge import Knowledge

DVT = "acute_leg_dvt_confirmed"
READABLE = frozenset(
    (
        DVT,
        "location",
        "length_cm",
        "n_veins",
        "max_diameter_mm",
        "close_to_proximal",
        "serial_extension",
        "bilateral",
        "occlusive",
    )
)
"""The features that a text is read for at all; limb threat, lysis, bleeding and history are not among them."""
RESTS_ON_DENIAL_OR_LIMB_THREAT = frozenset(
    ("CDT_TRANSFER", "CONSIDER_SURGICAL_THROMBECTOMY", "SURVEILLANCE", "NOT_APPLICABLE")
)
NOTHING_ADVISED = frozenset(("NOT_APPLICABLE", "INSUFFICIENT_DATA", "SURVEILLANCE"))
"""Coded outcomes that may give way to a text; a treatment that coded entries advise stands as it is."""


class FreeTextFile(Shape):
    """``cards/free_text.yaml``."""

    raises: dict[str, list[str]] = Field(min_length=1)
    shows: list[str]
    leads_to: list[Outcome] = Field(min_length=1)
    confirm: str
    because: list[str] = Field(min_length=1)


@dataclass(frozen=True)
class FreeText:
    """How far a text may go, with the values of each input written out."""

    raises: Mapping[str, tuple[Values, ...]]
    """Input -> the sets of possible values that it may be raised to."""
    shows: tuple[str, ...]
    leads_to: frozenset[str]
    confirm: str
    because: tuple[str, ...]

    def may_lead(self, coded: Decision, raised: Decision) -> bool:
        """Whether the decision on coded entries may give way to the one on coded entries and a text.

        Never where the coded one is critical or advises a treatment, where the other would be less urgent, or where
        its outcome is not one that a text may lead to.
        """
        if coded.indicator == "critical" or URGENCY[raised.indicator] < URGENCY[coded.indicator]:
            return False
        return coded.outcome in NOTHING_ADVISED and raised.outcome in self.leads_to

    def faults(self, knowledge: Knowledge) -> list[str]:
        """What the file names that does not exist, and values that would rule something out."""
        where = "free_text.yaml"
        faults = [f"{where}: unknown modifier {self.confirm}."] if self.confirm not in knowledge.modifiers else []
        faults += [f"{where}: unknown statement {each}." for each in self.because if each not in knowledge.statements]
        faults += [f"{where}: shows unknown input {each}." for each in self.shows if each not in knowledge.facts]
        named = [*self.raises, *self.shows]
        faults += [f"{where}: no text is read for {n}." for n in named if n in knowledge.facts and n not in READABLE]
        barred = sorted(self.leads_to & RESTS_ON_DENIAL_OR_LIMB_THREAT)
        faults += [f"{where}: a text may not lead to {each}." for each in barred]
        for name, allowed in self.raises.items():
            fact = knowledge.facts.get(name)
            if fact is None:
                faults.append(f"{where}: raises unknown input {name}.")
                continue
            excluding = {fact.absent, *([fact.not_found] if fact.world == "closed" else [])}
            if fact.trigger:
                excluding |= set(fact.domain) - {fact.trigger}
            for values in allowed:
                if not values <= set(fact.domain):
                    faults.append(f"{where}: {name} has no value {', '.join(sorted(values))}.")
                elif values & excluding:
                    faults.append(f"{where}: {name} would be ruled out by {', '.join(sorted(values & excluding))}.")
        return faults


def read_free_text(folder: Path, sets: Mapping[str, Mapping[str, list[str]]]) -> FreeText:
    """Read ``free_text.yaml`` of the clinical content; ``sets`` are the named sets of values of each input.

    Raises :class:`~service.errors.KnowledgeError` naming file and key.
    """
    file = read_as(FreeTextFile, folder / "free_text.yaml")
    raises = {
        name: tuple(frozenset(sets.get(name, {}).get(value, (value,))) for value in values)
        for name, values in file.raises.items()
    }
    return FreeText(raises, tuple(file.shows), frozenset(file.leads_to), file.confirm, tuple(file.because))


def steps_down(raised: Mapping[str, Feature]) -> Iterator[Mapping[str, Feature]]:
    """What is tried in turn: all that was read, then the thrombosis alone with its level left open."""
    if raised:
        yield raised
    if DVT in raised and len(raised) > 1:
        yield {DVT: raised[DVT]}
