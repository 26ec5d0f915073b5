"""What the clauses of one sentence say of each other: extensions, exceptions, names that share a predicate."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from service.narrative import cues
from service.narrative.clause import Clause
from service.narrative.elisions import has_only_a_size, is_listed, of_pro_form
from service.narrative.findings import ABSENT, POSSIBLE, PRESENT, UNSTATED
from service.narrative.reach import all_generic, extension_of, goes_on, narrows
from service.narrative.scope import Mark
from service.narrative.sides import Parsed
from service.narrative.statements import Said, read_statement
from service.narrative.turns import ONLY_A_DENIAL

_PRESENT_TENSE = re.compile(r"\b(?:now|today|currently|current|is|are|shows?|contains?|does|do|compress\w{0,8})\b")
_SHARED_VERB = re.compile(r"\s?(?:veins?\s)?(?:are|were|do|have|contain|show|both|all)\b")
_AS_ARE = re.compile(r"\b(?:as|and\sso)\s(?:are|is|do|does)\s(?:(?:the|right|left)\s){0,2}$")
_LIKEWISE = re.compile(
    r"\b(?:likewise|no\sless(?:\sso)?|equally\sso|just\sso|ditto|similarly|idem|the\ssame|as\swell|as\sabove|too|also)\W*$"
)
_SUBJECT = re.compile(
    r"\W*(?:(?:since|compared|on|at|today|now|in|from)\b[^.;:]{0,60}?[\s,]\s?(?=it\b|this\s(?:thromb|clot|now|has)))?(?:it|this|the|there|exten|its|and|which)\b"
)
_ANNOUNCED = re.compile(
    r"(?:\s(?:on\sthe\s)?(?:left|right|lt|rt|l|r)\b)?\s?(?:[:,(-]|-+)?\s?(?:which\s)?(?:extending|extends)?\s?(?:on\sthe\s(?:right|left)\s)?(?:in|of|involving|from|within)?\s?(?:(?:right|left|rt|lt|r|l|the|a|an|one|acute|both|proximal|mid|distal)\s){0,4}"
)


class Linking:
    """The clauses of one sentence, read with what links them."""

    def __init__(
        self,
        parsed: Parsed,
        *,
        past: bool,
        indication: bool,
        subject: bool,
        before: Said | None = None,
        located: Said | None = None,
    ) -> None:
        """``past``: the section tells of an earlier scan; ``subject``: a thrombus was spoken of before;
        ``before``: what the sentence before said of its veins;
        ``located``: the thrombosis whose veins the sentence names ("Location: left popliteal")."""
        self.before, self.located = before, located
        self.parsed, self.past, self.indication, self.subject = parsed, past, indication, subject
        self.words = parsed.words
        self.announced: list[Clause] = []
        """Clauses without a vein that announce the names behind a colon."""

    def read(self) -> list[tuple[Clause, Said]]:
        """Each clause with what it says."""
        clauses = list(self.parsed.clauses)
        said: list[Said] = []
        past = self.past
        for clause, following in itertools.zip_longest(clauses, clauses[1:]):
            marks = clause.marks
            text = self.words[clause.start : clause.end]
            if past and not self.past and (_PRESENT_TENSE.search(text) or text.startswith(";")):
                past = False
            what = read_statement(self.words, marks, past=past, indication=self.indication, goes_on=goes_on(following))
            past = (
                past
                or _announces_the_past(text, clause)
                or (what.history and not what.resolved and clause.generic is None)
            )
            said.append(self._unless_denied_between(clause, what))
        for number in range(len(clauses)):
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
            if narrowed and all_generic(clauses[number - 1]):
                said[number - 1] = Said()
            return before
        extension = extension_of(self.words, self.parsed.marks, clause)
        spared = any(
            m.token.kind == cues.SPARED and clause.group and m.token.end <= clause.group.start for m in clause.marks
        )
        if extension is not None or clause.link == "extension" or spared:
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
        return self.subject and bool(_SUBJECT.match(self.words))

    def _inherited(self, clauses: list[Clause], said: list[Said]) -> list[Said]:
        """Names without a predicate take the one before them, that of an announcement, or the verb behind their list."""
        for number, clause in enumerate(clauses):
            what = said[number]
            if clause.group is None or what.unseen or what.thrombus or what.history:
                continue
            if number and is_listed(self.words, clauses, said, number):
                said[number] = replace(what, thrombus=said[number - 1].thrombus, explicit=said[number - 1].explicit)
            elif not what.says_nothing:
                said[number] = self._affirmed_before(clauses, said, number)
            elif (told := of_pro_form(self.words, clause, said[number - 1] if number else self.before)) is not None:
                said[number] = told
            elif _LIKEWISE.search(self.words[clause.group.end : clause.end].split(",")[0]):
                said[number] = self._pointed_at(clauses, said, number) or what
            elif number and has_only_a_size(self.words, clauses, said, number):
                said[number] = replace(said[number - 1], age=UNSTATED, occlusion=UNSTATED, compressibility=UNSTATED)
            elif number and said[number - 1].thrombus and self._goes_with_the_one_before(clauses, number):
                said[number] = said[number - 1]
            else:
                said[number] = (
                    self.located
                    or self._announced(clauses, said, number)
                    or self._shared(clauses, said, number)
                    or what
                )
        return said

    def _pointed_at(self, clauses: list[Clause], said: list[Said], number: int) -> Said | None:
        """What "likewise" repeats; nothing when the clause before it about a vein was not understood.

        "Nor does X" repeats nothing where nothing was denied.
        """
        clause = clauses[number]
        if number and said[number - 1].thrombus:
            told: Said | None = said[number - 1]
        else:
            told = None if any(each.group for each in clauses[:number]) else self.before
        only_denied = ONLY_A_DENIAL in self.words[clause.start : clause.end]
        return None if told and only_denied and not told.denied else told

    def _goes_with_the_one_before(self, clauses: list[Clause], number: int) -> bool:
        before, group = clauses[number - 1], clauses[number].group
        if group is None:
            return False
        if group.names[0].text.startswith("incl") or narrows(self.words, before, clauses[number]):
            return True
        return _AS_ARE.search(self.words[before.start : group.start]) is not None

    def _announced(self, clauses: list[Clause], said: list[Said], number: int) -> Said | None:
        """ "Acute DVT: right femoral, popliteal"."""
        group = clauses[number].group
        ahead = [
            (c, s)
            for c, s in zip(clauses, said, strict=True)
            if group and (c.generic or c.group is None or all_generic(c)) and s.thrombus and c.end <= group.start
        ]
        if not ahead or group is None:
            return None
        listed = (
            number and clauses[number - 1].group and said[number - 1] == ahead[-1][1] and ahead[-1][0] in self.announced
        )
        before = clauses[number - 1].group
        start = before.end if listed and before else ahead[-1][0].end
        gap = re.sub(r"\([^()]*\)", "", self.words[start : group.start])
        if not _ANNOUNCED.fullmatch(gap) or (ahead[-1][0].group and not listed and not re.search(r"[:(]|\s-\s", gap)):
            return None
        self.announced.append(ahead[-1][0])
        return ahead[-1][1]

    def _shared(self, clauses: list[Clause], said: list[Said], number: int) -> Said | None:
        """ "The femoral vein and, lower down, the popliteal vein are thrombosed"."""
        group, following = clauses[number].group, clauses[number + 1] if number + 1 < len(clauses) else None
        if group is None or following is None or following.link or following.group is None:
            return None
        if not _SHARED_VERB.match(self.words, following.group.end):
            return None
        between = self.words[group.end : following.group.start]
        return None if re.search(r"[;:.]|\bbut\b|\bis\b|\bwas\b", between) else said[number + 1]

    def _affirmed_before(self, clauses: list[Clause], said: list[Said], number: int) -> Said:
        """ "Bilateral DVT: right popliteal occlusive, left popliteal non-occlusive"."""
        what = said[number]
        group = clauses[number].group
        colon = self.words.rfind(":", 0, group.start) if group else -1
        affirmed = any(
            c.generic and s.thrombus == PRESENT and c.end <= colon for c, s in zip(clauses, said, strict=True)
        )
        if affirmed and what.compressibility == UNSTATED:
            return replace(what, thrombus=PRESENT, explicit=True)
        return what


def _announces_the_past(text: str, clause: Clause) -> bool:
    """ "Report from the referring hospital:"."""
    return (
        clause.group is None and text.rstrip().endswith(":") and any(m.token.kind == cues.HISTORY for m in clause.marks)
    )


def _with_attributes_of(what: Said, before: Said) -> Said:
    return replace(
        what,
        age=what.age if what.age != UNSTATED else before.age,
        occlusion=what.occlusion if what.occlusion != UNSTATED else before.occlusion,
    )
