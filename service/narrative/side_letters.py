"""Letters and words that look like a side and are none: "L = 4.1 cm", "L x W", "L5", "rt-PA", "right heart strain".

What is no side is written so that no rule can take it for one: a length as "length", the rest without the word.
"""

from __future__ import annotations

import re

_CUES = re.compile(
    r"\b[lr]\b|\blx?\s?w|\blxw|\brt\b|\blt\b|\b(?:left|right)\s(?!leg\b|lower\sli|lower\sleg|lower\sext|popl|femor|common|calf)|\b(?:all|is|quite)\sright\b"
)
_UNEVEN = re.compile(r"\b(?:[lr]|lt|rt|left|right)\s?[<>]{1,3}\s?(?:[lr]|lt|rt|left|right)\b")
""" "Pain L > R" is of both legs and heads nothing."""
_NUMBER = r"\d{1,3}(?:[.,]\d{1,2})?"
_ABOUT = r"(?:(?:approx\w{0,9}|about|ca|c|circa|around|some|max|up\sto|at\sleast)\b\.?\s?|[~≈<>]\s?)?"
_SIZE = rf"(?P<size>{_ABOUT}{_NUMBER}(?:\s?(?:[x*-]|to|by)\s?{_NUMBER}){{0,2}}\s?(?:cms?|mms?|cent\w{{6,8}}|mill\w{{6,8}})\b)"
_LETTER = r"(?<![\w/.'+&-])(?P<letter>[lr])\b(?![/'&+-]\w)"
_EQUALS = re.compile(rf"{_LETTER}\.?\s?=\s?(?!r\b|l\b|left|right|lt|rt)(?:{_SIZE}|(?P<other>))")
_LABELLED = re.compile(rf"{_LETTER}(?:\.\s|\s?[:-]\s|\s?[:.(]?\s?){_SIZE}")
_ACROSS = re.compile(rf"(?:\s?(?:x|,|;|by|/)?\s?)(?<![\w'+-])(?:w|d|ap|dia|diam|width)\b\.?\s?[:=]?\s?{_SIZE}")
"""Beside a length with its letter: "L 4.1 cm, W 0.9 cm"."""
_DIMENSIONS = re.compile(
    r"(?<![\w/.'+-])l(?:\s?(?:x|\*|by|/)\s?(?:w|wd|wdt|d|dia|h|ht|ap|t|b|max|transv?)\b){1,2}|(?<![\w/.'+-])l(?:x[wdhbt]){1,2}\b|\b(?:w|d|h|ap|b|t)(?:\s(?:x|\*|by)\s[wdhlbt])?(?:\s(?:x|\*|by)\s|x)l\b(?![\w'])"
)
_BEHIND = re.compile(
    r"(?P<size>\d\s?[cm]m)\s\(?[lwdhbt]\)?(?=\s?(?:x|by)\s?\d|(?<=[wdhbt])\s?(?:[.,;)x]|$)|(?<=[wdhbt]\))\s?(?:[.,;)x]|$))"
)
"""The letter behind its size: "3 cm L x 0.7 cm W"."""
_NAMED_LETTER = re.compile(r"(?P<name>\b(?:length|long|longitudinal|laenge|lgth|reflux|radius))\s?\([lr]\)")
_SPINE = re.compile(
    r"(?<![\w/.'+-])l\s?(?P<number>[1-5])\b(?=\s?[/-]\s?(?:l?\s?[1-5]|s\s?1)\b|\s(?:\w{3,12}\s)?(?:radicul|disc|disk|nerve|root|vertebr|fractur|level|lamin|fusion|compress\w*\s(?:fract|of\sthe\sroot)|burst|prolapse|sciatica|dermatome))"
    r"|(?<![\w/.'+-])l[\s/-]?(?:/?\s?s[\s-])?spine\b"
)
_LITRES = re.compile(
    r"(?P<number>\d(?:[.,]\d)?)\s?l\b(?=\s?(?:of\b|/|nasal|nc\b|np\b|o2|oxygen|saline|fluids?|i\.?v\b|via|per\b|by\b|min|blood|drained|ascit|removed|urine|bolus|crystalloid|hartmann))"
)
_RULE_OUT = re.compile(
    r"(?<![\w/.'+-])r\s?[./]?\s?o\b\.?(?=\s(?:\w{3,12}\s){0,2}(?:d\.?v\.?t|deep|clots?|thromb|vte|pe\b|ddvt))"
)
_SHUNT = re.compile(r"\b(?:r(?:igh|)t?|l(?:ef|)t?)[\s-]?to[\s-]?(?:r(?:igh|)t?|l(?:ef|)t?)\s(?=(?:\w{3,12}\s)?shunt)")
_RT = re.compile(
    r"\brt[\s-]?(?=pa\b|pcr\b)|\brt[\s-]+(?P<pa>pa|pcr)\b|\b(?P<chemo>chemo\w{0,12}|pelvic|palliative|adjuvant|neo-?adjuvant|external\sbeam|concurrent)\s?[/+&-]?\s?rt\b|"
    r"\b(?P<post>post|after|previous|prior|had|s/p|for|during|on|undergoing)[\s-](?:rt|lt)(?=\s?(?:[.,;)]|$)|\s(?:for|to)\s|\s\d{4}\b|\sfield)|\brt\s?\(\s?(?:r|rt|s|vs|ct|mr)\s?\)"
)
_MARK = re.compile(
    r"(?P<drug>\b(?:clexane|lovenox|fragmin|innohep|xarelto|eliquis|lixiana|pradaxa|arixtra|coumadin|marevan|fraxiparine|inhixa|savaysa|doppler|duplex)\s?)\((?:r|tm)\)"
)
_ORGAN = (
    r"(?:heart|atri(?:um|al)|ventric\w{2,4}|lungs?|pulmonary|hemithora\w|chest|pleur\w{1,4}|hil(?:um|ar)|(?:upper|middle|lower|lung)[\s-](?:lobes?|zones?)|(?:lower|middle|upper)\slobar|lobar|basal|bronch\w{2,4}|"
    r"kidneys?|renal|ureter\w{0,3}|nephr\w{3,8}|hydro\w{4,10}|adrenal\w?|ovar(?:y|ian)|adnex\w{1,4}|oophor\w{4,8}|breasts?|mastectomy|shoulders?|arms?|hands?|wrists?|elbows?|forearms?|fingers?|thumbs?|"
    r"upper\s(?:limbs?|extremit\w{1,3}|arms?|quadrant)|lower\squadrant|humer\w{2,4}|clavic\w{2,4}|subclavian|jugular|internal\sjugular|neck|carotids?|brachial|brachiocephalic|innominate|basilic|cephalic|axill\w{1,4}|radial|ulnar|"
    r"mca|aca|pca|cerebr\w{2,4}|cva|hemispher\w{1,3}|parietal|frontal|temporal|occipital|eyes?|ears?|face|facial|colon\w{0,3}|(?:hemi)?colectomy|hemicolectomy|hepat\w{2,8}|liver|loin|flank|iliac\sfossa|hypochond\w{2,6}|"
    r"testic\w{2,4}|thyroid|ribs?|scapula\w?|lumpectomy|pneumon\w{2,8}|lobectomy|pleuritic|bundle|picc|bbb|coronary|gonadal|spleen|parotid)\b"
)
_OTHER_ORGAN = re.compile(
    rf"\b(?:right|left|rt|lt|r|l)(?:[\s-](?:sided|side|hand))?\.?\s(?P<what>(?:(?:mild|upper|distal|proximal|acute|lower|main|total|segmental|central|malignant|small|large|deep|known)\s)?{_ORGAN})(?!\s?(?:and|&|/|,|\+)\s?(?:the\s)?(?:legs?|lower\sl|lower\sext|calf|thigh|foot|groin)\b)"
)
_POSTURE = re.compile(
    r"\b(?:(?:left|right)(?=\s(?:lateral\s)?(?:decubitus|recumbent|position\w*|tilt))|(?:left|right)(?=[\s-](?:handed(?:ness)?|footed)\b)|(?<=rolled to the )(?:left|right)|(?<=turned to the )(?:left|right)|(?<=turned onto the )(?:left|right)|(?<=tilted to the )(?:left|right)|"
    r"(?<=lying on the )(?:left|right)(?=\sside)|(?<=lying on his )(?:left|right)(?=\sside)|(?<=lying on her )(?:left|right)(?=\sside)|(?<=scanned on the )(?:left|right)(?=\sside\s(?:down|up)))\b\s?"
)
_NO_DIRECTION = re.compile(
    r"\b(?:all|alright|quite|is|that's|that\sis)\sright(?=\s?(?:[.,;]|$))|(?<!the )\bright\s(?=(?:away|angles?)\b)"
)


