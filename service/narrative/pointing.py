"""What a clause leaves out because an earlier one has said it ("the popliteal vein did not", "a second one", "its fellow") written out.

Only what the earlier clause affirms is repeated: where it denies, the words stay and the reader doubts them.
"""

from __future__ import annotations

import re

from service.narrative import cues
from service.narrative.fronting import is_a_vein
from service.narrative.lexer import lex

_CUES = re.compile(
    r"\b(?:not|as|one|exception|neither|none|it|they|these|those|this|that|them|whether|so|excepted|all|every|each|holding|having|containing|showing|harbou?ring|alike|muscle|gastrocnemius|soleus)\b|\bveins,"
)
_NOUN = r"(?:thromb(?:us|i|osis|oses)|clots?)"
_ELIDED = re.compile(r"\b(?:does|do|did)\snot(?=\s?(?:[,;:.]|$)|\s(?:and|but|-)\s)")
_DENIES = re.compile(r"\b(?:no|not|never|none|nothing|neither|nor|without|cannot|hardly|nowhere|few|little)\b")
_COMPRESS = re.compile(r"compress(?:es|ed)?\b")
_HOLDS = re.compile(
    r"\b(?:contain|hold|harbou?r|hous|show|bear|carr|conceal|enclos|ha)(?:s|es|e|ed|y|ies|ied|d|ve)?\b[^;:.,]{0,40}$"
)
_AS_DO = re.compile(
    r",?\sas\s(?:also\s)?(?P<verb>is|are|was|were|do|does|did|can|could|has|have|will|would)\s(?P<vein>[^;.:]{3,100}(?=[.;]|$)|[^,;.:]{3,70}(?=,))"
)
_ABLE, _WAS = re.compile(r"can|could|will|would"), re.compile(r"was|were|did|had")
_IS = re.compile(r"\b(?:is|are|holds|contains|shows|has|have)\b")
_ONE = re.compile(
    r"\b(?:an?\s|the\s)?(?:separate|second|further|another|third|smaller|larger|shorter|longer|similar|other)\s(?:one|specimen)"
    r"(?P<aside>,[^,;:.]{2,40},)?(?=,?\s(?:is\s|was\s)?(?:in|within|sits?|lies|lay|sat|occupies|fills|found|seen|present)\b)"
)
_FILLS_IT = re.compile(
    rf"(?P<subject>^(?:the|this|that|a|an|its|such)\s(?:[a-z]{{3,14}}\s){{0,3}}{_NOUN}\s(?:[a-z]{{3,10}}ly\s|still\s|now\s)?(?:lin|fill|occup|plug|block|stuff|occlud|distend|coat|stretch|expand|obstruct|narrow|chok|cram|pack|seal|shut|swell|widen)\w{{1,4}})\s(?:it|them)\b"
)
_ITS_END = re.compile(
    r"(?P<end>\b(?:its|the)\s(?:upper|lower|proximal|distal|leading|cranial|caudal)\s(?:end|tip|head|limit|border|margin)\b|\btip\b|\btail\b)(?P<told>[^;:.]{0,50})[:;]\s(?:now\s)?it\s(?:now\s|today\s)?(?:lies|is|reaches|stands|sits|projects|extends)\s(?:now\s|today\s)?(?:in|into|to|as\sfar\sas|within)\s(?=(?P<vein>[^,;:.]{3,50}))"
)
_EXCEPTION = re.compile(
    r"^(?:that|this|the|its|one|an)\s(?:(?:one|sole|only|single)\s)?exception\s(?:is|was)\s(?=(?P<vein>[^,;:.]{3,50}?)(?:[,:;]|\swhich\b|\swhere\b)(?P<rest>.{0,200}))"
)
_NEITHER_DOING = re.compile(
    r"\b(?:neither|none)(?:\s(?:of\s(?:them|these|those|which|the\s(?:two|three|veins))|one|vein|vessel))?\s(?:being\s)?(?P<what>compress(?:ing|ible)|(?:show|hav|carry|contain|display)ing\s(?:any\s)?(?:colou?r|flow|blood))\b"
)
_NEITHER_DOES = re.compile(
    r"\b(?P<who>neither|none)(?:\s(?:of\s(?:them|these|those|the\s(?:two|three|veins))|one|vein|vessel))?\s(?:(?:will|would|can|could|does|do|did|is|was|are|were)\s(?:be\s)?)?compress(?:es|ed)?\b"
)
_EACH_LEG = re.compile(
    r",?\s(?:the\s)?(?P<one>left|right)(?:\s(?:one|side))?\s(?:(?P<has>holding|having|containing|showing|harbou?ring)\s)(?P<what>[^,;:.]{3,40}?)\s?,?\s(?:and|but)\s(?:the\s)?(?P<two>left|right)(?:\s(?:one|side))?\s(?:none|not|nothing|no\ssuch\sthing)\b"
)
_WHETHER = re.compile(
    rf"^whether\s(?P<noun>(?:the|this|that|it|any)\s?(?:{_NOUN}|dvt)?)\s?(?:also\s)?(?:joins?|reache[sd]|reach|enter(?:s|ed)?|extend(?:s|ed)?\s(?:in)?to|involve[sd]?|touche[sd]|crosse[sd]\sinto)\s(?P<vein>[^,;:.]{{3,50}}?)(?:\s(?:i|we|was|is)\s[^:;.]{{3,60}})?[:;,]\s(?=(?:it|the\s\w{{3,8}})\s(?:stops|ends|falls|finishes|terminates|does\snot|did\snot)\b)"
)
_ALIKE = re.compile(
    r"\b(?P<noun>saphenous|tibial|femoral|iliac)\sveins?,\s(?P<one>great|small|long|short|anterior|posterior|common|external|internal|superficial|deep)\sand\s(?P<two>great|small|long|short|anterior|posterior|common|external|internal|superficial|deep)(?:\salike)?,"
)
_NOT_THE_OTHER = re.compile(
    r"(?P<side>\b(?:left|right)\s[^,;:.]{3,40}),\s(?:and\s)?not\s(?:in\s|on\s)?the\s(?P<other>left|right)(?:\s(?:one|side|leg))?,\s"
)
_OTHERWISE_WITH = re.compile(
    r"(?:^|(?P<lead>[,;]\s(?:and\s|but\s)?|\band\s|\bbut\s))it\s(?:is|was)\s(?:otherwise|different|another\s(?:matter|story)|not\sso)\s(?:with|in|for)\s(?=(?P<vein>[^,;.:]{3,50}),\s(?:where|which|in\swhich)\b)|"
    r"(?P<but>,?\s\bbut\s)not\s(?:in\s|so\s)?(?=(?P<other>the\s[^,;.:]{3,40}),\s(?:where|which|in\swhich)\b)"
)
_AS_IN = re.compile(r"^as\sin\s(?P<one>[^,;.:]{3,50}),?\sso\s(?:too\s|also\s)?in\s(?=(?P<two>the\s|left\s|right\s))")
_EXCEPTED = re.compile(r",\s(?:with\s)?(?P<vein>the\s[^,;.:]{3,40}?)\s(?:alone\s|only\s)?excepted(?=\s?(?:[,;.]|$))")
_ALL_EXCEPT = re.compile(
    r"\b(?P<all>(?:all|every|each)\s[^,;:.]{3,60}?),?\s(?P<but>save(?:\sfor)?|except(?:ing|\sfor)?|bar|apart\sfrom|with\sthe\s(?:sole\s|single\s)?exception\sof)\s(?P<vein>[^,;:.]{3,40}?),?\s"
    r"(?P<said>(?:holds?|contains?|shows?|is|are|does|do|has|have|can|could|compress(?:es|ed)?)\b[^,;:.]{0,60})(?=[,;:.]|$)"
)
_IN_A_MUSCLE = re.compile(
    r"\b(?:in|within|inside)\sthe\s(?P<side>left\s|right\s)?(?:(?:medial|lateral)\s)?(?:heads?\sof\s(?:the\s)?)?(?P<other>left\s|right\s)?(?P<muscle>gastrocnemius|soleus|calf)(?P<word>\smuscles?)?,?\s(?:however,?\s|there\s(?:is|was|lies|runs)\s|i\s(?:found|saw)\s|we\s(?:found|saw)\s)?"
    r"(?P<det>an?|one|two|some|several)\s(?P<kind>(?:\w{3,12}\s){0,2}?)veins?\b"
)
_THEN_A_VEIN = re.compile(
    r"^(?P<first>(?:this|these|those|they|it|that|both|all\sof\s(?:this|that|it|them|these))\s[^,;:.]{5,80}),\s(?=(?:and|while|but)\s(?:the|one|both|left|right)\s)"
)
_JOINED = re.compile(
    r"\b(?:has|have)\s(?:now\s|since\s|meanwhile\s|lately\s)?(?:joined|followed)\s(?:it|them|these|suit)\b"
)
_NEAR = 300
_TELLS = frozenset((cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION, cues.CLEAR, cues.NO_THROMBUS))


