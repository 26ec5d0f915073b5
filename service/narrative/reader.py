"""Reading one report: from its text to findings that each quote their sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.narrative import cues, measures, veins
from service.narrative.calf import calf_veins_seen
from service.narrative.clauses import read_clauses
from service.narrative.comparison import read_comparison
from service.narrative.context import Context
from service.narrative.findings import ABSENT, NOTHING_READ, POSSIBLE, PRESENT, ReportFinding, ReportReading, Statement
from service.narrative.headings import FINDINGS, IMPRESSION, INDICATION, TITLE, UNREAD_SECTIONS
from service.narrative.html_text import plain_text
from service.narrative.lexer import lex
from service.narrative.measures import Measure
from service.narrative.merge import merge
from service.narrative.rewording import LONGEST
from service.narrative.scope import Mark, mark, readable
from service.narrative.sentence_reader import SentenceReader
from service.narrative.sentences import Sentence, read_sentences
from service.narrative.sides import (
    Parsed,
    of_marks,
    report_sides,
)
from service.narrative.statements import is_history
from service.narrative.times import of_earlier

MOST_CHARACTERS = 200_000
"""A longer text is not read at all: half a report could hold the finding without its negation."""

LONGEST_SENTENCE = LONGEST
"""Longer text without a full stop is not a sentence, and what a word in it applies to cannot be told."""

MOST_SENTENCES = 4_000
"""Nor is one of more sentences: no report has so many, and each costs its own reading."""

_ARM = re.compile(
    r"\b(?:upper\s(?:limb|extremit\w{1,3}|ext\b)|arms?\b|subclavian|axillary|brachial|basilic|cephalic\svein|jugular|innominate|brachiocephalic|forearm|ijv|picc|rue|lue)\b"
)
_LEG = re.compile(r"\b(?:lower\s(?:limb|extremit\w{1,3}|ext\b)|legs?\b|calf|thigh|rle|lle)\b")
_QUESTION = re.compile(
    r"\W*(?:(?:clinical|clinically|high|low|moderate|left|right|patient|pt|referred|with|for|leg|the|a|of|\?)\s){0,4}(?:concern|suspicion|suspected|query|\?|r/o|rule\sout|to\sexclude|exclude|evaluat\w{1,4}|assess\w{0,4})\b"
)
_EXAMINATION = re.compile(
    r"\b(?:duplex|dopplers?|ultra-?sou\w{1,5}|uss?|scans?|stud(?:y|ies)|exam(?:ination)?s?|sonogra\w{1,3}|laboratory|protocol|clinic|surveillance|venous|dvt\sscan)\b"
)
_TELLS = re.compile(
    r"\b(?:is|are|was|were|shows?|showed|showing|demonstrat\w{1,4}|contains?|seen|identified|there|has|have|compress(?:es|ed|ible)?|collaps(?:es|ed|ible)|squash(?:es|ed)|flattens|closes|patent|normal|negative|positive|"
    r"(?:good|full|complete|easy|poor|partial|incomplete|reduced|satisfactory)\s(?:compress|coapt|collaps|clos|flatten|appos)\w{1,8}|"
    r"clear|no|not|without|thrombosed|occluded|non-?compressible|confirm\w{0,3}|reveal\w{0,3}|found|detect\w{1,3}|ok)\b"
)
_TELLS_BEHIND = re.compile(r"[^:(]{0,40}(?::|\s-|;)\s?(?=.*\b(?:dvts?|thromb\w{1,8}|clots?|nc|pos)\b)")

_NO_COMPARISON = re.compile(
    r"\bno\s(?:\w{3,10}\s)?comparison|comparison\s(?:is\s|was\s)?not\spossible|not\savailable\sfor\scomparison"
)


def read_report(text: str) -> ReportReading:
    """Read a free-text leg-vein ultrasound report (plain text or HTML).

    Never raises.  An empty text, one longer than ``MOST_CHARACTERS`` or of more than ``MOST_SENTENCES``, and a report of another
    region give no findings.
    What the rules do not understand is left unknown and listed in ``unread_sentences``.
    """
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        return NOTHING_READ
    sentences = _with_opening(read_sentences(plain_text(text)))
    if not sentences or len(sentences) > MOST_SENTENCES:
        return NOTHING_READ
    if _is_upper_limb(sentences):
        return replace(NOTHING_READ, region="upper_limb")
    return _Reading(sentences).finish()


def _with_opening(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The first of several sentences is the indication when it only asks ("Concern for left popliteal DVT."), a title
    when it only names the examination."""
    if len(sentences) < 2 or sentences[0].section != FINDINGS:
        return sentences
    first = sentences[0]
    section = INDICATION if _QUESTION.match(first.words) else TITLE if _is_only_a_title(first.words) else FINDINGS
    return (replace(first, section=section), *sentences[1:])


def _is_only_a_title(words: str) -> bool:
    exams = list(_EXAMINATION.finditer(words))
    if exams and re.search(r"\b(?:new|acute|chronic|occlusive|clots?|thrombus)\b", words[: exams[0].start()]):
        return False
    return bool(exams) and not _TELLS.search(words) and not _TELLS_BEHIND.match(words, exams[-1].end())


def _is_upper_limb(sentences: Sequence[Sentence]) -> bool:
    """Arm or neck veins are examined and no leg vein is."""
    told = [s.words for s in sentences if s.section != INDICATION]
    if not any(_ARM.search(words) for words in told):
        return False
    return not any(
        _LEG.search(words) or any(t.kind == cues.VEIN and t.veins for t in lex(words))
        for words in told
        if len(words) <= LONGEST_SENTENCE
    )


