"""A report cut into sentences, each with the section it stands in and the words that the rules read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.narrative.answers import answers_in_words
from service.narrative.boxes import with_boxes_as_answers
from service.narrative.headings import COMPARISON, FINDINGS, IMPRESSION, TITLE, read_heading
from service.narrative.latin import in_english
from service.narrative.layout import logical_lines
from service.narrative.legend import read_legend
from service.narrative.rewording import reworded
from service.narrative.side_letters import with_sides_only
from service.narrative.spelling import correct
from service.narrative.tables import Line, read_rows

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

_BULLET = re.compile(r"\s*(?:\(?\d{1,2}[.)](?!\d)\s?|[*+>]{1,2}\s?|-\s|\(?[a-hA-H]\)\s?|\(?(?:ii?i?|iv|v)\)\s?)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:vv?|incl|approx|prox|dist|mid|lt|rt|dr|vs|cf|ca|e\.g|i\.e|ext|int|ant|post|sup|inf|comm?|fem|pop|tib|sin|dext|dx|superf|prof|neg|pos|"
    r"per|gastroc|max|min|no|fig|st|[rl])\.)$",
    re.IGNORECASE,
)
_VEINS_END = re.compile(r"\bvv?$", re.IGNORECASE)
_A_LEG_FOLLOWS = re.compile(
    r"\s+(?:(?:Right|Left|Both|Other|Opposite|R|L|Rt|Lt)\s(?:leg|limb|side|calf|thigh|groin|lower|deep|common|femoral|popliteal)|(?:RIGHT|LEFT|BOTH)\s[A-Z]{3,}|No\s|The\s|All\s)"
)
""" "Thrombosis of the gastroc vv. Right leg free of DVT."."""
_BEFORE_A_NAME = re.compile(
    r"\b(?:lt|rt|dr|ext|int|ant|post|sup|inf|comm?|fig|st|[rl]|vv?|(?<=\bno\s)(?:prox|dist))\.$", re.IGNORECASE
)
_COMPARED_LEG = re.compile(r"[<>]\s?[lr]t?$", re.IGNORECASE)
""" "Pain L > R." ends a sentence."""
_END = re.compile(r"[.!]+(?=[\s\"')\]]|$)|(?<=[\w)])\?+(?=\s+[A-Z\d(*-]|\s*$)|(?<=[a-z])\.(?=[A-Z][a-z])|\n")
_ANSWERED = re.compile(
    r"\s?\?\s*[:-]?\s*(?=(?:yes|no|y|n|nil|none|partial|partially|negative|positive|not|fully)\b)", re.IGNORECASE
)
"""A question of a form and its answer: "Compressible? No"."""
_NOT = re.compile(
    r"\bcan'?t\b|\b(?P<will>won't|wont)\b|\b(do|does|did|is|are|was|were|has|have|had|could|would|should)n'?t\b"
)
_ASKED = re.compile(r"(?<=\w)\?")
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
    legend, told = read_legend(plain.translate(_PLAIN).split("\n"))
    lines = list(read_rows(logical_lines(told), legend))
    pieces = [(number, *piece) for number, line in enumerate(lines) for piece in _pieces(line)]
    return tuple(_with_sections(pieces))


def _pieces(line: Line) -> Iterator[tuple[str, str]]:
    """(words to read, quote) for each sentence of a line."""
    text, quote = line
    text = _ANSWERED.sub(": ", text)
    is_row = line[0] != quote
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
    if _COMPARED_LEG.search(text[max(0, dot - 12) : dot]):
        return False
    following = text[after:].strip()[:1]
    if _VEINS_END.search(text[max(0, dot - 3) : dot]) and _A_LEG_FOLLOWS.match(text, after):
        return False
    if text[max(0, dot - 2) : dot].lower().endswith(" v") and re.match(r"\s+[A-Z][a-z]{2}", text[after : after + 6]):
        return False
    return bool(following) and (
        not following.isupper() or _BEFORE_A_NAME.search(text[max(0, dot - 12) : dot + 1]) is not None
    )


def _with_sections(pieces: list[tuple[int, str, str]]) -> Iterator[Sentence]:
    headings = [read_heading(piece.strip()) for _, piece, _ in pieces]
    section, since, empty = FINDINGS, -1, False
    before = ""
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
            text = correct(
                in_english(
                    _NOT.sub(_spelt_out, _SPACES.sub(" ", _ASKED.sub(" ?", words.replace('"', " "))).strip().lower())
                )
            )
            text = reworded(answers_in_words(with_boxes_as_answers(with_sides_only(text))), before)
            before = text
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
    if match["will"]:
        return "will not"
    return f"{match.group(2)} not" if match.group(2) else "cannot"
