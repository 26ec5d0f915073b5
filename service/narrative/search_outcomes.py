"""What a search or an examination for a thrombus came to ("negative examination for DVT", "the hunt for clot drew a blank"), and
what became of the suspicion ("signs of DVT are wanting", "the fear of a thrombosis proved groundless"), as "no" before the noun.

Only denials are written here, never an affirmation.
"""

from __future__ import annotations

import re

_NAMED = re.compile(r"thromb|clot|dvt|vte|coagul")
_CUES = re.compile(
    r"\b(?:neg(?:ative)?|-ve|normal|clear|clean|reassuring|unremarkable|fruit\w*|unrewarding|unrewarded|unsuccessful|unproductive|futile|vain|avail|empty|blank|nothing|none|nil|no|not|never|failed|fails|without|futility|joy|success|"
    r"health|table|list|off|dismissed|discounted|discarded|excluded|wanting|lacking|missing|absent|groundless|unfounded|baseless|allayed|dispelled|refuted|disproved|scotched|nowhere|paid|out|uneventful|innocent|benign|quiet|short)\b"
)
_NOUN = r"(?:dvts?|vte|svt|(?:deep\s)?(?:vein|venous)\s(?:thrombos[ie]s|clots?|thromboembolism)|deep\s(?:clots?|thromb(?:us|os[ie]s))|thromb(?:us|i|os[ie]s)|clots?|coagulum)"
_ADJ = (
    r"(?:(?:an?|the|any|some|further|acute|fresh|recent|new|chronic|old|significant|underlying|possible|suspected|proximal|distal|superficial|deep|or|and|left|right|rt|lt|(?:left|right)-sided|bilateral|lower|limb|extremity|"
    r"legs?|calf|thigh|pelvic|(?:above|below)[\s-](?:the[\s-])?knee|femoral|popliteal|iliac|iliofemoral|femoropopliteal|tibial|peroneal|soleal|saphenous|muscular|intraluminal|residual|occult|hidden|signs?\sof|evidence\sof|traces?\sof|presence\sof)\s){0,6}"
)
_WHAT = rf"(?P<what>{_ADJ}{_NOUN})\b"
_WHAT2 = _WHAT.replace("<what>", "<what2>")
_LOOK = (
    r"(?:examinations?|exam|scans?|scanning|study|studies|screen|screening|search(?:es)?|hunt|quest|look|query|queries|enquir(?:y|ies)|inquir(?:y|ies)|work-?\s?up|evaluation|assessment|investigations?|interrogation|survey|"
    r"tests?|testing|imaging|ultrasound|ultrasonography|sonography|sonogram|duplex|doppler|uss?|check|inspection|results?|findings?|outcome|verdict|report|appearances?)"
)
_FOR = r"(?:\s(?:looking|searching|hunting|directed|carried\sout|performed|done|made)\s(?:for|at)|\s(?:for|regarding|concerning|as\sregards|as\sto|with\s(?:regard|respect)\sto|in\srespect\sof|in\ssearch\sof|to\slook\sfor|to\ssearch\sfor)|\s?:)"
_GOOD = r"(?:neg(?:ative)?\b\.?|-ve|normal|all\sclear|clear|clean|reassuring|unremarkable|fruitless|unrewarding|unrewarded|unsuccessful|unproductive|futile|empty-handed|empty|innocent|uneventful|benign|blank|nil|none|nothing|without\s(?:findings?|results?|success|yield|abnormality))"
_HOW = r"(?:(?:entirely|completely|wholly|quite|also|again|therefore|thus|today|now|all|clearly|reassuringly|happily|totally|essentially|repeatedly)\s){0,2}"
_WHERE = r"(?P<where>\s(?:in|within|inside|of|on|at|throughout)\s(?:(?!(?:is|was|are|were|came|comes|come|has|have|drew|draws|turned|turns|found|finds|gave|gives|bore|bears|yielded|yields|ended|ends|failed|fails|met|remained|remains|proved|proves|but|and\s(?:found|drew)|which|that|if|can|cannot|could|not|no|nor|never|may|might|be|been|to|do|does|did)\b)[\w/-]{1,20}\s?){1,7}?)?"
_END = r"(?=\s?(?:[.;,:)(|]|$)|\s-\s|\s(?:and|but|while|whereas|today|throughout|bilaterally|both|either|anywhere|on|at|in|within|inside|from|by|this|currently|so|with|to)\b)"
_FINDS = r"(?:find|found|finds|yield|yields|yielded|reveal|reveals|revealed|show|shows|showed|disclose|discloses|disclosed|produce|produces|produced|uncover|uncovers|uncovered|detects?|detected|discovers?|discovered|(?:turn|turns|turned|threw|throws|brings|brought|came|comes|dug|digs)\sup(?:\swith)?|(?:bring|brings|brought)\sto\slight|returns?|returned|gave|gives|met\swith|meets\swith|led\sto|leads\sto|came\sto|comes\sto|has\scome\sto|ended\s(?:in|with)|ends\s(?:in|with)|leaves|left)"
_OUTCOME = (
    rf"(?:(?:,?\s(?:which\s|that\s|it\s|,\s)?(?:(?:is|was|were|are|has\sbeen|have\sbeen|remains?|remained|proves?|proved|turns\sout|turned\sout|comes?\s(?:back|out|up)|came\s(?:back|out|up)|ends?|ended|stays?|reads?|returned|returns)\s){{0,2}}(?:to\sbe\s|as\s)?{_HOW}|\s?[:=-]\s?|,\s){_GOOD}(?:\s(?:found|seen|detected|identified|to\sreport))?|"
    rf",?\s(?:which\s|that\s|has\s|have\s)?(?:draws?|drew|drawn|drawing)\s(?:an?\s)?(?:complete\s)?blank|,?\s(?:which\s|has\s|have\s|we\s|i\s)?{_FINDS}\s(?:absolutely\s)?(?:nothing|none|no\sresult|nil|no\ssuch\sthing|no\syield)(?:\sat\sall|\swhatever|\swhatsoever)?|"
    r",?\s(?:which\s|has\s|have\s)?(?:bears?|bore|borne|bearing)\sno\sfruit|,?\s(?:has\s|have\s)?(?:failed|fails|fail)(?:\sto\s(?:reveal|find|show|detect|demonstrate|disclose|identify|uncover|discover|turn\sup|produce)(?:\s(?:any|one|it|anything|such\sa\sthing))?)?|,?\s(?:was\s|were\s|is\s|but\s)?(?:to\sno\savail|in\svain|fruitlessly|unsuccessfully|without\s(?:success|result|finding\s(?:any|one|it|anything))|with(?:out|\sno)\s(?:success|result|luck|joy)|with\s(?:an?\s)?(?:negative|nil|no)\s(?:result|outcome|yield)s?)|"
    r",?\s(?:i|we)?\s?(?:was|were|am|are|came\s(?:away|back)|comes\s(?:away|back)|left|leaves\s(?:me|us)|left\s(?:me|us))\s(?:left\s)?empty-handed"
    rf"){_END}"
)
_NOT_SO = re.compile(
    r"\b(?:not|never|no|far\sfrom|hardly|neither|after|despite|since|until|unless|if)\s(?:an?\s|the\s|this\s|entirely\s|quite\s){0,2}$"
)
_THEN = re.compile(
    r"\b(?:last|previous|previously|prior|earlier|yesterday|ago|initial|first|before|elsewhere|outside|recent(?!\s(?:dvt|clot|thromb))|(?:19|20)\d\d|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    r"had\sbeen|should|would|could|if|unless|until|request\w*|please|repeat)\b"
)
_NEGATIVE_LOOK = re.compile(
    rf"\b(?P<study>(?:{_GOOD}|vain|barren)\s(?!(?:for|in|of|at|on)\s)(?:[\w-]{{2,14}}\s){{0,5}}?{_LOOK}){_FOR}\s{_WHAT}|^(?:the\s|this\s)?(?P<study2>{_LOOK}\s(?:is\s|was\s)?neg(?:ative)?\.?)\s?[:=]\s{_WHAT2}"
)
_LOOK_FOR = re.compile(
    rf"\b(?:(?:the|this|our|my|a|an|today's|any|careful|thorough|repeated|detailed|diligent|systematic)\s){{0,3}}(?:{_LOOK}|searching|hunting|looking|probing|scanning|checking|interrogating|combing|surveying)(?P<vein>\s(?:the|all|both|each|every|left|right)\s[^,;.:]{{3,50}}?)?\sfor\s{_WHAT}{_WHERE}(?:{_OUTCOME})"
)
_LOOKED_OVER = re.compile(
    rf"\s(?:(?:has|have|is|are|was|were)\s(?:been\s)?)(?:searched|combed|scoured|scrutini[sz]ed|trawled|hunted\sthrough|gone\s(?:over|through)|interrogated|inspected|examined|scanned|checked|surveyed|screened|probed|swept|looked\sat|tested|interrogated)(?:\s\w{{3,12}}ly)?\sfor\s{_WHAT}(?:{_OUTCOME})"
)
_IN_VAIN = re.compile(
    rf"\b(?:(?:we|i|one)\s)?(?:have\s|has\s)?(?:looked|searched|sought|hunted|scanned|looking|searching|hunting)\s(?:(?:in\svain|fruitlessly|unsuccessfully|without\ssuccess|to\sno\savail)\s(?:for\s)?)(?={_ADJ}{_NOUN}\b)|\bin\svain\s(?:did\s|do\s)?(?:(?:we|i|one)\s)?(?:look|looked|search|searched|hunt|hunted)\sfor\s(?={_ADJ}{_NOUN}\b)|"
    rf"\b(?:there\swas\s)?(?:no|without)\s(?:joy|success|luck)\s(?:in|with|at)\s(?:finding|locating|detecting|showing|demonstrating|seeing)\s(?={_ADJ}{_NOUN}\b)"
)
_SOUGHT = re.compile(
    rf"(?<!no )\b{_WHAT}\s(?:(?:has\sbeen|have\sbeen|was|were|is)\s)?(?:\w{{3,12}}ly\s)?(?:sought(?:\sfor)?|looked\sfor|hunted(?:\sfor)?|searched\sfor|chased){_WHERE}(?:,?\s(?:but\s)?(?:in\svain|fruitlessly|unsuccessfully|to\sno\savail|without\s(?:success|result))|\s?[;:,-]\s?(?:none|nil|nothing)(?:\s(?:found|seen|there))?|,?\s(?:and|but|yet)\s(?:it\s|they\s|none\s)?(?:did|has|have|could|was|were)\s(?:not|nowhere|never)?\s?(?:(?:be\s)?(?:turn(?:ed)?\sup|found|seen|shown?\sup|come\sup|appear(?:ed)?|materiali[sz]ed?|met|there))){_END}"
)
_STAYED_AWAY = re.compile(
    rf"(?<!no )\b{_WHAT}{_WHERE}\s(?:(?:did|does|do)\snot\s(?:turn\sup|show\s(?:up|itself)|come\sto\slight|appear\sanywhere|materiali[sz]e)|(?:has|have)\snot\s(?:turned\sup|shown\s(?:up|itself)|come\sto\slight|materiali[sz]ed)|failed\sto\s(?:turn\sup|show\s(?:up|itself)|materiali[sz]e|appear)|"
    rf"(?:could|can|was|is)\snowhere\s(?:to\s)?(?:be\s)?(?:made\sout|found|seen|detected|identified|shown)){_END}"
)
_ALL_CLEAR = re.compile(
    rf"\b(?:(?:gives?|gave|gets?|got|receives?|has|have|is\sgiven|was\sgiven|are\sgiven|earns?|returns?)\s)?(?:(?:the|an|a)\s)?(?:all[\s-]clear|clean\ssheet|clean\sbill(?:\sof\shealth)?)\s(?:(?:for|as\sregards|regarding|as\sto|with\s(?:regard|respect)\sto|in\srespect\sof|from|of)\s|as\sfar\sas\s){_WHAT}(?:\s(?:is|goes)(?:\sconcerned)?\b|\sgoes\b)?"
)
_OFF = re.compile(
    rf"(?<!no )(?<!for )(?<!of )\b{_WHAT}{_WHERE}(?:\s?[:,-])?\s(?:(?:is|was|are|were|seems|looks|appears|remains|has\sbeen|have\sbeen|can\sbe|may\sbe|therefore|thus|now|hereby|safely|confidently)\s){{0,3}}"
    r"(?:off\s(?:the|our|my|your)\s(?:table|list|agenda|map|cards|menu|radar|books)|(?:struck|crossed|ticked|taken|wiped|removed|deleted|dropped)\s(?:off|from)(?:\s(?:the|our|my|your)\s(?:list|differential|table|agenda))?|(?:considered|regarded\sas|deemed|taken\sas|held\sto\sbe|counted\sas|thought\sof\sas)\s(?:excluded|ruled\sout|dismissed|disproved|refuted|out\sof\sthe\squestion)|(?:dismissed|discounted|discarded|scotched|refuted|disproved|disproven)(?=\s?(?:[.;,]|$))|out\sof\sthe\squestion)"
    rf"{_END}(?!\s(?:by|with|on|at|in|from)\s(?:the\s|an?\s)?(?:\w{{3,12}}\s)?(?:gp|doctor|referrer|wells|d-dimer|clinical|letter|last|previous|prior|\d))"
)
_PUT_PAID = re.compile(
    rf"\b(?:puts?\spaid\sto|lays?\sto\srest|does\saway\swith|disposes\sof|scotch(?:es)?|dispels?|allays?|knocks?\son\sthe\shead|speaks?\sagainst|argues?\sagainst|militates?\sagainst)\s(?:(?:the|any|all)\s(?:\w{{3,10}}\s)?(?:idea|notion|suspicion|fear|fears|question|diagnosis|thought|possibility|worry|concern|theory)s?\s(?:of|about)\s){_WHAT}|"
    rf"\brul(?:es?|ed|ing)\s(?P<ruled>{_ADJ}{_NOUN})\sout\b"
)
_NOTHING_LIKE = re.compile(
    rf"\b(?:there\s(?:is|was)\s)?(?:(?:i|we)\s(?:find|found|see|saw)\s)?(?:nothing|not\sa\sthing)\s(?:(?:here|there|at\sall|to\sbe\sseen|seen|found)\s)?(?:(?:that\s)?(?:to\scall|amount(?:s|ing)\sto|approach(?:es|ing)|deserv(?:es|ing)\sthe\sname(?:\sof)?|worthy?\s(?:of\s)?(?:the\s)?(?:name\sof\s)?|answering\sto|pass(?:es|ing)\sfor|one\s(?:could|would|might)\scall|(?:i|we)\s(?:could|would)\scall|that\scould\sbe\s(?:called|taken\sfor)|doing\sfor|in\sthe\sway\sof|by\sway\sof|in\sline\swith|points?\sto|pointing\sto(?:wards)?|betrays|betraying|remotely\slike))\s{_WHAT}"
)
_SIGNS = re.compile(
    rf"(?<!no )(?<!any )\b(?:(?:the|any|all|every)\s)?(?:evidence|signs?|proof|traces?|indications?|hints?|features|markers|stigmata|hallmarks|(?:sonographic|ultrasound|direct|indirect)\s(?:evidence|signs?|proof|features))\s(?:of|for)\s{_WHAT}{_WHERE}\s?(?:[:=-]\s?|(?:is|was|are|were|remains?)\s)?(?:both\s|all\s|altogether\s|entirely\s|wholly\s|completely\s|notably\s)?(?:wanting|lacking|absent|missing|nil|none|not\sforthcoming|nowhere\s(?:to\sbe\s)?(?:found|seen)|not\s(?:present|seen|found|detected|identified|demonstrated|there)){_END}"
)
_FEARS = re.compile(
    rf"\b(?:the\s|any\s|all\s|our\s|your\s|clinical\s|initial\s)*(?:fears?|suspicions?|worry|worries|concerns?|question|diagnosis|idea|possibility|rumour|thought)\s(?:of|about|for|that\sthere\smight\sbe)\s{_WHAT}{_WHERE}\s?(?:[:,-]\s?|(?:is|was|were|are|has\sbeen|have\sbeen|can\sbe|may\sbe|proved|proves|turned\sout|turns\sout)\s){{0,2}}(?:to\sbe\s|now\s|therefore\s|thus\s)?(?:groundless|unfounded|baseless|without\s(?:foundation|ground|substance)|allayed|dispelled|laid\sto\srest|refuted|disproved|disproven|scotched|put\sto\srest){_END}"
)
_AND_NOT = re.compile(
    rf"(?P<lead>,\s|\s(?:and|but)\s|,\sand\s)not\s(?:with\s|of\s|by\s|to\s|about\s)?(?:an?\s|any\s|the\s)?(?P<noun>{_NOUN})(?=\s?(?:[.;,]|$))"
)
_NOT_WHAT = re.compile(
    rf"(?P<lead>^|[:;,]\s|\b(?:and|so|that)\s){_WHAT}\s(?:is|was)\s(?:\w{{3,12}}ly\s)?not\s(?:what|the\sthing|why|to\sbe\sfound|to\sbe\sseen|on\sview|on\sshow|in\sevidence|among\sthe\sfindings)\b(?:\s(?:ails|bothers|troubles|is\swrong|swells|hurts|causes)[^.;,]{{0,40}})?"
)
_SHORT = re.compile(rf"\b(?:falls|fell|stops|comes)\sshort\sof\s(?:an?\s)?(?={_NOUN})")
_SEARCHES = r"(?:hunts?|search(?:es)?|quest|work-?\s?ups?|quer(?:y|ies)|enquir(?:y|ies)|inquir(?:y|ies)|screen(?:ing)?|check|survey|investigations?|interrogation|evaluation|assessment)"
_SEARCHED_FOR = re.compile(rf"(?<!no )\b{_WHAT}[\s-]{_SEARCHES}\b(?:{_OUTCOME})")
""" "The DVT hunt came up empty"."""
_A_SEARCH = re.compile(
    r"(?<!no )\b(?:dvts?|vte|thrombosis|clot|thrombus)[\s-](?=(?:hunts?|search(?:es)?|quest|work-?\s?ups?|enquir(?:y|ies)|inquir(?:y|ies)|check|survey|investigations?|interrogation)\b)"
)
_NEGATIVE_LEG = re.compile(
    rf"\b(?P<noun>{_NOUN})-neg(?:ative)?\s(?=(?:legs?|limbs?|sides?|stud|scan|exam|result|duplex|ultrasound|patient)\w{{0,8}})"
)
_DEEP = re.compile(r"\bdeep\s(?=(?:thrombos[ie]s|clots?|thrombus)\b)")
_WHOLE = re.compile(
    r"\b(?:exam|scan|stud|screen|test|imag|ultras|sonog|duplex|doppler|us\b|uss\b|work-?\s?up|assessment|evaluation|investigation)"
)
_BARE = re.compile(
    r"(?:(?:an?|any|the|lower|limb|leg|legs|left|right|venous|deep|or|superficial)\s){0,5}(?:thromb(?:us|i|os[ie]s)|clots?|coagulum)"
)

