"""From where to where a thrombus runs ("beginning in X and ending in Y", "from X it has crept into Y", "leaving a gap of 2 cm before X"), as plain ranges."""

from __future__ import annotations

import re

from service.narrative.fronting import is_a_vein

_NAMED = re.compile(r"thromb|clot|coagul|dvt|process|phlebitis")
_CUES = re.compile(
    r"beginning|starting|arising|originating|commencing|begins|starts|arises|originates|commences|process|\bleaving\b|\bleaves\b|separat|divid|between|stretch|length\b|thick\b|across\b|\bwith\sa\b|material|lower\send|upper\send|\bfrom\b|not\sleft\b"
)
_NOUN = r"(?:thromb(?:us|i|osis)|clots?|coagulum)"
_PROCESS = re.compile(
    r"\b(?:thrombotic|clotting)\s(?:process|material|masses|mass|matter|substance|stuff|deposits?|contents?|column|cast|filling(?!\sdefect)|plug|cord)\b"
)
_THE_PROCESS = re.compile(r"^(?:the|this|that)\s(?:(?:whole|same|thrombotic|disease)\s)?process\b")
_BEGINS = re.compile(
    r",?\s(?:that\s|which\s|it\s|and\s)?(?:(?:begin|start|arise|originate|commence|beginn|start|aris|originat|commenc)(?:s|es|ing)?)\s(?:(?:up|high|low|down|right|just|out)\s)?(?:in|at|from|within|inside)\s(?P<a>(?!.{0,12}\d)[^,;.:]{3,50}?),?\s(?:and\s|before\s|then\s)?(?:finally\s|only\s)?(?:end(?:s|ing)?|terminat(?:es|ing)|finish(?:es|ing)?|stop(?:s|ping)?|ceas(?:es|ing))\s(?:(?:up|high|low|down|out|off)\s)?(?:in|at|inside|within)\s(?P<b>[^,;.:]{3,50}?)(?=\s?(?:[,;.:]|$)|\s(?:with|without|and|where|but)\b)"
)
_UPPER_END = re.compile(
    r"(?:[,;]\s(?:with\s)?|\swith\s)(?:the\s|its\s)?(?:upper|top|proximal|cranial)\s(?:end|tip|limit|margin)\s(?:is\s|being\s|lies\s|lying\s|sits\s|sitting\s)?(?:in|at|inside|within)\s(?P<a>[^,;.:]{3,50}?)(?:\sand|,)\s(?:the\s|its\s)?(?:lower|bottom|distal|caudal)\s(?:end|tip|limit|margin|one)?\s?(?:is\s|being\s|lies\s|lying\s|sits\s|sitting\s)?(?:in|at|inside|within)\s(?P<b>[^,;.:]{3,50}?)(?=\s?(?:[,;.:]|$))"
)
_FROM_INTO = re.compile(
    rf"^(?P<lead>(?:today\s|now\s|meanwhile\s|since\sthen\s)?)(?:out\sof|from)\s(?P<a>[^,;.:]{{3,50}}?),?\s(?:the\s|this\s|that\s|it\s|a\s)(?:(?:\w{{3,10}}\s){{0,2}}?(?:{_NOUN}|process|dvt)\s)?(?P<has>(?:has|have)\s)?(?:(?:now|since|meanwhile|also|already)\s)?(?:crept|creeps|spread|spreads|grown|grows|climbed|climbs|moved|moves|passed|passes|gone|goes|advanced|advances|extended|extends|progressed|progresses|propagated|propagates|travelled|travels|risen|rises|reached|reaches|run|runs|ascended|ascends|descended|descends|invaded|invades|tracked|tracks)\s(?:(?:on|up|down|out|over|further|higher|across|upwards|downwards)\s){{0,2}}(?:(?:in)?to\s|as\sfar\sas\s)?(?P<b>[^,;.:]{{3,50}}?)(?P<too>\s(?:as\swell|too|also))?(?=\s?(?:[,;.:]|$)|\s(?:but|and|with|without)\b)"
)
_NOT_LEFT = re.compile(
    r",?\s(?:but|and|yet|though)\s(?:it\s|this\s)?(?:has|have|had|does|did)\snot\s(?:yet\s|so\sfar\s)?(?:left|leave|outgrown|escaped(?:\sfrom)?|quit|leave)\s(?:the\s)?(?:calf|leg|thigh|lower\sleg|muscles?|calf\smuscles?|groin|knee|pelvis)\b"
)
_CLEAR_GAP = re.compile(
    r"[,;]?\s(?:and\s|but\s)?(?:it\s)?(?:leav(?:ing|es)|with)\s(?:(?:an?|the)\s)?(?:(?:clear|free|open|healthy|safe|normal|clean|uninvolved|patent|compressible|thrombus-free|clot-free)\s)?(?:gap|interval|stretch|distance|margin|length|segment|space|run)\sof\s(?:(?:about|approximately|some|roughly|only|just|at\sleast)\s)?(?P<size>[\d.,]+\s?(?:cms?|mms?|centimet\w{2,3}|millimet\w{2,3}))\s(?:(?:of\s)?(?:clear|free|open|healthy|normal|clean|compressible|patent)\s(?:vein|vessel|lumen)\s)?(?:(?:still\s)?(?:remaining\s|left\s)?(?:before|to|towards|until|short\sof|up\sto|between\s(?:it|its\stip|the\stip|this|the\s\w{4,8})\sand|from|below|above))\s(?P<vein>[^,;.:]{3,50}?)(?:\s(?:is|are|was|would\sbe|will\sbe)\s(?:reached|met|entered|joined|encountered)|\s(?:begins|starts|opens|comes))?(?=\s?(?:[,;.:]|$))"
)

