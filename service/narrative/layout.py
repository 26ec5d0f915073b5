"""The lines of a report as its writer meant them: leaders, tick boxes and legends resolved, wrapped lines joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.narrative.headings import is_heading_alone
from service.narrative.spelling import correct
from service.narrative.tables import cells_of

_LEADER = re.compile(r"\s*(?:\.{3,}|_{3,}|(?:\s\.){3,}|-{4,}(?=\s*\w))\s*")
_SHORT_LEADER = re.compile(r"\s+\.{1,2}\s+(?=\S)")
_LEADS = re.compile(r"\w\s*(?:\.{3,}|_{3,}|(?:\s\.){3,}|-{4,})\s*\w")
_LED_ANSWER = re.compile(r"\w\s?\.{3,}\s?(?:none|no|nil|neg\w*|absent|clear|normal|patent)\b", re.IGNORECASE)
_BOX = re.compile(r"\[\s*(?P<a>[xXvV*✓✔√]?)\s*\]|\((?P<b>\s*[xX✓✔√]\s*|\s+)\)|(?P<c>[☒☑✓✔])|(?P<d>[☐□])")
_KEY = re.compile(r"^\s*[A-Za-z]\w*_\w+(?=\s*[:=])")
_SEPARATED = re.compile(r"[:|]|\s{2,}")

_SIDE = r"(?:(?:right|left|rt|lt|r|l|bilat|bilateral|both)\b\.?\s?(?:leg\b)?[\s:-]*)?"
_VEIN = (
    r"(?:(?:duplicated|common|superficial|deep|external|internal|posterior|anterior|post|ant|great|greater|small|short|long|lesser|prox\w*|mid|dist\w*|"
    r"medial|lateral|upper|lower|paired|ext|comm?|int)\.?\s){0,3}"
    r"(?:femorals?|fem|femoro-?popliteal|popliteals?|pop|popv|tibials?|tib|peroneals?|pero?|iliacs?|saphenous|profunda(?:\sfemoris)?|calf|calves|soleals?|"
    r"gastroc\w*|tibio-?peroneal|tpt|[cspd]?fv|[ce]iv|ivc|[ap]tvs?|[gsl]sv|perv|perov|spj|sfj|gcv|deep)"
)
_STATUS = (
    r"(?:\w{0,3}patent|(?:non-?\s?|in)?compress\w*|clear|normal|neg\w*|pos\w*|thromb\w+|clot\w*|no\b|not\b|nc\b|c\b|nl\b|ok\b|fully|full|partial\w*|occlu\w+|"
    r"acute|chronic|contains?|unremarkable|nad\b|free|poorly|obscured|squash\w*|fine\b)"
)
_RECORD = re.compile(
    rf"\s*(?:[*>+-]\s*|\(?\w[.)]\s*)?{_SIDE}(?:{_VEIN}(?:\sve?i?e?ns?\b|\svv?\b\.?|\strunk)?(?:\s?(?:[,/&+]|and)\s?|\s))+"
    rf"(?:\([^)]*\)\s*)?(?:[:=|-]|{_STATUS})"
)
_PREDICATE = re.compile(
    r"\b(?:patent|\w*compress\w*|clear|normal|neg|negative|thromb\w+|clots?|clotted|occlu\w+|nc|nl|ok|fine|seen|assessed|scanned|done|dvt|thrombophlebitis|"
    r"unremarkable|free|occluded|squash\w*)\b"
)
_STARTS_ANEW = re.compile(
    r"\s*(?:\(?\d{1,2}[.)](?!\d)|[*\-+>]\s|>>|\(?[a-hA-H]\)|\(?(?:ii?i?|iv|v)\)|[A-Z][\w /.()&,-]{0,40}:|(?:RIGHT|LEFT|Right|Left|Rt|Lt|R|L)\b[^a-z]{0,30}$)"
)
_UNFINISHED = re.compile(
    r"\b(?:non|the|a|an|of|in|and|or|with|without|no|to|from|is|are|not|at|by|for|on|into|within|which|that|was|were|be|"
    r"been|has|have|does|do|cannot|but|nor|neither|than|as|its|both|any|this|these|through)$|,$|(?<![:\s])-$",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\w\s(?:the|of|with|without|and|an?|to|in|is|are|be|been|being|was|were|cannot|not|by|from|into|its|has|have)$",
    re.IGNORECASE,
)
"""No record and no heading ends so."""
_SIDE_AHEAD = re.compile(r"\s*(?:right|left|rt|lt)\b(?![^:]{0,40}:)", re.IGNORECASE)
_HALF_A_NAME = re.compile(
    r"\b(?:right|left|common|superficial|deep|proximal|mid|distal|posterior|anterior|external|internal|occlusive|"
    r"upper|lower|great|small|acute|chronic|non-?occlusive|partially|completely|contains?|over|approximately|measuring|extensive|fully|evidence)$",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(r"\w{3,}[.]\s+(?:[A-Za-z][\w'-]*,?\s?){1,8}$")
"""A sentence that ends in the middle of a line, and the next, which the line breaks off."""
_CONTINUES_LOWER = re.compile(r"\s*[a-z(&,]")
_CONTINUES_UPPER = re.compile(
    r"\s*(?:VEINS?|IN|OF|AND|OR|WITH|WITHOUT|IS|ARE|WAS|WERE|WHICH|TO|INTO|COMPRESSIBLE|EXTENDING|MEASURING|FOR|FROM|AT|ON|"
    r"BUT|HAS|HAVE|NOT|CM|MM|"
    r"HOLDS?|CONTAINS?|SHOWS?|CARR(?:Y|IES)|FILLS?|BEARS?|CANNOT|CAN|COULD|WILL|DOES|DO|DID|OUT|BY|UNDER|THROUGH|ALONG|FLAT|SHUT|CLOSES?|FLATTENS?|COLLAPSES?|SQUASH(?:ES)?|NOR|THAT|THAN|"
    r"LIES?|SITS?|EXTENDS?|REACH(?:ES)?|REMAINS?|THROUGHOUT|BECAUSE)\b"
)


def logical_lines(lines: Sequence[str]) -> list[str]:
    """The lines of a report, one for each record, row, bullet or paragraph."""
    return _unwrapped(list(_without_forms(lines)))


def _without_forms(lines: Sequence[str]) -> Iterator[str]:
    """Leaders ("CFV ..... clear") as colons, and of tick boxes only what is ticked."""
    leads = sum(_LEADS.search(line) is not None for line in lines) >= 2
    for line in lines:
        line = _KEY.sub(lambda match: match.group().replace("_", " "), line)
        if leads or _LED_ANSWER.search(line):
            line = _LEADER.sub(": ", _SHORT_LEADER.sub(": ", line) if _is_led(line) else line)
        yield _ticked(line) if _is_form(line) else line


def _is_form(line: str) -> bool:
    """A line of options with boxes; a tick that fills the cell of a table is a value and no box."""
    boxes = list(_BOX.finditer(line))
    return bool(boxes) and not all(box["c"] and not re.search(r"[☒☑]", box.group()) for box in boxes)


def _is_led(line: str) -> bool:
    return bool(re.match(r"\s*(?:\d{1,2}\.\s)?(?:[\w()/,&-]+\s){1,5}\.{1,2}\s", line))


def _ticked(line: str) -> str:
    boxes = list(_BOX.finditer(line))
    ticked = [bool((box["a"] or "").strip() or (box["b"] or "").strip() or box["c"]) for box in boxes]
    if len(boxes) == 1 and boxes[0]["a"] is None and boxes[0]["c"] is None:
        return line
    head, end = line[: boxes[0].start()], line.rstrip()
    if not end[boxes[-1].end() :].strip(" |.,;"):
        return _ticked_behind(line, boxes, ticked)
    stops = [box.start() for box in boxes[1:]] + [len(line)]
    kept = [line[box.end() : stop].strip(" |,;/\t") for box, stop, on in zip(boxes, stops, ticked, strict=True) if on]
    head = head.rstrip(" |:\t")
    return f"{head}: {', '.join(kept)}" if head.strip() and kept else ", ".join(kept) or ""


def _ticked_behind(line: str, boxes: list[re.Match[str]], ticked: list[bool]) -> str:
    """ "CFV: compressible [x] non-compressible [ ]"."""
    starts = [0] + [box.end() for box in boxes[:-1]]
    options = [line[start : box.start()] for start, box in zip(starts, boxes, strict=True)]
    cut = list(_SEPARATED.finditer(options[0].strip()))
    name = options[0].strip()[: cut[-1].end()] if cut else ""
    options[0] = options[0].strip()[cut[-1].end() :] if cut else options[0]
    kept = [option.strip(" |,;/\t") for option, on in zip(options, ticked, strict=True) if on]
    return f"{name.rstrip(' :|')}: {', '.join(kept)}" if name and kept else ", ".join(kept)


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Logical lines: a line that a terminal or letter width broke is joined with the next."""
    joined: list[list[str]] = []
    width = _Width(lines)
    previous = ""
    for line in lines:
        if joined and previous.strip() and width.breaks(previous, line):
            joined[-1].append(line.strip())
            if re.search(r"[a-zA-Z]-$", previous.rstrip()):
                joined[-1][-2:] = [joined[-1][-2].rstrip()[:-1] + line.strip()]
        else:
            joined.append([line])
        previous = line
    return [" ".join(parts) for parts in joined]


