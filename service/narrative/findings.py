"""What reading a report gives: frozen findings, each quoting its sentence.  Vocabulary: fixtures/reports/README.md."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

UNSTATED = "unstated"
PRESENT, ABSENT, POSSIBLE = "present", "absent", "possible"
LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True)
class ReportFinding:
    """What the report says about one vein of one leg."""

    vein: str
    """One of ``veins.VEINS``, e.g. ``popliteal``."""
    side: str
    """``left``, ``right`` or ``unstated`` (always for the inferior vena cava)."""
    thrombus: str
    """``present``, ``absent`` or ``possible``."""
    age: str
    """``acute``, ``chronic``, ``indeterminate`` or ``unstated``."""
    occlusion: str
    """``occlusive``, ``non_occlusive`` or ``unstated``."""
    compressibility: str
    """``compressible``, ``non_compressible``, ``partial`` or ``unstated``."""
    length_cm: Decimal | None
    diameter_mm: Decimal | None
    distance_to_popliteal_cm: Decimal | None
    """Gap between the thrombus and the popliteal vein."""
    sentence: str
    """The sentence that decided ``thrombus``, as written (markup removed, white space collapsed)."""
    certainty: str
    """``stated``: said of the thrombus itself; ``inferred``: read from compressibility, patency or a pronoun;
    ``hedged``: the report itself is unsure; ``contradictory``: the report says both, or names both legs; ``unsure``: a thrombus is
    affirmed beside words that were not understood, so that it is ``possible`` only."""


@dataclass(frozen=True, slots=True)
class ReportReading:
    """What one report says."""

    findings: tuple[ReportFinding, ...]
    comparison: str
    """``none``, ``unchanged``, ``extension_within_distal``, ``extension_into_proximal``, ``improved``, ``resolved``
    or ``new``, against an earlier scan."""
    calf_veins_seen: str
    """``yes``, ``no`` or ``unstated``."""
    region: str
    """``leg`` or ``upper_limb`` (which gives no findings)."""
    history: tuple[tuple[str, str], ...]
    """(vein, side) of thrombosis told as a past event."""
    unread_sentences: tuple[str, ...]
    """Sentences that name a vein or a thrombus and gave nothing."""


NOTHING_READ = ReportReading((), "none", UNSTATED, "leg", (), ())


@dataclass(frozen=True, slots=True)
class Statement:
    """What one clause says about one vein of one leg, before the clauses are put together."""

    vein: str
    side: str
    thrombus: str
    """``present``, ``absent``, ``possible``, or empty: attributes only."""
    sentence: int
    """Index of the sentence."""
    explicit: bool = False
    """The clause names the thrombus (or its absence) and does not only tell of compression, patency or flow."""
    age: str = UNSTATED
    occlusion: str = UNSTATED
    compressibility: str = UNSTATED
    length_cm: Decimal | None = None
    diameter_mm: Decimal | None = None
    distance_cm: Decimal | None = None
    partial_vein: bool = False
    """The clause speaks of a part of the vein or one of two."""
    limited: str = ""
    """What a negative is limited to: ``acute`` or ``residual`` thrombus; empty when it is not."""
    extension: bool = False
    """Reached by extension from another vein."""
    history: bool = False
    resolved: bool = False
    unsure: bool = False
    """The clause holds words that were not understood."""

    @property
    def has_attributes(self) -> bool:
        """Anything is said beside the presence of thrombus."""
        words = (self.age, self.occlusion, self.compressibility)
        numbers = (self.length_cm, self.diameter_mm, self.distance_cm)
        return any(word != UNSTATED for word in words) or any(number is not None for number in numbers)
