"""Where a thrombus goes and where it does not ("creeps up into X", "has kept out of X", "gives out before X", "X was not reached"), as "extends into"."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_SPOKEN_OF = re.compile(r"\b(?:thromb|clot|coagul|dvt)")
_CUES = re.compile(
    r"\b(?:sits|lies|lay|sat|is|was|earlier|past|bygone|former|old|ancient|remote|from|between|stretch|run|span|reach|that|which|where|nothing|change|alteration|not|never|no|less|without|may|might|could|none|before|kept|stayed|remained|keeps|stays|remains|dangl\w+|droop\w*|hugs|nuzzles|perches|roosts|crouches|squats|waves|flaps|hangs|pok\w+|creep\w*|crept|crawl\w*|slid\w*|slip\w*|snak\w+|travel\w*|moved|wandered|spread|worm\w*|ma[dk]es?|f(?:ou|i)nds?|worked)\b"
)
_NOUN = r"(?:thromb(?:us|i|osis)|clots?|coagulum)"
_IT_SITS = re.compile(
    rf"(?P<noun>\b{_NOUN})\s(?:is|was)\s(?:present|there|seen|found|visible)\s?[;:,]\s?(?:and\s)?(?:it|this)\s(?:sits|lies|is|was|lay|sat)\s(?=(?:in|within)\s)"
)
_DANGLES = re.compile(
    r"\b(?:dangl(?:es|ing|ed)|droop(?:s|ing)|hugs|nuzzles|perches|roosts|crouches|squats|waves\sabout|flaps)\b"
)
_STRETCH = re.compile(
    r"\b(?P<over>for|over|along|through)\s(?:a|the)\s(?:whole\s|continuous\s|single\s)?(?:stretch|run|span|reach)\sof(?=\s(?:(?:about|some|nearly|roughly|over|around)\s)?[\d~])"
)
_NEW = re.compile(
    r",?\s(?:that|which|where)\s(?:was|were|had)\snot\s(?:been\s)?(?:there|seen|present|visible|found)\s(?:(?:on|at|in)\s)?(?:the\s|our\s|my\s)?(?:(?:last|previous|earlier|first|prior|former)\s)?(?:time|scan|study|visit|examination|week|month|exam|pictures|images|look|before|yesterday)\b|"
    r",?\s(?:that|which)\s(?:the|our|my)\s(?:last|previous|earlier|first|prior|former)\s(?:scan|study|visit|examination|exam|pictures|images|look)\s(?:did\snot\s(?:show|have|contain|reveal|see|find)|lacked|missed)|"
    r",?\s(?:that|which)\s(?:has|have)\s(?:formed|appeared|arisen|developed|come|grown)\ssince(?:\s(?:then|the\slast\s\w{4,8}|last\stime))?"
)
_NO_CHANGE = re.compile(
    r"^nothing\s(?:at\sall\s)?(?:has|have)\s(?:altered|changed|moved|shifted)\s(?:[^,;.:]{0,30}?\s)?(?:about|as\sregards|as\sto|regarding|in|with|concerning|for)\s(?=[^;.]{0,60}(?:clot|thromb|dvt))|^(?:no|without)\s(?:change|alteration)\s(?:[^,;.:]{0,30}?\s)?(?:about|as\sregards|as\sto|regarding|in|with|concerning|to)\s(?=the\s[^;.]{0,60}(?:clot|thromb|dvt))"
)
_NOT_AS = re.compile(
    r"\b(?:not|no\slonger)\s(?:as|so|nearly\sas|quite\sas)\s(?:much|large|long|big|thick|wide|extensive|bulky)\sas\s(?:before|it\swas|last\stime|then|previously|(?:on|at|in)\s(?:the\s)?(?:last|earlier|first|previous)\s\w{4,11})"
)
_LESS = re.compile(
    rf"^(?:(?:much|rather|somewhat|a\slittle|considerably)\s)?less\s(?P<noun>{_NOUN})\s(?P<in>(?:in|within)\s[^,;.:]{{3,50}}?)\s(?:than|compared)\b[^,;.:]{{3,50}}(?=[,;.:]|$)"
)
_FROM = re.compile(
    rf"^(?:out\sof|from)\s(?P<a>[^,;.:]{{3,50}}?),?\s(?P<what>(?:an?|the|some|this)?\s?(?:\w{{3,10}}\s){{0,2}}?(?:(?:tongue|tail|spur|finger|plug|column|cast)\sof\s)?(?:\w{{3,10}}\s)?{_NOUN})\s(?=(?:has|have|pok|dangl|hang|creep|crept|run|grow|climb|lead|reach|spill|jut|protrud|extend|pass|spread|push|project|bulg|goes|ris|come|snak|prolaps|now)\w{{0,4}}\s)"
)
_GOES = re.compile(
    rf"(?P<lead>\b(?:it|which|and|that|{_NOUN}|{_NOUN}\sin\s[^,;.:]{{3,40}}?|tip|head|end|tail|tongue|meanwhile|since|now)\s)(?P<has>(?:has|have)\s(?:(?!not\b|never\b|nowhere\b|hardly\b)\w{{3,9}}\s)?)?(?:pok(?:es|ed|ing)\sout\spast\sthe\sjunction\sand\s)?(?:dangl(?:es|ed|ing)|hangs|droops|pok(?:es|ed)|creeps|crept|crawl(?:s|ed)|slid(?:es)?|slip(?:s|ped)|snak(?:es|ed)|travel(?:s|led|ed)|moved|wandered|spread|worm(?:s|ed)\sits\sway|(?:made|found|worked|makes|finds)\sits\sway)"
    r"\s(?P<far>(?:(?:about|some|for|by)\s)?(?:[\d.,~]+\s?(?:cm|mm)\s)?)(?:out\s|over\s|on\s|across\s|up\s|down\s|back\s|right\s)?(?:into|to|down|up|along|inside)\s(?=(?P<vein>(?:the|a|an|one|left|right|both)\s[^,;.:]{3,50}?)(?:[,;.:]|$|\s(?:of|without|and|but|where|which|as|for)\b))"
)
_NOT_BEYOND = re.compile(
    r",?\s(?:(?:but|and|though)\s)?(?:(?:it\s)?(?:without\s(?:getting|going|passing|spreading|reaching|extending|climbing|rising)|(?:has|does|did|is)\snot\s(?:yet\s)?(?:gone|go|got|get|passed|pass|going|come|spread)|not\s(?:going|getting|passing|spreading)|never\s(?:going|getting|passing)))\s(?:up\s)?(?:beyond|above|past|higher\sthan|out\sof)\s(?:the\s)?(?:calf|knee|lower\sleg|thigh|groin|muscle|ankle)s?\b(?:\slevel)?"
)
_GIVES_OUT = re.compile(
    r"\b(?:gives\sout|gave\sout|peters\sout|tails\soff|breaks\soff|fades\sout|runs\sout|stops|ends|halts|finishes|terminates|comes\sto\s(?:an\send|a\shalt|a\sstop|rest))\s(?:(?:well|just|shortly|[\d.,~]+\s?(?:cm|mm))\s)?before\s(?:(?:it|they)\s)?(?:(?:gets?|getting|com(?:es|ing))\s(?:in)?to|(?:would\s|can\s|could\s)?(?:reach|enter|join|touch|meet)(?:es|ing|s)?|arriv(?:es|ing)\sat)\s(?=(?P<vein>[^,;.:]{3,50}?)(?=\s?(?:[,;.:]|$)))"
)
_KEEPS_OUT = re.compile(
    rf"\b(?P<it>it|this|that|which|{_NOUN}(?:\sin\s[^,;.:]{{3,40}}?)?|tip|head|end|top|and|but|dvt)\s(?:(?:has|have|is|still|so\sfar|as\syet|however|again)\s){{0,2}}(?:kept|stayed|remained|keeps|stays|remains)\s(?:(?:well|so\sfar|just|itself)\s)?(?:out\sof|off|away\sfrom|clear\sof|outside|shy\sof)\s(?=(?P<vein>[^,;.:]{{3,50}}?)(?=\s?(?:[,;.:]|$)))"
)
_AS_LOW_AS = re.compile(
    r"\b(?P<from>from|between)\s(?P<a>[^,;.:]{3,50}?)\s(?:all\sthe\sway\s|right\s|clear\s|down\s|up\s)?(?:(?<=way\s)(?:down\s|up\s)?to|(?<=right\s)(?:down\s|up\s)to|(?:down\s|up\s)?to\sas\s(?:low|high|far)(?:\s(?:down|up))?\sas|as\sfar(?:\s(?:down|up))?\sas|as\s(?:low|high)\sas|through\sto|until|till)\s(?=(?P<b>[^,;.:]{3,50}))"
)
_MAY_GO_ON = re.compile(
    rf"\b(?P<it>it|this|that|which|{_NOUN}|and)\s(?:may|might|could)\s(?:well\s|perhaps\s|possibly\s|also\s)?(?:go|carry|continue|run|pass|extend|reach)\s(?:on\s|up\s|higher\s|further\s)*(?:in)?to\s(?=(?P<vein>[^,;.:]{{3,40}}?),?\s(?:but|though|although|as|because|since|which|where)\s[^;.]{{0,60}}\b(?:gas|bowel|seen|view|covers?|hid\w*|obscur\w*|shadow\w*|reached?|follow\w*|examine\w*|depth|scan\w*)\b)"
)
_MAY_RUN_ON = re.compile(
    rf"\b(?P<it>it|this|that|which|{_NOUN}|and)\s(?:may|might|could)\s(?:well\s|perhaps\s|possibly\s|also\s)?(?:go|carry|continue|run|lead|reach|extend|climb|rise|creep|spread)\s(?:on\s|up\s|higher\s|further\s)*(?:in)?to\s(?=(?P<vein>[^,;.:]{{3,40}}?)\s?(?:[.;,]|$))(?![^;.]{{0,80}}\b(?:if|unless|later|soon|time|untreated|without)\b)"
)
_NONE_IN_THE_REST = re.compile(
    rf"(?P<ahead>{_NOUN}\s[^;.:]{{0,60}}?),\s(?:and\s|but\s|though\s)?(?:none|nothing|not)\s(?:in|within|along)\s(?:the\s|its\s)?(?:(?:upper|lower|other|proximal|distal|remaining|top|bottom|mid|middle)\s)?(?:half|part|third|thirds|portion|segment|end|stretch|rest|remainder)\b(?:\s(?:above|below|beneath|of\sit|of\sthe\svein|over))?(?=\s?(?:[.;]|$))"
)
_EARLIER = re.compile(
    r"\b(?:(?:one|two|three|four|several|both|an?|some|his|her|the)\s)?(?:earlier|past|bygone|former|old|ancient|remote)\s(?P<n>(?:(?:left|right|leg|calf)\s){0,2}dvts?)\s?(?=:|,?\s(?:in|of)\s(?:the\s)?(?:left|right)\s(?:leg|limb|side)|,?\s\(?(?:19|20)\d\d|\s?[.;])"
)


def with_plain_reach(words: str, before: str) -> str:
    """The words of a sentence that speaks of a thrombus, with where it goes said plainly; ``before`` are those of the sentence before it."""
    if not _SPOKEN_OF.search(words):
        if _SPOKEN_OF.search(before):
            words = _KEEPS_OUT.sub(_does_not_reach, words)
            for turn in (_MAY_GO_ON, _MAY_RUN_ON):
                words = turn.sub(_may_go_on, words)
        return words
    if not _CUES.search(words):
        return words
    words = _IT_SITS.sub(r"\g<noun> ", words)
    words = _EARLIER.sub(r"previous \g<n>", words)
    words = _AS_LOW_AS.sub(
        lambda m: f"{m['from']} {m['a']} to " if is_a_vein(m["a"]) and is_a_vein(m["b"]) else m.group(), words
    )
    words = _STRETCH.sub(r"\g<over> a length of", words)
    words = _NEW.sub(", which is new", words)
    words = _NOT_AS.sub("smaller than before", _NO_CHANGE.sub("unchanged ", words))
    words = _LESS.sub(r"\g<noun> \g<in>, smaller than before", words)
    words = _FROM.sub(lambda m: f"{m['what']} in {m['a']} " if is_a_vein(m["a"]) else m.group(), words)
    words = _MAY_RUN_ON.sub(_may_go_on, _MAY_GO_ON.sub(_may_go_on, _NOT_BEYOND.sub("", words)))
    words = _NONE_IN_THE_REST.sub(_none_in_the_rest, words)
    for turn in (_GIVES_OUT, _KEEPS_OUT):
        words = turn.sub(_does_not_reach, words)
    words = _GOES.sub(
        lambda m: (
            f"{m['lead']}{'has extended' if m['has'] else 'extends'} {m['far']}into "
            if is_a_vein(m["vein"])
            else m.group()
        ),
        words,
    )
    return _DANGLES.sub("lies", words)


def _does_not_reach(match: re.Match[str]) -> str:
    """ "Gives out before it gets to X", "has kept out of X"."""
    if not is_a_vein(match["vein"]):
        return match.group()
    lead = f"{match['it']} " if "it" in match.groupdict() else ""
    return f"{lead}does not extend into "


def _may_go_on(match: re.Match[str]) -> str:
    """ "This may go on into the cava, but gas covers it"."""
    return f"{match['it']}; possible thrombus in " if is_a_vein(match["vein"]) else match.group()


def _none_in_the_rest(match: re.Match[str]) -> str:
    """ "Clot in the upper half, none in the lower": the vein holds a thrombus."""
    return (
        match.group() if re.search(r"\b(?:no|not|never|without)\b", match.string[: match.start()]) else match["ahead"]
    )
