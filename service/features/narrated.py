"""What free-text ultrasound reports add to the coded features: the one place where a text becomes evidence.

Coded extractors never see a text.  When they are done, a text may raise those of ``cards/free_text.yaml`` that they
left open, to the values listed there and to no other; whatever else it says is quoted only.  Source: convention C-55.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from service.features import episode
from service.features.episode import Kind, LegFinding
from service.features.feature import Evidence, Feature, State
from service.features.leg_veins import ACUTE, DISTAL, RANK
from service.features.narrated_findings import CAVA, Told, told_of_each_leg
from service.features.narrated_values import READERS, Reading, proximal
from service.features.quoted import NOTHING_NARRATED, Narration, Quote, Verdict
from service.fhir.dates import clinical_time, recorded_time
from service.fhir.record import Resource
from service.fhir.status import is_refuted
from service.free_text import DVT

if TYPE_CHECKING:
    from service.features.chart import Chart

NOTE = "free-text report"
_WHOLE_LEG = "leg_deep_unspecified"
_VEINS = {
    _WHOLE_LEG: "deep veins of the leg",
    "leg_proximal_unspecified": "proximal veins",
    "calf_unspecified": "calf veins",
    "calf_muscular_unspecified": "calf muscle veins",
    "iliac_unspecified": "iliac veins",
    "tibioperoneal_trunk": "tibioperoneal trunk",
    CAVA: "inferior vena cava",
}
_STALE = ("unchanged", "improved", "resolved")
_PROGRESS = ("new", "extension_within_distal", "extension_into_proximal")


def narrate(chart: Chart, features: Mapping[str, Feature]) -> Narration:
    """What the texts of the record say beside the coded ``features``; reads the newest few reports of the episode.

    None is read where a coded examination rules the thrombosis out, or coded findings lie outside the deep leg veins.
    """
    dvt, location = features[DVT], features["location"]
    coded_no = dvt.value == "absent" and dvt.state is State.DOCUMENTED
    elsewhere = location.is_known and dvt.value != "present"
    told = () if coded_no or elsewhere else told_of_each_leg(chart)
    return _Narrator(chart, features, told).narration() if told else NOTHING_NARRATED


@dataclass(frozen=True, slots=True)
class _Narrator:
    """One reading under way."""

    chart: Chart
    features: Mapping[str, Feature]
    told: tuple[Told, ...]

    def narration(self) -> Narration:
        legs = episode.thrombosed_legs(self.chart)
        there = [each for each in self.told if each.is_present]
        thrombi = tuple(each for each in there if not legs or each.side in legs or each.finding.vein == CAVA)
        quotes = [_quote(each, Verdict.DIFFERS, DVT, "location") for each in there if each not in thrombi]
        raised: dict[str, Feature] = {}
        for name, reading in self._readings(thrombi):
            feature = self.features[name]
            left = _left(feature, reading)
            if not left:
                verdict = Verdict.DIFFERS if self._contradicts(name, feature, reading) else None
            elif left == feature.possible and not _is_assumed(feature):
                verdict = None
            elif self._may_raise(name, left) and (name in (DVT, "location") or not feature.evidence):
                raised[name] = _raised(feature, left, reading)
                verdict = Verdict.USED
            else:
                verdict = Verdict.TOLD
            quotes += [_quote(each, verdict, name, value=reading.value) for each in reading.told if verdict]
        quotes += self._unsure(raised)
        quotes += self._denials(raised)
        return Narration(raised, tuple(quotes))

    @property
    def _shown(self) -> tuple[str, ...]:
        return self.chart.knowledge.free_text.shows

    def _may_raise(self, name: str, left: frozenset[str]) -> bool:
        return left in self.chart.knowledge.free_text.raises.get(name, ())

    def _readings(self, thrombi: tuple[Told, ...]) -> Iterator[tuple[str, Reading]]:
        """What the thrombi say of each feature; of size and level only beside a thrombosis that is established."""
        new = tuple(each for each in thrombi if not self._is_known_of(each))
        coded = self.features[DVT].value == "present"
        if new and not coded:
            yield DVT, Reading(frozenset(("present",)), new)
        if coded or new:
            for name, read in READERS.items():
                reading = read(self.chart, thrombi if coded else new, self.told)
                if reading is not None:
                    yield name, reading

    # --- what stands against a thrombosis that only a text tells of ----------------------------------------------

    def _is_known_of(self, each: Told) -> bool:
        """Whether it may be a remainder of an earlier thrombosis, or one that coded entries call over or refuted."""
        if each.reading.comparison in _STALE:
            return True
        acute = each.finding.age == "acute" or each.reading.comparison in _PROGRESS
        present = episode.episode(self.chart)
        past = (*present.earlier, *present.of_kind(Kind.PAST, Kind.CHRONIC))
        if past and not acute:
            return True
        return any(self._is_of(each, finding) for finding in past) or any(
            _refutes(resource, each.day)
            for resource in self.chart.record.with_concept(*ACUTE, type="Condition")
            if is_refuted(resource)
        )

    def _is_of(self, each: Told, past: LegFinding) -> bool:
        """Whether a coded finding that is over is of the days of this report, or later, or of no known day."""
        join = timedelta(days=int(self.chart.threshold("episode_join_days")))
        if past.kind is Kind.CHRONIC or each.day is None:
            return False
        return past.when is None or past.when.latest.date() >= each.day - join

    # --- sentences that raise nothing ----------------------------------------------------------------------------

    def _unsure(self, raised: Mapping[str, Feature]) -> Iterator[Quote]:
        """Thrombi that the text, or our reading of it, leaves in doubt, where they would have mattered."""
        location = self.features["location"]
        settled = self.features[DVT].value == "present" and location.is_known
        for each in self.told:
            doubted = each.doubt and each.finding.thrombus != "absent"
            known = each.is_present and DVT not in raised and not self.features[DVT].is_known
            if (doubted or known) and (not settled or (location.possible <= DISTAL and proximal(each))):
                yield _quote(each, Verdict.UNSURE, DVT, "location")

    def _denials(self, raised: Mapping[str, Feature]) -> Iterator[Quote]:
        """Sentences that deny any thrombosis of a leg, beside a coded one or where nothing is settled."""
        dvt, legs = self.features[DVT], episode.thrombosed_legs(self.chart)
        for each in self.told:
            blanket = each.finding.thrombus == "absent" and each.finding.vein == _WHOLE_LEG
            if not blanket or (each.side and legs and each.side not in legs):
                continue
            if dvt.value == "present" and not self._is_before_the_first_scan(each):
                yield _quote(each, Verdict.DIFFERS, DVT)
            elif not dvt.is_known and DVT not in raised:
                yield _quote(each, Verdict.DENIES, DVT)

    def _is_before_the_first_scan(self, each: Told) -> bool:
        scan = episode.first_positive_scan(self.chart)
        return scan is not None and each.day is not None and each.day < scan.earliest.date()

    def _contradicts(self, name: str, feature: Feature, reading: Reading) -> bool:
        """Whether a text that does not agree with a coded entry is worth a look: neither older nor of a lower vein."""
        days = [each.when for each in feature.evidence if each.when]
        told = reading.told[0].day
        older = bool(days) and told is not None and told.isoformat() < max(days)
        lower = name == "location" and not min(map(RANK.__getitem__, reading.possible)) > max(
            RANK.get(each, -1) for each in feature.possible
        )
        return name not in self._shown and not older and not lower


def _is_assumed(feature: Feature) -> bool:
    """Read as absent only because nothing is documented (closed world)."""
    return feature.state is State.NOT_DOCUMENTED


def _left(feature: Feature, reading: Reading) -> frozenset[str]:
    """The values that coded entries and text leave together; empty where they contradict each other."""
    return reading.possible if _is_assumed(feature) else feature.possible & reading.possible


def _refutes(resource: Resource, day: date | None) -> bool:
    """Whether a refuted Condition was written on the day of the report or later, or on no known day."""
    when = recorded_time(resource) or clinical_time(resource)
    return when is None or day is None or when.latest.date() >= day


def _raised(feature: Feature, values: frozenset[str], reading: Reading) -> Feature:
    """The feature with the text's evidence before the coded; no number, which a dose or hand-over could take up."""
    evidence = tuple(_evidence(each, reading.value) for each in reading.told)
    return Feature(feature.name, values, State.DOCUMENTED, (*evidence, *feature.evidence), notes=feature.notes)


def _evidence(each: Told, value: str) -> Evidence:
    return Evidence(
        reference=each.report.resource.versioned_reference,
        what=_vein(each),
        value=value,
        when=str(each.report.when) if each.report.when else "",
        note=NOTE,
        quote=each.finding.sentence,
    )


def _vein(each: Told) -> str:
    vein = each.finding.vein
    return " ".join(filter(None, (each.side, _VEINS.get(vein) or f"{vein.replace('_', ' ')} vein")))


def _quote(each: Told, verdict: Verdict, *about: str, value: str = "") -> Quote:
    finding = each.finding
    state = f"thrombus {finding.thrombus}{f' ({each.doubt})' if each.doubt else ''}"
    return Quote(
        sentence=finding.sentence,
        reference=each.report.resource.versioned_reference,
        when=str(each.report.when) if each.report.when else "",
        verdict=verdict,
        about=about,
        read_as=(", ".join(filter(None, (_vein(each), state, value))),),
    )
