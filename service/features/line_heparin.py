"""Unfractionated heparin for a line, a catheter, a circuit or the skin: it never treats a thrombosis (definitions 16).

Asked for heparin only.  Words alone decide nothing where a dose or a rate beside them may be one of treatment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from service.features.dosage import Dosage, texts_of
from service.features.dose_amounts import Amount, in_product, read_amount
from service.fhir.medications import dosages, medication_text, words_of
from service.fhir.record import Resource

if TYPE_CHECKING:
    from service.features.chart import Chart
    from service.features.dose_amounts import Json


class Use(StrEnum):
    LINE = "line"
    """For a line, a catheter or a circuit only, or for the skin."""
    OPEN = "open"
    """The words say so and the rate does not, or a rate is too low to treat."""
    SYSTEMIC = "systemic"


_FLUSH = re.compile(
    r"\b(?:flush\w*|(?:hep-?)?lock(?:ed|ing)?|dwell\w*|paten(?:t|cy)|line care|port care|kvo|tko"
    r"|keep (?:the )?(?:vein|line|catheter|port) open|spülung|spülen|spoelen|doorspoelen)\b"
)
_CIRCUIT = re.compile(
    r"\b(?:(?:arterial|art)[ -]lines?|a-line|pressure bag|transducer|circuit|crrt|cvvhd?f?|cvvhf"
    r"|ha?emodialysis|dialysis|dialy[sz]er|hämodialyse|hemodialyse|dialyse)\b"
)
_ON_THE_SKIN = re.compile(r"\b(?:ointment|gel|emulgel|cream|creme|crème|salbe|zalf|topical(?:ly)?)\b")
_BY_WEIGHT = re.compile(r"(?:units?|u|iu)/kg")
_TO_TREAT = re.compile(r"\b(?:a?ptt|anti-?xa|titrat\w*|dvt|vte|thrombos\w*|embol\w*|therapeutic|ecmo|bypass)\b")
_INTO_A_VEIN = re.compile(r"\b(?:iv|i\.v\.|intraven\w*|into (?:a|the) vein|bolus)(?:\b|(?<=\.))")
_UNDER_THE_SKIN = re.compile(r"\b(?:subcut\w*|sc|sq|sub-?q|subkutan\w*)\b")
_FLOWING = re.compile(
    r"\b(?:infusion|continuous(?:ly)?|drip|gtt|protocol|nomogram|intensity|per pharmacy|\d\d,?000 units)\b"
)
_PURPOSE = re.compile(
    r"\b(?:for|via|through|to|into|as)"
    r"(?: (?:the|a|an|each|every|pre|post|after|before|central|peripheral|picc|iv|of|keep|maintain|line))*"
    r" (?:(?:arterial|art|a-)[ -]?line|patency|flush\w*|lock\w*|dwell\w*|crrt|cvvhd?f?|circuit|dialy\w+|ha?emodialysis"
    r"|catheter|port|pressure bag|line (?:care|patency))\b"
)
"""What it is for, told in so many words."""
_TO_FLUSH = re.compile(r"\W*(?:\w+ ){0,2}(?:flush|lock|spülen|spoelen|doorspoelen)\b")
"""An instruction that begins with the flush."""
_UNITS_AN_HOUR = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,2})?) ?(?:units?|iu|u)(?:/| per )h(?:r|our)?\b")
_HOURLY = re.compile(r"/h(?:r|our)?$", re.IGNORECASE)
_HOUR = ("h", "hr", "hour")
_STRONGEST = 100
"""Units in one mL of the strongest bag that is hung as an infusion, where the product does not tell."""


def use_of(chart: Chart, resource: Resource, instructions: Sequence[Dosage], product: str) -> Use:
    """What this order, statement or dose of unfractionated heparin is for, as far as its words and its rate tell."""
    drug = medication_text(resource).lower()
    more = [each.lower() for each in _more_words(resource)]
    told = " | ".join((drug, *(each.lower() for each in texts_of(resource)), *more))
    largest = chart.threshold("prophylactic_heparin_units_dose")
    is_large = any(each.dose is not None and (each.unit != "units" or each.dose[1] > largest) for each in instructions)
    rates = [*_rates(resource, product), *_rates_in_words(told)]
    # A cream that a sig speaks of may be of something else.
    if not is_large and not rates and any(_ON_THE_SKIN.search(each) for each in (drug, *more)):
        return Use.LINE
    in_circuit = bool(_CIRCUIT.search(told))
    if not in_circuit and not _FLUSH.search(told):
        if instructions and all(_is_as_little_as_a_flush(chart, each) for each in instructions):
            return Use.LINE
        return Use.OPEN if _is_too_slow(chart, resource, product) else Use.SYSTEMIC
    if is_large:
        return Use.SYSTEMIC
    if rates:
        limit = chart.threshold("line_heparin_units")
        if all(unit == "units" and high <= limit for high, unit in rates):
            return Use.LINE
        return Use.OPEN if in_circuit and not _TO_TREAT.search(told) else Use.SYSTEMIC
    if _TO_TREAT.search(told) or _BY_WEIGHT.search(told):
        return Use.SYSTEMIC
    if _FLOWING.search(told) and not _PURPOSE.search(told):
        return Use.OPEN if in_circuit else Use.SYSTEMIC
    is_small = any(each.dose is not None for each in instructions) or any(
        _TO_FLUSH.match(each.lower()) for each in texts_of(resource)
    )
    is_meant = is_small or _FLUSH.search(drug) or _CIRCUIT.search(drug) or _PURPOSE.search(told)
    return Use.LINE if is_meant or any(_FLUSH.search(each) or _CIRCUIT.search(each) for each in more) else Use.OPEN


def is_bolus(chart: Chart, resource: Resource, instructions: Sequence[Dosage]) -> bool:
    """Whether more than a flush of unfractionated heparin goes into a vein at a time, which is no prophylaxis."""
    limit = chart.threshold("line_heparin_units")
    if not any(each.dose is not None and each.unit == "units" and each.dose[1] > limit for each in instructions):
        return False
    told = (*texts_of(resource), *_more_words(resource))
    return any(_INTO_A_VEIN.search(each.lower()) for each in told) and not any(
        _UNDER_THE_SKIN.search(each.lower()) for each in told
    )


def _is_as_little_as_a_flush(chart: Chart, dosage: Dosage) -> bool:
    """As needed, and no more at a time than keeps a line open."""
    is_known = dosage.as_needed and not dosage.infusion and dosage.dose is not None and dosage.unit == "units"
    return is_known and dosage.dose is not None and dosage.dose[1] <= chart.threshold("line_heparin_units")


def _more_words(resource: Resource) -> Iterator[str]:
    """What it is given for as needed, by which route and to which site."""
    for each in dosages(resource):
        concepts = [each.get(member) for member in ("asNeededCodeableConcept", "route", "site", "method")]
        concepts += each["asNeededFor"] if isinstance(each.get("asNeededFor"), list) else []
        told = words_of(tuple(one for one in concepts if isinstance(one, dict)))
        if told:
            yield told


def _is_too_slow(chart: Chart, resource: Resource, product: str) -> bool:
    """Whether every rate is known and below any of treatment for this weight."""
    rates = list(_rates(resource, product))
    if not rates:
        return False
    weight = chart.feature("weight_kg").quantity
    limit = chart.threshold("treatment_heparin_units_kg_h")
    for high, unit in rates:
        if unit == "units/kg":
            per_kg = high
        elif unit == "units" and weight is not None and weight.value > 0:
            per_kg = high / weight.value
        else:
            return False
        if per_kg >= limit:
            return False
    return True


def _rates(resource: Resource, product: str) -> Iterator[tuple[Decimal, str]]:
    """The highest of each structured rate, an hour, in ``units`` or ``units/kg``; no unit where it is not known."""
    for each in dosages(resource):
        listed = each.get("doseAndRate")
        for entry in (*(listed if isinstance(listed, list) else ()), each):
            if not isinstance(entry, dict):
                continue
            for member in ("rateQuantity", "rateRange", "rateRatio"):
                if isinstance(entry.get(member), dict):
                    yield _an_hour(_amount(entry[member]), product)


def _amount(rate: Json) -> Amount | None:
    """What is given in one hour at most."""
    hours = rate.get("denominator")
    if isinstance(hours, dict):
        if str(hours.get("value", 1)) not in ("1", "1.0") or str(hours.get("code") or hours.get("unit")) not in _HOUR:
            return None
        high = rate.get("numerator")
    else:
        high = rate.get("high", rate)
    if not isinstance(high, dict):
        return None
    told = {name: high[name] for name in ("code", "unit") if high.get(name)}
    if hours is None:
        told = {name: _HOURLY.sub("", str(unit).strip()) for name, unit in told.items()}
    return read_amount({"value": high.get("value"), "comparator": high.get("comparator"), **told})


def _an_hour(amount: Amount | None, product: str) -> tuple[Decimal, str]:
    known = in_product(amount, product) if amount is not None else None
    if known is None and amount is not None and amount.unit == "mL":
        return amount.dose[1] * _STRONGEST, "units"
    return (known.dose[1], known.unit) if known is not None else (Decimal(0), "")


def _rates_in_words(told: str) -> Iterator[tuple[Decimal, str]]:
    for each in _UNITS_AN_HOUR.finditer(told):
        yield Decimal(each[1].replace(",", "")), "units"
