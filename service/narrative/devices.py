"""What was done with a line, a plaster or a filter beside a thrombus ("at the site of the line removed yesterday") taken out: it is not the thrombus that was removed."""

from __future__ import annotations

import re

_CUES = re.compile(
    r"\b(?:remov\w+|withdrawn|withdrawal|pulled|taken\s(?:out|off)|placed|placement|inserted|insertion|sited|put\s(?:in|on)|changed|exchanged|replaced|fitted|applied|implanted|previous|former|old|earlier|prior|recent|recently|puncture|operation|surgery)\b"
)
_SPOKEN_OF = re.compile(r"thromb|clot|dvt|compress|occlu")
_ADJ = r"(?:(?!thromb|clot|dvt|vein|femoral\svein|and\b|but\b|was\b|is\b|the\b)[\w-]{2,14}\s){0,3}?"
_THING = (
    r"(?:lines?|cvc|catheters?|cannulas?|cannulae|sheaths?|introducers?|vas-?cath|perm-?cath|picc|drains?|wires?|(?:ivc\s|caval\s|vena\scava\s)?filters?|stents?|plasters?(?:\scast)?|(?<!a )(?<!clot )casts?(?!\sof)|boots?|splints?|braces?|"
    r"closure\sdevices?|balloons?|plates?|nails?|pins?|screws?|frames?|fixators?|tourniquets?|bandages?|dressings?|needles?|stockings?)"
)
_DONE = r"(?:(?:just|since|already|recently|now|also|only|subsequently|then|later)\s)?(?:removed|taken\s(?:out|off|away|down)|withdrawn|pulled(?:\sout)?|out|placed|inserted|put\s(?:in|on)|sited|changed|exchanged|replaced|fitted|applied|implanted|in\ssitu|still\sin\s(?:place|situ))"
_NUMBER = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|some|several|a\sfew)"
_WHEN = (
    r"(?:\s(?:earlier(?:\stoday)?|yesterday(?:\s(?:morning|afternoon|evening))?|today|this\s(?:morning|afternoon|evening|week)|last\s(?:night|week|month|year|\w{3,6}day)|(?:on\s)?\w{3,6}day\b|"
    rf"{_NUMBER}\s(?:hours?|days?|weeks?|months?|years?)\s(?:ago|earlier|before|previously)|previously|recently|before|overnight|the\s(?:day|week|night)\sbefore|in\s(?:january|february|march|april|may|june|july|august|september|october|november|december|theatre|icu|itu|a&e)|on\s(?:the\s)?(?:icu|itu|ward|admission)|for\s(?:dialysis|access|infection|sepsis))){{0,2}}"
)
_AT_ITS_SITE = re.compile(
    rf",?\s(?:at|around|over|about|near|along|beside|just\s(?:above|below)|above|below)\s(?:the\s)?(?:(?:former|old|previous|entry|insertion|puncture|exit)\s)?(?:site|place|tip|level|position|track|tract|point|course|location|bed)\sof\s(?:(?:the|an?|his|her|their|this)\s)?{_ADJ}{_THING}\s(?:(?:which|that)\s)?(?:(?:was|were|had\sbeen|has\sbeen)\s)?{_DONE}{_WHEN}"
)
_WHERE_IT_WAS = re.compile(
    rf",?\s(?:(?:at|from)\s)?where\s(?:(?:the|an?|his|her|their|this)\s)?{_ADJ}{_THING}\s(?:was|were|had\sbeen|has\sbeen|used\sto\sbe|had\slain)(?:\s{_DONE})?{_WHEN}(?=\s?(?:[.,;)]|$))"
)
_IN_BRACKETS = re.compile(
    rf"\s\((?:(?:the|an?|her|his)\s)?{_ADJ}{_THING}\s(?:(?:was|were|had\sbeen|has\sbeen)\s)?{_DONE}{_WHEN}\)"
)
_BY_THE_WAY = re.compile(
    rf"[;,]\s(?:(?:and|the|an?|her|his|their)\s){{0,2}}{_ADJ}{_THING}\s(?:(?:was|were|had\sbeen|has\sbeen|having\sbeen|is|has)\s)?{_DONE}{_WHEN}(?=\s?(?:[.;,]|$))"
)
_AFTER_IT = re.compile(
    rf",?\s(?:after|following|since|post)\s(?:(?:the|his|her|recent|earlier)\s)?{_ADJ}(?:{_THING}\s(?:removal|insertion|placement|withdrawal|change|exchange)|(?:removal|insertion|placement|withdrawal|change|exchange)\sof\s(?:the\s|an?\s|his\s|her\s)?{_ADJ}{_THING}){_WHEN}(?=\s?(?:[.;,)]|$))"
)
_RELATED = re.compile(
    rf",?\s(?:(?:most\s)?(?:likely|probably|presumably|possibly|clearly)\s)?(?:related\sto|due\sto|caused\sby|secondary\sto|associated\swith|from)\s(?:the\s|an?\s|his\s|her\s){_ADJ}{_THING}\s(?:(?:which|that)\s)?(?:(?:was|were|had\sbeen)\s)?{_DONE}{_WHEN}(?=\s?(?:[.;,)]|$))"
)
_FORMER = re.compile(
    rf"\b(?:previous|former|old|earlier|prior|recent|recently\sremoved|now\sremoved|removed)\s(?=(?:(?!thromb|clot|dvt|vein)[\w-]{{2,14}}\s){{0,2}}?(?:{_THING}|puncture|operation|surgery|incision|fracture|wound|scar|access)(?:\s(?:insertion\s|entry\s|exit\s|puncture\s)?site\b|\s?(?:[.,;)]|$)))"
)
_AT = re.compile(r"\b(?:site\sof|at|above|below|near|around|beside|over|along|from|by)\s(?:(?:the|an?|his|her)\s)?$")


def without_devices_removed(words: str) -> str:
    """The words of a sentence about a thrombus without such asides."""
    if not _CUES.search(words) or not _SPOKEN_OF.search(words):
        return words
    words = _AT_ITS_SITE.sub(" at the line site", words)
    for aside in (_WHERE_IT_WAS, _IN_BRACKETS, _BY_THE_WAY, _AFTER_IT, _RELATED):
        words = aside.sub("", words)
    return _FORMER.sub(lambda m: "" if _AT.search(words, max(0, m.start() - 24), m.start()) else m.group(), words)
