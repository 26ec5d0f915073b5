"""Words for a vein with something in it ("stuffed with dark material", "corked by clot", "gone solid", "crossed by bands") as "thrombus" and "occluded"; and what blood and colour do."""

from __future__ import annotations

import re

_CUES = re.compile(
    r"packed|plugged|stuffed|crammed|clogged|occupied|bunged|silted|corked|sealed|jammed|unblocked|unclogged|material|matter|stuff|substance|echoes|contents|obstruct|choked|blocked|blocks|plugs|column|cast|cord|bands|strands|threads|septa|septations|tongue|plug|renal|occlu|lodged|wedged|thrombos|silt|sludge|jelly|debris|gummed|dammed|walled|caked|furred|stopp|shut\b|closed|chock|rammed|loaded|bursting|brimming|heaving|overflowing|awash|bloated|gorged|replete|thick|turned|gone|clotted|\sof\s"
)
_NOUN = r"(?:thromb(?:us|i|osis|oses)|clots?|coagulum|dvts?)"
_ADJ = r"(?:(?:fresh|old|new|recent|acute|chronic|soft|firm|solid|grey|gray|dark|pale|mature|organised|organized|the|a|some|this|of)\s){0,3}"
_BLOCKED = re.compile(
    rf"\b(?:corked|bunged|stoppered|stopped|choked|blocked|clogged|gummed|silted|jammed|dammed|walled|caked|furred|plugged|sealed|stuffed|rammed)(?:\s(?:up|off|shut|solid|tight|full|completely|entirely|totally)){{1,2}}\s(?:by|with)(?=\s{_ADJ}{_NOUN}\b)|"
    rf"\b(?:corked|bunged|stoppered|gummed|silted|jammed|dammed|plugged)\s(?:by|with)(?=\s{_ADJ}{_NOUN}\b)"
)
_FULL_OF = re.compile(
    rf"\b(?:chock-?\s?a-?\s?block|chock-?\s?full|rammed(?:\sfull)?|jam-?\s?packed|loaded|bursting|brimming|heaving|overflowing|crammed\sfull|packed\s(?:solid|tight|full)|stuffed\s(?:full|tight)|awash|bloated|gorged|engorged|replete|thick)\s(?:with|of)(?=\s{_ADJ}(?:echogenic\s)?{_NOUN}\b)"
)
_TURNED = re.compile(
    rf"\b(?:has|have)\s(?:(?:now|all|entirely|completely)\s)?(?:turned|gone|changed|set)\s(?:in)?to\s(?:(?:fresh|old|solid|firm|a|one|single|long|cord|rod|of|mass)\s){{0,4}}{_NOUN}\b|\b(?:has|have)\s(?:gone\ssolid|clotted\s(?:off|up|over|solid))(?:\swith\s{_NOUN})?"
)
_A_PIECE = re.compile(
    rf"\b(?:an?|the|one|some|this|single|long|short|small|little|thin|pale|grey|fresh)\s(?:\w{{3,8}}\s)?(?:string|sausage|worm|rope|finger|filament|sliver|wedge|chunk|clump|lump|nubbin|streak|rind|crust|film|skin|blob|wisp|shred|cord|rod|pencil|wad|snake|nugget|smear)s?\sof\s(?={_ADJ}{_NOUN}\b)"
)
_SHUT = r"(?:closed|shut|sealed|stopped\sup|bunged\sup|corked|choked|walled\soff)"
_HAS_SHUT = re.compile(
    rf"\b(?P<noun>{_NOUN}\s(?:(?:there|now|here)\s)?)(?:has|have)\s(?:now\s|completely\s|entirely\s|almost\s)?{_SHUT}(?:\s(?:off|up|down))?\s(?:the\slumen\sof\s)?(?=(?:the|this|one|both|left|right|a)\b)"
)
_IS_SHUT = re.compile(
    rf"\b(?:(?P<be>is|are|was|were|been|being)\s)?(?P<how>(?:almost|nearly|partly|partially)\s)?(?:completely\s|entirely\s|wholly\s|firmly\s)?{_SHUT}(?:\s(?:off|up|down))?\s(?:by|with)\s(?=(?:an?\s|the\s)?(?:(?!(?:no|not|pressure|probe)\b)\w{{3,12}}\s){{0,2}}{_NOUN}\b)"
)
_DENIED = re.compile(r"\b(?:no|not|never|nor|without|neither|if|nothing)\s(?:\w{2,12}\s){0,2}$")
_SPOKEN_OF = re.compile(r"\b(?:thromb|clot|dvt)")
_LOOKS = r"(?:(?:soft|solid|dark|dense|firm|grey|gray|bright|pale|fresh|recent|old|new|acute|chronic|homogeneous|heterogeneous|inhomogeneous|uniform|low-level|low-echo|mid-level|echo-poor|echo-rich|echopoor|echogenic|hypoechoic|hyperechoic|isoechoic|echoic|internal|intraluminal|luminal|static|fixed|immobile|abnormal|fine|coarse|mixed|spongy|jelly-like|gelatinous|and|or|,)\s?){1,5}"
_STUFF = r"(?:material|matter|stuff|substance|contents?|echoes|echo|debris|jelly)"
_SAME = r"(?:(?:the|this|that|more\sof\sthe|much\sthe|some\sof\sthe)\s)?(?:same|similar|such|identical|like)"
_FILLED = r"(?:packed|stuffed|crammed|filled|full|solid|plugged|blocked|choked|clogged|jammed|occupied|distended|expanded|swollen|stretched|lined|loaded|laden|obstructed|occluded|taken\sup|replaced|brimming|bulging|fill(?:s|ing)?|contains?|containing|holds?|houses?|harbou?rs?|carries|carrying)"
_SLOW = re.compile(
    r"\b(?:slow|sluggish|swirl\w*|rouleaux|smoke|stasis|stagnant|spontaneous\scontrast|moving\sechoes|mobile\sechoes|anechoic|artefact\w*|artifact\w*|reverberation\w*|noise|gain|cyst|cysts|node|nodes|haematoma|hematoma|collection)\b"
)
_FILLED_WITH = re.compile(
    rf"\b(?P<verb>{_FILLED})\s(?P<how>completely\s|entirely\s|partly\s|partially\s|wholly\s|out\s|up\s)?(?:(?P<by>with|by|of)\s)?(?:(?:some|a\slittle|a\s\w{{3,8}}\sof)\s)?(?:{_LOOKS}{_STUFF}|{_SAME}\s{_STUFF})\b(?!\s(?:of\s(?:the\s)?(?:valve|wall|cyst)|is\s(?:not|absent)))"
)
_ANY_STUFF = re.compile(
    r"material|matter|stuff|substance|contents?\b|echo|debris|jelly|^(?:this|the|that|these|those)\s"
)
_OF_DOUBTFUL_NATURE = re.compile(
    r"(?:\b(?:suspicious|suspicion|suspected|suspect|suggest\w{0,4}|possibl[ey]|possibility|probabl[ey]|(?:most\s)?likely|questionable|equivocal|concern\w{0,3}|worr\w{2,5}|query|(?:may|might|could)\s(?:\w{3,9}\s)?(?:be|represent|reflect|indicate)|"
    r"(?:not|cannot)\s(?:be\s)?(?:exclud\w{0,3}|rule\w?\sout))\b|\?)\s?(?!acute|recent|old|chronic|fresh)(?:(?:for|of|an?|the|to|be|represent|acute|fresh|recent|deep|venous|vein|old|chronic|mural|early|non-?occlusive|occlusive)\s){0,5}(?:thromb|clot|dvt)"
    r"|\b(?:uncertain|unclear|doubtful|indeterminate|unknown)\s(?:nature|significance|aetiology|etiology|origin)\b"
)
"""What is in the vein is named with doubt: it is not a thrombus without one."""
_AND_STUFF_GOES_ON = re.compile(
    rf"^(?:{_SAME}|this|these|that|the)\s(?:{_LOOKS})?{_STUFF}\b(?=\s(?:\w{{2,12}}\s){{0,4}}?(?:through|into|up|down|along|to|across|upwards?|downwards?|in|fills?|occupies|blocks|plugs)\b)"
)
_POINTED_AT = re.compile(
    r"^(?:this|the|that)\s(?:(?:long|short|solid|soft|dark|continuous)\s)?(?:column|cast|tongue|plug|cord|cylinder|sausage|tail)\b(?!\sof)"
)
_OBSTRUCTED = re.compile(
    r"(?P<view>\b(?:views?|window|access|sight|imaging|visuali[sz]ation|outlet|outflow|drainage|return|flow|lymph\w*|bowel|ureter)\b[^;:.,]{0,40}?)?(?<!un)(?<!not\s)\b(?P<how>(?:totally|completely|fully|entirely|wholly|utterly)\s)?obstructed(?P<by>\sby\s(?:\w{3,12}\s){0,3}?(?P<what>\w{3,14}))?"
)
_OF_CLOT = re.compile(r"thromb|clot|material|echoes")
_PARTLY = re.compile(
    r"(?<!re-)(?<!not\s)\b(?P<is>(?:is|are|was|were|remains?|appears?|looks?|[:=-])\s)?(?P<how>partially|partly|incompletely|nearly|almost(?:\s(?:completely|totally|entirely|fully))?|virtually|subtotally|near-(?:completely|totally)|part|half)[\s-](?P<what>occluded|obstructed|blocked|plugged|filled|thrombosed|clotted)\b(?!\s(?:by|with|or|and\s(?:by|with))\s(?!(?:\w{3,12}\s){0,3}?(?:thromb|clot)))"
)
_STOPPED = re.compile(
    r"(?<!stent )(?<!stents )(?<!graft )\b(?P<is>(?:is|are|was|were|both|all|now|,|:)\s(?:(?:again|also|both|completely|totally|entirely|fully|now)\s)?)(?:packed|plugged|stuffed|crammed|choked|clogged|occupied|bunged|silted|corked|sealed|shut|blocked|jammed|stopped|stoppered|gummed|dammed)(?:\s(?:up|off|solid|tight|full))?(?P<far>\s(?:end\sto\send|from\send\sto\send|throughout|wall\sto\swall|along\s(?:its|their)\s(?:whole|entire|full)\slength|completely|totally|over\s))?(?=\s?(?:[.;,]|$)|\sin\s(?:(?:just|exactly|much)\s)?(?:the\s(?:same|selfsame|very\ssame)\s(?:way|manner|fashion)|like\s(?:manner|fashion)|similar\s(?:fashion|manner))\b|\s(?:similarly|equally)\b|(?<=over\s)|\s(?:too|also|as\swell|likewise|again|by\s(?:it|the\ssame)(?:\s(?:too|as\swell|also))?)\s?(?:[.;,]|$))"
)
_ABLATED = re.compile(r"ablat|coil|laser|radiofreq|glue|sclero|stent|graft|ligat|stripp|embolis|filter")
_UNBLOCKED = re.compile(r"\bun(?:blocked|clogged|plugged|clotted|choked|occluded)\b")
_BANDS = re.compile(
    r"\b(?:crossed|bridged|traversed|spanned|divided|partitioned|criss-?crossed|laced|threaded|subdivided)\s(?:by|with)\s(?:(?:\w{3,12}\s){0,3}?)(?:bands?|strands?|threads?|webs?|septa|septations?|cords|strings|filaments|synechiae)\b"
)
_CAVA = re.compile(
    r"(?P<cava>\b(?:cava|ivc)\b)(?:\s?,)?\s(?:(?:from|just|immediately|lying|right|down|up|as\sfar\sas|to)\s){0,3}(?:below|beneath|above|caudal\sto|distal\sto|under|at|to)?\s?(?:the\s)?(?:level\sof\s)?(?:the\s)?(?:(?:left|right|lowest|lower|uppermost)\s)?renal\sveins?\b(?!\s(?:are|contain|hold|have|were|show)\b)"
)
_ENDS_BY = re.compile(
    r"\b(?P<ends>(?:end|stop|start|begin|finish|terminate|peter)(?:s|es|ing)?(?:\sout)?)\s(?:just\s|well\s|right\s|a\s(?:little|hand's?\sbreadth)\s)?(?:above|below)\sthe\sknee\b"
)
_LODGED = re.compile(
    r"\b(?:lodged|wedged|impacted|jammed|stuck|nestled|nesting|ensconced|perched|seated|embedded)\s(?=(?:in|within|inside|at)\b)"
)