_SEPARATES = re.compile(
    r"[,;]?\s?\b(?:with\s)?(?:an?|the)\s(?:(?:clear|free|open|safe|short|good)\s)?(?:gap|interval|distance|margin|space)\sof\s(?P<size>[\d.,]+\s?(?:cms?|mms?))\s(?:separat(?:es|ing)|divid(?:es|ing)|lies\sbetween|between|keeps|parts|parting)\s(?:it|its\s(?:(?:upper|top|proximal|lower)\s)?(?:tip|end|head|limit|edge)|the\s(?:(?:upper|top|proximal)\s)?(?:tip|end|head|clot|thrombus)(?:\sof\s(?:the\s)?(?:clot|thrombus))?)\s(?:from|and)\s(?P<vein>[^,;.:]{3,50}?)(?=\s?(?:[,;.:]|$))"
)
_JUNCTION = re.compile(
    r"^(?:the\s|its\s)(?:junction|confluence|union)\s(?:with|of)\s(?:the\s)?(?P<deep>popliteal|femoral)(?:\svein)?$"
)
_STRETCH_ABOVE = re.compile(
    r"\b(?P<over>(?:for|over|along)\s(?:an?|the)\s(?:stretch|length|run|segment)\sof\s(?:(?:about|some|roughly)\s)?[\d.,]+\s?(?:cm|mm))\s(?=(?:above|below|from|proximal|distal|upwards?|downwards?|just)\b)"
)
_THICK = re.compile(
    r"\b(?P<long>\d[\d.,]*\s?(?:cm|mm)\s(?:long|in\slength)),?\s(?:and\s|by\s)?(?P<size>\d[\d.,]*\s?(?:cm|mm))\s(?:thick|across)\b"
)


def with_plain_courses(words: str, before: str) -> str:
    """The words of a sentence with these turns written as ranges; ``before`` are those of the sentence before."""
    if not _CUES.search(words) or not _NAMED.search(words):
        return words
    words = _PROCESS.sub("thrombus", words)
    if "process" in words and re.search(r"thromb|clot|dvt", before):
        words = _THE_PROCESS.sub("the thrombus", words)
    if not re.search(r"thromb|clot|coagul|dvt|phlebitis", words):
        return words
    for turn in (_BEGINS, _UPPER_END):
        words = turn.sub(_range, words)
    words = _FROM_INTO.sub(_from_into, words)
    if "not left" in words or " not " in words:
        words = _NOT_LEFT.sub("", words)
    words = _STRETCH_ABOVE.sub(r"\g<over>, ", words)
    if "wall" not in words:
        words = _THICK.sub(r"\g<long>, \g<size> in diameter", words)
    return _SEPARATES.sub(_gap, _CLEAR_GAP.sub(_gap, words))


def _range(match: re.Match[str]) -> str:
    """ "Beginning in X and ending in Y": X, Y and what lies between."""
    if not is_a_vein(match["a"]) or not is_a_vein(match["b"]):
        return match.group()
    return f" extending from {match['a']} to {match['b']}"


def _from_into(match: re.Match[str]) -> str:
    if not is_a_vein(match["a"]) or not is_a_vein(match["b"]):
        return match.group()
    return f"{match['lead']}thrombus in {match['a']} {'has extended' if match['has'] else 'extends'} into {match['b']}"


def _gap(match: re.Match[str]) -> str:
    """ "Leaving a clear gap of 22 mm before the popliteal vein is reached"."""
    junction = _JUNCTION.match(match["vein"])
    if junction:
        return f", ending {match['size']} short of the sapheno{junction['deep']} junction"
    if not is_a_vein(match["vein"]):
        return match.group()
    return f", ending {match['size']} short of {match['vein']}"
