"""Pressure and what it does to a vein ("pressure closes X", "X could not be pressed flat", "stays round when pressed"), as compression."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein
from service.narrative.words_pressing import FLAT, HALF, HAND, IT, NEVER, PRESSURE, SHUTS, TO_SHUT, UNDER

_CUES = re.compile(
    r"\b(?:press\w*|push\w*|squeez\w+|squash\w*|probe|transducer|force|compression|touch|hand|fingers?|weight|however|whatever|no\smatter|impossible|possible|unable|difficult|hard|easy|give|gives|goes|fold|folds|budge|buckles?|caves?|yield|nor|get|make|bring|persuade|coax|induce|manage\w*|i|we)\b"
)
"""A word of one of the families."""
_WHEN_PRESSED = re.compile(
    r"\b(?:when|whenever|if|once|as\ssoon\sas|on|upon|with|under|by)\s(?:(?:i|we|one|they|it|is|are|was|being|gently|lightly|firmly|gentle|light|firm|moderate|hard|even|simple|mere)\s){0,3}"
    r"(?:press(?:ed|ing)?|push(?:ed|ing)?|squeez(?:ed?|ing)|squash(?:ed|ing)|compressed(?=\s?[.,;]|$))(?!\s(?:flat|shut|closed|together|away|open|to\sn))(?:\s(?:on|upon|down|against))?(?:\s(?:it|them))?\b(?:\s(?:gently|lightly|firmly|hard))?"
)
_AMOUNT = re.compile(r"\bamount\sof\s(?:pressing|pushing|squeezing|force)\b")
_PRESSED_IT = (
    (
        re.compile(
            rf"\b{PRESSURE}\s(?:only\s)?(?:narrow|dent|indent|deform|reduce|flatten|squash|compresse?|squeeze|thin)(?:s|ed|es)?\s{IT}\s(?:only\s)?(?:without|but\s(?:(?:does|do|did|will)\snot|never|cannot|fails\sto)|yet\s(?:(?:does|do|did)\snot|never))\s(?:\w{{4,12}}\s)?(?:{TO_SHUT}|closing|closure|obliterating|emptying|effacing|flattening|shutting)(?:\s{IT})?|"
            rf"\b{PRESSURE}\s(?:only\s)?{SHUTS}\s{IT}\s{HALF}|\b{PRESSURE}\s{HALF}\s{SHUTS}\s{IT}|\b{PRESSURE}\s{NEVER}\s(?:completely|fully|entirely|quite)\s{TO_SHUT}\s{IT}|\b{PRESSURE}\s{NEVER}\s{TO_SHUT}\s{IT}\s(?:completely|fully|entirely)"
        ),
        "it is partially compressible",
    ),
    (re.compile(rf"\b{PRESSURE}\s{NEVER}\s{TO_SHUT}\s{IT}(?:\sat\sall)?"), "it does not compress"),
    (re.compile(rf"\b{PRESSURE}\s{SHUTS}\s{IT}\b"), "it compresses"),
)
_BY_PRESSURE = re.compile(
    rf"(?P<lead>^|[;:,]\s|\band\s|\bbut\s)(?:it\stakes\s(?:only\s|but\s|very\s)?)?{PRESSURE}\s"
    r"(?P<how>(?:(?:is|was)\s(?:all\s(?:it\stakes|that\sis\sneeded)|not\senough|insufficient|enough|sufficient|unable|able)\sto\s|(?:(?:does|do|did|will|would|could|can)\snot|cannot|fail(?:s|ed)?\sto|never)\s|to\s|(?:can|could|will|would|alone)\s|only\spart(?:ly|ially)\s|\w{3,12}ly\s|at\sonce\s)?)"
    rf"{SHUTS}\s(?P<vein>[^;:.]{{3,90}}?)(?:\s(?:\w{{3,12}}ly|flat|shut|down|off|away|out|together))?(?=\s?(?:[;.]|$|,\s(?:but|while|whereas|and\sthe|which)\b|\s(?:but|while|whereas)\b))"
)
_FAILS = re.compile(r"\b(?:not|cannot|fail\w*|never|insufficient|unable)\b")
_STANDS = r"(?:round|rounded|circular|rigid|stiff|firm|full|plump|distended|open|wide|unmoved|unyielding|inflexible|turgid|tense|patulous|unresponsive|immovable|unchanged|solid|rock\shard|the\ssame\s(?:size|shape|width)|unchanged\sin\s(?:size|shape|width))"
_STAYS = re.compile(
    rf"\b(?:(?:(?:stay|remain|keep|hold|stand|lie|sit)(?:s|ed)?|kept|held|stood)\s(?:(?:stubbornly|quite|completely|entirely|wide|fully|just\sas|as|firmly)\s)?{_STANDS}(?:,?\s(?:and\s)?{_STANDS}){{0,2}}|"
    rf"(?:(?:is|are|was|were)\s)?(?<!way\s)(?<!turn\s)(?:round|rigid|plump|unyielding|inflexible|stiff|turgid|tense|unresponsive|immovable|rock\shard)(?:\sand\s{_STANDS})?|"
    r"(?:(?:keep|hold|retain|maintain|preserve)(?:s|ed)?|kept|held)\s(?:its|their|the|a)\s(?:(?:full|round|rounded|circular|oval|normal|original|own|fixed|whole)\s){0,2}(?:shape|outline|profile|contour|form|roundness|calibre|caliber|size|width|diameter|cross-?\s?section|lumen))"
    rf"{UNDER}"
)
_GIVES = re.compile(
    rf"\b(?:gives?|goes\sflat|folds?\s(?:flat|up|together|down)|buckles?|caves?\sin)(?:\s(?:nicely|well|readily|easily|fully|completely))?\s(?:under|with|on|to)\s{PRESSURE}"
)
_NO_GIVE = re.compile(
    rf"\bg(?:i|a)ves?\sno\sground{UNDER}|"
    rf"\b(?:(?:will|would|does|do|did|could)\snot|refuses?\sto|never)\s(?:(?:budge|give|buckle|fold|cave\sin)(?:\s(?:flat|up|at\sall|way|an\sinch))?(?=\s?(?:[.;,)]|$)|\s(?:under|with|on|to)\s)|(?:budge|give|yield|move|shift|dent|change\s(?:its\s)?shape|react|respond)(?:\s(?:at\sall|an\sinch))?{UNDER})"
)
_NEVER_GAVE = re.compile(r"\b(?:not|never|cannot|to|hardly|barely)\s$")
_TO_PRESS = rf"(?:fully\s|completely\s)?(?:squeeze\sshut|{TO_SHUT})"
_IMPOSSIBLE = re.compile(
    rf"(?P<lead>^|[;:,]\s|\band\s|\bbut\s)(?:it\s(?:is|was|proved)\s)?(?P<how>impossible|not\spossible|unable|difficult|hard|not\seasy)\sto\s{_TO_PRESS}\s(?P<vein>[^;:.,]{{3,70}}?)(?=\s?(?:[;.,]|$)|\s(?:with|because|due|despite|owing|but)\b)"
)
_IS_IMPOSSIBLE = re.compile(
    rf"\b(?:(?:is|are|was|were|proved|proves|remains?)\s)?(?P<how>impossible|not\spossible|difficult|hard|not\seasy)\sto\s{_TO_PRESS}(?=\s?(?:[;.,]|$)|\s(?:with|because|due|despite|owing|but)\b)"
)
_ALL_OF_IT = rf"(?:{FLAT}|\s(?:completely|fully|out|at\sall|(?:with|under)\s{HAND})|(?=\s?(?:[.;]|$|,(?!\s(?:\w+\s){{1,4}}and\b))))"
_MADE = r"(?:get|make|bring|persuade|coax|induce)\s(?:the\swalls\sof\s)?(?P<vein2>[^,;.:]{3,50}?)\s(?:to\s)?(?:close|shut|flatten|collapse|compress|meet|touch|fold|squash|yield)\b(?:\s(?:out|up|down|together))?"
_I_PRESS = tuple(
    (
        re.compile(
            rf"\b(?:i|we|one|you|the\sprobe{more})\s{can}(?P<all>fully\s|completely\s)?(?:{TO_SHUT}\s(?:the\swalls\sof\s)?(?P<vein1>[^,;.:]{{3,50}}?){_ALL_OF_IT}|{_MADE})"
        ),
        does,
    )
    for more, can, does in (
        (
            r"|(?:light|firm|hard|gentle|no)\spressure",
            r"(?:cannot|(?:can|could|did|do|will|would)\s(?:not|never)|(?:am|was|were)\s(?:unable|not\sable)\sto|failed\sto|did\snot\smanage\sto|never\smanaged\sto)\s",
            "does not compress",
        ),
        (
            "",
            r"(?:can|could|am\sable\sto|was\sable\sto|were\sable\sto|managed\sto)\s(?:\w{4,10}ly\s)?",
            "compresses",
        ),
    )
)
_LEADS_ON = {",": "; ", "and": "; ", "but": "; "}


def with_plain_pressure(words: str) -> str:
    """The words of a sentence with what pressure does as forms of "compress"."""
    if not _CUES.search(words):
        return words
    words = _AMOUNT.sub("amount of pressure", _WHEN_PRESSED.sub("on pressure", words))
    for turn, does in _I_PRESS:
        words = turn.sub(lambda match, does=does: _pressed(match, does), words)  # type: ignore[misc]
    for turn, plain in _PRESSED_IT:
        words = turn.sub(plain, words)
    words = _BY_PRESSURE.sub(_by_pressure, words)
    words = _IS_IMPOSSIBLE.sub(_how_hard, _IMPOSSIBLE.sub(_impossible, words))
    words = _NO_GIVE.sub("does not compress", _GIVES.sub(_gives, words))
    return _STAYS.sub("does not compress", words)


def _lead(match: re.Match[str]) -> str:
    return _LEADS_ON.get(match["lead"].strip(), match["lead"])


def _by_pressure(match: re.Match[str]) -> str:
    if not is_a_vein(match["vein"]):
        return match.group()
    if "only" in match["how"]:
        return f"{_lead(match)}{match['vein']} partially compressible"
    return f"{_lead(match)}{match['vein']} {'does not compress' if _FAILS.search(match['how']) else 'compresses'}"


def _how_hard(match: re.Match[str]) -> str:
    return "does not compress" if match["how"] in ("impossible", "not possible", "unable") else "partially compressible"


def _impossible(match: re.Match[str]) -> str:
    """ "Impossible to compress X"."""
    return f"{_lead(match)}{match['vein']} {_how_hard(match)}" if is_a_vein(match["vein"]) else match.group()


def _gives(match: re.Match[str]) -> str:
    denied = _NEVER_GAVE.search(match.string, max(0, match.start() - 12), match.start())
    return match.group() if denied else "compresses"


def _pressed(match: re.Match[str], does: str) -> str:
    """ "I could not press the popliteal vein flat": it does not compress."""
    vein = match["vein1"] or match["vein2"]
    if not is_a_vein(vein):
        return match.group()
    return f"{vein} {'compresses only partially' if match['all'] and 'not' in does else does}"