def with_plain_filling(words: str, before: str) -> str:
    """The words of a sentence with these families said plainly; ``before`` are those of the sentence before."""
    if not _CUES.search(words):
        return words
    if _ANY_STUFF.search(words) and not _SLOW.search(words) and not _OF_DOUBTFUL_NATURE.search(words):
        words = _FILLED_WITH.sub(_filled, words)
        if _SPOKEN_OF.search(before):
            words = _POINTED_AT.sub("this thrombus", _AND_STUFF_GOES_ON.sub("the thrombus", words))
    if "un" in words:
        words = _UNBLOCKED.sub("patent", words)
    if not _ABLATED.search(words):
        words = _STOPPED.sub(_stopped, words)
    if "cross" in words or " by " in words or " with " in words:
        words = _BANDS.sub("crossed by webs", words)
    if "obstructed" in words:
        words = _OBSTRUCTED.sub(_obstructed, words)
    words = _PARTLY.sub(lambda match: _partly(match, words), words)
    if "the knee" in words:
        words = _ENDS_BY.sub(r"\g<ends> there", words)
    if "renal" in words:
        words = _CAVA.sub(r"\g<cava>", words)
    return _of_clot(words) if _SPOKEN_OF.search(words) else words


def _stopped(match: re.Match[str]) -> str:
    """ "Is plugged", "are totally blocked"."""
    fully = re.search(r"(?:completely|totally|entirely|fully)\s$", match["is"])
    return f"{match['is']}{'occluded' if fully else 'thrombosed'}{match['far'] or ''}"


