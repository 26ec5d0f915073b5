"""Denials that stand far from what they deny ("neither in X nor in Y did we meet clot", "of thrombus, nothing") said plainly.

Only denials are written here, never an affirmation: a turn that is misread costs a finding and makes none.
"""

from __future__ import annotations

import re

from service.narrative import cues
from service.narrative.lexer import lex
from service.narrative.vocabulary import only_names

_CUES = re.compile(
    r"\b(?:of|neither|nor|nowhere|never|none|nothing|nil|no|not|any|anything|without|into|as\sfar|up\sto|beyond|leav(?:es?|ing)|untouched|unscathed|escap\w+|innocent|share|part|it|descend|that|away|free|freed|rid|wrong|vain|vainly|mistake|mistaken|error)\b"
)
_NOUN = r"(?:(?:deep\s)?(?:vein|venous)\sthrombo(?:sis|ses)|thromb(?:us|i|osis|oses)|clots?|dvts?)"
_KNOWN_NOUN = re.compile(rf"\b{_NOUN}\b")
_SPOKEN_OF = re.compile(r"\b(?:thromb|clot|dvt)")
_HOLDS = r"(?:contain|hold|harbou?r|hous|show|bear|carr|conceal|enclos|ha)(?:s|es|ed|e|ing|y|ies|ied|d|ve|ving)?"
_NOTHING = r"(?:nothing|none|no\s(?:trace|sign|evidence|hint|vestige|suggestion|question|indication)|not\s(?:a|the\sleast|so\smuch\sas\sa)\s(?:trace|sign|hint|vestige))"
_OF_NOTHING = re.compile(
    rf"(?P<lead>^|[;:,-]\s|\band\s)of\s(?:any\s|an?\s)?(?:(?:deep|acute|fresh|anything\slike)\s)?(?P<noun>{_NOUN}|anything\sacute)\b(?P<where>[^;:.]{{0,140}}?)\b{_NOTHING}\b[^;:.,]{{0,40}}"
)
_OF_THE_FORMER = re.compile(
    rf"(?P<lead>^|[;:]\s)of\s(?:the|a|an|this|that|his|her|any)\s(?P<noun>(?:\w{{3,14}}\s)?{_NOUN})\b(?P<where>[^;:.]{{3,140}}?)\b(?:nothing|none|no\s(?:trace|sign|vestige)|not\sa\s(?:trace|sign|vestige))\b[^;:.]{{0,40}}"
)
_FRONTED = re.compile(
    r"(?P<lead>^|[;:]\s|,\s(?:and\s)?|\band\s|\bbut\s)(?P<denial>neither|nor|nowhere|never|not\seven|not\sonce|at\sno\s(?:point|level|time|place|site)|in\sneither|in\sno\sway|in\sno\scase|by\sno\smeans|on\sno\saccount|under\sno\scircumstances)\b"
    r"(?P<where>[^;:.]{0,150}?)\b(?P<verb>was|were|is|are|did|do|does|could|can|has|have|had)\b(?P<rest>[^;:.]{0,80}?)"
)
_EXCEPTS = re.compile(r"\b(?:but|except\w*|save|until|other\sthan|apart\sfrom|only)\b")
_SUBJECT = rf"(?:\s(?:i|we|one|there|anyone|the\s\w{{3,14}}))?(?:\s\w{{3,12}}ly)?(?:\s(?:be|been|see|seen|find|found|meet|met|encounter|come|came|detect|identify|make\sout|catch\ssight\sof|to|contain|hold|show|discover|demonstrate|visualise|upon|across|with|any|an?|the|trace\sof|sign\sof|evidence\sof|anything\slike|fresh|acute|so\smuch\sas))*\s(?P<noun>{_NOUN}|anything(?:\sof\sth(?:e|is)\s(?:kind|sort))?|any(?=\s?(?:[,;.]|$)))\b"
_NOUN_BEHIND = re.compile(_SUBJECT)
_NEITHER_SUBJECT = re.compile(
    rf"\bneither\s(?P<veins>[^;:.]{{3,140}}?)\s(?:(?:is|was|were|are|has|have)\s(?:(?:found|seen|shown|said|known)\s)?(?:been\s(?:found|seen|shown)\s)?(?:to\s)?)?{_HOLDS}\s(?:any\b|anything)\s?(?:of\s(?:it|the\s(?:kind|sort))\s?)?(?:{_NOUN})?(?=\s?(?:[,;.:]|$|either|on|whatever|at\sall)|\s?(?:in|within|inside)\s(?:its|their|the)\slumen)"
)
_NOTHING_LIKE = re.compile(
    rf"\b(?:nothing|no\w{{0,3}}\s\w{{3,14}}|little)\s(?:that|which)\s(?:could|can|might|would|may|deserves?|resembles?|looks?)\s?(?:to\s)?(?:be\s)?(?:(?:called|taken\sfor|termed|named|mistaken\sfor|considered|like|interpreted\sas|read\sas)\s)?(?:an?\s|any\s)?{_NOUN}|"
    rf"\bnothing\s(?:like|resembling|in\sthe\sway\sof|suggestive\sof|by\sway\sof)\s(?:an?\s|any\s)?{_NOUN}|\bnot\s(?:a|one|so\smuch\sas\sa|the\sleast)\s(?:shred|strand|trace|bit|speck|scrap|vestige|thread)\sof\s{_NOUN}"
)
_UNNAMED = re.compile(
    r"\b(?P<verb>contain|hold|harbou?r|show|hous|bear|carr|conceal|take|ha)(?P<form>s|es|e|ed|ies|y|ve|d)?\snone(?:\s(?:that|which)\s(?:we|i|one)\s\w{3,6}\s\w{3,9})?(?!\sof)\b|"
    r"\bthere\s(?:is|was|are|were)\s(?:again\s|once\smore\s)?(?:none|nothing)(?=\s?(?:[.,;]|$))|\b(?:is|are|was|were|be)\s(?:also\s|too,\s|likewise\s)?without\sit\b|\b(?:show|hold|contain|ha)(?:s|ed|ve|d)?\snothing\sof\s(?:the|this|that)\s(?:sort|kind)\b|\bwithout\sour\sseeing\sany\s(?=thromb|clot)"
)
_ELSEWHERE = re.compile(
    r"\b(?:elsewhere|otherwise|beyond\s(?:it|this|that))\s(?:there\s(?:is|was)\s|we\ssaw\s|i\ssaw\s)?(?:none|nothing)\b(?=\s?(?:[.,;]|$))"
)
_NO_SHARE = re.compile(
    r"\b(?:ha(?:s|ve|d)|took|takes?)\s(?:no\s(?:share|part|involvement)|none)\b(?:\seither)?(?:\sin\s(?:this|it|the\s\w{5,12}))?|\b(?:does|do|did)\snot\s(?:take\spart|partake|participate|share|join)(?:\s?in\s(?:this|it|the\s\w{5,12}))?|"
    r"\b(?<!top )(?<!tip )(?<!end )(?<!limit )(?<!extent )(?<!head )\b(?:is|are|was|were|has\sbeen|have\sbeen)\snot\s(?:been\s)?(?:entered|reached|taken|touched|invaded)(?=\s?(?:[,;.]|$|either))|\b(?:is|are|was|were|has|have|remains?|stays?|left|proves?)\s(?:been\s)?(?:left\s)?(?:innocent|untouched|unscathed|unharmed|unaffected)(?:\sof\s(?:it|this|thrombus|clot))?\b|"
    r"\b(?:has\s|have\s)?escape[sd]?(?:\s(?:it|this|the\sthrombos(?:is|us)|unharmed|unscathed))?(?=\s?(?:[,;.]|$))|\bknows?\snothing\sof\s(?:the\s)?(?:thrombus|clot|this|it)"
)
_INTO_IT = re.compile(
    r"(?P<lead>^|[;:,]\s)(?:but\s|and\s|yet\s)?(?:up\s)?(?:into|as\sfar\sas|up\sto|beyond|to)\s(?P<vein>[^;:.]{3,80}?),?\s(?:it|they|(?:the|this|that)\s(?:\w{3,12}\s){0,2}(?:thrombus|clot|thrombosis|same))\s(?:ha(?:s|ve|d)|do(?:es)?|did|is|was)\s(?:not|nowhere|never)\b(?:\syet)?(?:\s\w{3,14}){0,4}"
)
_NOT_INTO = re.compile(
    r"\b(?:(?:does|do|did|has|have|had)\snot|nor\s(?:does|do|did|has|have|had)\s(?:it|they|(?:the|this)\s(?:clot|thrombus|thrombosis|process|disease))|(?:has|have)\snowhere)\s(?:yet\s)?(?:descend|rise|risen|come|came|made\sits\sway|gone|go|get|got|pass|passed|creep|crept|cross|crossed|climb|climbed|sent\sanything|protrude|hang|reach|reached|(?:so\smuch\sas\s)?touch|touched|(?:laid|taken)\shold\sof|seized|attacked|invaded|gripped|involved|caught)\s?(?:down|up|over|across|on)?\s?(?:(?:into|to|as\sfar\sas|onto)\s|(?=the\s))"
)
_SENT_NOTHING = re.compile(
    r"\b(?:sen[dt]s?|puts?|throws?|pushe[sd])\s(?:nothing|no\s\w{3,10})\s(?:up\s|down\s|on\s|out\s)?into\s|\bnot\sone\sof\s(?:the\s)?(?:two|three|four|them)\s(?:has|have)\ssent\sanything\s(?:up\s|down\s)?into\s"
)
_LEAVES = re.compile(
    r",?\s(?:and\s|but\s)?leav(?:es|ing)\s(?P<vein>[^,;:.]{3,50}?)\s(?:alone|untouched|unscathed|unharmed|free|clear|open|in\speace|unaffected|uninvolved)\b"
)
_NONE_WAS = re.compile(r"^none\s(?:was|were|is|are)\b(?:\s(?:found|seen|present|met\swith))?")
_ANSWERED_NONE = re.compile(r"^(?P<vein>[^,;.:]{3,50}):\s(?:none|nil|nothing)(?=\s?(?:[.,;]|$))")
_NOT_RID = re.compile(
    r"\b(?:is|are|was|were)\snot\s(?:free|clear|devoid|empty|rid|innocent)\sof\s|\b(?:does|do|did)\snot\slack\s|\b(?:has|have)\snot\s(?:escaped|been\sspared(?:\sby)?)\s(?:the\s)?|\bis\snot\s(?:without|spared)(?:\s(?:its|by)\b)?\s?(?:the\s)?(?:share\b)?"
)
_HAS_A_VERB = re.compile(r"\b(?:be|is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b")
_SEES = r"(?:find|found|see|seen|saw|meet|met|detect|discover|identify|encounter|discern|spot|make\sout|made\sout|come\sacross|came\sacross|come\supon|demonstrate|visuali[sz]e)(?:ed)?(?:\swith)?"
_OBJECT_FIRST = re.compile(
    rf"(?P<lead>^|[;:,]\s|\band\s|\bbut\s)(?:an?\s|any\s|the\s)?(?P<adj>(?:(?!(?:is|are|was|were|contains?|holds?|of|in)\b)\w{{3,12}}\s){{0,2}})(?P<noun>{_NOUN})\b(?P<where>[^;:.,]{{0,80}}?),?\s(?:i|we|one)\s"
    rf"(?:(?:(?:did|could|can|have|had)\s(?:not|never|nowhere)|never|nowhere|cannot)\s(?:\w{{2,12}}\s)?{_SEES}|{_SEES}\s(?:none|nowhere|nothing|no\s(?:trace|sign)))\b"
)
_IN_VAIN = re.compile(
    rf"\b(?:looked|searched|sought|hunted|scanned)\s(?:in\svain|to\sno\savail|vainly|without\ssuccess)\sfor\s(?:any\s|an?\s)?(?=(?:\w{{3,10}}\s)?{_NOUN}\b)|"
    rf"\bit\s(?:would|is|were)\s(?:be\s)?(?:wrong|mistaken|an\serror|a\smistake)\sto\s(?:speak\sof|call\s\w{{2,5}}|diagnose|report)\s(?:an?\s)?(?=(?:\w{{3,10}}\s)?{_NOUN}\b)"
)
_NOT_TAKEN_FOR = re.compile(
    rf"\b(?:i|we|one)\s(?:do|did|would|could|can|should)\snot\s(?:regard|take|count|consider|interpret|read|judge|reckon|class)\s(?P<what>[^;:.]{{0,60}}?)\s?(?:(?:as|for|to\sbe|among)\s)?(?:an?\s)?(?P<noun>{_NOUN})\b"
)
_NOT_SEEN_TO = re.compile(
    r"\b(?:is|are|was|were|has\sbeen|have\sbeen)\snot\s(?:seen|found|shown|known|said|thought|believed)\sto\s(?!compress|collapse|close)"
)


