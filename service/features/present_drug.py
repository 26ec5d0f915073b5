"""How the anticoagulants being taken stand to this patient: what bars one, two together, a dose above its label.

The bars and dose tables are those of the regimen choice and of the order review (``cards/regimens/``), asked here for
the drugs that are being taken.  What a drug is (a heparin, led in, with a first phase) is told by its file there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from service.features.anticoagulants import named_in_words
from service.features.current_drug import ALL_SETS, SETS, CurrentDrug
from service.features.current_drugs import current_drugs
from service.features.dosages_once import dosages_of
from service.features.episode import dvt_onset
from service.features.feature import Evidence, Feature
from service.features.inr import INR
from service.features.lab_history import lab_days
from service.features.laboratory import newest
from service.features.treatment_dose import DoseClass
from service.fhir.dates import clinical_time
from service.fhir.moments import days_between, is_later
from service.fhir.status import counts
from service.review.course import first_phase, treated_before
from service.review.drafts import DOSES, ReviewedOrder
from service.review.limits import Limits

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.treatment.dosing import Phase

NAME = "present_drug"
NONE = "none"
_APART = "pregnancy"
"""A bar with a flag of its own (``CHANGE_FOR_PREGNANCY``), unless a drug that pregnancy does not bar treats already."""
_GRAVEST = ("hit", "allergy", "limit", _APART)
_AT_ONCE = frozenset({"hit", "allergy"})
_OF_ITS_DOSE = ("dose_too_high", "inr_too_high", "perhaps_second", "first_phase_not_recorded", "lead_in_not_recorded")
"""What is found against one drug that nothing bars, gravest first."""


def extract(chart: Chart) -> Feature:
    """``present_drug``: the gravest of what speaks against an anticoagulant being taken.  Look-back: active now.

    A heparin after heparin-induced thrombocytopenia (R-31), a drug with an allergy (C-51), any other bar of its file in
    ``cards/regimens/`` (M-45, R-6 …); beside another drug at treatment dose that nothing bars, so.  Else heparin while
    HIT is not settled, two drugs that are not led in or overlapped (C-47), a dose above the label or a first dose that
    goes on for too long, an INR above the limit on warfarin, a second drug that is perhaps taken, or a first phase or a
    lead-in that the record does not show.  ``none`` where nothing is known against them; what is not known raises
    nothing, but for HIT and the second drug.
    """
    drugs = current_drugs(chart)
    if not drugs:
        return chart.not_found(NAME)
    present = _Present(chart, drugs)
    value, evidence = present.found()
    if value == NONE:
        return chart.not_found(NAME)
    perhaps = present.perhaps if value != "perhaps_second" else ()
    return chart.known(NAME, value, *evidence, notes=tuple(f"{each.what} may be taken as well" for each in perhaps))


def _treats(each: CurrentDrug) -> bool:
    return each.dose is DoseClass.TREATMENT and not each.in_doubt


class _Present:
    """The anticoagulants of one call; what is the same for every order of a drug is found once."""

    def __init__(self, chart: Chart, drugs: tuple[CurrentDrug, ...]):
        self._chart, self._drugs = chart, drugs
        self._limits = Limits(chart, {name: chart.feature(name) for name in chart.knowledge.facts if name != NAME})
        self._kinds: dict[str, dict[str, list[str]]] = {}
        self._phases_held: dict[str, str] = {}
        self.perhaps: tuple[Evidence, ...] = ()
        """Other drugs than those that treat, of which it is open whether they are taken at treatment dose."""

    def found(self) -> tuple[str, tuple[Evidence, ...]]:
        """The value, and the drugs that it is about."""
        barred = self._barred(_GRAVEST[:-1])
        known = {id(each) for each, *_ in barred}
        treating = [each for each in self._drugs if _treats(each) and id(each) not in known]
        sound = [each for each in treating if _APART not in self._bars(each.drug)]
        self.perhaps = self._perhaps_second(sound)
        if sound:
            barred = self._barred(_GRAVEST)
        if barred:
            worst = min((kind for _, kind, _ in barred), key=_GRAVEST.index)
            value = worst if not sound else "hit_beside_another" if worst == "hit" else "bar_beside_another"
            return value, tuple(self._told(each, why) for each, _, why in barred)
        heparins = [each for each in self._drugs if self._is(each.drug, "is_heparin")]
        if heparins and not self._chart.feature("hit").is_known:
            return "hit_not_settled", tuple(self._told(each) for each in heparins)
        for one, other in combinations(_of_each_kind(self._drugs), 2):
            if self._are_two(one, other):
                return "two_together", (self._told(one), self._told(other))
        of_dose: list[tuple[str, tuple[Evidence, ...]]]
        of_dose = [(value, (told,)) for value, told in map(self._at_dose, treating) if value]
        if self.perhaps:
            of_dose.append(("perhaps_second", self.perhaps))
        return min(of_dose, key=lambda each: _OF_ITS_DOSE.index(each[0]), default=(NONE, ()))

    # --- what bars it -----------------------------------------------------------------------------------------

    def _barred(self, kinds: Sequence[str]) -> list[tuple[CurrentDrug, str, str]]:
        """The drugs that are barred: the gravest kind of bar, and every reason in words."""
        found = []
        for each in self._drugs:
            bars = self._bars(each.drug)
            # A drug that is perhaps not taken any more is told for what may kill at once only.
            told = [kind for kind in kinds if kind in bars and (kind in _AT_ONCE or not each.in_doubt)]
            if told:
                why = " ".join(dict.fromkeys(text for kind in told for text in bars[kind]))
                found.append((each, told[0], why))
        return found

    def _bars(self, drug: str) -> dict[str, list[str]]:
        """The reasons of each kind of bar that holds against a drug."""
        kinds = self._kinds.get(drug)
        if kinds is None:
            kinds = self._kinds[drug] = {}
            for bar in self._limits.bars(drug) if drug in self._limits.drugs else ():
                name = bar.id.partition(".")[2]
                hit = name == "hit" and self._is(drug, "is_heparin")
                kind = "allergy" if name in ("allergy", "heparin_allergy") else _APART if name == _APART else "limit"
                kinds.setdefault("hit" if hit else kind, []).append(self._limits.said(bar).text)
        return kinds

    def _is(self, drug: str, what: str) -> bool:
        """Whether the file of a drug says so; a drug without a file is none of it."""
        return drug in self._limits.drugs and bool(getattr(self._limits.drugs[drug], what))

    # --- a second one -----------------------------------------------------------------------------------------

    def _leads_in(self, one: str, other: str) -> bool:
        """A parenteral drug beside one that it leads in or overlaps with."""
        return any(
            self._is(led, "lead_in") and self._is(leading, "is_parenteral")
            for led, leading in ((one, other), (other, one))
        )

    def _are_two(self, one: CurrentDrug, other: CurrentDrug) -> bool:
        """Two anticoagulants of which one treats; an overlap with warfarin or a parenteral lead-in is none."""
        if one.drug == other.drug or not (_treats(one) or _treats(other)) or self._leads_in(one.drug, other.drug):
            return False
        return all(_treats(each) or (each.drug in ("warfarin", "other") and not each.in_doubt) for each in (one, other))

    def _perhaps_second(self, sound: Sequence[CurrentDrug]) -> tuple[Evidence, ...]:
        treating = {each.drug for each in sound}
        if not treating:
            return ()
        open_ = [
            each
            for each in _of_each_kind(self._drugs)
            if each.dose is DoseClass.UNKNOWN or self._is_open_in_pregnancy(each)
        ]
        found = [self._told(each) for each in open_ if self._is_apart({each.drug}, treating, leads=not each.in_doubt)]
        found += [each for each in named_in_words(self._chart) if self._is_apart(each.what.split(" or "), treating)]
        return tuple(found)

    def _is_open_in_pregnancy(self, each: CurrentDrug) -> bool:
        """Warfarin of which it is open whether it is taken, in pregnancy: a low INR does not make it harmless."""
        return each.drug == "warfarin" and each.in_doubt and _APART in self._bars(each.drug)

    def _is_apart(self, names: Iterable[str], treating: set[str], *, leads: bool = False) -> bool:
        """Whether a drug is none that treats and none that is led in.

        In pregnancy none is led in that it bars, unless it ``leads``: taken for certain, it is told as barred.
        """
        return not any(
            name == one or (self._leads_in(name, one) and (leads or _APART not in self._bars(name)))
            for name in names
            for one in treating
        )

    # --- its dose ---------------------------------------------------------------------------------------------

    def _at_dose(self, each: CurrentDrug) -> tuple[str, Evidence]:
        chart, limits = self._chart, self._limits
        if each.drug == "warfarin":
            found = newest(chart, INR, lab_days).value
            high = found is not None and found.is_above(chart.threshold("inr_poor_control")) is True
            return ("inr_too_high" if high else ""), self._told(each)
        order = self._as_order(each)
        label = limits.label_dose(order)
        line = f"{label.line[:1].upper()}{label.line[1:]}."
        needs_specialist = label.verdict == "specialist" and self._is(each.drug, "is_heparin")
        far = label.verdict == "far_too_high"
        # The number of doses a day alone does not make a dose by weight too high.
        if needs_specialist or far or (label.verdict == "too_high" and not limits.is_by_weight(each.drug)):
            reasons = ([line] if far else []) + [reason.text for reason in label.reasons]
            return "dose_too_high", self._told(each, " ".join(reasons) or line)
        if self._first_phase_goes_on(each, order):
            return "dose_too_high", self._told(each, line)
        if self._first_phase_is_missing(each, order):
            return "first_phase_not_recorded", self._told(each, limits.line(each.drug))
        if self._lead_in_is_missing(each, order):
            return "lead_in_not_recorded", self._told(each)
        return "", self._told(each)

    def _first_phase(self, drug: str) -> Phase | None:
        """The higher fixed dose that comes first, if the drug has one."""
        first = next(iter(self._limits.phases(drug)), None)
        is_fixed = first is not None and first.name == "initiation" and first.days is not None and not first.rounded
        return first if is_fixed else None

    def _first_phase_goes_on(self, each: CurrentDrug, order: ReviewedOrder) -> bool:
        """The first dose as it was begun long after its days, and nothing in the order that lowers it."""
        first, now = self._first_phase(each.drug), self._chart.now
        if first is None or first.days is None or each.since is None or order.is_pack:
            return False
        live = [one for one in order.dosages if not any(end and end < now for end in (one.ends, one.runs_out))]
        begun = max([each.since.latest, *(one.starts for one in live if one.starts is not None)])
        most = timedelta(days=first.days + int(self._chart.threshold("first_phase_grace_days")))
        if not live or now - begun <= most:
            return False
        doses = [(one.daily[0] if one.daily is not None and one.unit == first.unit else None) for one in live]
        least = self._limits.later_daily(each.drug)
        return least is not None and all(dose is not None and dose > least for dose in doses)

    def _is_recent_order(self, each: CurrentDrug, days: int) -> bool:
        """Written since the onset, and less than so many days ago."""
        onset = dvt_onset(self._chart)
        if each.since is None or onset is None or each.resource.type != "MedicationRequest":
            return False
        if each.since.earliest.date() < onset.latest.date():
            return False
        return days_between(each.since, self._chart.now)[1] < days

    def _first_phase_is_missing(self, each: CurrentDrug, order: ReviewedOrder) -> bool:
        """A maintenance dose since the onset, too recent for the first phase to be over, and nothing before it."""
        first = self._first_phase(each.drug)
        if first is None or first.days is None or not self._is_recent_order(each, first.days):
            return False
        held = self._phases_held.get(each.drug)
        if held is None:
            same = [self._as_order(one) for one in self._drugs if one.drug == each.drug]
            held = self._phases_held[each.drug] = first_phase(first, same)
        return held == "missing" and not treated_before(order, self._chart)

    def _lead_in_is_missing(self, each: CurrentDrug, order: ReviewedOrder) -> bool:
        """A drug that a parenteral one comes before, too recent to be past that, and nothing before or beside it."""
        file = self._limits.drugs.get(each.drug)
        if file is None or file.lead_in is None or not file.lead_in.most_days:
            return False
        if not self._is_recent_order(each, int(self._chart.threshold(file.lead_in.most_days))):
            return False
        beside = any(one.drug != each.drug for one in self._drugs) or named_in_words(self._chart)
        return not (beside or self._was_given_before(each) or treated_before(order, self._chart))

    def _was_given_before(self, each: CurrentDrug) -> bool:
        """Whether another anticoagulant was given, with an order in the record or without."""
        onset, own = dvt_onset(self._chart), SETS[each.drug]
        given = [
            one
            for one in self._chart.record.with_concept(*ALL_SETS, type="MedicationAdministration")
            if counts(one) and own not in one.concepts
        ]
        times = [clinical_time(one) for one in given]
        return any(when is None or onset is None or not is_later(onset, when) for when in times)

    # --- in words ---------------------------------------------------------------------------------------------

    def _as_order(self, each: CurrentDrug) -> ReviewedOrder:
        dosages = dosages_of(self._chart, each.resource, each.evidence.what)
        dose, pack = DOSES.get(each.dose, "unknown"), each.evidence.what.startswith("{")
        return ReviewedOrder(each.drug, each.drug, "", each.drug, "active", each.resource, dosages, dose, pack)

    def _told(self, each: CurrentDrug, why: str = "") -> Evidence:
        """The drug by the plain name of its file, and in the note why."""
        drug, seen = self._limits.drugs.get(each.drug), each.evidence
        name = drug.name.lower() if drug else seen.what
        return Evidence(seen.reference, name, seen.value, seen.when, seen.code, why)


def _of_each_kind(drugs: Iterable[CurrentDrug]) -> list[CurrentDrug]:
    """The first order of each drug, dose class and doubt: further ones say nothing else of what stands together."""
    return list({(each.drug, each.dose, each.in_doubt): each for each in reversed(tuple(drugs))}.values())[::-1]