def with_sides_only(words: str) -> str:
    """The words of a sentence without letters and words that only look like a side."""
    if not _CUES.search(words):
        return words
    words = _UNEVEN.sub("uneven", _BEHIND.sub(r"\g<size>", words))
    words = _DIMENSIONS.sub("size", _NAMED_LETTER.sub(r"\g<name>", words))
    words = _with_lengths(words)
    words = _SPINE.sub("lumbar", _LITRES.sub(r"\g<number> litres ", words))
    words = _SHUNT.sub("", _RULE_OUT.sub("r/o", words))
    words = _RT.sub(_treatment, _MARK.sub(r"\g<drug>", words))
    return _NO_DIRECTION.sub("", _POSTURE.sub("", _OTHER_ORGAN.sub(r"\g<what>", words)))


def _with_lengths(words: str) -> str:
    """A letter before "=" or before a size is no side, unless the two legs stand so beside each other ("R 4 mm, L 5 mm")."""
    letters = {match["letter"] for match in _LABELLED.finditer(words)}
    letters |= {match["letter"] for match in _EQUALS.finditer(words)}
    if len(letters) == 2:
        return words
    told = _EQUALS.sub(lambda match: _length(match, match["size"] or ""), words)
    told = _LABELLED.sub(lambda match: _length(match, match["size"]), told)
    return _ACROSS.sub(r", diameter \g<size>", told) if "l" in letters and told != words else told


def _length(match: re.Match[str], size: str) -> str:
    if _is_a_leg(match):
        return match.group()
    return f"length {size}" if match["letter"] == "l" else size


def _is_a_leg(match: re.Match[str]) -> bool:
    """ "L: 4 cm clot in X", "X: L 4 cm clot, R clear": a thrombus of a leg with its size, and no label of a length."""
    words, letter = match.string, match["letter"]
    if "=" in match.group() or not _SIZED_NOUN.match(words, match.end()):
        return False
    other = {"l": r"\b(?:r|rt|right)\b", "r": r"\b(?:l|lt|left)\b"}[letter]
    return not words[: match.start()].strip(" (-*") or re.search(other, words[match.end() :]) is not None


_SIZED_NOUN = re.compile(
    r"\s(?:long\s)?(?:[\w-]{2,14}\s){0,2}(?:clots?|thromb\w{2,7}|dvts?|segment|non-?compr\w*|occlu\w*)\b"
)


def _treatment(match: re.Match[str]) -> str:
    if match["chemo"]:
        return f"{match['chemo']} radiotherapy"
    return f"{match['post']} radiotherapy" if match["post"] else match["pa"] or ""
