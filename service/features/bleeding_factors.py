"""The factors of the CHEST bleeding count, and the single factors that make bleeding risk high (ruling 29).

Sources: evidence section 2 "Bleeding category", definitions 3 to 6, C-13, C-29, C-42, R-49.  Each factor keeps its own
state and evidence; what has no code, drug or laboratory value counts as absent and is listed as not measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from service.features.age import age_range
from service.features.bleeds import ANSWER, MAJOR, Stage, bleeds
from service.features.borne import borne
from service.features.drug_use import DRUG_KEYS, taking
from service.features.feature import Evidence, State
from service.features.hepatic import CODED, hepatic_failure, liver_factor
from service.features.inr_control import WARFARIN, poor_inr_control
from service.features.observed import broken, evidence_of, with_code_or_component, yes_first
from service.features.sought import (
    ABSENT,
    NOTHING,
    PRESENT,
    UNKNOWN,
    UNMEASURED,
    Search,
    Sought,
    all_of,
    as_absent_when_unmeasured,
    either,
    look_for_all,
    of_feature,
    of_measurement,
    search_codes,
    seek,
)
from service.features.surgery_window import SURGERY_SETS, surgery_within
from service.fhir.quantities import UnreadableQuantity
from service.fhir.record import Resource
from service.fhir.values import choose_newest, codings_of, read_observation, value_holders

if TYPE_CHECKING:
    from service.features.chart import Chart

LOW_PLATELETS = ("under_25", "from_25_to_49", "from_50_to_99")
SEVERELY_LOW_PLATELETS = ("under_25", "from_25_to_49")
HAEMORRHAGIC_STROKE = "stroke_history_haemorrhagic"
BLEEDING_HISTORY = ("bleeding_history", "bleeding_on_anticoagulant")
ECOG, ECOG_POOR = "ecog_observation", "ecog_poor"
CANCER_FACTORS = frozenset({"cancer", "metastatic_cancer"})
AGE_FACTORS = frozenset({"age_over_65", "age_over_75"})


class Factor(msgspec.Struct, frozen=True):
    """One bleeding factor of the patient."""

    id: str
    label: str
    state: str
    """``present``, ``absent`` or ``unknown``."""
    evidence: tuple[Evidence, ...] = ()
    gap: State | None = None
    notes: tuple[str, ...] = ()
    measured: bool = True
    severe: bool = False
    """A single factor of ruling 29: it is not counted, it makes the risk high by itself."""


def bleeding_factors(chart: Chart) -> tuple[Factor, ...]:
    """Every factor with its state, counted ones first; read once per call."""
    return _read_once(chart)[0]


def telling_factors(chart: Chart) -> tuple[Factor, ...]:
    """Those that are not plainly absent."""
    return _read_once(chart)[1]


def _read_once(chart: Chart) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
    read: tuple[tuple[Factor, ...], tuple[Factor, ...]] = chart.once("bleeding_factors", _read_factors)
    return read


def _read_factors(chart: Chart) -> tuple[tuple[Factor, ...], tuple[Factor, ...]]:
    factors, telling = list(_SILENT), []
    for place, found in look_for_all(chart, _SEARCHES):
        silent = _SILENT[place]
        each = factors[place] = _factor(silent.id, silent.label, found, silent.severe)
        if each.state != ABSENT or not each.measured or each.gap:
            telling.append(each)
    return tuple(factors), tuple(telling)


def _factor(name: str, label: str, found: Sought, severe: bool) -> Factor:
    return Factor(name, label, found.state, found.evidence, found.gap, found.notes, found.measured, severe)


# --- counted factors ------------------------------------------------------------------------------------------


def _older_than(chart: Chart, threshold: str) -> Sought:
    """Completed years strictly above a threshold; a partial birth date may leave it open."""
    years, age, limit = age_range(chart), chart.feature("age_y"), chart.threshold(threshold)
    if years is not None and years[0] > limit:
        return Sought(PRESENT, age.evidence)
    if years is not None and years[1] <= limit:
        return Sought(ABSENT, age.evidence)
    return Sought(UNKNOWN, age.evidence, State.REFUSED if age.is_known else age.state, age.notes)


def _previous_bleeding(chart: Chart) -> Sought:
    """Bleeding that is not active now; history codes are weak and marked."""
    certain = [each for each in bleeds(chart) if Stage.NONE not in each.stages and each.stages != {Stage.ACTIVE}]
    coded = Sought(PRESENT, tuple(each.evidence for each in certain)) if certain else NOTHING
    if not certain and chart.record.quarantined_with(MAJOR):
        coded = Sought(UNKNOWN, gap=State.REFUSED, notes=broken(chart, MAJOR))
    history = seek(chart, HAEMORRHAGIC_STROKE, history=True, suspicion=False)
    weak = seek(chart, *BLEEDING_HISTORY, history=True, suspicion=False)
    told = tuple(
        evidence_of(chart, each, *BLEEDING_HISTORY) for each, surely in borne(chart, *BLEEDING_HISTORY) if surely
    )
    weak = either(weak, Sought(PRESENT, told)) if told else weak
    if weak.is_present:
        weak = Sought(PRESENT, weak.evidence, None, ("previous bleeding: weak evidence",))
    return either(coded, history, weak)


def _renal_failure(chart: Chart) -> Sought:
    """Clearance under 30, dialysis or end-stage disease; stage 4 and 5 by code only without a clearance."""
    clearance = of_measurement(chart, chart.feature("crcl_ml_min"), "under_15", "from_15_to_29")
    ended = of_feature(chart.feature("esrd"), PRESENT)
    if clearance.is_present or ended.is_present:
        return clearance if clearance.is_present else ended
    if clearance.state == ABSENT:
        return clearance
    coded = seek(chart, "ckd_stage_4_5", "esrd", suspicion=False)
    return coded if coded.is_present else either(coded, as_absent_when_unmeasured(clearance), ended)


def _by_laboratory_or_code(chart: Chart, measured: Sought, *sets: str) -> Sought:
    """A laboratory value beats a code; the code counts when nothing was measured or the value cannot be used."""
    if measured.state != UNKNOWN:
        return measured
    coded = seek(chart, *sets, suspicion=False)
    return coded if coded.is_present else either(coded, as_absent_when_unmeasured(measured))


def _thrombocytopenia(chart: Chart) -> Sought:
    platelets = of_measurement(chart, chart.feature("platelets_10e9_l"), *LOW_PLATELETS)
    return _by_laboratory_or_code(chart, platelets, "thrombocytopenia")


def _anaemia(chart: Chart) -> Sought:
    return _by_laboratory_or_code(chart, _low_haemoglobin(chart), "anaemia")


def _low_haemoglobin(chart: Chart) -> Sought:
    """Haemoglobin below the limit of the patient's sex; while the sex is not known, only what both limits say."""
    feature = chart.feature("haemoglobin_g_dl")
    sexes = chart.feature("sex").possible
    limits = [chart.threshold("haemoglobin_anaemia_men_g_dl")] * bool(sexes - {"female"})
    limits += [chart.threshold("haemoglobin_anaemia_women_g_dl")] * bool(sexes - {"male"})
    if feature.quantity is None:
        # Only a bound is known: 9 lies below both limits, and nothing above it decides.
        found = of_measurement(chart, feature, "under_9")
        return found if found.state != ABSENT else Sought(UNKNOWN, feature.evidence, State.REFUSED, feature.notes)
    low = {feature.quantity.value < each for each in limits}
    if len(low) > 1:
        return Sought(UNKNOWN, feature.evidence, State.NOT_ASKED, ("sex not known",))
    return Sought(PRESENT if low.pop() else ABSENT, feature.evidence)