def with_denials_in_place(words: str, before: str) -> str:
    """The words of a sentence with each far denial next to its noun; ``before`` are those of the sentence before."""
    if not _CUES.search(words):
        return words
    words = _NOT_RID.sub(" contains possible thrombus ", words)
    words = _OBJECT_FIRST.sub(r"\g<lead>no \g<adj>\g<noun>\g<where>", words)
    words = _IN_VAIN.sub("no ", words)
    words = _NOT_TAKEN_FOR.sub(r"\g<what>, no \g<noun>", words)
    words = _of_nothing(_NOT_SEEN_TO.sub("does not ", words))
    words = _NOTHING_LIKE.sub("no thrombus", words)
    words = _SENT_NOTHING.sub("does not extend into ", _NOT_INTO.sub(_not_into, words))
    words = _NO_SHARE.sub("is not involved", _INTO_IT.sub(_into_it, words))
    words = _LEAVES.sub(lambda m: f"; {m['vein']} is not involved" if is_a_vein(m["vein"]) else m.group(), words)
    words = _NEITHER_SUBJECT.sub(_neither_subject, words)
    words = _fronted(words)
    words = _ELSEWHERE.sub("no other thrombus", words)
    if _SPOKEN_OF.search(words) or _SPOKEN_OF.search(before):
        words = _ANSWERED_NONE.sub(
            lambda m: f"{m['vein']}: no thrombus" if is_a_vein(m["vein"]) and ":" in before else m.group(), words
        )
        words = _NONE_WAS.sub("no thrombus was seen", words)
        words = _UNNAMED.sub("no thrombus", words)
    return words


