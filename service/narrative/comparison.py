"""What a report says of the change since an earlier scan."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.narrative import veins
from service.narrative.findings import PRESENT, Statement

_GROWTH = (
    r"(?:propagat(?:ed|ion|ing)|(?:has|have|had|now)\s(?:\w{1,12}\s){0,2}(?:extend\w{0,3}|progress\w{0,3}|spread|grown|advanced|lengthened|enlarged|increased|propagat\w{1,4}|migrated|climbed|ascended)|extension|extends?|extended|extending|progression|"
    r"lengthen\w{1,3}|increas\w{1,3}\s(?:in\s)?(?:\w{1,12}\s){0,2}(?:length|extent|size|volume|burden|clot|from)|longer\sthan|grown|advanced|"
    r"now\s(?:also\s)?(?:involv\w{1,3}|reach\w{1,3}|includ\w{1,3}|extend\w{1,3}|shows?\s(?:\w{1,12}\s){0,2}extension|thrombosed|occupies)|also\s(?:now\s)?(?:involv\w{1,3}|thrombosed)|larger|ascended|upward|cephalad)"
)
_NO_GROWTH = re.compile(
    r"\b(?:no|without|not|nor)\s(?:\w{1,14}\s){0,4}?(?:propagat\w{1,4}|exten\w{1,5}|progress\w{0,4}|growth|grown|increas\w{0,3}|lengthen\w{0,3}|larger|involv\w{1,5})"
)
_EXTENDED = re.compile(_GROWTH)
_STRONG_GROWTH = re.compile(
    r"\b(?:(?:has|have)\s(?:\w{1,12}\s){0,2}(?:propagated|extended|progressed|spread|grown|advanced|lengthened|increased|enlarged|ascended|climbed|crept|risen)|interval\s(?:\w{1,12}\s)?(?:extension|propagation|progression|growth|increase)|"
    r"now\s(?:also\s)?(?:involv|reach|extend|show\w{0,2}\s(?:\w{1,12}\s){0,2}ext)\w{0,6}|now\s(?:\w{1,6}\s)?(?:\w{1,9}\s)?thrombosed|new\s(?:\w{1,12}\s){0,2}(?:extension|involvement)|(?:proximal|upward|cranial|cephalad)\s(?:propagation|progression|spread|growth|creep|advance)|propagated|lengthened|"
    r"^(?:\w{4,10}\s)?propagation\s(?:in)?to\b|(?:has|have)\s(?:now\s|since\s)?(?:crossed|passed|entered|reached)\s(?:in)?to|clot\snow\s(?:continues|crosses|enters|passes)|thrombus\snow\s(?:continues|crosses|enters|passes))"
)
_NEW = re.compile(
    r"(?<!no\s)(?<!any\s)\bnew(?:ly)?\s(?:\w{1,14}[\s-]){0,4}?(?:thromb\w{1,6}|clots?|dvts?|occlu\w{1,5}|finding|deep|non-?\s?comp\w{0,10})|"
    r"not\s(?:present|seen|there|visible|identified|evident|noted|demonstrated)\s(?:on|in|at)\s(?:the\s)?(?:\w{1,10}\s)?(?:study|prior|previous|scan|last|earlier|exam\w{0,7}|ultra\w{0,8}|\d)|"
    r"(?:thromb\w{1,6}|clot|dvt)\s(?:is|are|has|have)\s(?:\w{1,10}\s)?(?:new\b|appeared|developed)|(?:has|have)\s(?:newly\s|now\s)?(?:developed|appeared)|"
    r"(?:was|were)\s(?:previously\s(?:clear|patent|normal|compressible|free)|(?:clear|patent|normal|compressible|free)\s(?:(?:on|at|in)\s(?:the\s)?(?:previous|prior|last|earlier)|previously))|(?:was|were)\s(?:still\s)?(?:clean|clear|open|patent|normal|healthy|spared|free|compressible)\s(?:when\s(?:last\s)?(?:scanned|seen|examined|imaged)|last\s(?:time|week|month)|on\s\d)|(?:is|are)\snew\b|new\s(?:since|compared|from)"
)
_NO_NEW = re.compile(r"\b(?:no|without|not|nor|any)\s(?:\w{1,14}\s){0,3}?new\b")
_IMPROVED = re.compile(
    r"(?:partial(?:ly)?|some|incomplete(?:ly)?|near-?\s?complete|much|mostly|largely|significant(?:ly)?|substantial(?:ly)?)\s(?:\w{1,10}\s)?(?:re-?solv\w{1,3}|resolution|clear(?:ed|ing|ance)|lys\w{1,3}|improv\w{1,6}|regress\w{1,4}|reduc\w{1,5}|decreas\w{1,3})|"
    r"\binterval\s(?:improv|regress|reduc|decreas)\w{1,6}|\bimprov(?:ed|ement|ing)|decreased?\b|decreasing|reduc(?:ed|tion)\s(?:in\s)?(?:\w{1,10}\s)?(?:clot|thromb|size|volume|burden|length|extent|from)|\bsmaller|shrunk\b|(?<!veins are )(?<!vein is )(?<!veins )(?<!vein )shrunken|regress(?:ed|ion|ing)|less\s(?:extensive|thrombus|clot|occlusive)|retracted|"
    r"shorter\sthan|diminished|now\s(?:partially\srecanali\w{1,7}|recanali\w{1,7}|non-?\s?occlusive|partially\scompressible)|(?:has|have)\s(?:\w{1,12}\s){0,1}recanali\w{1,7}|recanali\w{1,7}\s(?:since|compared)"
)
_UNCHANGED = re.compile(
    r"\bunchanged|\bno\s(?:\w{1,14}\s){0,3}?(?:change|alteration|difference|progression|propagation|interval)\b|\bstable\b|similar\s(?:to|in)|(?<!flow\s)(?<!blood\s)(?<!colour\s)(?<!color\s)\bpersist(?:s|ent|ing|ed)?\b|not\s(?:significantly\s|substantially\s)?changed|as\sbefore|"
    r"the\ssame\s(?:as|extent|appear)|static|still\s(?:thrombosed|occluded|present|seen|contains|non)|(?:looks?|appears?|is|are)\s(?:just|exactly|much|very\smuch)\s(?:as\s(?:it|they|before|last)|the\ssame)|unaltered|no\sdifferent|identical|(?:looks?|is|are|appears?)\s(?:exactly\s|just\s|much\s)?as\s(?:it|they)\s(?:did|was|were|had\sbeen|looked)\b|nothing\shas\s(?:altered|changed)|(?:has|have)\snot\s(?:altered|moved|budged)|unaltered|again\s(?:seen|noted|demonstrated|shows)"
)
_RESOLVED = re.compile(
    r"\b(?:has|have|is|now|completely|fully|entirely|thrombus|clot|dvt)\s(?:\w{1,12}\s){0,2}?(?:resolved|cleared|disappeared|lysed)|resolution\b|no\slonger\s(?:seen|present|identified|visible|visuali\w{1,5}|evident|demonstrated|contains?|shows?|any|detect\w{1,4}|apparent)|"
    r"(?:previous(?:ly)?|prior|earlier|known)\s[^.;]{3,80}(?:resolved|cleared|disappeared|gone)|(?:has|have)\sgone|\b(?:clot|thrombus|dvt)\b[^.;:]{0,50}\s(?:is|are)\s(?:now\s|all\s)?gone\b|\bnothing\s(?:is\s)?(?:left|remains)\sof\sthe\s(?:clot|thrombus)|\bcleared\sup\b|\bnow\s(?:\w{1,12}\s){0,2}?(?:patent|(?<!non-)(?<!non\s)(?<!partially\s)(?<!incompletely\s)compressible|clear|normal|compress(?:es)?\b|fully\srecanali\w{1,5})"
)
_LYSIS = re.compile(r"\b(?:thrombolysis|thrombectomy|lysis|post[\s-]?cdt)\b")
_PARTLY = re.compile(
    r"(?:partial(?:ly)?|incomplete(?:ly)?|not|near|mostly|largely|some)\s(?:\w{1,12}\s){0,2}?(?:re-?solv\w{1,3}|resolution|clear\w{0,3})"
)


def read_comparison(sentences: Iterable[tuple[int, str]], statements: list[Statement], *, gone: bool = False) -> str:
    """One word for the whole report; ``sentences`` are (index, words) of findings and impression.

    ``gone``: a vein thrombosed at an earlier examination is clear at this one.
    """
    found: set[str] = {"resolved"} if gone else set()
    told = list(sentences)
    by_sentence: dict[int, list[Statement]] = {}
    for each in statements:
        by_sentence.setdefault(each.sentence, []).append(each)
    for index, words in told:
        found |= _of_sentence(words, by_sentence.get(index, []))
    present = any(s.thrombus == PRESENT for s in statements)
    if (
        any(_LYSIS.search(words) for _, words in told)
        and present
        and any(re.search(r"\bresidual\b", words) for _, words in told)
    ):
        found.add("improved")
    for name in ("extension_into_proximal", "extension_within_distal", "new", "improved"):
        if name in found:
            return name
    if "resolved" in found:
        return "improved" if present else "resolved"
    return "unchanged" if "unchanged" in found else "none"


def _of_sentence(words: str, statements: list[Statement]) -> set[str]:
    found = set()
    if _NEW.search(words) and not _NO_NEW.search(words):
        found.add("new")
    if _has_grown(words):
        found.add(_kind_of_growth(words, statements))
    if (
        _IMPROVED.search(words)
        and not re.search(r"\bno\s(?:\w{1,12}\s){0,2}(?:improve|regress|reduc|decreas)", words)
        and _is_of_thrombus(words, statements)
    ):
        found.add("improved")
    if _RESOLVED.search(words) and not _PARTLY.search(words) and _is_of_thrombus(words, statements):
        found.add("resolved")
    if _UNCHANGED.search(words) and _is_of_thrombus(words, statements):
        found.add("unchanged")
    return found


def _is_of_thrombus(words: str, statements: list[Statement]) -> bool:
    return bool(statements) or bool(re.search(r"thromb|clot|dvt|appearance|resol|finding|vein|change", words))


def _has_grown(words: str) -> bool:
    if _NO_GROWTH.search(words):
        return False
    return bool(_STRONG_GROWTH.search(words)) or bool(
        _EXTENDED.search(words) and re.search(r"\bsince\b|\bcompared\b|\bnew\sextension|\binterval\b|\bserial\b", words)
    )


def _kind_of_growth(words: str, statements: list[Statement]) -> str:
    reached = [s.vein for s in statements if s.thrombus == PRESENT]
    tops = [veins.height(vein) for vein in reached]
    upward = re.search(
        r"(?:proximal(?!\s(?:peroneal|posterior|anterior|calf|soleal|gastroc))(?:ly)?|upwards?|cephalad|cranial(?:ly)?)",
        words,
    )
    if any(tops) and (len(set(reached)) > 1 or upward or any(s.extension for s in statements)):
        return "extension_into_proximal"
    return "extension_within_distal"