def _parse(sentence: Sentence) -> tuple[Parsed, tuple[Measure, ...]]:
    if len(sentence.words) > LONGEST_SENTENCE:
        return Parsed(sentence, "", (), ()), ()
    text, found = measures.read_measures(readable(sentence.words) if sentence.section != INDICATION else sentence.words)
    marks = mark(text, lex(text))
    legs = of_marks(marks) if text == sentence.words else of_marks(Mark(token) for token in lex(sentence.words))
    return Parsed(sentence, text, marks, read_clauses(text, marks), legs), found


class _Reading:
    """The state of reading one report."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        both = [_parse(sentence) for sentence in sentences]
        self.parsed = [parsed for parsed, _ in both]
        self.measures = [found for _, found in both]
        self.earlier = of_earlier(self.parsed)
        past = [self._is_past(parsed) or i in self.earlier for i, parsed in enumerate(self.parsed)]
        self.sides = report_sides(self.parsed, past)
        self.context = Context()
        self.statements: list[Statement] = []
        self.history: dict[tuple[str, str], None] = {}
        self.then: set[tuple[str, str]] = set()
        """The veins thrombosed at an earlier examination that the report tells of."""
        self.unread: list[str] = []

    def _is_past(self, parsed: Parsed) -> bool:
        asked = parsed.sentence.section == INDICATION
        return is_history(parsed.words, parsed.marks, past=False, indication=asked)

    def finish(self) -> ReportReading:
        for index, parsed in enumerate(self.parsed):
            self.sides.enter(parsed)
            if parsed.sentence.section not in UNREAD_SECTIONS:
                self._read(index, parsed)
        told = [
            (i, p.words)
            for i, p in enumerate(self.parsed)
            if p.sentence.section not in UNREAD_SECTIONS | {INDICATION, TITLE}
        ]
        comparison = read_comparison(told, self.statements, gone=self._has_gone())
        statements = [s for s in self.statements if s.limited != "residual" or comparison == "resolved"]
        impression = frozenset(i for i, p in enumerate(self.parsed) if p.sentence.section == IMPRESSION)
        findings = merge(statements, impression, [p.sentence.quote for p in self.parsed])
        findings = tuple(self._as_understood(each, findings) for each in findings)
        here = {(f.vein, f.side) for f in findings if f.thrombus != ABSENT}
        return ReportReading(
            findings,
            comparison,
            calf_veins_seen(self.parsed, findings),
            "leg",
            tuple(key for key in self.history if key not in self.then & here),
            tuple(self.unread),
        )

    def _as_understood(self, finding: ReportFinding, findings: Sequence[ReportFinding]) -> ReportFinding:
        """ "DVT of the right leg" beside a vein of that leg that is named, and of which nothing was read: what is said
        of that vein may be where the thrombosis is, or that there is none."""
        covers = veins.COVERS.get(finding.vein, frozenset()) - veins.COVERS.keys()
        if finding.thrombus != PRESENT or not covers:
            return finding
        told = {each.vein for each in findings} | {vein for vein, _ in self.history}
        named = {vein for number, parsed in enumerate(self.parsed) for vein in self._looked_at(number, parsed)}
        return replace(finding, thrombus=POSSIBLE, certainty="unsure") if named & covers - told else finding

    def _looked_at(self, number: int, parsed: Parsed) -> Iterator[str]:
        """The veins that a sentence names as examined today."""
        if parsed.sentence.section in UNREAD_SECTIONS | {INDICATION, TITLE} or number in self.earlier:
            return
        if not {m.token.kind for m in parsed.marks} & {cues.UNSEEN, cues.NOT_SEEN, cues.HISTORY}:
            yield from (vein for m in parsed.marks if m.token.kind == cues.VEIN for vein in m.token.veins)

    def _has_gone(self) -> bool:
        """A vein thrombosed at an earlier examination is clear at this one."""
        if any(_NO_COMPARISON.search(parsed.words) for parsed in self.parsed):
            return False
        return any(s.thrombus == ABSENT and (s.vein, s.side) in self.then for s in self.statements)

    def _is_told_already(self, statement: Statement) -> bool:
        """ "Resolved DVT" after the veins that it was in."""
        covers = veins.COVERS.get(statement.vein, frozenset())
        return statement.resolved and any(vein in covers and side == statement.side for vein, side in self.history)

    def _read(self, index: int, parsed: Parsed) -> None:
        sentence = SentenceReader(
            index, parsed, self.measures[index], self.sides, self.context, earlier=index in self.earlier
        )
        statements = sentence.read()
        silent = parsed.sentence.section in (INDICATION, TITLE)
        if silent:
            statements = [s for s in statements if s.history]
        for each in statements:
            if each.history and not self._is_told_already(each):
                self.history[each.vein, each.side] = None
                if index in self.earlier and not any(
                    m.token.kind == cues.HISTORY and m.token.value != "known" for m in parsed.marks
                ):
                    self.then.add((each.vein, each.side))
        told = [s for s in statements if s.thrombus or s.has_attributes]
        if not silent:
            self.statements += told
            if sentence.named or told:
                self.context.saw(told, sentence.named)
            sides = of_marks(parsed.marks)
            if len(sides) == 1:
                self.sides.last = sides
        if not statements and not silent and _names_something(parsed):
            self.unread.append(parsed.sentence.quote[:LONGEST_SENTENCE])


def _names_something(parsed: Parsed) -> bool:
    if not parsed.words:
        return True
    kinds = {m.token.kind for m in parsed.marks}
    if kinds & {cues.UNSEEN, cues.NOT_SEEN}:
        return False
    return not kinds.isdisjoint((cues.THROMBUS, cues.THROMBOSED, cues.VEIN, cues.COMPRESSION))