def with_what_is_meant(words: str, before: str) -> str:
    """The words of a sentence with such omissions written out; ``before`` are those of the sentence before it."""
    if not _CUES.search(words):
        return words
    words = _NEITHER_DOES.sub(r"\g<who> of them compresses", _NEITHER_DOING.sub(_neither_doing, words))
    words = _AS_DO.sub(_as_do, words)
    words = _ELIDED.sub(lambda match: _verb_of(_ahead(match), before[-_NEAR:]) or match.group(), words)
    words = _ONE.sub(lambda match: _another(match, before), words)
    words = _of_one_sentence(words)
    words = _EXCEPTION.sub(lambda m: "" if is_a_vein(m["vein"]) and _tells(m["rest"]) else m.group(), words)
    words = _FILLS_IT.sub(lambda match: _filled(match, before), words)
    return _joined(words, before)


def _of_one_sentence(words: str) -> str:
    """What needs no sentence before it."""
    words = _IN_A_MUSCLE.sub(_vein_of_a_muscle, _ALIKE.sub(r"\g<one> \g<noun> and \g<two> \g<noun> veins", words))
    words = _OTHERWISE_WITH.sub(_otherwise, _AS_IN.sub(r"in \g<one> and in ", words))
    words = _EXCEPTED.sub(lambda m: f" except in {m['vein']}" if is_a_vein(m["vein"]) else m.group(), words)
    words = _ALL_EXCEPT.sub(
        lambda m: f"{m['all']} {m['said']}, except {m['vein']}" if is_a_vein(m["vein"]) else m.group(), words
    )
    words = _NOT_THE_OTHER.sub(_without_the_other, words)
    words = _EACH_LEG.sub(_each_leg, words)
    words = _ITS_END.sub(_end_in, words)
    return _WHETHER.sub(
        lambda m: f"thrombus does not extend into {m['vein']}; " if is_a_vein(m["vein"]) else m.group(), words
    )


