"""What a sentence says by the way, of a vein's name or of an earlier time, taken out; and what it only points at, named."""

from __future__ import annotations

import re

from service.narrative import cues, veins
from service.narrative.lexer import lex

_CUES = re.compile(
    r"\b(?:which|whose|having|last|ago|earlier|before|(?:more|some|part|most|little|none|tongue|tail|strand|thread|plug|cast|finger|ribbon|layer|bit|piece|remnant|spur)\sof|other\sthan|apart\sfrom|aside\sfrom|except\w{0,3}|save\sfor|one\s(?:too|as\swell|also|likewise)|weeks?|days?|months?|years?|either|between|not\sthat|without|no\s(?:abnorm|path)\w{2,10}|free|spared|not\son)\b"
)
_ABOUT_THE_VEIN = re.compile(r",\s(?:which|whose|where)\b(?P<told>[^,;:.]{3,110}),\s?")
_OF_A_PART = re.compile(
    r",\swhose\s(?:\w{3,10}\s)?(?:ends?|tips?|heads?|tails?|limits?|tops?|margins?|borders?|outlines?|edges?|age|origin|surface|contents?)\b[^,;:.]{3,90},\s?"
)
_UNNAMED = re.compile(
    r",\s(?:which|that)\s(?:i|we|one)\s(?:would|could|can|cannot|did|do|shall|will|should)\s?(?:not\s)?(?:\w{2,10}\s){0,3}?(?:name|put\sa\sname\sto|classify|give\sa\sname|tell\sby\sname),?\s"
)
_SAYS_NOTHING = frozenset((cues.PART, cues.SIDE, cues.AGE, cues.PERSISTS))
_DENIES = re.compile(r"\b(?:no|not|never|none|nothing|without|neither|nor|hardly|doubt\w*|if|would|might|may)\b")
_THEN_NONE = re.compile(
    r"^(?:an?|\w{3,8}|\d{1,2})\s(?:\w{3,8}\s)?(?:days?|weeks?|months?|years?|fortnight|hours?)\s(?:ago|earlier|before|back)\b,?[^.;]{0,60}?\b(?:was|were|had)\b[^.;]{0,30}?\b(?:no|nothing|none|clear|free|normal|patent|empty)\b[^.;]*"
)
_WELL = r"(?:(?:still|quite|entirely|wholly|completely|seen\sto\sbe|reported\s(?:as)?)\s)?(?:normal|clear|patent|open|free|healthy|fine|compressible|unaffected|clean|unremarkable)"
_AT_LAST = r"(?:(?:at|on|in)\s(?:the\s)?(?:last|previous|prior|first|earlier|initial|baseline)\s(?:scan|study|visit|exam\w*|time|occasion|ultrasound|duplex)|last\s(?:time|week|month|year)|before|previously|earlier|then|yesterday|(?:an?|\w{3,6}|\d{1,2})\s(?:days?|weeks?|months?)\s(?:ago|earlier|before))"
_HAVING_BEEN = re.compile(
    rf",\s(?:having\sbeen|(?:which|that)\s(?:was|were|had\sbeen)|though|although|where\sit\swas)\s{_WELL}\s{_AT_LAST}(?=\s?(?:[.,;]|$))|"
    rf",\s{_WELL}\s{_AT_LAST},?\s(?=(?:is|are|has|have)\s(?:now|today|since|meanwhile)\b)|"
    rf"(?<=scan)(?:,|\s-)\s(?:when|where|at\swhich)\s(?:it|they|the\sveins?|this|that|both)\s(?:was|were)\s{_WELL}(?=\s?(?:[.,;]|$))"
)
""" "Has become thrombosed, having been normal last time"."""
_THEN_SOME = re.compile(
    r"^(?:whereas|while|whilst|although|where)\s[^,;.]{0,20}\b(?:ago|earlier|before)\s(?:the|its)\s(?:thrombus|clot)\b[^,;.]{3,90},\sit\s(?=(?:has|is)\s(?:by\s)?(?:now|since|meanwhile)\b)"
)
_NOW = re.compile(r"\b(?:now|today|still|is|are|has|have|does|do)\b")
_POINTED_AT = (
    (
        re.compile(r"\b(?P<some>more|some|part|most|a\slittle)\sof\s(?:it|the\ssame)\s(?=(?:in|within|lies|sits)\b)"),
        "thrombus ",
    ),
    (
        re.compile(
            r"\b(?:an?|some)\s(?:\w{3,10}\s)?(?:tongue|tail|strand|thread|plug|cast|finger|ribbon|layer|bit|piece|remnant|spur)\sof\s(?:it|the\ssame|this)\b"
        ),
        "thrombus",
    ),
    (
        re.compile(
            r"\b(?P<has>acquired|has|have|contains?|holds?|harbou?rs?|shows?|bears?)\s(?:also\s)?one\s(?:too|as\swell|also|likewise)\b"
        ),
        r"\g<has> thrombus",
    ),
)
_NONE_OF_THIS = re.compile(
    r"\b(?:shows?|has|have|contains?|shares?)\snone\sof\s(?:this|that|these|it|the\s(?:thrombus|clot))\b"
)
_A_PIECE_IN = re.compile(
    r"\b(?P<but>other\sthan|apart\sfrom|except(?:ing)?(?:\sfor)?|save\sfor|aside\sfrom|bar(?:ring)?)\s(?:an?|some|one)\s(?:(?:single|short|small|tiny|minimal|little|brief|focal|isolated)\s){0,2}(?:segment|focus|length|amount|area|bit|strand|rim)\s(?:of\s(?:it|thrombus|clot)\s)?(?P<in>in|within)\b"
)
""" "No thrombus apart from a short segment in one soleal vein"."""
_NOTHING_WRONG = re.compile(
    r"(?:(?<=[:=]\s)no\s(?:abnormality|pathology|pathological\sfindings?)(?:\s(?:seen|shown|detected))?|\bwithout\s(?:any\s)?(?:pathological\s(?:findings?|changes?)|abnormality|pathology))(?=\s?(?:[.;,]|$))"
)
_NOT_EITHER = re.compile(r"\b(?:do|does|did)\snot,?\seither\b")
_NOT_ON_THE_OTHER = re.compile(
    r"\b(?P<where>on\sthe\s(?:left|right))(?:\sside)?,?\s(?:but|and|though|yet)\snot\son\sthe\s(?P<side>left|right)\b"
)
_NOT_RID = re.compile(
    r"^not\sthat\s(?P<vein>[^,;:.]{3,60}?)\s(?:has|have|is|are)\s(?:rid|freed|free|shed|lost|cleared)(?:\s(?:itself|themselves))?\sof\s(?:its|the|their|all)?\s?(?=thromb|clot)"
)
_NOR_WITHOUT = re.compile(
    r"\bnor\s(?:is|are|was|were)\s(?P<vein>[^,;:.]{3,60}?)\s(?:without\s(?:its|their|a)\sshare(?:\sof\s(?:it|clot|thrombus))?|free\sof\s(?:it|clot|thrombus)|spared)\b"
)
_BETWEEN = re.compile(
    r"(?P<lead>^|[;:,]\s|\band\s)between\s(?P<of>(?:the\s)?(?:[\w-]{2,12}\s){0,4}?(?:thrombus|clot|end|tip|head|top|it|this)\b[^;:.,\d]{0,60}?\band\b)"
)
_COMPRESSES_NOT = "does not compress"


