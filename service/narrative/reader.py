"""Reading one report: from its text to findings that each quote their sentence."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from service.narrative import cues, measures, veins
from service.narrative.calf import calf_veins_seen
from service.narrative.clauses import Clause, read_clauses
from service.narrative.comparison import read_comparison
from service.narrative.context import Context
from service.narrative.cues import lex
from service.narrative.findings import ABSENT, NOTHING_READ, POSSIBLE, PRESENT, UNSTATED, ReportReading, Statement
from service.narrative.html_text import plain_text
from service.narrative.measures import Measure
from service.narrative.merge import merge
from service.narrative.scope import Mark, mark, readable
from service.narrative.sentences import (
    COMPARISON,
    FINDINGS,
    IMPRESSION,
    INDICATION,
    TITLE,
    UNREAD_SECTIONS,
    Sentence,
    read_sentences,
)
from service.narrative.sides import (
    BOTH,
    BY_DEFAULT_BOTH,
    Parsed,
    SideContext,
    Sides,
    of_marks,
    of_text,
    report_sides,
    sides_of_group,
    spread,
)
from service.narrative.statements import Said, is_history, read_statement

MOST_CHARACTERS = 200_000
"""A longer text is not read at all: half a report could hold the finding without its negation."""

LONGEST_SENTENCE = 3_000
"""Longer text without a full stop is not a sentence, and what a word in it applies to cannot be told."""

_ARM = re.compile(
    r"\b(?:upper\s(?:limb|extremit\w{1,3}|ext\b)|arms?\b|subclavian|axillary|brachial|basilic|cephalic\svein|jugular|innominate|brachiocephalic|forearm|ijv|picc|rue|lue)\b"
)
_LEG = re.compile(r"\b(?:lower\s(?:limb|extremit\w{1,3}|ext\b)|legs?\b|calf|thigh|rle|lle)\b")
_QUESTION = re.compile(
    r"\W*(?:(?:clinical|clinically|high|low|moderate|left|right|patient|pt|referred|with|for|leg|the|a|of|\?)\s){0,4}(?:concern|suspicion|suspected|query|\?|r/o|rule\sout|to\sexclude|exclude|evaluat\w{1,4}|assess\w{0,4})\b"
)
_PART_OF_LEG = re.compile(
    r"dvts?\s(?:\w{1,10}\s){0,2}(?:in|of|within)\s(?:the\s|either\s|both\s)?(?:(?:right|left|upper|lower)\s)?(?:thigh|cal(?:f|ves))(?:\s(?:or|and)\s(?:the\s)?(?:thigh|calf))?"
)
_SUSPECTED = re.compile(r"\?|suspect|suspicio|concern|query|question|likelihood|pre-?test|probability|score")
_PRESENT_TENSE = re.compile(r"\b(?:now|today|currently|current|is|are|shows?|contains?|does|do|compress\w{0,8})\b")
_SHARED_VERB = re.compile(r"\s?(?:veins?\s)?(?:are|were|do|have|contain|show|both|all)\b")


def read_report(text: str) -> ReportReading:
    """Read a free-text leg-vein ultrasound report (plain text or HTML).

    Never raises.  An empty text, one longer than ``MOST_CHARACTERS`` and a report of another region give no findings.
    What the rules do not understand is left unknown and listed in ``unread_sentences``.
    """
    if not isinstance(text, str) or len(text) > MOST_CHARACTERS:
        return NOTHING_READ
    sentences = _with_opening_question(read_sentences(plain_text(text)))
    if not sentences:
        return NOTHING_READ
    if _is_upper_limb(sentences):
        return replace(NOTHING_READ, region="upper_limb")
    return _Reading(sentences).finish()


def _with_opening_question(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The first of several sentences is the indication when it only asks ("Concern for left popliteal DVT.")."""
    if len(sentences) < 2 or sentences[0].section != FINDINGS or not _QUESTION.match(sentences[0].words):
        return sentences
    return (replace(sentences[0], section=INDICATION), *sentences[1:])