class _Width:
    """How a text is broken into lines: by its width, or one record to a line."""

    def __init__(self, lines: Sequence[str]) -> None:
        told = [line.strip() for line in lines if line.strip()]
        self.longest = max(map(len, told), default=0)
        starts = [line for line in told if line[:1].isalpha()]
        # In a text of one case the case of the next line tells nothing.
        self.one_case = bool(starts) and (
            sum(line[:1].islower() for line in starts) * 2 > len(starts) or all(line.upper() == line for line in starts)
        )

    def breaks(self, line: str, following: str) -> bool:
        """Whether ``following`` continues ``line``."""
        ending = line.rstrip()
        if not following.strip() or ending[-1] in ".!?:;|" or cells_of(following):
            return False
        if _STARTS_ANEW.match(following) and not (_OPEN.search(ending) and _SIDE_AHEAD.match(following)):
            return False
        if cells_of(line) or is_heading_alone(ending):
            return False
        several = len(ending.split()) > 2 or _OPEN.search(ending) is not None
        half = _HALF_A_NAME.search(ending[-40:]) and not re.match(r"\s*[A-Z][a-z]", following)
        answered = re.search(r"[?:=]\s*no$", ending[-10:], re.IGNORECASE)
        if several and not answered and (_UNFINISHED.search(ending[-40:]) or half):
            return True
        full = self.longest >= 50 and len(ending) + len(following.split()[0]) >= self.longest - 2
        if _RECORD.match(correct(following[:100].lower())) and _PREDICATE.search(correct(ending.lower())):
            return False
        if _CONTINUES_UPPER.match(following) or (_CONTINUES_LOWER.match(following) and not self.one_case):
            return True
        return _BREAKS_OFF.search(ending) is not None if self.one_case else full