def without_asides(words: str, before: str) -> str:
    """The words of a sentence without such asides; ``before`` are those of the sentence before it."""
    if not _CUES.search(words):
        return words
    words = _OF_A_PART.sub(_unless_it_tells, words)
    words = _ABOUT_THE_VEIN.sub(_about_the_vein, _UNNAMED.sub(" ", words))
    then = _THEN_NONE.match(words)
    if then and not _NOW.search(then.group()):
        words = words[then.end() :].lstrip(" ;.,")
    words = _NOTHING_WRONG.sub("normal", _HAVING_BEEN.sub(lambda m: " " if m.group().endswith(" ") else "", words))
    words = _A_PIECE_IN.sub(r"\g<but> \g<in>", words)
    words = _THEN_SOME.sub("the thrombus ", words)
    words = _NONE_OF_THIS.sub("is not involved", words)
    if re.search(r"thromb|clot|dvt", words) or re.search(r"thromb|clot|dvt", before):
        for pointing, plain in _POINTED_AT:
            words = pointing.sub(plain, words)
    words = _NOT_EITHER.sub(
        lambda m: _COMPRESSES_NOT if _COMPRESSES_NOT[5:] in words[: m.start()] else m.group(), words
    )
    words = _NOT_RID.sub(r"\g<vein> contains ", words)
    words = _NOR_WITHOUT.sub(r"\g<vein> contains thrombus", words)
    words = _BETWEEN.sub(r"\g<lead>gap between \g<of>", words)
    return _NOT_ON_THE_OTHER.sub(lambda match: _not_on_the_other(match, words), words)


def _unless_it_tells(match: re.Match[str]) -> str:
    kinds = {token.kind for token in lex(match.group())}
    return match.group() if kinds & {cues.VEIN, cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION} else " "


def _about_the_vein(match: re.Match[str]) -> str:
    """ "The vein, which lies deep, is occluded"."""
    behind_a_vein = list(lex(match.string[max(0, match.start() - 40) : match.start()]))[-1:]
    if (
        not behind_a_vein
        or behind_a_vein[0].kind != cues.VEIN
        or _DENIES.search(match["told"])
        or re.search(r"\d|~", match["told"])
    ):
        return match.group()
    told = [t for t in lex(match["told"]) if not (t.kind == cues.VEIN and set(t.veins) <= veins.COVERS.keys())]
    kinds = {token.kind for token in told}
    return " " if kinds <= _SAYS_NOTHING else match.group()


def _not_on_the_other(match: re.Match[str], words: str) -> str:
    """ "X is thrombosed on this side but not on that": the vein once more, of the other leg."""
    named = [t for t in lex(words[: match.start()]) if t.kind == cues.VEIN]
    if len({t.veins for t in named}) != 1 or match["where"].endswith(match["side"]):
        return match.group()
    name = words[named[0].start : named[0].end]
    return f"{match['where']}; the {match['side']} {name} is not"