def _as_do(match: re.Match[str]) -> str:
    """ "X compresses, as do Y and Z, which lie deep"."""
    ahead = _ahead(match).rsplit(";", 1)[-1]
    if (_ABLE.match(match["verb"]) and "compress" not in ahead) or (_WAS.match(match["verb"]) and _IS.search(ahead)):
        return match.group()
    listed, comma, rest = match["vein"].partition(",")
    if is_a_vein(match["vein"]):
        return f"; {match['vein']} likewise"
    return f"; {listed} likewise{comma}{rest}" if comma and is_a_vein(listed) else match.group()


def _ahead(match: re.Match[str]) -> str:
    """The words before a turn, as far back as it points."""
    return match.string[max(0, match.start() - _NEAR) : match.start()]


def _tells(text: str) -> bool:
    return any(token.kind in _TELLS for token in lex(text))


def _names(text: str) -> list[str]:
    """The different names of veins in a text."""
    return list(dict.fromkeys(t.value for t in lex(text) if t.kind == cues.VEIN and t.veins))


def _neither_doing(match: re.Match[str]) -> str:
    return "not compressible" if match["what"].startswith("compress") else "no flow"


def _verb_of(ahead: str, before: str) -> str:
    """The verb that "did not" stands for: that of this sentence, else of the one before; none where it was denied."""
    for text in (ahead, before):
        told = [t for t in lex(text) if t.kind in _TELLS]
        for last in reversed(told):
            if _DENIES.search(text, text.rfind(";", 0, last.start) + 1):
                return ""
            if last.kind == cues.THROMBUS and _HOLDS.search(text, max(0, last.start - 60), last.start):
                return "contains no thrombus"
            if last.kind == cues.COMPRESSION and _COMPRESS.match(text, last.start):
                return "does not compress"
            if last.kind not in (cues.COMPRESSION, cues.THROMBOSED, cues.CLEAR):
                return ""
        if told:
            return ""
    return ""


