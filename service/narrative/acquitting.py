"""A thrombosis that was ruled out in other words ("acquitted of X", "I exclude X", "X did not materialise", "DVT? Not on this scan"), as "no X".

Only denials are written here, never an affirmation.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from service.narrative.words_searching import END, NOUN, TIME, WHAT, WHERE

_NAMED = re.compile(r"thromb|clot|dvt|coagul|vte")
_CUES = re.compile(
    r"cards|table|list\b|menu|agenda|radar|running|equation|picture|frame|reckoning|game|in\splay|longer|starter|dead\s|herring|alarm|myth|phantom|nowhere|falls|collapses|crumbles|fails|water|hold\sup|stand|stack|made\sout|mimic|look-?alike|imitator|masquerad|acquit|exonerat|absol|exculpat|escap|spared|dodged|avoided|freedom|exclu|rul(?:e|es|ed)\sout|discount|dismiss|reject|refut|disprov|den(?:y|ied|ies)|negat|drop|abandon|mind\b|shelved|let\sgo|withdrawn|set\saside|closed|unfounded|groundless|materiali|came\sto\s(?:nothing|nought|naught)|"
    r"allayed|dispelled|lifted|far\sfrom|such\sthing|the\scase|proved|turned\sout|speaks|argues|back\sup|grounds?\b|reason\b|case\b|vanished|exist|appear|laid|borne\sout|upheld|sustained|not\s(?:so|today|proven|true|there)"
)
_OF_A_LEG = re.compile(
    rf"(?<!not )(?<!yet )\b(?:(?:is|was|are|were|has\sbeen|have\sbeen|can\sbe|stands)\s)?(?:acquitted|exonerated|absolved|exculpated|cleared\sof\s(?:all\s)?(?:suspicion|the\ssuspicion))\sof\s{WHAT}"
)
_NOT_ACQUITTED = re.compile(
    rf"\b(?:(?:is|was|has|cannot|could|can|be)\s){{0,2}}(?:not\s)?(?:(?<=not )|(?<=cannot ))(?:be\s|been\s|yet\s)?(?:acquitted|exonerated|absolved)\sof\s(?={WHAT})"
)
_ACQUITS = re.compile(
    rf"\b(?:acquits?|exonerates?|absolves?|exculpates?|clears?)\s(?P<place>(?:the\s|both\s|either\s)?(?:(?!not\b|no\b)[^,;:.\s]{{1,14}}\s){{1,5}}?)of\s(?:the\ssuspicion\sof\s)?{WHAT}"
)
_SPARED = re.compile(
    rf"\b(?:has|have|had)\s(?:(?:so\sfar|happily|luckily|narrowly|clearly|thankfully|again|been)\s){{0,2}}(?:escaped|dodged|avoided|spared)(?:\shaving|\sgetting|\sdeveloping)?\s{WHAT}"
)
_FREEDOM = re.compile(rf"\b(?:complete\s|total\s)?freedom\sfrom\s{WHAT}(?:\s(?:of|in|throughout)(?=\s))?")
_I_EXCLUDE = re.compile(
    rf"\b(?:we|i)\s(?:(?:have|can|do|may|now|therefore|thus|hereby|also|\w{{4,12}}ly)\s){{0,3}}(?:excluded?|ruled?\sout|discount(?:ed)?|dismiss(?:ed)?|reject(?:ed)?|refuted?|disproved|deny|denied|negated?)\s{WHAT}{WHERE}{TIME}{END}"
)
_DROPPED = re.compile(
    rf"(?:\b(?:the|our|any|this|your|his|her)\s)?\b(?:diagnosis|possibility|idea|suspicion|question|hypothesis|notion|thought|spectre|theory|fear|worry|concern|label)\sof\s{WHAT}{WHERE}\s(?:(?:(?:can|may|could|should)\s(?:now\s|therefore\s|thus\s|safely\s)?be|(?:has|have)\s(?:now\s)?been|is|was)\s(?:(?:now|therefore|thus|clearly|wholly|entirely)\s)?(?:dropped|abandoned|put\sout\sof\s(?:\w{{3,5}}\s)?mind|let\sgo|shelved|buried|withdrawn|set\saside|laid\sto\srest|put\sto\s(?:rest|bed)|allayed|dispelled|lifted|unfounded|groundless|baseless|not\s(?:borne\sout|upheld|sustained))|(?:proved|proves|turned\sout(?:\sto\sbe)?)\s(?:unfounded|groundless|baseless|false|wrong|mistaken|without\sfoundation)|(?:did\snot\smateriali[sz]e|came\sto\s(?:nothing|nought|naught))){TIME}{END}"
)
_DID_NOT_COME = re.compile(
    rf"(?:\bthe\s|\bhis\s|\bher\s|\bthis\s)?\b(?:suspected|feared|queried|supposed|presumed|alleged|possible|dreaded|putative|anticipated|expected|assumed)\s(?P<what>(?:(?:left|right|acute|fresh|recent|deep|vein|venous|leg|calf|femoral|popliteal|iliac|tibial|peroneal|soleal|common|superficial|great|small|saphenous)\s){{0,5}}{NOUN}){WHERE}\s(?:did\snot\smateriali[sz]e|(?:is|was)\s(?:not\sthere|nowhere(?:\sto\sbe\s(?:found|seen))?|not\sto\sbe\s(?:found|seen)|not\sconfirmed|unfounded|a\sfalse\salarm|not\sborne\sout)|(?:has|have)\snot\sbeen\sborne\sout|came\sto\s(?:nothing|nought|naught)|(?:proved|proves|turned\sout|turns\sout|is\sfound|was\sfound)\s(?:to\sbe\s)?(?:nothing|an?\s(?:false\salarm|phantom|mirage|cyst|ruptured\scyst|baker's\scyst|lymph\snode|node|h(?:a)?ematoma|nerve|tendon|artefact|artifact|collection|abscess|pseudoaneurysm|aneurysm|lipoma))){END}"
)
_FAR_FROM = re.compile(
    rf"(?:^|(?<=[;:] ))(?:far\sfrom|instead\sof|rather\sthan|contrary\sto|as\sopposed\sto)\s(?:being\s)?{WHAT},\s"
)
_NO_SUCH = re.compile(
    rf"\b(?P<what>(?:(?:left|right|acute|deep|leg|calf|femoral|popliteal|iliac|tibial|peroneal)\s){{0,4}}{NOUN})\s?(?:[:=,?-]|\s-)?\s(?:no\ssuch\sthing|not\s(?:the\scase|so|today|true|there|on\s(?:this|today's)\s(?:scan|study|examination)|in\sthis\sleg)|nothing\sof\sthe\s(?:kind|sort)|no\sevidence(?:\sof)?|no\ssigns?(?:\sof)?|far\sfrom\sit|by\sno\smeans|certainly\snot|definitely\snot)(?=\s?(?:[.;,]|$))"
)
_NOT_IN_BEING = re.compile(
    rf"\b(?:an?\s|the\s|this\s|any\s)?(?P<what>(?:(?:left|right|acute|deep|leg|calf|femoral|popliteal|iliac|tibial|peroneal|suspected|expected|feared|supposed)\s){{0,4}}{NOUN}){WHERE}\s(?:does\snot\s(?:exist|appear|show(?:\sitself)?|materiali[sz]e)|did\snot\s(?:appear|show\sitself|materiali[sz]e)|(?:fails|failed)\sto\s(?:appear|materiali[sz]e|show\sitself|turn\sup)|(?:is|was)\snon-?existent|is\snot\sin\sbeing){END}"
)
_OFF_THE_CARDS = re.compile(
    rf"\b(?:the\s(?:case\sfor|theory\sof|idea\sof|notion\sof|thought\sof|diagnosis\sof|label\sof)\s)?(?:an?\s|the\s|this\s|any\s)?(?P<what>(?:(?:left|right|acute|deep|leg|calf|femoral|popliteal|iliac|tibial|peroneal|suspected|lurking|hidden)\s){{0,4}}{NOUN}){WHERE}(?:\sthere|\shere)?\s(?:(?:is|was|are|looks|remains|has\sbeen|can\sbe|may\sbe)\s(?:(?:therefore|thus|now|clearly|definitely|certainly|hereby|quite|firmly|safely|again)\s){{0,2}}(?:taken\s|struck\s|put\s|left\s)?(?:off\sthe\s(?:cards|table|list|menu|agenda|radar)|out\sof\sthe\s(?:running|equation|picture|frame|question|reckoning|game)|not\sin\s(?:play|the\s(?:frame|running|picture))|no\slonger\s(?:in\s(?:play|the\s(?:frame|running|picture))|on\sthe\s(?:cards|table|list)|a\s(?:concern|worry|possibility|consideration|question))|(?:an?\s)?(?:non-?\s?starter|dead\sletter|dead\sduck|red\sherring|false\salarm|myth|phantom)|nowhere(?:\sto\sbe\s(?:seen|found))?|ruled\sout|excluded)|(?:falls|collapses|crumbles|fails)|does\snot\s(?:hold\s(?:water|up)|stand(?:\sup)?|stack\sup)|(?:is|was)\snot\smade\sout){TIME}{END}"
)
_CASE_ONLY = re.compile(r"(?:falls|collapses|crumbles|fails|out|up|water|stand)$")
_MIMIC = re.compile(
    rf"\b(?:an?\s)?(?:deep\s)?{NOUN}(?:\s|-)(?:mimics?|mimicry|look-?alikes?|imitator|impersonator|masquerade)\b"
)
""" "Cyst as a DVT mimic": no thrombosis is meant."""
_NO_GROUNDS = re.compile(
    rf"\b(?:there\s(?:is|are|was|were)\s|(?:we|i)\s(?:have|see|saw|found|find)\s)?(?:no(?:thing)?\s(?:(?:good|real|sonographic|sound)\s)?(?:grounds?|reasons?|case|basis|support|foundation|argument|ammunition)\s(?:(?:to|for)\s(?:(?:diagnos\w+|suspect\w*|suppos\w+|assum\w+|think\w*|call\w*|speak\w*)\s(?:of\s|that\sthere\sis\s)?)?)|nothing\s(?:to\s(?:back\sup|speak\sfor|point\sto|bear\sout|uphold|substantiate)|(?:speaks|points|argues|pleads)\s(?:for|to|towards?|in\sfavour\sof|in\sfavor\sof))\s){WHAT}"
)
_NOT = re.compile(
    r"\b(?:not|never|no|nor|neither|if|whether|unless|until|once|when|before|should|would|please|cannot|hope|so\sthat|to)\s(?:\w{1,9}\s){0,3}$"
)
_REPLY = re.compile(
    r"^(?:(?:(?:the|our|my)\s)?(?:answer|reply|response|result|verdict|conclusion)\s?(?:[:=-]\s?|is\s(?:that\s)?)?)?(?:there\s(?:is|are|was)\s(?:not|none|no\ssuch\sthing|nothing(?:\sof\sthe\s(?:kind|sort))?)|it\s(?:is|has|does)\snot|(?:she|he|they|the\spatient)\s(?:does|has|is|do|have)\snot|nope|nah|not\s(?:on|in|at)\s(?:this|today's)\s(?:scan|study|examination|leg)|i\s(?:think|believe|would\ssay)\snot|not\s(?:that\s(?:i|we)\s(?:can\s|could\s)?(?:see|find|saw|found)|as\sfar\sas\s(?:i|we)\scan\s(?:see|tell)|at\sall|so|today|the\scase|a\s(?:trace|sign|hint)(?:\sof\s(?:it|one))?)|no\s(?:evidence|signs?|trace|hint)(?:\s(?:of|for)(?:\s(?:one|it|such|this|that|any))?)?|none\s(?:whatever|whatsoever|at\sall|that\s(?:i|we)\scan\s(?:see|find))|(?:certainly|definitely|absolutely|emphatically|clearly|decidedly|plainly)\snot|by\sno\smeans|far\sfrom\sit|in\sthe\snegative|negative)(?=\s?(?:[.,;:!]|$))"
)
_ASKS = re.compile(rf"\b{NOUN}\b[^?;.]{{0,60}}\?\s?$")


def without_what_is_dismissed(words: str, before: str) -> str:
    """The words of a sentence with such denials as "no" before their noun; ``before`` are those of the sentence before."""
    if before.endswith("?") and _ASKS.search(before):
        words = _REPLY.sub("answer: no", words)
    if not _CUES.search(words) or not _NAMED.search(words):
        return words
    words = _FREEDOM.sub(r"no \g<what> in", _FAR_FROM.sub("", words))
    words = _NOT_ACQUITTED.sub(": possible ", words)
    words = _OF_A_LEG.sub(_unless_undone(r": no \g<what>"), words)
    words = _ACQUITS.sub(_unless_undone(r"no \g<what> in \g<place>"), words)
    words = _SPARED.sub(_unless_undone(r"has no \g<what>"), words)
    for turn in (_I_EXCLUDE, _DROPPED):
        words = turn.sub(_unless_undone(r"no \g<what>\g<where>"), words)
    words = _OFF_THE_CARDS.sub(_off_the_cards, _MIMIC.sub("mimic", words))
    words = _NOT_IN_BEING.sub(_unless_undone(r"no \g<what>\g<where>"), words)
    words = _DID_NOT_COME.sub(_unless_undone(r"no \g<what>\g<where>"), words)
    return _NO_GROUNDS.sub(r"no \g<what>", _NO_SUCH.sub(r"no \g<what>", words))


def _off_the_cards(match: re.Match[str]) -> str:
    """A case, a theory or an idea may fall or fail; of a thrombosis that is no denial."""
    told = match.group().rstrip()
    if _CASE_ONLY.search(told) and not told.endswith(("ruled out", "struck out")) and not told.startswith("the "):
        return match.group()
    if _NOT.search(match.string, max(0, match.start() - 40), match.start()):
        return match.group()
    return f"no {match['what']}{match['where']}"


def _unless_undone(plain: str) -> Callable[[re.Match[str]], str]:
    """ "I cannot acquit X of a clot", "if we exclude a DVT"."""

    def told(match: re.Match[str]) -> str:
        undone = _NOT.search(match.string, max(0, match.start() - 40), match.start())
        return match.group() if undone else match.expand(plain)

    return told