def _is_upper_limb(sentences: Sequence[Sentence]) -> bool:
    """Arm or neck veins are examined and no leg vein is."""
    told = [s.words for s in sentences if s.section != INDICATION]
    if not any(_ARM.search(words) for words in told):
        return False
    return not any(
        _LEG.search(words) or any(t.kind == cues.VEIN for t in lex(words))
        for words in told
        if len(words) <= LONGEST_SENTENCE
    )


def _parse(sentence: Sentence) -> tuple[Parsed, tuple[Measure, ...]]:
    if len(sentence.words) > LONGEST_SENTENCE:
        return Parsed(sentence, "", (), ()), ()
    text, found = measures.read_measures(readable(sentence.words) if sentence.section != INDICATION else sentence.words)
    marks = mark(text, lex(text))
    return Parsed(sentence, text, marks, read_clauses(text, marks)), found


class _Reading:
    """The state of reading one report."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        both = [_parse(sentence) for sentence in sentences]
        self.parsed = [parsed for parsed, _ in both]
        self.measures = [found for _, found in both]
        past = [self._is_past(parsed) for parsed in self.parsed]
        self.sides = report_sides(self.parsed, past)
        self.context = Context()
        self.statements: list[Statement] = []
        self.history: dict[tuple[str, str], None] = {}
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
        comparison = read_comparison(told, self.statements)
        statements = [s for s in self.statements if s.limited != "residual" or comparison == "resolved"]
        impression = frozenset(i for i, p in enumerate(self.parsed) if p.sentence.section == IMPRESSION)
        findings = merge(statements, impression, [p.sentence.quote for p in self.parsed])
        return ReportReading(
            findings,
            comparison,
            calf_veins_seen(self.parsed, findings),
            "leg",
            tuple(self.history),
            tuple(self.unread),
        )

    def _is_told_already(self, statement: Statement) -> bool:
        """ "Resolved DVT" after the veins that it was in."""
        covers = veins.COVERS.get(statement.vein, frozenset())
        return statement.resolved and any(vein in covers and side == statement.side for vein, side in self.history)

    def _read(self, index: int, parsed: Parsed) -> None:
        sentence = _SentenceReading(self, index, parsed)
        statements = sentence.read()
        silent = parsed.sentence.section in (INDICATION, TITLE)
        if silent:
            statements = [s for s in statements if s.history]
        for each in statements:
            if each.history and not self._is_told_already(each):
                self.history[each.vein, each.side] = None
        told = [s for s in statements if s.thrombus or _has_attributes(s)]
        if not silent:
            self.statements += told
            if sentence.named or told:
                self.context.saw(told, sentence.named)
            sides = of_marks(parsed.marks)
            if len(sides) == 1:
                self.sides.last = sides
        if not statements and not silent and _names_something(parsed):
            self.unread.append(parsed.sentence.quote[:LONGEST_SENTENCE])


def _has_attributes(statement: Statement) -> bool:
    return (
        statement.age != UNSTATED
        or statement.occlusion != UNSTATED
        or statement.compressibility != UNSTATED
        or statement.length_cm is not None
        or statement.diameter_mm is not None
        or statement.distance_cm is not None
    )


def _names_something(parsed: Parsed) -> bool:
    if not parsed.words:
        return True
    kinds = {m.token.kind for m in parsed.marks}
    if kinds & {cues.UNSEEN, cues.NOT_SEEN}:
        return False
    return not kinds.isdisjoint((cues.THROMBUS, cues.THROMBOSED, cues.VEIN, cues.COMPRESSION))


class _SentenceReading:
    """Reading one sentence clause by clause."""

    def __init__(self, report: _Reading, index: int, parsed: Parsed) -> None:
        self.report, self.index, self.parsed = report, index, parsed
        self.words = parsed.words
        self.named: tuple[tuple[str, str], ...] = ()
        self.indication = parsed.sentence.section == INDICATION
        self.past = parsed.sentence.section == COMPARISON
        self.carried: Sides = ()
        self.announced: list[Clause] = []
        """Clauses without a vein that announce the names behind a colon."""

    def read(self) -> list[Statement]:
        said = self._said_of_clauses()
        statements = [self._statements(clause, what) for clause, what in said] or [[]]
        self._share_trailing(said, statements)
        self._measure(said, statements)
        self._head(said)
        return [s for group in statements for s in group]

    # what each clause says

    def _said_of_clauses(self) -> list[tuple[Clause, Said]]:
        clauses = list(self.parsed.clauses)
        said: list[Said] = []
        past = self.past
        for clause, following in itertools.zip_longest(clauses, clauses[1:]):
            marks = clause.marks
            text = self.words[clause.start : clause.end]
            if past and not self.past and (_PRESENT_TENSE.search(text) or text.startswith(";")):
                past = False
            what = read_statement(self.words, marks, past=past, indication=self.indication, goes_on=_goes_on(following))
            past = (
                past
                or _announces_the_past(text, clause)
                or (what.history and not what.resolved and clause.generic is None)
            )
            said.append(self._unless_denied_between(clause, what))
        for number, clause in enumerate(clauses):
            said[number] = self._linked(clauses, said, number)
        return list(zip(clauses, self._inherited(clauses, said), strict=True))

    def _unless_denied_between(self, clause: Clause, what: Said) -> Said:
        """ "The thrombus does not ... the popliteal vein": a denial between the thrombus and the vein is never a finding."""
        if clause.group is None or what.thrombus != PRESENT:
            return what
        nouns = [
            m.token.end for m in clause.marks if m.token.kind == cues.THROMBUS and m.token.end <= clause.group.start
        ]
        denied = any(
            m.token.kind == cues.NEGATION and nouns and nouns[0] <= m.token.start < clause.group.start
            for m in clause.marks
        )
        return replace(what, thrombus=POSSIBLE) if denied else what

    def _linked(self, clauses: list[Clause], said: list[Said], number: int) -> Said:
        clause, what = clauses[number], said[number]
        before = said[number - 1] if number else Said()
        if clause.link == "exception" and not what.thrombus and before.thrombus:
            return self._opposite(before, what)
        if clause.link == "restriction" and not what.thrombus and not what.unseen:
            narrowed = re.search(
                r"\b(?:from|between)\b", self.words[clause.start : clause.group.start if clause.group else clause.end]
            )
            if narrowed and _all_generic(clauses[number - 1]):
                said[number - 1] = Said()
            return before
        extension = _extension_of(self.words, self.parsed.marks, clause)
        if extension is not None or clause.link == "extension":
            return self._extended(clause, what, before, extension)
        return what

    def _opposite(self, before: Said, what: Said) -> Said:
        if before.thrombus == ABSENT and before.compressibility == "compressible":
            return replace(what, thrombus=PRESENT, compressibility="non_compressible")
        return replace(what, thrombus=POSSIBLE if before.thrombus == ABSENT else ABSENT, explicit=True)

    def _extended(self, clause: Clause, what: Said, before: Said, extension: Mark | None) -> Said:
        reach = extension or next((m for m in clause.marks if m.token.kind == cues.EXTENSION), None)
        group = clause.group
        spared = any(m.token.kind == cues.SPARED and group and m.token.start < group.start for m in clause.marks)
        if spared or (reach and reach.negated):
            hard = what.compressibility in ("partial", "non_compressible")
            return replace(what, thrombus=POSSIBLE if hard else ABSENT, explicit=True, history=False)
        if what.thrombus == PRESENT and before.thrombus == PRESENT and clause.link:
            return _with_attributes_of(what, before)
        if what.thrombus in (PRESENT, POSSIBLE) or what.history or what.explicit:
            return what
        if reach and reach.hedged:
            return replace(what, thrombus=POSSIBLE, explicit=True)
        if before.history or before.thrombus == ABSENT:
            return what
        if before.thrombus == POSSIBLE:
            return replace(what, thrombus=POSSIBLE, explicit=True, age=before.age, occlusion=before.occlusion)
        if not (before.thrombus == PRESENT or self._speaks_of_thrombus(clause)):
            return what
        reached = replace(what, thrombus=POSSIBLE if what.thrombus == ABSENT else PRESENT, explicit=True)
        return _with_attributes_of(reached, before)

    def _speaks_of_thrombus(self, clause: Clause) -> bool:
        if any(
            m.token.kind in (cues.THROMBUS, cues.THROMBOSED) and not m.negated
            for m in self.parsed.marks
            if m.token.start < clause.end
        ):
            return True
        return bool(self.report.context.positive) and bool(
            re.match(r"\W*(?:it|this|the|there|exten|its|and|which)\b", self.words)
        )

    def _inherited(self, clauses: list[Clause], said: list[Said]) -> list[Said]:
        """Names without a predicate take the affirmation before a colon, or share the verb behind a list."""
        for number, clause in enumerate(clauses):
            if clause.group is None or said[number].unseen or said[number].thrombus or said[number].history:
                continue
            if not said[number].says_nothing:
                said[number] = self._affirmed_before(clauses, said, number)
                continue
            if number and re.search(
                r"\bas\s(?:are|is|do|does)\s(?:(?:the|right|left)\s){0,2}$",
                self.words[clauses[number - 1].start : clause.group.start],
            ):
                said[number] = said[number - 1]
                continue
            if number and clause.group.names[0].text.startswith("incl") and said[number - 1].thrombus:
                said[number] = said[number - 1]
                continue
            if number and _narrows(self.words, clauses[number - 1], clause) and said[number - 1].thrombus:
                said[number] = said[number - 1]
                continue
            ahead = [
                (c, s)
                for c, s in zip(clauses, said, strict=True)
                if (c.generic or c.group is None) and s.thrombus and c.end <= clause.group.start
            ]
            gap = self.words[ahead[-1][0].end : clause.group.start] if ahead else "?"
            if ahead and re.fullmatch(
                r"\s?(?:[:,(-]|-+)?\s?(?:which\s)?(?:extending|extends)?\s?(?:in|of|involving|from)?\s?(?:(?:right|left|rt|lt|r|l|the|acute|both|proximal|mid|distal)\s){0,4}",
                gap,
            ):
                said[number] = ahead[-1][1]
                self.announced.append(ahead[-1][0])
            elif number + 1 < len(clauses) and not clauses[number + 1].link:
                following = clauses[number + 1]
                if following.group and _SHARED_VERB.match(self.words, following.group.end):
                    between = self.words[clause.group.end : following.group.start]
                    if not re.search(r"[;:.]|\bbut\b|\bis\b|\bwas\b", between):
                        said[number] = said[number + 1]
        return said

    def _affirmed_before(self, clauses: list[Clause], said: list[Said], number: int) -> Said:
        """ "Bilateral DVT: right popliteal occlusive, left popliteal non-occlusive"."""
        what = said[number]
        colon = self.words.rfind(":", 0, clauses[number].group.start if clauses[number].group else 0)
        affirmed = any(
            c.generic and s.thrombus == PRESENT and c.end <= colon for c, s in zip(clauses, said, strict=True)
        )
        if affirmed and what.compressibility == UNSTATED:
            return replace(what, thrombus=PRESENT, explicit=True)
        return what

    # statements

    def _statements(self, clause: Clause, what: Said) -> list[Statement]:
        made = self._blankets(clause)
        if clause.generic is not None:
            return made + self._generic(clause, what)
        if clause.group is None:
            return made + self._without_vein(clause, what)
        named: list[tuple[str, str]] = []
        for names, sides in sides_of_group(self.parsed, clause, self.report.sides, self.carried):
            if sides and sides != BY_DEFAULT_BOTH:
                self.carried = sides
            for vein in names:
                for side in spread(sides, what.thrombus, vein):
                    named.append((vein, side))
                    if not self._is_limited(clause, vein, what):
                        made.append(self._statement(vein, side, what, clause.link == "extension"))
        self.named = (*self.named, *named) if clause.link == "extension" else tuple(named)
        return [s for s in made if s.thrombus or s.history or _has_attributes(s)]

    def _statement(self, vein: str, side: str, what: Said, extension: bool = False) -> Statement:
        return Statement(
            vein=vein,
            side=side,
            thrombus=what.thrombus,
            sentence=self.index,
            explicit=what.explicit,
            age=what.age,
            occlusion=what.occlusion,
            compressibility=what.compressibility,
            partial_vein=what.partial_vein,
            extension=extension,
            history=what.history,
            resolved=what.resolved,
        )

    def _is_limited(self, clause: Clause, vein: str, what: Said) -> bool:
        """Generic veins are not settled by a negative about the others or with an exception."""
        if vein not in veins.COVERS or what.thrombus != ABSENT:
            return False
        group = clause.group
        if group and re.match(r"(?:other|remaining|rest)\b", self.words[group.start : group.end]):
            return True
        if any(m.token.kind == cues.LIMITED and m.token.value != "known" for m in clause.marks):
            return True
        return any(m.token.kind == cues.EXCEPTION for m in self.parsed.marks)

    def _blankets(self, clause: Clause) -> list[Statement]:
        made = []
        for each in clause.marks:
            if each.token.kind != cues.BLANKET or self.indication:
                continue
            sides = of_text(self.words[each.token.start : each.token.end]) or of_marks(self.parsed.marks)
            made += [self._statement("leg_deep_unspecified", side, Said(ABSENT)) for side in self._leg_sides(sides)]
        return made

    def _leg_sides(self, sides: Sides) -> Sides:
        sides = sides or self.carried or self.report.sides.default()
        if not sides and len(self.report.sides.named) > 1:
            return BOTH
        return spread(sides, ABSENT, "leg_deep_unspecified")

    def _generic(self, clause: Clause, what: Said) -> list[Statement]:
        """A deep vein thrombosis of a whole leg, affirmed, denied or told as past."""
        noun = clause.generic
        text = self.words[max(0, clause.start - 15) : clause.end]
        if noun is None or not (what.thrombus or what.history or what.limited):
            return []
        if what.thrombus == POSSIBLE and (_SUSPECTED.search(text) or noun.hedged and self.indication):
            return []
        own = of_marks(clause.marks)
        if what.thrombus == PRESENT and self.indication:
            return []
        limited = what.limited
        if limited == "other" and re.search(r"residual|remaining", text):
            limited = "residual"
        if limited == "other":
            return []
        if what.thrombus == ABSENT or limited:
            sides = self._leg_sides(own or self._only_in_sentence())
            what = replace(what, thrombus=ABSENT, explicit=True, age=UNSTATED, occlusion=UNSTATED)
        else:
            sides = spread(
                own or self._only_in_sentence() or self.report.sides.default(),
                what.thrombus or PRESENT,
                "leg_deep_unspecified",
            )
            if sides == (UNSTATED,) and what.thrombus == PRESENT and self.report.sides.default() == BY_DEFAULT_BOTH:
                return []
        vein = self._part_of_leg(clause, what)
        return [replace(self._statement(vein, side, what), limited=limited) for side in sides] if vein else []

    def _part_of_leg(self, clause: Clause, what: Said) -> str:
        """ "DVT in the thigh or calf": a denial for the thigh is one of neither the whole leg nor all proximal veins."""
        end = self.words.find(";", clause.start)
        place = _PART_OF_LEG.search(self.words[clause.start : end if end > 0 else clause.end + 40])
        if place is None:
            return "leg_deep_unspecified"
        if "cal" in place.group():
            return "calf_unspecified"
        return "leg_proximal_unspecified" if what.thrombus == PRESENT else ""

    def _only_in_sentence(self) -> Sides:
        sides = of_marks(self.parsed.marks)
        return sides if len(sides) == 1 else ()

    def _without_vein(self, clause: Clause, what: Said) -> list[Statement]:
        """A clause without a vein speaks of the veins before it: "It is clear", "This is occlusive"."""
        if what.history or what.limited or self.indication or any(clause is each for each in self.announced):
            return []
        if what.says_nothing and not self.report.measures[self.index]:
            return []
        if any(m.token.kind == cues.THROMBUS and m.token.value == "svt" for m in clause.marks):
            return []
        text = self.words[clause.start : clause.end]
        sides = of_marks(clause.marks)
        keys = self.report.context.target(text, self.parsed.sentence.line, what.thrombus, what.explicit)
        keys = tuple(key for key in keys if not sides or key[1] in sides)
        if what.thrombus == PRESENT and any(k[0] in veins.COVERS for k in keys):
            return []
        return [self._statement(vein, side, replace(what, explicit=what.explicit)) for vein, side in keys]

    # what is said behind a chain, sizes, headings

    def _share_trailing(self, said: list[tuple[Clause, Said]], statements: list[list[Statement]]) -> None:
        """ "Thrombus in X extending into Y, not compressible" says it of both, unless X is superficial and Y is not."""
        for number in range(1, len(said)):
            clause, what = said[number]
            first = statements[number - 1]
            if clause.link != "extension" or what.thrombus != PRESENT or not first or clause.group is None:
                continue
            tail = self.words[clause.group.end : clause.end]
            own = re.search(r"(?<!of\s)\bwhich\b|\b(?:where|itself|whose|this|there)\b", tail)
            if own or _crosses_into_deep(first, statements[number]):
                continue
            statements[number - 1] = [
                replace(
                    s,
                    compressibility=what.compressibility if s.compressibility == UNSTATED else s.compressibility,
                    occlusion=what.occlusion if s.occlusion == UNSTATED else s.occlusion,
                )
                if s.thrombus == PRESENT
                else s
                for s in first
            ]

    def _measure(self, said: list[tuple[Clause, Said]], statements: list[list[Statement]]) -> None:
        for found in self.report.measures[self.index]:
            place = self._place_of(found, said, statements)
            if place is None:
                continue
            number, item = place
            one = statements[number][item]
            if getattr(one, found.kind) is None:
                statements[number][item] = replace(one, **{found.kind: found.value})  # type: ignore[arg-type]

    def _place_of(
        self, found: Measure, said: list[tuple[Clause, Said]], statements: list[list[Statement]]
    ) -> tuple[int, int] | None:
        """The one statement about a thrombus that the number belongs to, or None when several could be meant."""
        here = [
            n
            for n, (clause, _) in enumerate(said)
            if clause.start <= found.start < clause.end and clause.generic is None
        ]
        for numbers in (here, range(len(said))):
            places = [
                (n, i)
                for n in numbers
                for i, s in enumerate(statements[n])
                if s.thrombus in (PRESENT, POSSIBLE) or (not s.thrombus and not s.history)
            ]
            if len({(statements[n][i].vein, statements[n][i].side) for n, i in places}) == 1:
                return places[0]
            if places:
                return None
        if not any(s.thrombus for group in statements for s in group):
            return self._measured_before(statements)
        return None

    def _measured_before(self, statements: list[list[Statement]]) -> tuple[int, int] | None:
        keys = self.report.context.positive
        if len(keys) != 1 or not statements:
            return None
        statements[0].append(self._statement(*keys[0], Said()))
        return 0, len(statements[0]) - 1

    def _head(self, said: list[tuple[Clause, Said]]) -> None:
        """ "Popliteal vein: ..." at the start of a line: what follows in the line speaks of it."""
        context, line = self.report.context, self.parsed.sentence.line
        first = next((c for c, _ in said if c.group is not None), None)
        if first is None or first.group is None:
            return
        if (
            first is said[0][0]
            and re.match(r"\s?(?:veins?)?\s?(?:\([^)]{0,30}\))?\s?[:=]", self.words[first.group.end :])
            and len(self.named) <= 4
        ):
            context.heading, context.heading_line = self.named, line
        elif line == context.heading_line:
            context.heading = ()


def _announces_the_past(text: str, clause: Clause) -> bool:
    """ "Report from the referring hospital:"."""
    return (
        clause.group is None and text.rstrip().endswith(":") and any(m.token.kind == cues.HISTORY for m in clause.marks)
    )


def _narrows(words: str, before: Clause, clause: Clause) -> bool:
    """ "Distal DVT of the left leg in the peroneal vein"."""
    if not _all_generic(before) or before.group is None or clause.group is None:
        return False
    gap = words[before.group.end : clause.group.start]
    return bool(
        re.search(r"\b(?:in|of|involving|within|affecting)\s(?:(?:the|one|right|left|both|a)\s){0,3}$|\(\s?$", gap)
    ) and not re.search(r"[;:,.]", gap)


def _goes_on(following: Clause | None) -> bool:
    """The next clause tells of growth: what was there before is still there."""
    if following is None or following.link != "extension":
        return False
    return not any(m.negated for m in following.marks if m.token.kind == cues.EXTENSION)


def _with_attributes_of(what: Said, before: Said) -> Said:
    return replace(
        what,
        age=what.age if what.age != UNSTATED else before.age,
        occlusion=what.occlusion if what.occlusion != UNSTATED else before.occlusion,
    )


def _all_generic(clause: Clause) -> bool:
    return clause.group is not None and all(v in veins.COVERS for name in clause.group.names for v in name.veins)


def _crosses_into_deep(first: Sequence[Statement], second: Sequence[Statement]) -> bool:
    return any(s.vein in veins.SUPERFICIAL for s in first) and any(s.vein not in veins.SUPERFICIAL for s in second)


def _extension_of_a_thrombus(words: str, marks: Sequence[Mark], position: int) -> Mark | None:
    """ "No extension of the (soleal) thrombus into the popliteal vein"."""
    if not re.search(
        r"\b(?:into|to|beyond|above|onto|past|as\sfar\sas)\s(?:(?:the|right|left|proximal|distal|mid|level|of|adjacent)\s){0,4}$",
        words[:position],
    ):
        return None
    for each in reversed(marks):
        if each.token.kind == cues.EXTENSION and each.token.end < position:
            gap = words[each.token.end : position]
            return each if re.match(r"\s(?:of|in)\s", gap) and not re.search(r"[;:.]|\b(?:but|is|are)\b", gap) else None
    return None


def _extension_of(words: str, marks: Sequence[Mark], clause: Clause) -> Mark | None:
    """The extension that leads to the clause's veins ("continues into the external iliac vein")."""
    if clause.group is None:
        return None
    of_it = _extension_of_a_thrombus(words, marks, clause.group.start)
    if of_it is not None:
        return of_it
    for each in reversed([m for m in clause.marks if m.token.end <= clause.group.start]):
        if each.token.kind == cues.EXTENSION:
            gap = words[each.token.end : clause.group.start]
            return None if re.search(r"^\sof\b|[;:.]|\b(?:and|is|are|which|over)\b", gap) else each
        if each.token.kind in (cues.THROMBUS, cues.COMPRESSION, cues.CLEAR):
            return None
    return None