# What of a sentence is worth trying.
_SEARCH = re.compile(
    r"\b(?:hunt|search|quest\b|work-?\s?up|quer|enquir|inquir|screen|check|survey|investigat|interrogat|evaluat|assess)"
)
_EFFORT = re.compile(r"\b(?:vain|avail|fruitless|unsuccess|success|joy|luck|sought|look|hunt|search|chased)")
_AWAY = re.compile(
    r"\b(?:turn|show|materiali|appear|light\b|nowhere|off\b|struck|crossed|ticked|taken|wiped|removed|deleted|dropped|considered|regarded|deemed|held|counted|thought|dismiss|discount|discard|scotch|refut|disprov|question|puts?\b|lays?\b|away\b|dispos|dispel|allay|knock|speak|argu|militat|rul(?:es?|ed|ing)\b)"
)
_SUPPOSED = re.compile(
    r"\b(?:evidence|signs?|proof|trace|indication|hint|feature|marker|stigmata|hallmark|fear|suspicion|worr|concern|question|diagnosis|idea|possibility|rumour|thought)"
)


def with_searches_ended(words: str) -> str:
    """The words of a sentence with the outcome of each search as a plain denial."""
    if not _NAMED.search(words):
        return words
    if not _CUES.search(words):
        return _A_SEARCH.sub("", words)
    if " for " in words or ":" in words or " of " in words or " as " in words or "egarding" in words:
        words = _NEGATIVE_LOOK.sub(_negative_look, words)
        if " for " in words:
            words = _LOOKED_OVER.sub(lambda m: f": no {_plain(m['what'])}", words)
            words = _LOOK_FOR.sub(_look_for, words)
        words = _ALL_CLEAR.sub(lambda m: m.group() if _is_not_so(m) else f"no {_plain(m['what'])}", words)
        if _SUPPOSED.search(words):
            words = _FEARS.sub(_at_its_place, _SIGNS.sub(_at_its_place, words))
    if _SEARCH.search(words):
        words = _A_SEARCH.sub("", _SEARCHED_FOR.sub(_searched_for, words))
    if "-neg" in words:
        words = _NEGATIVE_LEG.sub(r"no \g<noun> ", words)
    if _EFFORT.search(words):
        words = _SOUGHT.sub(_at_its_place, _IN_VAIN.sub("no ", words))
    if _AWAY.search(words):
        words = _OFF.sub(_at_its_place, _STAYED_AWAY.sub(_at_its_place, words))
        words = _PUT_PAID.sub(_put_paid, words)
    if "nothing" in words or "not a thing" in words:
        words = _NOTHING_LIKE.sub(lambda m: f"no {_plain(m['what'])}", words)
    if " not " in words:
        words = _NOT_WHAT.sub(lambda m: f"{m['lead']}no {_plain(m['what'])}", words)
        words = _AND_NOT.sub(r"; no \g<noun>", words)
    return _SHORT.sub("; no ", words) if " short of " in words else words


