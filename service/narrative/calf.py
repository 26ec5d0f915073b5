"""Whether the deep calf veins were seen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.narrative import cues, veins
from service.narrative.findings import ABSENT, PRESENT, UNSTATED, ReportFinding
from service.narrative.headings import UNREAD_SECTIONS
from service.narrative.sides import Parsed

_DOWN_TO_ANKLE = re.compile(
    r"\b(?:groin|inguinal\s\w{1,10}|thigh|femoral(?:\svein)?|cfv|top\sof\s\w{1,8}|hip)\s(?:down\s|through\s)?to\s(?:the\s)?(?:level\sof\s(?:the\s)?)?(?:\w{1,8}\s)?(?:ankles?|malleol\w{1,3}|feet|foot)\b"
)
_CALF = re.compile(r"\b(?:calf|calves|infra-?\s?popliteal|below[\s-](?:the[\s-])?knee|tibial|crural|distal\sveins?)\b")


def calf_veins_seen(parsed: Sequence[Parsed], findings: Sequence[ReportFinding]) -> str:
    """``yes`` when a deep calf vein has a result or the scan went down to the ankle; ``no`` when the report says not seen."""
    calf = [f for f in findings if f.vein in veins.CALF]
    if any(f.vein != "calf_unspecified" or f.thrombus in (PRESENT, ABSENT) for f in calf):
        return "yes"
    told = [p for p in parsed if p.sentence.section not in UNREAD_SECTIONS]
    if any(_not_seen(p) for p in told):
        return "no"
    if any(_DOWN_TO_ANKLE.search(p.words) for p in parsed):
        return "yes"
    return UNSTATED


def _not_seen(parsed: Parsed) -> bool:
    places = [m.span() for m in _CALF.finditer(parsed.words)]
    for each in parsed.marks:
        if each.token.kind not in (cues.UNSEEN, cues.NOT_SEEN):
            continue
        for start, end in places:
            between = (
                parsed.words[end : each.token.start]
                if end <= each.token.start
                else parsed.words[each.token.end : start]
            )
            if len(between) < 70 and not re.search(r"[;.]|thromb|clot|dvt|\bbut\b", between):
                return True
    return False
