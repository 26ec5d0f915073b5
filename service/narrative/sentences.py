"""A report cut into sentences, each with the section it stands in and the words that the rules read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.narrative.spelling import correct
from service.narrative.tables import Line, cells_of, read_rows

INDICATION, TECHNIQUE, FINDINGS, IMPRESSION = "indication", "technique", "findings", "impression"
RECOMMENDATION, COMPARISON, LEGEND, TITLE = "recommendation", "comparison", "legend", "title"
UNREAD_SECTIONS = frozenset({TECHNIQUE, RECOMMENDATION, LEGEND})

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("‘’ʼ′`´", "'"),
        **dict.fromkeys("“”″", '"'),
        **dict.fromkeys("\u00a0\u2009\u202f\u2002\u2003\u200a\u2007\u200b\ufeff\u00ad", " "),
        "×": "x",
        "•": "*",
        "·": "*",
        "▪": "*",
        "…": ".",
        "œ": "e",
        "⁄": "/",
    }
)

_HEADINGS = {
    INDICATION: r"indications?|clinical(?:\s(?:details?|history|information|info|indication|question|notes?|data|hx|"
    r"summary|context|background|problem|request))?|reason(?:\sfor\s(?:the\s)?(?:exam\w*|study|referral|request|scan|"
    r"test|visit))?|history|hx|referral|request|presenting\scomplaint|presentation|background|symptoms|hpi|pmh|"
    r"past\s(?:medical\s)?history|medical\shistory|relevant\shistory|medications?",
    TECHNIQUE: r"techniques?|method\w*|protocol|procedure(?:\sdetails)?|technical\sfactors|equipment",
    TITLE: r"exam|examination|study|type\sof\s(?:exam\w*|study)|investigation|test|modality|title",
    FINDINGS: r"(?:ultrasound\s|us\s|scan\s|duplex\s|sonographic\s)?findings?|report|results?|description|"
    r"observations?|today|currently",
    IMPRESSION: r"impressions?|imp|conclusions?|concl|summary|opinion|comments?|interpretation|assessment|diagnosis|"
    r"final\s(?:diagnosis|impression)|overall|in\s(?:summary|conclusion)|bottom\sline|key\sfindings?",
    RECOMMENDATION: r"recommendations?|plan|advice|suggestions?|management|action",
    COMPARISON: r"comparisons?|priors?|(?:prior|previous)\s(?:study|studies|imaging|exam\w*|scans?|ultrasound)|compared\sto",
    LEGEND: r"key|legend|abbreviations?|criteria",
}
_HEADING = re.compile(
    r"(?:\d{1,2}[.)]\s*|[*\-]\s*)?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _HEADINGS.items())
    + r")(?:\s*:+\s*|\s+-+\s+|\s*-+\s+|\s*\.?\s*$)",
    re.IGNORECASE,
)
_IN_SUMMARY = re.compile(r"(?:in (?:summary|conclusion)|overall|impression|summary|conclusion)[,\s]+", re.IGNORECASE)
_BULLET = re.compile(r"\s*(?:\(?\d{1,2}[.)](?!\d)\s?|[*+>]\s?|-\s|\(?[a-hA-H]\)\s?|\(?(?:ii?i?|iv|v)\)\s?)")
_STARTS_ANEW = re.compile(
    r"\s*(?:\(?\d{1,2}[.)](?!\d)|[*\-+>]\s|\(?[a-hA-H]\)|\(?(?:ii?i?|iv|v)\)|[A-Z][\w /.()-]{0,40}:|(?:RIGHT|LEFT|Right|Left|Rt|Lt|R|L)\b[^a-z]{0,30}$)"
)
_UNFINISHED = re.compile(
    r"\b(?:non|the|a|an|of|in|and|or|with|without|no|to|from|is|are|not|at|by|for|on|into|within|which|that|was|were|be|"
    r"been|has|have|does|do|cannot|but)$|[,-]$",
    re.IGNORECASE,
)
_HALF_A_NAME = re.compile(
    r"\b(?:right|left|common|superficial|deep|proximal|mid|distal|femoral|popliteal|posterior|anterior|tibial|peroneal|iliac|external|"
    r"great|small|acute|chronic|occlusive|partially|completely|vein|veins|thrombus|contains?|over|approximately|measuring)$",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"\s*(?:[a-z(&,]|(?:VEINS?|IN|OF|AND|OR|WITH|WITHOUT|IS|ARE|WAS|WERE|WHICH|TO|INTO|COMPRESSIBLE|THROMBUS|EXTENDING|"
    r"MEASURING|FOR|FROM|AT|ON|BUT|HAS|HAVE|NOT|CM|MM)\b)"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:vv?|incl|approx|prox|dist|mid|lt|rt|dr|vs|cf|ca|e\.g|i\.e|ext|int|ant|post|sup|inf|comm?|fem|pop|tib|"
    r"per|gastroc|max|min|no|fig|st|[rl])\.)$",
    re.IGNORECASE,
)
_BEFORE_A_NAME = re.compile(r"\b(?:lt|rt|dr|ext|int|ant|post|sup|inf|comm?|fig|st|[rl])\.$", re.IGNORECASE)
_END = re.compile(r"[.!?]+(?=[\s\"')\]]|$)|(?<=[a-z])\.(?=[A-Z][a-z])|\n")
_NOT = re.compile(r"\bcan'?t\b|\b(do|does|did|is|are|was|were|has|have|had|could|would|should)n'?t\b")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a report."""

    quote: str
    """As written, white space collapsed."""
    words: str
    """Lower case, spelling slips corrected, section heading removed: what the rules read."""
    section: str
    line: int
    """Number of the logical line (a table row, a bullet, a paragraph)."""