def _of_clot(words: str) -> str:
    """What a thrombus that is named does to its vein."""
    words = _HAS_SHUT.sub(lambda m: m.group() if _is_denied(m) else f"{m['noun']}occludes ", _LODGED.sub("", words))
    words = _IS_SHUT.sub(_is_shut, _FULL_OF.sub("full of", words))
    return _A_PIECE.sub("", _TURNED.sub(_turned, _BLOCKED.sub("blocked by", words)))


def _is_denied(match: re.Match[str]) -> bool:
    return _DENIED.search(match.string, max(0, match.start() - 40), match.start()) is not None


def _is_shut(match: re.Match[str]) -> str:
    if _is_denied(match):
        return match.group()
    how = "partially " if match["how"] else ""
    return f"{match['be'] + ' ' if match['be'] else ''}{how}filled with "


def _turned(match: re.Match[str]) -> str:
    return match.group() if _is_denied(match) else "is clotted"


def _filled(match: re.Match[str]) -> str:
    """ "Stuffed with soft, dark material"; what is "full of echoes" is not told by "of" alone."""
    verb = match["verb"]
    if not match["by"] and not re.fullmatch(
        r"fill(?:s|ing)?|contains?|containing|holds?|houses?|harbou?rs?|carries|carrying", verb
    ):
        return match.group()
    return f"{verb} {match['how'] or ''}{match['by'] + ' ' if match['by'] else ''}thrombus"