def _of_nothing(words: str) -> str:
    words = _OF_NOTHING.sub(lambda m: f"{m['lead']}no {_noun(m['noun'])}{m['where']}", words)
    return _OF_THE_FORMER.sub(lambda m: f"{m['lead']}{m['noun']}{m['where']} has resolved", words)


def _noun(told: str) -> str:
    return "acute thrombus" if told.startswith("anything") else told


def _not_into(match: re.Match[str]) -> str:
    return ("and " if match.group().startswith("nor") else "") + "does not extend into "


def _into_it(match: re.Match[str]) -> str:
    return f"{match['lead']}no extension into {match['vein']}" if is_a_vein(match["vein"]) else match.group()


def _neither_subject(match: re.Match[str]) -> str:
    """ "Neither X nor Y was shown to hold any": both hold none."""
    veins = re.sub(r"\bnor\b", "and", match["veins"])
    return f"{veins} contain no thrombus "


def _fronted(words: str) -> str:
    """ "At no level of X was clot seen" as "no clot of X"."""
    for match in list(_FRONTED.finditer(words))[:8][::-1]:
        noun = _NOUN_BEHIND.match(words, match.end("verb"))
        if noun is None or _EXCEPTS.search(match["where"]):
            continue
        told = noun["noun"] if _KNOWN_NOUN.fullmatch(noun["noun"]) else "thrombus"
        where = re.sub(r"\bnor\b", "and", match["where"])
        where = re.sub(r"^,?\sbe\sit\b", "", where).strip(" ,")
        if match["denial"] == "in neither":
            leg = re.fullmatch(r"\s?(leg|limb|side|calf|thigh)\s?", match["where"])
            words = f"{words[: match.start()]}{'; ' if match['lead'] else ''}{f'both {leg[1]}s: no {told}' if leg else f'no {told} in {where}' if ' and ' in where else f'no {told} in both {where}'} {words[noun.end() :]}"
            continue
        lead = "; " if match["lead"] else ""
        words = f"{words[: match.start()]}{lead}no {told} {where}{words[noun.end() :]}"
    return words


def is_a_vein(text: str) -> bool:
    """Names a vein and says nothing of it."""
    tokens = lex(text)
    kinds = {token.kind for token in tokens}
    if cues.VEIN not in kinds or not kinds <= {cues.VEIN, cues.SIDE, cues.PART}:
        return False
    position, between = 0, []
    for token in tokens:
        between.append(text[position : token.start])
        position = token.end
    rest = " ".join((*between, text[position:]))
    return not _HAS_A_VERB.search(rest) and only_names(rest)
