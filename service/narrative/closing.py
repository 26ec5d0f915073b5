"""Words for a vein that closes ("squashes flat", "coaptation incomplete", "its walls will not meet", "closes: no"), as "compress"."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein
from service.narrative.words_pressing import (
    ACT,
    ANY_ACT,
    APART,
    BE,
    EASY,
    ENDS,
    FLAT,
    FULL,
    HALF,
    HAND,
    MEET,
    NONE,
    PARTIAL,
    UNDER,
    WALLS,
)

_CUES = re.compile(
    r"squash|squish|squeez|efface|effacing|obliterat|empt|(?<!com)press|compress\w{0,7}\s?(?:[-+(=:]|to\s|only|just|merely|but|though|yet|part|in\b|half|incompl|not\b|a\slittle|some|slight|,)|\bhalf|(?:partial|incomplete|poor|impaired|limited|imperfect|reduced|unsatisfactory|inadequate|suboptimal|deficient|defective|diminished)\scompress|flat\b|flatten|clos(?:e|ing|ure)|collaps|apposition|approximat|coapt|\bwalls\b|wall[\s-]to|pinch|crumpl|crush|cav(?:es|ed)\sin|deflat|snap|wink|clamp|mash|shut|pancak|iron|narrow|half|fold|give\b|brought|forced|disappear|vanish|"
    r"\b(?:stay|stays|remain|remains|keep|keeps|still)\b"
)
# Answers and cells.
_ANSWER = re.compile(
    r"\b(?:compress(?:es|ible|ion|ibility)?|collapses?|closes?|closed|squash(?:es|ing|ability)?|flattens?|empties|coapts)\s?(?:[-:=]|\s-|\?)+\s?(?P<told>(?:(?:only|in)\s)?(?:not\sat\sall|not|no|none|nil|never|fails?|failed|absent|lost|n|partly|partially|partial|part|poor|reduced|limited|half|half-?way|incomplete(?:ly)?|fully|full|yes|y|ok|okay|good|fine|complete(?:ly)?|well|normal(?:ly)?|easily))(?=\s?(?:[,;.)|]|$))"
)
_NO = re.compile(r"no|nil|never|fail|absent|lost|n$")
_PART = re.compile(r"(?:only |in )?(?:part|half|incompl|poor|reduc|limit)")
_SIGNED = re.compile(
    r"\b(?:compress(?:es|ible|ion|ibility)?|collapses?|closes?|squash(?:es)?|flattens?|coapts?|squeeze[sd]?)\s?(?:[:=]\s?)?(?:(?P<yes>\+{1,3}|\(\+\))|(?P<no>-|\(-\)))(?=\s?(?:[,;.)]|$))"
)
_CELL_OPEN = re.compile(
    r"^(?P<name>[^:;]{2,60}):\s?(?:it\s)?(?:stay|remain|keep)s?\s(?:wide\s)?(?:open|round|full|distended)\s?\.?$|^(?P<one>[^:;.]{2,60}):\s?still\s(?:open|round)\s(?:under|on|with)\s[^:;.]{3,30}$"
)
_CELL_SHUT = re.compile(
    r":\s?(?:does\snot\s)?(?:compress(?:es|ible)?|clos(?:es|ed)|collapses|(?:non|partially)\W?compressible)\b[^:;]{0,20}$"
)
# Nouns.
_OF = r"(?:\s(?:on|with|under)\s(?:compression|pressure))?(?:\s(?:in|of|at)(?=\s))?"
_NOUNS = (
    (re.compile(rf"\b{ACT}(?=\s(?:[^,;:.]{{3,50}}\s)?(?:could\snot\sbe|was\snot|were\snot|is\snot|cannot\sbe|not)\s(?:\w{{3,12}}ly\s)?(?:assess|test|perform|attempt|tri|check|evaluat|examin|document|judg))"), "compression"),
    (re.compile(rf"\b(?:no|absent|lack\sof|loss\sof|absence\sof|without|nil|zero|failed|failure\sof)\s(?:(?:any|full|complete|normal|proper|good|wall|venous)\s){{0,2}}{ACT}\b{_OF}"), "not compressible:"),
    (re.compile(rf"\b(?:only\s)?{PARTIAL}\s{ANY_ACT}\b{_OF}"), "partially compressible:"),
    (re.compile(rf"(?<!no )(?<!not )\b{FULL}\s{ACT}\b{_OF}"), "compressible:"),
    (re.compile(rf"\b(?:with\s)?{ACT}{BE}(?:only\s|still\s)?{PARTIAL}\b(?!\s(?:thromb|clot|occlu|filling))"), "partially compressible"),
    (re.compile(rf"\b(?:with\s)?{ACT}{BE}{NONE}\b"), "not compressible"),
    (re.compile(rf"\b(?:with\s)?{ACT}{BE}{FULL}\b(?!\s(?:loss|lack|absence))"), "compressible"),
    (re.compile(r"\bno\s(?:squash(?:ing)?|flattening)\b|\bsquash\s(?:absent|lost|gone|negative|neg)\b|\blost\s(?:its\s|their\s)?squash\b|(?<=[:,]\s)no\sgive\b(?:\sat\sall)?|\bno\sgive(?=\s(?:under|to|with|on)\b)"), "non-compressible"),
    (re.compile(r"\b(?:half|some)\ssquash\b|\bsquash\s(?:poor|partial|reduced|half|incomplete|limited)\b"), "partially compressible"),
    (re.compile(r"\b(?:good|full|complete|normal|easy|fine)\ssquash\b|\bsquash\s(?:ok|okay|good|full|fine|normal|yes|y|complete)\b"), "compressible"),
    (re.compile(r"\b(?:un|in|non-?\s?)(?:(?:squash|squeez|flatten|efface|coapt|collaps)[ai]ble\b|squash\w*)"), "non-compressible"),
    (re.compile(r"\b(?:squash|squeez|squeeze|flatten|efface|coapt|collaps)[ai]ble\b"), "compressible"),
)  # fmt: skip
_AND_OF = re.compile(
    r"(?P<told>\bcompressible:[^;:.]{3,60}?)(?:\sitself|\sthemselves)?,?\sand\s(?:also\s)?(?:of|in|at)(?=\s)"
)
# Walls.
_OF_WALLS = (
    (re.compile(rf"\b(?:the\s)?walls\sof\s(?P<vein>[^,;.:]{{3,60}}?)\s{APART}{UNDER}?"), r"\g<vein> does not compress"),
    (re.compile(rf"{WALLS}(?:(?:cannot|(?:will|would|do|did|could|can)\s(?:not|never)|never|fail(?:s|ed)?\sto|refuse[sd]?\sto)\s{MEET}\b|{APART}{UNDER}?)"), "does not compress"),
    (re.compile(r"\b(?:the\s)?(?:opposing\s)?walls\sof\s(?P<vein>[^;:.]{3,120}?)\s(?:(?:all|both|each|duly|readily|easily|fully|completely)\s)?(?:kiss|come\stogether|meet|touch|coapt|appose|approximate|oppose)(?:\seach\sother|\sone\sanother)?(?=\s?(?:[.;,]|$)|\s(?:under|with|on|when|throughout|completely|fully|everywhere|along|at|normally|beneath)\b)"), lambda m: f"{m['vein']} compresses" if is_a_vein(m["vein"]) else m.group()),
    (re.compile(rf"\b(?:the\s)?(?:opposing\s)?walls\sof\s(?P<vein>[^;:.]{{3,120}}?)\s(?:cannot|(?:will|would|do|did|could|can)\s(?:not|never)|never|fail(?:s|ed)?\sto|refuse[sd]?\sto)\s{MEET}\b"), lambda m: f"{m['vein']} does not compress" if is_a_vein(m["vein"]) else m.group()),
    (re.compile(rf"{WALLS}(?:kiss|come\stogether|me(?:e)?t\b(?!\swith)|touch(?:ed)?|came\stogether)\b"), "compresses"),
)  # fmt: skip
_WALL_TO_WALL = re.compile(
    r"\b(?P<how>(?:no|incomplete|partial|not|without)\s)?(?:(?:complete|full|good|normal)\s)?wall[\s-]to[\s-]wall\s(?:(?:contact|apposition|collapse|closure|coaptation|compression)(?:\s(?:with|under|on)\s(?:compression|pressure))?|(?:with|under|on)\s(?:compression|pressure))\b"
)
# Closing in part.
_CLOSE = r"(?:clos|flatten|collaps|compress|squash|coapt|shut|press|squeez|fold)(?:e|es|s|ed)?"
_IN_PART = (
    re.compile(
        rf"\b(?:can\s|could\s)?(?:only\s)?(?:be\s)?narrow(?:s|ed)?(?:\s(?:on|by|under|with)\s{HAND})?,?\s(?:but\s)?(?:only\s(?:half-?\s?way|in\spart|partly|partially|a\slittle|slightly|so\sfar)|(?:does|do|can|could|will)\snot\s(?:be\s)?(?:close|closed|shut|compress|collapse)\w*|not\s(?:closed|shut))"
    ),
    re.compile(
        r"\b(?:compress|clos|flatten|squash|collaps|coapt|empt|shut|give|yield|squeeze)(?:e|es|s|ies|ed)?(?:\s(?:under|with|on)\s(?:\w{3,10}\s)?pressure)?,?\s(?:but|though|although|yet|if|albeit)\s(?:(?:only\s)?(?:partly|partially|in\spart|incompletely|part-?way)|not\s(?:fully|completely|entirely|quite|all\sthe\sway|totally|wholly|normally|well))(?=\s?(?:[.,;:)]|$)|\s(?:so|and|in|at|under)\b)"
    ),
    re.compile(
        rf"\b(?:(?:can|could|will|would|does)\s)?(?:(?:only|just|but|merely)\s)?(?:be\s)?(?:only\s)?half(?:-|\s|-?way\s){_CLOSE}\b(?:\sflat|\sshut)?"
    ),
    re.compile(
        rf"\b(?:(?:can|could|may)\s(?:only\s)?be\s|is\s|was\s|are\s|were\s)?(?:compress(?:es|ed)?|flatten(?:s|ed)?|collapse[sd]?|close[sd]?|squash(?:es|ed)?)\s{HALF}\b(?!\s(?:the|its|of)\b|-)"
    ),
)
# Verbs.
_THIRD = re.compile(
    rf"(?<!un)\b(?:(?:folds|pinches|pushes|presses|squeezes|crushes|clamps|snaps|winks|mashes|goes(?=\sflat)|squash(?:es)?|squishes|crumples|empties|deflates|flattens|closes|shuts){FLAT}|"
    rf"pancakes|irons?\s(?:out\s)?flat|caves\sin|crumples(?:\sup)?|deflates|(?:squashes|squishes|squeezes|effaces|obliterates|empties)(?:\sout)?{ENDS}|"
    rf"(?:apposes|opposes|disappears|vanishes)(?={EASY}{UNDER})|closes\s(?:nicely|beautifully|well|as\s(?:it|they)\s(?:should|ought\sto)))"
)
_DONE = re.compile(
    rf"\b(?P<be>be|been|being|is|are|was|were|get|gets)\s(?P<how>(?:\w{{3,12}}ly\s)?)(?:(?:folded|pinched|pushed|pressed|squeezed|crushed|clamped|mashed|squashed|squished|brought|forced|emptied|flattened|closed|shut){FLAT}|squashed|squished|caved\sin|flattened(?:\sout)?|"
    rf"(?:obliterated|emptied|effaced)(?={EASY}\s?(?:[.,;]|$)|{EASY}{UNDER}))(?!\s(?:by|between|against|from)\s(?!{HAND}))(?:\s(?:by|under|with)\s{HAND})?"
)
_BASE = re.compile(
    rf"(?<!to the )(?<!a )(?<!the )\b(?:(?:fold|pinch|push|press|squeeze|crush|clamp|snap|wink|mash|go(?=\sflat)|squash|squish|crumple|deflate|flatten|close|shut){FLAT}|cave\sin|pancake|crumple(?:\sup)?|deflate|"
    rf"(?:(?<=\snot )|(?<=\sto )|(?<=\snever )|(?<=cannot ))(?:fold|pinch)(?=\s?(?:[.,;]|$)|\s(?:under|with|on|completely|fully)\b)|(?:appose|disappear|vanish)(?={EASY}{UNDER})|close\s(?:nicely|beautifully|well|as\s(?:it|they)\s(?:should|ought\sto)))(?!-)"
)
_BARE = re.compile(
    rf"(?<!calf\s)(?<!foot\s)(?<!thigh\s)(?<!distal\s)(?<!\bon\s)(?<!with\s)(?<!after\s)(?<!\bby\s)(?<!\ba\s)(?<!the\s)\b(?:squash|squish|efface|obliterate|empty|(?:(?<!to\s)|(?<=fail\sto\s)|(?<=fails\sto\s)|(?<=failed\sto\s)|(?<=refuses\sto\s))squeeze)(?:\sout)?{ENDS}"
)
_EASILY = re.compile(
    rf"\b(?P<how>easily|readily|fully|completely|entirely|normally)\s(?:obliterated|effaced|emptied|squeezed|flattened|closed|shut)(?=\s(?:by|under|with|on)\s{HAND})"
)
""" "Pliable and easily obliterated by probe pressure"."""
_A_STATE = re.compile(
    r"\b(?:is|are|was|were|looks?|found|appears?|the|an?|of|be|being|remains?|stays?)\s(?:\w{3,10}\s)?$"
)
_FLAT_UNDER = re.compile(rf"(?<!not\s)\b(?:(?:is|are|was|were|lies|lie)\s)?flat{UNDER}")
_SQUEEZED = re.compile(
    r"(?P<ahead>\b(?:calf|calves|foot|thigh|muscle|muscles|leg|arm|hand|toes?)\s)?\b(?P<be>(?:can|could|is|are|was|were|be|to\sbe|being)\s(?:not\s)?(?:be\s)?(?:(?:easily|readily|fully|completely|only)\s)?)(?:squeezed|squashed|squished|effaced|flattened)\b(?!\s(?:by|between|against|from|with\s(?!pressure|the\sprobe)))"
)
_NOR_DOES = re.compile(
    r"(?:,?\s?\b(?:and\s)?)\bnor\s(?:can|could|does|do|did|will|would|is|are|was|were)\s(?P<vein>it|they|this|these|the\svein|the\sveins)\s(?:be\s)?compress(?:ed|es|ible)?\b"
)


_CLOSING_NOUNS = ("coapt", "appos", "approxim", "collaps", "closure", "flatten", "effac", "obliter", "squash", "squeez")
_SHORTFALL = (
    "incompl",
    "partial",
    "poor",
    "impair",
    "limited",
    "imperf",
    "reduc",
    "unsat",
    "inadeq",
    "subopt",
    "defi",
    "defect",
    "diminish",
)
_VERBS = (
    "squash", "squish", "squeez", "press", "flat", "clos", "shut", "fold", "pinch", "push", "crush", "clamp", "snap", "wink",
    "mash", "crumpl", "empt", "deflat", "pancak", "iron", "cave", "effac", "obliter", "appos", "oppos", "disappear", "vanish",
    "forced", "brought",
)  # fmt: skip
_IN_PART_WORDS = ("half", "part", "way", "incompl", "little", "slight", "somewhat", "extent", "some", " not ")


def _holds(words: str, stems: tuple[str, ...]) -> bool:
    return any(stem in words for stem in stems)


def with_plain_closing(words: str, before: str) -> str:
    """The words of a sentence with these families as "compress"; ``before`` are those of the sentence before."""
    if not _CUES.search(words):
        return words
    words = _SIGNED.sub(lambda m: "compressible" if m["yes"] else "non-compressible", _ANSWER.sub(_answer, words))
    cell = _CELL_OPEN.match(words)
    if cell and _CELL_SHUT.search(before):
        return f"{cell['name'] or cell['one']}: does not compress"
    if "wall" in words:
        for turn, plain in _OF_WALLS:
            words = turn.sub(plain, words)
        words = _WALL_TO_WALL.sub(_wall_to_wall, words)
    in_part = _holds(words, _IN_PART_WORDS)
    if in_part or "narrow" in words:
        for turn in _IN_PART[:3]:
            words = turn.sub("partially compressible", words)
    # Words for closing that hold no "compress", which most sentences name and which is plain already.
    others = words.replace("compress", "")
    if _holds(others, _CLOSING_NOUNS) or " give" in words or _holds(words, _SHORTFALL):
        for turn, plain in _NOUNS:
            words = turn.sub(plain, words)
        words = _AND_OF.sub(r"\g<told> and ", words)
    if _holds(others, _VERBS):
        words = _BASE.sub("compress", _DONE.sub(r"\g<be> \g<how>compressed", _THIRD.sub("compresses", words)))
        words = _EASILY.sub(r"\g<how> compressible", words)
        words = _SQUEEZED.sub(_squeezed, _BARE.sub(_bare, _FLAT_UNDER.sub("compressible", words)))
    if in_part:
        words = _IN_PART[3].sub("partially compressible", words)
    return _NOR_DOES.sub(r", and \g<vein> does not compress", words) if "nor " in words else words


def _answer(match: re.Match[str]) -> str:
    if _PART.match(match["told"]):
        return "partially compressible"
    return "non-compressible" if _NO.match(match["told"]) else "compressible"


def _wall_to_wall(match: re.Match[str]) -> str:
    if not match["how"]:
        return "compressible"
    return "not compressible" if match["how"] in ("no ", "without ") else "partially compressible"


def _bare(match: re.Match[str]) -> str:
    """ "The sinus is empty" says how it is."""
    return match.group() if _A_STATE.search(match.string, max(0, match.start() - 24), match.start()) else "compress"


def _squeezed(match: re.Match[str]) -> str:
    """ "The vein could be squeezed"; the calf that is squeezed is none."""
    return match.group() if match["ahead"] else f"{match['be']}compressed"
