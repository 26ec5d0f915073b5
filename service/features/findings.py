"""Every Condition, imaging Observation and report conclusion about leg vein thrombosis, as one kind of finding each.

Sources: fhir-input.md "acute leg DVT", "suspected DVT", definitions 8 and 9, terminology README "DVT sites".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec

from service.features import leg_veins
from service.features.created_at import bounded_onset
from service.features.leg_veins import Extent
from service.features.refuted import refuted_later
from service.features.scan_words import IN_WORDS, names_thrombosis, tells_thrombosis
from service.fhir.body_sites import is_whole_leg, named_sites, names_another_limb
from service.fhir.codes import codings_of_concept
from service.fhir.dates import clinical_time
from service.fhir.laterality import UNREAD, side_of, told_side, worded_side
from service.fhir.moments import Moment
from service.fhir.record import Resource
from service.fhir.status import (
    clinical_status,
    counts,
    is_current_condition,
    is_history,
    is_refuted,
    why_not_counted,
)
from service.fhir.text import sides_in
from service.fhir.values import Holder, boolean_of, codings_of, interpretations
from service.fhir.words import NAMED, names_leg_dvt

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.fhir.codes import CodeIndex

LEG_ULTRASOUND = frozenset({"imaging_us_leg_veins", "imaging_us_leg_veins_limited"})
WHOLE_LEG_ULTRASOUND = frozenset({"imaging_us_leg_veins", "imaging_us_veins_unspecified_site"})
"""Not limited, so that a negative result speaks for the whole leg (the second only with a leg body site)."""
VEIN_IMAGING = (
    "imaging_us_leg_veins",
    "imaging_us_leg_veins_limited",
    "imaging_us_veins_unspecified_site",
    "imaging_us_veins_limited_unspecified_site",
    "imaging_ct_mr_venography",
)
"""In an order of its own, the most telling first: a set would be read in another order by every process."""
THROMBUS = "thrombus_observation"
DVT_SETS = (*leg_veins.ACUTE, *leg_veins.CHRONIC, *leg_veins.SUPERFICIAL, *leg_veins.ARM)
OTHER_VEINS = "excl_other_vein_thrombosis"
"""Portal, renal and "other specified" veins (I82.89): the last may be a leg DVT that nobody coded as one."""
_NAMING, _IMAGED, _REPORTED = (*DVT_SETS, NAMED, OTHER_VEINS), (*VEIN_IMAGING, THROMBUS), (*DVT_SETS, *VEIN_IMAGING)
_OTHER_KINDS = leg_veins.CHRONIC | leg_veins.SUPERFICIAL | leg_veins.ARM
_NO_EXTENT = Extent(leg_veins.WHOLE_LEG, True, frozenset())
_POSITIVE = frozenset({"POS", "DET"})
_NEGATIVE = frozenset({"NEG", "ND", "N"})


class Kind(StrEnum):
    ACUTE = "acute"
    SUSPECTED = "suspected"
    """Not confirmed, or confirmed without saying that it is a deep leg vein in the present episode."""
    PAST = "past"
    """An acute leg DVT that is over: inactive, resolved, or begun before the present episode."""
    CHRONIC = "chronic"
    SUPERFICIAL = "superficial"
    ARM = "arm"
    NEGATIVE = "negative"
    """A complete leg vein ultrasound without thrombosis."""
    UNCLEAR = "unclear"
    """A leg vein ultrasound without thrombosis, not clear of which leg: it clears nothing and is named."""


class LegFinding(msgspec.Struct, frozen=True, eq=False):
    """One statement of the record about thrombosis of the leg veins."""

    resource: Resource
    kind: Kind
    extent: Extent
    side: str | None
    """``left``, ``right``, ``bilateral`` or not known."""
    when: Moment | None
    imaging: bool
    note: str = ""


def read_findings(chart: Chart) -> tuple[LegFinding, ...]:
    """Every finding of the record; which of them are one episode is settled in :mod:`episode`."""
    return (*_conditions(chart), *_observations(chart), *_reports(chart))


def _age_settled(
    chart: Chart, kind: Kind, when: Moment | None, *, imaging: bool, told: Resource | None = None
) -> tuple[Kind, str]:
    """An acute finding over 90 days old is past; one that may be either is only suspected.

    A Condition whose onset has no date began no later than it was recorded, or its Encounter ended; an age that cannot
    be read may be long ago.
    """
    if when is None and told is not None:
        recorded = bounded_onset(chart, told)
        if recorded is not None and chart.within(recorded, "episode_current_days") is False:
            return Kind.PAST, ""
        unread_age = kind is Kind.ACUTE and told.data.get("onsetAge") is not None
        return (Kind.SUSPECTED, "age at onset not readable") if unread_age else (kind, "")
    if when is None:
        return (Kind.SUSPECTED, "undated imaging") if imaging and kind is Kind.ACUTE else (kind, "")
    current = chart.within(when, "episode_current_days")
    if current is None:
        return Kind.SUSPECTED, "date not precise"
    return (kind, "") if current else (Kind.PAST, "")


# --- Conditions -----------------------------------------------------------------------------------------------


def _conditions(chart: Chart) -> Iterator[LegFinding]:
    codes, born = chart.knowledge.codes, chart.birth
    for resource in chart.record.with_concept(*_NAMING, type="Condition"):
        when = clinical_time(resource, born)
        kind, note = _kind_of_condition(chart, resource, when)
        if kind is not None:
            extent = leg_veins.extent(codes, resource.data.get("code"), resource.data.get("bodySite"))
            yield LegFinding(resource, kind, extent, side_of(resource, codes), when, False, note)


def _kind_of_condition(chart: Chart, resource: Resource, when: Moment | None) -> tuple[Kind | None, str]:
    uncounted = why_not_counted(resource)
    if uncounted and is_refuted(resource):
        return None, ""
    in_words = in_words_only(chart.knowledge.codes, resource)
    if not in_words and resource.concepts.isdisjoint(leg_veins.ACUTE):
        return (_other_kind(resource.concepts) if is_current_condition(resource) else None), ""
    if in_words or uncounted:
        over = clinical_status(resource) in ("inactive", "remission", "resolved") or is_history(resource)
        kind, note = _age_settled(chart, Kind.SUSPECTED, when, imaging=False, told=resource)
        note = note or uncounted or "named in words only"
        gone = over or kind is Kind.PAST or refuted_later(chart, resource, of_leg=True)
        return (None, "") if gone else (kind, note)
    if is_history(resource):
        return Kind.PAST, ""
    kind, note = _limb_settled(chart, resource)
    if kind is not Kind.ACUTE:
        return kind, note
    kind, note = _age_settled(chart, kind, when, imaging=False, told=resource)
    if kind is Kind.PAST and clinical_status(resource) in ("recurrence", "relapse"):
        return Kind.SUSPECTED, "recurrence of unknown date"
    return kind, note


def in_words_only(codes: CodeIndex, resource: Resource) -> bool:
    """Whether nothing but the words of a Condition names a leg DVT: its code is in no set, or means "other veins"."""
    if resource.type != "Condition" or not resource.concepts.isdisjoint(DVT_SETS):
        return False
    return NAMED in resource.concepts or (
        OTHER_VEINS in resource.concepts and names_leg_dvt(resource.data.get("code"), codes)
    )


def _limb_settled(chart: Chart, resource: Resource) -> tuple[Kind, str]:
    """Codes that name no limb (128053003, I82.90 …) need a leg body site, or at least no other one."""
    acute = resource.concepts & leg_veins.ACUTE_NAMES
    if not acute <= leg_veins.LIMB_UNSTATED or resource.site_concepts & leg_veins.SITE_NAMES:
        return Kind.ACUTE, ""
    if resource.site_concepts & leg_veins.SUPERFICIAL_SITES:
        return Kind.SUPERFICIAL, ""
    if _names_another_site(chart.knowledge.codes, resource.data.get("bodySite")):
        return Kind.SUSPECTED, "body site not recognised"
    return (Kind.ACUTE, "") if "dvt_unspecified_site" in acute else (Kind.SUSPECTED, "vein and limb not stated")


def _names_another_site(codes: CodeIndex, sites: Any) -> bool:
    for site in sites if isinstance(sites, list) else [sites]:
        pairs = codings_of_concept(site)
        if any("laterality" not in codes.concepts(*pair) for pair in pairs):
            return True
        text = site.get("text") if isinstance(site, dict) and not pairs else None
        if isinstance(text, str) and (not sides_in(text) or names_another_limb(site, codes)):
            return True
    return False


def _is_of_another_limb(codes: CodeIndex, told: Iterable[Any]) -> bool:
    return any(names_another_limb(each, codes) for each in told)


def _other_kind(sets: frozenset[str]) -> Kind | None:
    if not sets.isdisjoint(leg_veins.CHRONIC):
        return Kind.CHRONIC
    if not sets.isdisjoint(leg_veins.SUPERFICIAL):
        return Kind.SUPERFICIAL
    return Kind.ARM if not sets.isdisjoint(leg_veins.ARM) else None


# --- imaging Observations -------------------------------------------------------------------------------------


def _observations(chart: Chart) -> Iterator[LegFinding]:
    codes = chart.knowledge.codes
    for resource in chart.record.with_concept(*_IMAGED, type="Observation"):
        for holder, sites in _holders(resource):
            result, concept = _result(codes, resource, holder)
            told = ""
            if result is None and tells_thrombosis(codes, holder):
                result, concept, told = Kind.SUSPECTED, {}, IN_WORDS
            if result is not None and (found := _imaged(chart, resource, result, concept, sites, told)):
                yield found


def _holders(resource: Resource) -> Iterator[tuple[Holder, Any]]:
    """The Observation with its body site, and each component whose code is a vein."""
    yield resource.data, resource.data.get("bodySite")
    parts = resource.data.get("component")
    for part, sets in zip(parts if isinstance(parts, list) else (), resource.component_concepts, strict=False):
        if sets & (leg_veins.SITE_NAMES | leg_veins.SUPERFICIAL_SITES):
            yield part, part.get("code")


def _result(codes: CodeIndex, resource: Resource, holder: Holder) -> tuple[Kind | None, Mapping[str, Any]]:
    """What an imaging result says, and the diagnosis where its value is one."""
    value = holder.get("valueCodeableConcept")
    concept = value if isinstance(value, dict) else {}
    sets = codes.concepts_of(concept).union(*(codes.concepts(*pair) for pair in codings_of(holder)))
    if sets & leg_veins.ACUTE_NAMES:
        return Kind.ACUTE, concept
    if sets & _OTHER_KINDS:
        return _other_kind(sets), concept
    told = interpretations(holder)
    yes = boolean_of(holder, codes)
    positive = "result_positive" in sets or bool(told & _POSITIVE) or yes is True
    # A bare no to a scan does not say what is denied; to "thrombus" it does.
    no = yes is False and THROMBUS in resource.concepts
    negative = "result_negative" in sets or bool(told & _NEGATIVE) or no
    if positive:
        return (Kind.SUSPECTED if negative else Kind.ACUTE), {}
    if negative:
        # "Normal" beside a sentence that tells of a thrombosis clears nothing.
        contradicted = isinstance(holder.get("valueString"), str) and tells_thrombosis(codes, holder)
        return (Kind.SUSPECTED if contradicted else Kind.NEGATIVE), {}
    open_ = "result_indeterminate" in sets or told & {"IND", "E", "A", "AA"} or names_leg_dvt(concept, codes)
    return (Kind.SUSPECTED, {}) if open_ else (None, {})


def _imaged(
    chart: Chart, resource: Resource, result: Kind, concept: Mapping[str, Any], sites: Any, told: str = ""
) -> LegFinding | None:
    """One imaging result as a finding, or nothing when it says nothing about a leg."""
    codes = chart.knowledge.codes
    site_sets: frozenset[str] = frozenset()
    for site in (sites if isinstance(sites, list) else [sites]) if sites else ():
        site_sets |= codes.concepts_of(site)
    of_leg = not site_sets.isdisjoint(leg_veins.SITE_NAMES) or (bool(concept) and result is Kind.ACUTE)
    kind, note = result, told
    if result is Kind.NEGATIVE:
        worth = _normal(codes, resource, concept, sites)
        if worth is None:
            return None
        kind, note = worth
    elif site_sets & leg_veins.SUPERFICIAL_SITES and not of_leg:
        kind = Kind.SUPERFICIAL
    elif result in (Kind.ACUTE, Kind.SUSPECTED) and not of_leg:
        if resource.concepts.isdisjoint(LEG_ULTRASOUND) or _is_of_another_limb(codes, named_sites(resource.data)):
            return None
        # A site that nobody can read beside the code of a leg scan: no diagnosis, and not read as absent.
        unread = sites and (site_sets - {"laterality"} or _names_another_site(codes, sites))
        kind, note = Kind.SUSPECTED, "body site not recognised" if unread else "vein not stated"
    when = clinical_time(resource)
    if kind in (Kind.ACUTE, Kind.SUSPECTED) and not counts(resource):
        kind, note = Kind.SUSPECTED, why_not_counted(resource)
    if kind in (Kind.ACUTE, Kind.SUSPECTED):
        settled, undecided = _age_settled(chart, kind, when, imaging=True)
        if settled is Kind.PAST and kind is Kind.SUSPECTED:
            return None
        kind, note = settled, note or undecided
    elif not counts(resource):
        return None
    side = None if kind is Kind.UNCLEAR else _imaged_side(codes, resource, concept, sites, kind)
    extent = leg_veins.extent(codes, concept, sites) if of_leg else _NO_EXTENT
    return LegFinding(resource, kind, extent, side, when, True, note)


def _normal(codes: CodeIndex, resource: Resource, concept: Mapping[str, Any], sites: Any) -> tuple[Kind, str] | None:
    """What a normal scan is worth, and why: ``None`` when it is of less than a whole leg, or of an arm."""
    named = list(named_sites({**resource.data, "bodySite": sites}))
    sited = any("bodysite_leg_unspecified" in codes.concepts_of(each) for each in named)
    of_leg = sited or not resource.concepts.isdisjoint(LEG_ULTRASOUND)
    if not of_leg or resource.concepts.isdisjoint(WHOLE_LEG_ULTRASOUND) or not counts(resource):
        return None
    if _is_of_another_limb(codes, (resource.data.get("code"), *named)):
        return None
    if _imaged_side(codes, resource, concept, sites, Kind.NEGATIVE) == UNREAD:
        return Kind.UNCLEAR, "not clear of which leg"
    return (Kind.NEGATIVE, "") if all(is_whole_leg(site, codes) for site in named) else None


def _imaged_side(
    codes: CodeIndex, resource: Resource, concept: Mapping[str, Any], sites: Any, kind: Kind
) -> str | None:
    """The side of the finding: a bilateral examination does not make a finding bilateral, a unilateral one sides it.

    A normal result clears a leg only where every side that is told, that in the words of its code too, agrees:
    :data:`UNREAD` otherwise.
    """
    data = {**resource.data, "code": concept, "bodySite": sites}
    found_in = Resource("Condition", "", "", "", frozenset(), codings_of_concept(concept), data)
    exam = examined_side(codes, resource)
    if kind is Kind.NEGATIVE:
        told = {told_side(found_in, codes), worded_side(resource.data.get("code")), exam} - {None}
        one = told - {"bilateral"} or told
        return UNREAD if len(one) > 1 else next(iter(one), None)
    found = side_of(found_in, codes)
    if found is None:
        return exam if exam in ("left", "right") else None
    return None if exam in ("left", "right") and exam != found else found


def examined_side(codes: CodeIndex, resource: Resource) -> str | None:
    """The leg that the code of an imaging result names: ``left``, ``right``, ``bilateral``, or ``None``."""
    for system, code in resource.codes:
        if not codes.concepts(system, code).isdisjoint(VEIN_IMAGING):
            sides = sides_in(codes.display(system, code))
            if sides:
                return "bilateral" if len(sides) > 1 else next(iter(sides))
    return None


# --- reports --------------------------------------------------------------------------------------------------


def _reports(chart: Chart) -> Iterator[LegFinding]:
    codes = chart.knowledge.codes
    for resource in chart.record.with_concept(*_REPORTED, type="DiagnosticReport"):
        for concept in conclusions(resource.data):
            sets = codes.concepts_of(concept)
            if sets & leg_veins.ACUTE_NAMES:
                result: Kind | None = (
                    Kind.SUSPECTED
                    if sets & leg_veins.ACUTE_NAMES <= leg_veins.LIMB_UNSTATED - {"dvt_unspecified_site"}
                    else Kind.ACUTE
                )
            elif sets & _OTHER_KINDS:
                result = _other_kind(sets)
            elif "result_negative" in sets:
                result, concept = Kind.NEGATIVE, {}
            elif _is_open(codes, sets, concept):
                result, concept = Kind.SUSPECTED, {}
            else:
                continue
            if result is not None and (found := _imaged(chart, resource, result, concept, None)):
                yield found


def conclusions(report: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The coded conclusions: ``conclusionCode``, in STU3 ``codedDiagnosis``."""
    for member in ("conclusionCode", "codedDiagnosis"):
        given = report.get(member)
        for each in given if isinstance(given, list) else (given,):
            if isinstance(each, dict):
                yield each


def _is_open(codes: CodeIndex, sets: frozenset[str], concept: Mapping[str, Any]) -> bool:
    """Whether a conclusion says that there is, or may be, a thrombosis without saying in which vein."""
    return (
        not sets.isdisjoint({"result_positive", "result_indeterminate"})
        or boolean_of({"valueCodeableConcept": concept}, codes) is True
        or names_leg_dvt(concept, codes)
        or names_thrombosis(codes, concept)
    )