def _reduced_function(chart: Chart) -> Sought:
    """Dementia, frailty or heart failure by code, or ECOG 3 or 4 (convention, definitions 5)."""
    return either(seek(chart, "frailty_dementia_heart_failure", suspicion=False), _poor_performance(chart))


def _poor_performance(chart: Chart) -> Sought:
    if ECOG not in chart.observations:
        return UNMEASURED
    chosen = choose_newest(with_code_or_component(chart, ECOG), lambda each: _ecog_is_poor(chart, each), yes_first)
    if chosen.value is None or chosen.resource is None:
        return Sought(UNKNOWN, gap=State.REFUSED) if chosen.unreadable else UNMEASURED
    evidence = evidence_of(chart, chosen.resource, ECOG)
    return Sought(PRESENT if chosen.value else ABSENT, (evidence,))


def _ecog_is_poor(chart: Chart, resource: Resource) -> bool | None:
    low, high = chart.threshold("plausible_ecog_low"), chart.threshold("plausible_ecog_high")
    for holder in value_holders(resource, ECOG):
        codings = codings_of(holder)
        if codings:
            return any(ECOG_POOR in chart.knowledge.codes.concepts(*pair) for pair in codings)
        grade = read_observation("ecog", holder, low=low, high=high)
        if grade is not None:
            poor = grade.at_least(chart.threshold("ecog_reduced_function"))
            if poor is None:
                raise UnreadableQuantity("a bound that does not decide it")
            return poor
    return None


def _coded(*sets: str, within: str = "") -> Search:
    return search_codes(*sets, within=within, suspicion=False)