def _plain(what: str) -> str:
    """The noun without the article that a denial leaves out."""
    return _DEEP.sub(
        "deep vein ", re.sub(r"^(?:(?:an?|the|any|some|signs?\sof|evidence\sof|presence\sof)\s)+", "", what)
    )


def _is_not_so(match: re.Match[str]) -> bool:
    return _NOT_SO.search(match.string, max(0, match.start() - 30), match.start()) is not None


def _is_of_another_time(match: re.Match[str]) -> bool:
    """ "A negative examination for DVT last week": neither affirmed nor denied today."""
    ahead = re.split(r"[;.]", match.string[max(0, match.start() - 40) : match.start()])[-1]
    behind = re.split(r"[;.]", match.string[match.end() : match.end() + 40])[0]
    return _THEN.search(ahead) is not None or _THEN.search(behind) is not None


def _negative_look(match: re.Match[str]) -> str:
    if _is_not_so(match):
        return match.group()
    if _is_of_another_time(match):
        return "previous study"
    return f"no {_of_all(match['study'] or match['study2'], match['what'] or match['what2'])}"


def _look_for(match: re.Match[str]) -> str:
    if _is_not_so(match) or _is_of_another_time(match):
        return match.group()
    where = f" in{match['vein']}" if match["vein"] else match["where"] or ""
    told = _plain(match["what"]) if where.strip() else _of_all(match.group(), match["what"])
    return f"no {told}{where}"


def _searched_for(match: re.Match[str]) -> str:
    if _is_not_so(match) or _is_of_another_time(match):
        return match.group()
    return f"no {_of_all('scan', match['what'])}"


def _of_all(study: str, what: str) -> str:
    """A whole examination "for clot" is one for deep vein thrombosis; a look for clot may be of one vein."""
    return "dvt" if _BARE.fullmatch(what) and _WHOLE.search(study) else _plain(what)


def _at_its_place(match: re.Match[str]) -> str:
    if _is_not_so(match) or _is_of_another_time(match):
        return match.group()
    return f"no {_plain(match['what'])}{match['where'] or ''}"


def _put_paid(match: re.Match[str]) -> str:
    if re.search(
        r"\b(?:not|never|to|cannot|if|until|before|please)\s(?:\w{3,10}ly\s)?$", match.string[: match.start()][-30:]
    ):
        return f"exclude {match['ruled']}" if match["ruled"] else match.group()
    return f"no {_plain(match['what'] or match['ruled'])}"
