"""Answers in boxes and letters behind a named metric ("compressible [Y] thrombus [N]", "Compressible=N Thrombus=Y") as ": y,", which ``answers`` reads."""

from __future__ import annotations

import re

from service.narrative.codes import UNCLEAR
from service.narrative.fronting import is_a_vein

_CUES = re.compile(
    r"[\[({]\s?(?:y|n|yes|no|nil|none|neg|negative|pos|positive|partial(?:ly)?|part|partly|full(?:y)?|0|\+|-)\s?[\])}]|[:=?]\s?(?:y|n|yes|no)\b"
)
_METRIC = (
    r"(?:compressib(?:le|ility)|compression|compress(?:es)?|squash(?:es|able)?|collapsib(?:le|ility)|comp|cmp|thromb(?:us|osis|i)|clots?|dvt|thr|echogenic\smaterial|"
    r"paten(?:t|cy)|flow|colou?r(?:\s(?:flow|fill(?:ing)?))?|doppler(?:\s(?:flow|signal))?|phasic(?:ity)?|augmentation|augments|spontaneous|reflux)"
)
_BOXED = re.compile(
    rf"(?P<metric>\b{_METRIC}(?:\s(?:present|seen|identified|visible|detected|found))?)\s?[:=?-]?\s?[\[({{]\s?(?P<told>y|n|yes|no|nil|none|neg|negative|pos|positive|partial(?:ly)?|part|partly|full(?:y)?|0|\+|-)\s?[\])}}]\s?[,;]?"
)
_BOX_AHEAD = re.compile(
    rf"[\[({{]\s?(?P<told>y|n|yes|no|partial(?:ly)?|full(?:y)?)\s?[\])}}]\s?(?P<metric>{_METRIC}(?:\s(?:present|seen))?)\b\s?[,;]?"
)
_BOX = re.compile(r"[\[({]\s?(?:y|n|yes|no|partial(?:ly)?|full(?:y)?)\s?[\])}]")
_NAME = re.compile(rf"\b{_METRIC}\b")
_ENDS_WITH_ONE = re.compile(r"[\])}]\W*$")
_RUN_ON = re.compile(
    rf"(?P<metric>\b{_METRIC}(?:\s(?:present|seen))?)\s?[:=?]\s?(?P<told>y|n|yes|no|partial(?:ly)?)\s(?=(?:\w{{2,12}}\s)?{_METRIC}(?:\s(?:present|seen))?\s?[:=?])"
)
_DVT_OF_A_VEIN = re.compile(r"^(?P<vein>[^:;,.=?]{2,40}?)\s?[:-]?\sdvt(?=\s?[:=?]\s?(?:y|n|yes|no)\b)")
_IS_CLOT = re.compile(r"thr|clot|dvt|echogenic")
_NO = frozenset(("n", "no", "nil", "none", "neg", "negative", "0", "-"))
_YES = frozenset(("y", "yes", "pos", "positive", "+"))


def with_boxes_as_answers(words: str) -> str:
    """The words of a sentence with such answers as the plain ones of a form."""
    if not _CUES.search(words):
        return words
    box, name = _BOX.search(words), _NAME.search(words)
    if box and name and box.end() <= name.start() <= box.end() + 1:
        # "[Y] compressible [N] thrombus": each box stands before its metric.
        return _BOX_AHEAD.sub(_answer, words) if not _ENDS_WITH_ONE.search(words) else f"{words} {UNCLEAR}"
    words = _RUN_ON.sub(r"\g<metric>: \g<told>, ", _BOXED.sub(_answer, words))
    return _DVT_OF_A_VEIN.sub(lambda m: f"{m['vein']} thrombus" if is_a_vein(m["vein"]) else m.group(), words)


def _answer(match: re.Match[str]) -> str:
    """A bare sign means something only of a thrombus."""
    told = match["told"]
    if told in "+-0" and not _IS_CLOT.match(match["metric"]):
        return match.group()
    plain = "no" if told in _NO else "yes" if told in _YES else "partial" if told.startswith("part") else "full"
    return f"{match['metric']}: {plain},"