def _drugs(*sets: str) -> Search:
    return Search(lambda chart: taking(chart, *sets), sets, DRUG_KEYS)


def _surgery(within: str, after: str = "") -> Search:
    return Search(lambda chart: surgery_within(chart, within, after), SURGERY_SETS, ("procedures",))


def _fact(name: str) -> Search:
    return Search(lambda chart: of_feature(chart.feature(name), PRESENT))


# --- single factors -------------------------------------------------------------------------------------------


def _recent_bleeding(chart: Chart) -> Sought:
    recent = [each for each in bleeds(chart) if Stage.RECENT in each.stages]
    certain = [each for each in recent if each.stages <= {Stage.RECENT, Stage.ACTIVE}]
    if certain:
        return Sought(PRESENT, tuple(each.evidence for each in certain))
    counted = [each for each in recent if Stage.NONE not in each.stages]
    return Sought(UNKNOWN, tuple(each.evidence for each in counted), State.REFUSED) if counted else NOTHING


def _severe_thrombocytopenia(chart: Chart) -> Sought:
    found = of_measurement(chart, chart.feature("platelets_10e9_l"), *SEVERELY_LOW_PLATELETS)
    return as_absent_when_unmeasured(found)


def _hepatic_failure(chart: Chart) -> Sought:
    return hepatic_failure(chart, inr_needed=False)


_BRAIN = ("stroke_ischaemic", "stroke_unspecified", "intracranial_haemorrhage", "intracranial_haemorrhage_traumatic")
_BLEEDS = (MAJOR, ANSWER)

COUNTED: dict[str, tuple[str, Search]] = {
    "age_over_65": ("age over 65", Search(lambda chart: _older_than(chart, "bleeding_age_years"))),
    "age_over_75": ("age over 75", Search(lambda chart: _older_than(chart, "bleeding_second_age_years"))),
    "previous_bleeding": (
        "previous bleeding",
        Search(_previous_bleeding, (*_BLEEDS, *BLEEDING_HISTORY, HAEMORRHAGIC_STROKE), ("conditions",)),
    ),
    "cancer": ("active cancer", _fact("active_cancer")),
    "metastatic_cancer": ("metastatic cancer", _fact("metastatic_cancer")),
    "renal_failure": ("renal failure", Search(_renal_failure)),
    "liver_failure": ("liver failure or cirrhosis", Search(liver_factor)),
    "thrombocytopenia": ("thrombocytopenia", Search(_thrombocytopenia)),
    "stroke": ("previous stroke", _fact("stroke_history")),
    "diabetes": ("diabetes", _coded("diabetes")),
    "anaemia": ("anaemia", Search(_anaemia)),
    "antiplatelet": ("antiplatelet drug", _drugs("drug_aspirin", "drug_p2y12", "drug_other_antiplatelet")),
    "poor_inr_control": ("poor INR control on warfarin", Search(poor_inr_control, (WARFARIN,), DRUG_KEYS)),
    "reduced_function": ("comorbidity or reduced function", Search(_reduced_function)),
    "recent_surgery": (
        "recent major surgery",
        _surgery("surgery_bleeding_factor_days", "surgery_bleeding_single_days"),
    ),
    "falls": ("frequent falls", _coded("recurrent_falls")),
    "alcohol": ("alcohol abuse", _coded("alcohol_abuse")),
    "nsaid": ("non-steroidal anti-inflammatory drug", _drugs("drug_nsaid")),
}
SINGLE: dict[str, tuple[str, Search]] = {
    "active_bleeding": ("active bleeding", _fact("active_bleeding")),
    "recent_major_bleeding": ("recent major bleeding", Search(_recent_bleeding, _BLEEDS)),
    "severe_thrombocytopenia": ("severe thrombocytopenia", Search(_severe_thrombocytopenia)),
    "surgery_just_now": ("major surgery in the last days", _surgery("surgery_bleeding_single_days")),
    "recent_stroke": ("recent stroke or intracranial bleeding", _coded(*_BRAIN, within="stroke_single_days")),
    "hepatic_failure": ("hepatic failure", Search(_hepatic_failure, CODED, ("conditions",))),
    "varices_bled": ("varices that bled recently", _coded("varices_bled", within="varices_single_days")),
}
_SEARCHES = all_of([search for listed in (COUNTED, SINGLE) for _, search in listed.values()])
_SILENT = tuple(
    _factor(name, label, NOTHING, severe)
    for listed, severe in ((COUNTED, False), (SINGLE, True))
    for name, (label, _) in listed.items()
)
"""Each factor as it is where nothing speaks for it."""
