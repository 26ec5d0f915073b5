"""Lengths, diameters and distances of a sentence: which number is about the thrombus and which is about something else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from service.narrative import cues
from service.narrative.lexer import lex

LENGTH, DIAMETER, DISTANCE, OTHER = "length_cm", "diameter_mm", "distance_cm", "other"

_NUMBER = r"(?<![\w.,])\d{1,3}(?:[.,]\d{1,2})?"
_UNIT = r"(?:cms?\b|mms?\b|centimet(?:re|er)s?\b|millimet(?:re|er)s?\b)"
_QUANTITY = re.compile(
    rf"(?P<first>{_NUMBER})\s?(?P<unit1>{_UNIT})?"
    rf"(?:\s?(?:(?P<times>x|by)|(?P<range>-|to|and|or|up\sto))\s?(?P<second>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?(?P<unit2>{_UNIT})?)?"
    rf"(?:\s?(?:x|by)\s?(?P<third>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?(?P<unit3>{_UNIT})?)?"
)
_WORDS = {
    word: str(number)
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_NUMBER_WORD = re.compile(rf"\b({'|'.join(_WORDS)})(?=(?:\s(?:to|or)\s\w{{3,6}})?\s(?:cm|mm|centimet|millimet))")

_POPLITEAL = (
    r"(?:popliteal(?!\s(?:skin|crease|fossa|artery|cyst|space|region|lymph|node))(?:\svein)?(?:\s(?:confluence|junction|vein))?|"
    r"pop\s?v?\b|spjs?\b|saphen(?:o|ous)[\s-]?popliteal(?:\sjunction)?|popliteal-?\w{0,12}\sconfluence)"
)
_APART = (
    r"(?:below|above|from|distal\sto|proximal\sto|short\sof|off|caudal\sto|caudad\sto|cephalad\sto|inferior\sto|superior\sto|beneath|"
    r"deep\sto|away\sfrom|before|beyond|of|to|under|over|distally\sfrom|down\sfrom|up\sfrom|inferiorly\sto|shy\sof|distant\sfrom|clear\sof|"
    r"apart\sfrom|distant\sto|remote\sfrom|near\sto|after|past)"
)
_ADVERB = r"(?:(?:just|approximately|about|well|still|distance|gap|away|clear|lies|lying|short|only|and)\s){0,3}"
_ARTICLE = r"(?:(?:the|its|a|an|his|her|level|lower|upper|of|right|left|medial|lateral|tip|end|origin|insertion|confluence|junction|with|entry|into|ipsilateral|border|edge|margin)\s){0,6}"
_TO_POPLITEAL = re.compile(
    rf"\s?\)?\s?(?:\w{{1,8}}\s)?{_ADVERB}{_APART}\s{_ARTICLE}{_POPLITEAL}(?!\s(?:to|into|down|up|skin|crease))"
)
_LANDMARK = (
    r"(?:\w{1,20}\s){0,2}?(?:sfj|saphen\w{0,10}[\s-]?femoral\w{0,9}|skin|surface|crease|ankle|malleol\w{0,3}|ligament|groin|knee|joint|calcaneus|heel|patella|"
    r"hiatus|canal|junction|confluence|bifurcation|origin|fold|cfv|femoral|profunda|tibial|peroneal|iliac|trunk|trifurcation|fossa|umbilicus|level|tubercle|"
    r"condyle|plateau|fascia|transducer|probe|filter|stent|aorta|renal|vein|head|neck)"
)
_POSITION = re.compile(
    rf"\s?{_ADVERB}(?!of\s|to\s|over\s)(?:{_APART})\s{_ARTICLE}{_LANDMARK}(?:\sskin)?(?:\s(?:crease|vein|junction))?|\s(?:deep|proximally\sto|lateral|medial)\b|\s?(?:above|below|proximal\sto|distal\sto)\s(?:it|this|that)\b"
)
_POPLITEAL_BEFORE = re.compile(
    rf"(?:(?:distance|gap|clearance|interval|separation|separated)\b.{{0,80}}{_POPLITEAL}(?:\sby)?.{{0,22}}|"
    rf"{_POPLITEAL}.{{0,14}}\b(?:distance|gap|clearance)\b.{{0,14}})$"
)
_POPLITEAL_AFTER_DISTANCE = re.compile(
    rf"\s(?:gap|distance|clearance|margin|interval|separation|segment)\s(?:\w{{1,12}}\s){{0,6}}{_POPLITEAL}"
)
_POPLITEAL_AWAY = re.compile(
    rf"{_POPLITEAL}\s(?:(?:is|lies|lying|being|at|about|approximately|some|located|remains|begins|starts|joins)\s){{0,3}}$"
)
_AWAY = re.compile(
    r"\s(?:away|distant|proximal|cephalad|above|higher|further\sup|clear|from\s(?:the\s)?(?:clot|thromb|tip|upper|proximal|top))"
)

_NOT_THROMBUS = re.compile(
    r"\b(?:cyst\w{0,3}|nodes?|lymph\w{0,10}|haematoma\w?|hematoma\w?|aneurysm\w{0,5}|collection|mass|arter\w{1,4}|velocit\w{1,3}|wall|thick\w{0,5}|depth|"
    r"tear|effusion|lipoma|fluid|abscess|reflux|seroma|lesion|stent|fascia|intima|skin|ovary|fibroid|cath\w{1,6}|bursa\w?|septum|valve)\b"
)
_THROMBUS = re.compile(r"\b(?:thromb\w{1,12}|clots?|dvts?|occlu\w{1,8}|non-?\s?comp\w{0,12})\b")
_FORMER = re.compile(
    r"(?:\b(?:previous(?:ly)?|formerly|(?:was|were)(?!\s(?:expanded|distended|dilated|enlarged|widened)\b)|initially|earlier|prior|had\sbeen|originally|compared\s(?:to|with)|versus|vs|cf|before|against|down\sfrom|up\sfrom|then|measured)\b\.?|\(from)\s?(?:\w{1,12}\s){0,2}$"
)
_FORMER_SCAN = re.compile(
    r"\b(?:baseline|(?:first|initial|last)\s(?:scan|visit|study)|(?:on\s)?day\s\d{1,2}|yesterday|on\s\w{3,6}day)\s?(?:(?:was|it\swas|of|value|length|:|,)\s?){0,2}$"
)
_FORMER_AFTER = re.compile(
    r"\s?(?:\)\s?)?(?:previously|on\s\d|on\s(?:the\s)?(?:prior|previous|last|earlier)|at\s(?:the\s)?(?:prior|previous|last)|before\b|last\s(?:week|scan|month|time|visit|year|exam\w{0,8}|\w{3,6}day)|on\s\w{3,6}day\b|yesterday|in\s(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|at\s(?:the\s)?(?:first|initial|baseline|outset)|on\s(?:the\s)?(?:first|initial|baseline)|initially|at\s(?:presentation|diagnosis)|(?:\w{3,8}|\d{1,2})\s(?:days?|weeks?|months?)\s(?:ago|earlier|before))"
)
_GAP_BEFORE = re.compile(
    r"(?<!over a )(?<!for a )(?<!along a )(?<!across a )\b(?:distance|gap|clearance|separation|margin)\b(?!\s(?:of\s)?(?:about\s|approximately\s)?$)"
)
"""Behind "distance of the tip from the junction:" stands no length."""
_FROM = re.compile(r"(?:from)\s(?:\w{1,12}\s){0,1}$")
_FROM_A = re.compile(r"\bfrom\s(?:\w{1,12}\s){0,1}$")
_TO_B = re.compile(rf"[^;.:]{{0,50}}?\sto\s(?:\w{{1,12}}\s){{0,2}}?{_NUMBER}\s?{_UNIT}")
""" "From 2 cm last week to 5 cm": only the second is one of today."""
_WITHIN = re.compile(r"\bwithin\s(?:\w{1,12}\s)?$")
_NOT_A_SIZE_AFTER = re.compile(
    r"\s?(?:/\s?s|per\ssec|thick\w{0,5}|residual|wall|water|hg|cyst|node|lymph|haemat|hemat|aneurysm|collection|deep\b|intima|valve|stent|slice|probe|arter\w{1,4}|mass|skin)"
)
_RELATION = r"(?:\s?(?:of|is|was|to|at|about|approximately|approx\.?|around|some|circa|c\.|ca\.?|nearly|almost|over|up|least|in|a|an|the|total|maximum|maximal|max\.?|:|=|~|<|>|=|measures?|measuring|estimated|roughly|just|now|more|than|exceed\w{1,3}|by|length|distance|further|overall|thrombosed|segment|excess|minimum|currently|under|[(]|,|its|full|ap|transverse|widest|point|greatest|vein|veins|wide|measured|has|been|below|today|currently))*\s?$"
_DIAMETER_BEFORE = re.compile(
    r"(?:diameters?|diam\.?|calib(?:re|er)|width|dilated|distended|distension|expanded|enlarged|swollen|engorged|wide|across|dilatation|dilation|expansion|widen\w{0,3}|distends|expands|dilates|enlarges|ballooned|cross-section|bore|stretch(?:ed|ing)(?:\s(?:it|them|the\s\w{3,10}(?:\svein)?))?|blown\sup|swells?|bloated)"
    + _RELATION
)
_DIAMETER_AFTER = re.compile(
    r"\s?(?:in\s|at\sits\s)?(?:(?:max\w{0,6}\.?|vein|ap|a\.p\.|transverse|cross-sectional|outer|widest|greatest|total|internal|antero-?posterior|venous|short-axis|luminal)\s){0,3}(?:diameters?|diam\b\.?|calib(?:re|er)|wide\b|width|across|in\sbore|ap\b|at\sits\swidest|dilat|distended|distension)"
)
_LENGTH_BEFORE = re.compile(
    r"(?:length|long|exten(?:ds?|ded|ding|t|sion)(?:\s\w{1,12}){0,3}?|over|runs?(?:\s\w{1,10})?|running|span(?:s|ning)?|segments?|stretch(?:es)?\b|occup\w{1,5}|craniocaudal\w{0,2}|tracks?|measur(?:es?|ing)|cover\w{0,3}|reaches|for|traced|total\w{0,4})"
    + _RELATION
)
_LENGTH_AFTER = re.compile(
    r"\s?(?:in\s)?(?:(?:max\w{0,6}|total|overall|craniocaudal|cranio-caudal|cc|longitudinal|thrombus|approximate)\s){0,2}(?:lengths?|long\b|longitudinal\w{0,2}|cranio\w{0,8}|in\sextent|extent|"
    r"(?:\w{1,14}\s){0,3}?(?:segment|stretch|portion|of\s(?:the\s)?(?:\w{1,14}\s){0,3}?(?:thromb|clot|vein|peroneal|popliteal|femoral|posterior|occlu))|distally|proximally|in\stotal|craniocaudad)"
)
_REACHES_BY = re.compile(
    r"(?:protrud|extend|prolaps|project|reach)\w{0,4}\s(?:\w{1,14}\s){1,9}(?:by|for)\s(?:approximately\s|about\s|some\s)?$"
)
_NOUN_AFTER = re.compile(
    r"[\s-](?:(?:long|occlusive|acute|non-?occlusive|echogenic|hypoechoic|chronic|short|segmental|intraluminal|fresh|old)\s){0,3}(?:thromb|clot|dvt)"
)
_BECAME = re.compile(
    r"\b(?:now|today|currently|meanwhile|since)\b|\b(?:shr[aiu]nk\w*|short\w+|lengthen\w+|grown|drawn\sback|reduced|regressed|decreased|increased|extended)\b|\bscan\sto\s$"
)
_IN_BRACKETS = re.compile(r"\(\s?$")


@dataclass(frozen=True, slots=True)
class Measure:
    """One number of a sentence that is about the thrombus."""

    kind: str
    value: Decimal
    start: int


@dataclass(frozen=True, slots=True)
class _Sizes:
    """The numbers of one expression in cm: "3 to 4 cm", "3.5 x 0.7 cm"."""

    values: tuple[Decimal, ...]
    millimetres: bool
    product: bool


def read_measures(words: str) -> tuple[str, tuple[Measure, ...]]:
    """The words with measured landmarks blanked ("2 cm below the popliteal vein"), and the measures in reading order.

    Lengths and distances are in cm, diameters in mm.  A range gives its upper bound, two dimensions a length and a
    diameter, a former value nothing.
    """
    if "cm" not in words and "mm" not in words and "met" not in words:
        return words, ()
    text = _NUMBER_WORD.sub(lambda match: _WORDS[match.group(1)], words)
    found: list[Measure] = []
    blanked: list[tuple[int, int]] = []
    clause_start = 0
    for match in _QUANTITY.finditer(text):
        if not (match["unit1"] or match["unit2"] or match["unit3"]):
            continue
        before = text[max(clause_start, match.start() - 90) : match.start()]
        after = text[match.end() : match.end() + 90]
        kinds, ahead, behind = _classify(match, before, after)
        found.extend(Measure(kind, value, match.start()) for kind, value in kinds)
        if ahead or behind:
            blanked.append((match.start() - ahead, match.end() + behind))
    return _blank(text, blanked), tuple(_of_today(text, found))


def _of_today(text: str, found: list[Measure]) -> list[Measure]:
    """Without a length that the sentence replaces by a later one ("was 9 cm long and is now 4 cm")."""
    kept = []
    for number, each in enumerate(found):
        later = next((m for m in found[number + 1 :] if m.kind == LENGTH), None)
        if each.kind == LENGTH and later is not None and _BECAME.search(text, each.start, later.start):
            between = text[each.start : later.start]
            if not any(t.kind == cues.VEIN and t.veins for t in lex(between)) and ";" not in between:
                continue
        kept.append(each)
    return kept


def _blank(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + "~" * (end - start) + text[end:]
    return text


def _classify(match: re.Match[str], before: str, after: str) -> tuple[list[tuple[str, Decimal]], int, int]:
    """What the expression measures, and how many characters before and behind it belong to a landmark."""
    sizes = _sizes(match)
    if sizes is None:
        return [], 0, 0
    last_clause = re.split(r"[;.](?!\d)", before)[-1]
    near = _TO_POPLITEAL.match(after) or _POPLITEAL_AFTER_DISTANCE.match(after)
    if near and not _is_stretch(last_clause, after):
        return [(DISTANCE, max(sizes.values))], 0, near.end()
    position = _POSITION.match(after)
    if position:
        return [], 0, position.end()
    named = _POPLITEAL_BEFORE.search(last_clause) or (_AWAY.match(after) and _POPLITEAL_AWAY.search(last_clause))
    if named:
        return [(DISTANCE, max(sizes.values))], len(last_clause) - named.start(), 0
    return _size_of_thrombus(sizes, last_clause, after), 0, 0


def _is_stretch(before: str, after: str) -> bool:
    """ "Over 7 cm from the popliteal vein to ...": an extent, not a gap."""
    return (
        bool(re.search(r"\b(?:over|length\sof|for|measur\w{1,4})\s(?:\w{1,14}\s)?$", before)) and " to " in after[:60]
    )


def _size_of_thrombus(sizes: _Sizes, before: str, after: str) -> list[tuple[str, Decimal]]:
    clause = re.split(r"[;.](?!\d)", after)[0]
    if _WITHIN.search(before) and after.startswith(" of "):
        return []
    if _FROM_A.search(before) and len(sizes.values) == 1 and _TO_B.match(after):
        return []
    if (
        _NOT_A_SIZE_AFTER.match(after)
        or _FORMER.search(before)
        or _FORMER_SCAN.search(before)
        or _FORMER_AFTER.match(after)
    ):
        return []
    other = list(_NOT_THROMBUS.finditer(before))
    if other and not _THROMBUS.search(before, other[-1].end()):
        return []
    if _GAP_BEFORE.search(before):
        return []
    if sizes.product:
        if len(sizes.values) > 2:
            return [(LENGTH, max(sizes.values))] if _THROMBUS.search(before) else []
        return [(LENGTH, max(sizes.values)), (DIAMETER, min(sizes.values) * 10)]
    value = sizes.values[-1] if _FROM.search(before) else max(sizes.values)
    kind = _labelled(before, after) or _unlabelled(sizes, value, before, clause)
    if kind == DIAMETER:
        return [(DIAMETER, value * 10)]
    return [(LENGTH, value)] if kind == LENGTH else []


def _labelled(before: str, after: str) -> str:
    if _DIAMETER_AFTER.match(after):
        return DIAMETER
    if _LENGTH_AFTER.match(after) or _NOUN_AFTER.match(after):
        return LENGTH
    diameter, length = _DIAMETER_BEFORE.search(before), _LENGTH_BEFORE.search(before)
    if diameter and not (length and length.start() > diameter.end() - 1):
        return DIAMETER
    if _REACHES_BY.search(before):
        return LENGTH
    if length and not re.match(r"measur", length.group()):
        return LENGTH
    return ""


def _unlabelled(sizes: _Sizes, value: Decimal, before: str, clause: str) -> str:
    """A bare size beside a thrombus: long ones are lengths, a short one in brackets is a diameter, others nothing."""
    if not (_THROMBUS.search(before) or _THROMBUS.search(clause) or re.search(r"\bit\b|\bmeasur", before)):
        return ""
    if sizes.millimetres and value < 2:
        return DIAMETER if _IN_BRACKETS.search(before) else ""
    return LENGTH if value >= 2 or (not sizes.millimetres and value >= Decimal("1.5")) else ""


def _sizes(match: re.Match[str]) -> _Sizes | None:
    numbers = [match["first"], match["second"], match["third"]]
    units = [match["unit1"], match["unit2"], match["unit3"]]
    if match["range"] and match["range"] in ("and", "or") and not match["unit2"]:
        numbers, units = numbers[:1], units[:1]
    last = next((unit for unit in reversed(units) if unit), None)
    if last is None:
        return None
    values = []
    for number, unit in zip(numbers, units, strict=False):
        if number:
            factor = Decimal("0.1") if (unit or last).startswith(("mm", "milli")) else Decimal(1)
            values.append(Decimal(number.replace(",", ".")) * factor)
    return _Sizes(tuple(values), last.startswith(("mm", "milli")), bool(match["times"]))
