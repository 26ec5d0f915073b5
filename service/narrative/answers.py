"""The answers of a form as words: "Compressible (Y/N): N", "DVT YES / NO: NO", "+ve"."""

from __future__ import annotations

import re

from service.narrative.codes import UNCLEAR

_YES = r"yes|y|true|positive|pos|present|seen|\+(?:ve)?"
_NO = r"no|n|false|negative|neg|absent|none|nil|not\s(?:seen|present|detected)|-(?:ve)?"
_ANSWER = rf"(?P<yes>{_YES})|(?P<no>{_NO})|(?P<partly>partial(?:ly)?|partly|incomplete|reduced)|(?P<fully>full(?:y)?|complete(?:ly)?|normal|good)"
_END = r"(?=\s*(?:[,;.)(|/]|$|-\s))(?!\.\d)"
_OFFER = re.compile(
    r"\(?\b(?:yes|y)\s?[/|]\s?(?:no|n)\b(?:\s?[/|]\s?(?:partial(?:ly)?|p|n/?a|unknown|uncertain|not\s\w+))?\)?"
)
_BRACKETED = re.compile(
    r"(?:\[\s?(?P<yes>y|yes)\s?\]\s*[/|,]?\s*(?:no|n)\b)|(?:\b(?:yes|y)\s*[/|,]?\s*\[\s?(?P<no>n|no)\s?\])"
)
_COMPRESSION = re.compile(
    rf"\b(?:compressib(?:le|ility)|compression|compresses|compress|squash(?:es|able)?|squeezes?|collaps(?:es?|ible)|coapts?|comp|cmp)\b[\s,:=?]{{0,5}}(?:{_ANSWER}){_END}"
)
_THROMBUS = re.compile(
    rf"(?<!no\s)(?<!of\s)\b(?P<noun>thromb(?:us|osis|i)|(?:deep\s)?clot|dvt|thr|echogenic\smaterial)(?:\s(?:present|seen|identified|visible|detected|found|involved))?(?:[\s,]{{0,3}}[:=?][\s,:=]{{0,5}}|\s(?=(?:y|n|yes|no|true|false)\b))(?:{_ANSWER}){_END}"
)
_FLOW = re.compile(
    rf"\b(?:flow|colou?r(?:\sflow)?|doppler(?:\sflow|\ssignal)?|phasicity|augmentation|spontaneous)\s?[:=?]+\s?(?:{_ANSWER}){_END}"
)
_PATENT = re.compile(rf"\bpaten(?:t|cy)\s?[:=?]+\s?(?:{_ANSWER}){_END}")
_SIGNED = re.compile(r"(?<![\w)])(?:\(\s?)?(?P<sign>[+-])\s?ve\b(?:\s?\))?")


def answers_in_words(words: str) -> str:
    """Lower-case words of a sentence with its questions and answers as statements."""
    if _SIGNED.search(words):
        words = _SIGNED.sub(lambda match: " positive" if match["sign"] == "+" else " negative", words)
    if not re.search(
        r"\b(?:y|n|yes|no|true|false|present|absent|full|partial|none|positive|negative|nil|normal|complete|incomplete)\b",
        words,
    ):
        return words
    chosen = _BRACKETED.sub(lambda match: ": yes" if match["yes"] else ": no", words)
    offered = re.sub(r"\s+", " ", _OFFER.sub(" ", chosen))
    told = _COMPRESSION.sub(_compression, offered)
    told = _THROMBUS.sub(_thrombus, told)
    told = _FLOW.sub(lambda match: "no flow" if match["no"] and "flow" in match.group() else "", told)
    told = _PATENT.sub(lambda match: "occluded" if match["no"] else "patent", told)
    # A choice that is offered and not made must not read as one that is.
    return re.sub(r"\s+", " ", told if told != offered or not _OFFER.search(chosen) else f"{told} {UNCLEAR}").strip()


def _compression(match: re.Match[str]) -> str:
    if match["no"]:
        return "non-compressible"
    return "partially compressible" if match["partly"] else "compressible"


def _thrombus(match: re.Match[str]) -> str:
    noun = "thrombus" if match["noun"] == "thr" else match["noun"]
    if match["no"]:
        return f"no {noun}"
    return (
        f"partial {noun}"
        if match["partly"]
        else f"occlusive {noun}"
        if match["fully"] and "normal" not in match["fully"]
        else noun
    )