def _obstructed(match: re.Match[str]) -> str:
    if match["view"] or (match["by"] and not _OF_CLOT.match(match["what"])):
        return match.group()
    return f"occluded{match['by'] or ''}"


def _partly(match: re.Match[str], words: str) -> str:
    """ "Is partially occluded" affirms a thrombus, of which only the adjective would be read."""
    behind = words[match.end() : match.end() + 40]
    if match["what"] in ("filled", "thrombosed", "clotted") or _SPOKEN_OF.search(words):
        how = "partially" if match["how"] in ("part", "half") else match["how"]
        return f"{match['is'] or ''}{how} {match['what']}"
    if _SLOW.search(behind):
        return match.group()
    return f"{match['is'] or ''}thrombosed, partially occluded"


_FLOW_CUES = re.compile(r"\b(?:colou?r|signals?|flow|blood|doppler|nothing|lets)\b")
_BLOOD = r"(?:colou?rs?|flow|blood|doppler)"
_EMPTY = re.compile(
    r"\b(?:the\s)?(?:colou?r|doppler)(?:\s(?:box|window|map|gate|image|frame|sector))?\s(?:stays?|stayed|remains?|remained|is|was|shows?|gives?)\s(?:completely\s|entirely\s|totally\s)?(?:empty|blank|black|dark|unfilled|silent|dead|nothing)\b|"
    rf"\b{_BLOOD}\s(?:drops\sout|cuts\sout|(?:is|was)\s(?:cut\soff|lost|wiped\sout|extinguished|stopped|dead))\b(?:\s(?:completely|altogether|entirely))?|\b(?:(?:not|without|never)\s(?:an?|any|the\s(?:least|faintest|slightest))\s(?:single\s)?(?:trace|flicker|speck|spot|hint|drop|glimmer|glint|blush|wisp|spark|whisper|pixel|scrap|shred|dot|fleck|flash)s?|nothing)\s(?:of|in\sthe\sway\sof|on)\s(?:colou?r|flow|doppler|blood)\b"
)
_SIGNAL_GONE = re.compile(
    r"\b(?:(?:the|any|all)\s)?(?:doppler|colou?r|flow|venous)?\s?(?:flow\s)?signals?\s(?:(?:is|are|was|were|being|has\sbeen|remains?)\s)?(?:completely\s|entirely\s|totally\s|altogether\s)?(?:absent|missing|lost|gone|nil|lacking|extinguished|abolished)\b(?!\s(?:in|from|of)\b)"
)
_PAST_IT = re.compile(
    rf"\b(?P<some>(?:some|a\s(?:little|trickle\sof|rim\sof|thin\sline\sof)|residual|sluggish|slow|faint)\s)?{_BLOOD}\s(?:(?:still|just|only|can|could|be|is|was|now|seen|seeps|seep|visible|detected|present|to)\s){{0,5}}(?:(?:stream|pass|slip|squeez|trickl|get|leak|run|flow|go|gett|sneak|mov|escap|seep|weav|track)\w{{0,4}}\s)?"
    r"(?:past\s|by\s|round\s|around\s|through\s)?(?:on|along|down|at)\s(?:either|both|each|one|the\sother)\s(?:sides?|edges?|margins?|walls?|flanks?)(?:\sof\s(?:it|them|this|the\s(?:clot|thrombus|lumen|defect)))?(?!\sof\b)"
)
_GETS_BY = re.compile(
    rf"\b{_BLOOD}\s(?:(?:still|just|only|can|could)\s){{0,2}}(?:stream|pass|slip|squeez|trickl|get|leak|run|go|sneak|seep)(?:s|es|ing)?\s(?:past|by|round|around)(?:\s(?:it|them|this|the\s(?:clot|thrombus|defect)))?(?=\s?(?:[.,;)]|$))"
)
_NO_FLOW = re.compile(r"\b(?:no|not|without|never|neither|nor|cannot)\s(?:\w{2,10}\s){0,2}$")
_BLOOD_PASSES = re.compile(
    r"\b(?:blood|flow|colour|color)\s(?:(?:still|is|can|only|just|barely)\s){0,2}(?:finds?\s(?:its|a)\sway|slips?|slipping|squeez(?:es|ing)|stream(?:s|ing)|trickl(?:es|ing)|gets?|getting|leak(?:s|ing)|run(?:s|ning)|flow(?:s|ing)|pass(?:es|ing)|mov(?:es|ing)|sneak(?:s|ing))\s(?:by|past|around|round|through|alongside|beside)\b(?:\s(?:it\s)?on\s(?:both|either|each|all)\ssides?(?:\sof\s(?:it|the\sclot|this))?)?|"
    r"\bleav(?:es|ing)\s(?:a\s(?:\w{3,8}\s)?(?:channel|passage|gap)|room|space)\sfor\s(?:the\s)?(?:blood|flow)\b"
)
_NOTHING_FLOWS = re.compile(
    r"\bnothing\s(?:flows|moves|(?:gets?|passes)\s(?:past|through|by))\b|\b(?:stops|halts|cuts\soff|blocks)\s(?:all|the|any)\s(?:flow|blood)\b|\blets\snothing\s(?:past|through|by)\b"
)
_NOTHING_PASSES = re.compile(
    r"\b(?:nothing|no\sblood)\s(?:at\sall\s)?(?:gets|goes|comes|passes|flows|moves|runs|can\s(?:get|pass))\s(?:past|through|by|around|round)\b(?:\s(?:it|them|the\s(?:clot|thrombus)))?(?:\son\s(?:colou?r|doppler))?"
)


def with_plain_flow(words: str) -> str:
    """The words of a sentence with such turns said plainly."""
    if not _FLOW_CUES.search(words):
        return words
    for turn in (_EMPTY, _SIGNAL_GONE, _NOTHING_FLOWS, _NOTHING_PASSES):
        words = turn.sub(lambda m: "with no flow" if m.group().startswith("without") else "no flow", words)
    for turn in (_PAST_IT, _GETS_BY, _BLOOD_PASSES):
        words = turn.sub(_around, words)
    return words


def _around(match: re.Match[str]) -> str:
    denied = _NO_FLOW.search(match.string, max(0, match.start() - 30), match.start())
    return match.group() if denied else "flow around it"