def read_sentences(plain: str) -> tuple[Sentence, ...]:
    """The sentences of a plain-text report in reading order."""
    lines = list(read_rows(_unwrapped(plain.translate(_PLAIN).split("\n"))))
    pieces = [(number, *piece) for number, line in enumerate(lines) for piece in _pieces(line)]
    return tuple(_with_sections(pieces))


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """Logical lines: a line that a terminal or letter width broke is joined with the next."""
    joined: list[list[str]] = []
    longest = max(map(len, lines), default=0)
    previous = ""
    for line in lines:
        if joined and previous.strip() and _is_wrapped(previous, line, longest):
            joined[-1].append(line.strip())
            if re.search(r"[a-zA-Z]-$", previous.rstrip()):
                joined[-1][-2:] = [joined[-1][-2].rstrip()[:-1] + line.strip()]
        else:
            joined.append([line])
        previous = line
    return [" ".join(parts) for parts in joined]


def _is_wrapped(line: str, following: str, longest: int) -> bool:
    ending = line.rstrip()
    if not following.strip() or ending[-1] in ".!?:;|" or _STARTS_ANEW.match(following) or cells_of(following):
        return False
    if cells_of(line) or _is_heading_alone(ending):
        return False
    if _CONTINUES.match(following) or (_UNFINISHED.search(ending[-40:]) and len(ending.split()) > 2):
        return True
    if _HALF_A_NAME.search(ending[-40:]) and len(ending.split()) > 2 and not re.match(r"\s*[A-Z][a-z]", following):
        return True
    return longest >= 50 and len(ending) + len(following.split()[0]) >= longest - 2


def _is_heading_alone(line: str) -> bool:
    return _HEADING.fullmatch(line.strip()) is not None


def _pieces(line: Line) -> Iterator[tuple[str, str]]:
    """(words to read, quote) for each sentence of a line."""
    text, quote = line
    is_row = text is not quote and text != quote
    bullet = _BULLET.match(text)
    if bullet:
        text = text[bullet.end() :]
    start = 0
    for match in _END.finditer(text):
        if match.group() == "." and _is_abbreviation(text, match.start(), match.end()):
            continue
        piece = text[start : match.end()]
        start = match.end()
        if piece.strip(" .!?"):
            yield piece, quote if is_row else piece
    if text[start:].strip():
        yield text[start:], quote if is_row else text[start:]


def _is_abbreviation(text: str, dot: int, after: int) -> bool:
    if not _ABBREVIATION.search(text[max(0, dot - 12) : dot + 1]):
        return False
    if text[max(0, dot - 2) : dot].lower() == "no" and not text[after : after + 6].strip()[:1].isdigit():
        return False
    following = text[after:].strip()[:1]
    return bool(following) and (
        not following.isupper() or _BEFORE_A_NAME.search(text[max(0, dot - 12) : dot + 1]) is not None
    )


def _with_sections(pieces: list[tuple[int, str, str]]) -> Iterator[Sentence]:
    headings = [_heading(piece.strip()) for _, piece, _ in pieces]
    section, since, empty = FINDINGS, -1, False
    for index, (line, piece, quote) in enumerate(pieces):
        name, rest = headings[index]
        if name:
            section, since, empty = name, line, not rest.strip()
        elif empty:
            since, empty = line, False
        elif section not in (FINDINGS, IMPRESSION) and _has_ended(index, section, since, pieces, headings):
            section = FINDINGS
        words = rest if name else piece.strip()
        if words.strip():
            text = correct(_NOT.sub(_spelt_out, _SPACES.sub(" ", words).strip().lower()))
            yield Sentence(_SPACES.sub(" ", quote).strip(), text, section, line)


def _has_ended(
    index: int, section: str, since: int, pieces: list[tuple[int, str, str]], headings: list[tuple[str, str]]
) -> bool:
    """A section that is not read ends with its line; where all stands in one line, with its first sentence.

    A heading for what follows in the same line keeps it open until there.
    """
    line = pieces[index][0]
    if line != since:
        return True
    for later in range(index, min(len(pieces), index + 40)):
        if pieces[later][0] != line:
            break
        if headings[later][0]:
            return headings[later][0] == IMPRESSION
    return section in (TITLE, COMPARISON) or pieces[-1][0] == line


def _spelt_out(match: re.Match[str]) -> str:
    return f"{match.group(1)} not" if match.group(1) else "cannot"


def _heading(piece: str) -> tuple[str, str]:
    match = _HEADING.match(piece)
    if match and match.lastgroup:
        return match.lastgroup, piece[match.end() :]
    summary = _IN_SUMMARY.match(piece)
    return (IMPRESSION, piece[summary.end() :]) if summary else ("", piece)