def _another(match: re.Match[str], before: str) -> str:
    """ "A second one sits in": of a thrombus, where one was affirmed and nothing denied."""
    ahead = _ahead(match) or before
    if not re.search(_NOUN, ahead) or _DENIES.search(ahead):
        return match.group()
    return f"another thrombus{match['aside'] or ''}"


def _filled(match: re.Match[str], before: str) -> str:
    named = _names(before)
    return f"{match['subject']} the {named[0]}" if len(named) == 1 else match.group()


def _each_leg(match: re.Match[str]) -> str:
    """ "In X, the left showing clot and the right none"."""
    named = _names(_ahead(match).rsplit(";", 1)[-1])
    if len(named) != 1 or match["one"] == match["two"] or _DENIES.search(match["what"]):
        return match.group()
    told = "thrombus" if re.search(_NOUN, match["what"]) else ""
    if not told:
        return match.group()
    return f"; {match['one']} {named[0]} contains {match['what']}; {match['two']} {named[0]} contains no thrombus"


def _otherwise(match: re.Match[str]) -> str:
    """ "It was otherwise with the popliteal vein, where clot lay": what is said of it follows."""
    if not is_a_vein(match["vein"] or match["other"]):
        return match.group()
    return "; " if match["lead"] or match["but"] else ""


def _without_the_other(match: re.Match[str]) -> str:
    """ "It is the right popliteal vein, not the left, that holds clot"."""
    same = match["side"].startswith(match["other"])
    return match.group() if same or not is_a_vein(match["side"]) else f"{match['side']} "


def _end_in(match: re.Match[str]) -> str:
    if _DENIES.search(match.group()) or not is_a_vein(match["vein"]):
        return match.group()
    return f"{match['end']}{match['told']}; thrombus extends into "


def _vein_of_a_muscle(match: re.Match[str]) -> str:
    """ "In the soleus a vein": a soleal vein."""
    side = match["side"] or match["other"] or ""
    if match["muscle"] == "calf" and not match["word"]:
        return match.group()
    name = {"gastrocnemius": "gastrocnemius", "soleus": "soleal", "calf": "calf muscle"}[match["muscle"]]
    return f"{match['det']} {side}{match['kind']}{name} vein"


def _joined(words: str, before: str) -> str:
    """ "They are thrombosed, and X has followed": two statements."""
    match = _THEN_A_VEIN.match(words)
    if match is None or not _tells(match["first"]) or _names(match["first"]):
        return words
    thrombosed = not _DENIES.search(words) and re.search(r"clot|thromb", match["first"] + before)
    rest = _JOINED.sub("is thrombosed", words[match.end() :]) if thrombosed else words[match.end() :]
    return f"{match['first']}; {rest}" if _tells(rest) else words
