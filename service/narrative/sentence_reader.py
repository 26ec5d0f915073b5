"""Reading one sentence: statements about the veins it names, or about those it refers back to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from service.narrative import cues, veins
from service.narrative.clause import PREDICATES, Clause
from service.narrative.context import Context
from service.narrative.doubt import is_unsure
from service.narrative.findings import ABSENT, POSSIBLE, PRESENT, UNSTATED, Statement
from service.narrative.headings import COMPARISON, INDICATION
from service.narrative.links import Linking
from service.narrative.measures import DISTANCE, Measure
from service.narrative.placing import place_of, share_trailing
from service.narrative.sides import (
    BOTH,
    BY_DEFAULT_BOTH,
    Parsed,
    SideContext,
    Sides,
    of_marks,
    of_text,
    opposite_of,
    sides_of_group,
    spread,
)
from service.narrative.statements import Said
from service.narrative.times import of_then
from service.narrative.whole_leg import part_of_leg

_SUSPECTED = re.compile(
    r"\?|suspect|suspicio|concern|query|question|likelihood|pre-?test|probability|score|fear|dread|moot|sought|worr"
)
_JUNCTION = re.compile(r"j(?:unction|ct|xn|n)s?\b|[sp]fj|spj")
_LOCATED = re.compile(
    r"(?:(?:affected|involved|thrombosed|dvt|clot|thrombus)\s)?(?:veins?|vessels?|locations?|sites?|levels?|segments?|extent|distribution|locali[sz]ation|where)(?:\s(?:involved|affected|of\s\w+))?\s?(?:\(s\)\s?)?[:=-]"
)
_THE_CLOT = re.compile(r"\W*(?:the|this|its)\s(?:[\w-]{2,12}\s){0,3}?(?:of\sthe\s)?(?:clots?|thromb\w{1,5})\b")
_REST = re.compile(r"(?:other|remaining|rest)\b")
_THE_REST = re.compile(r"\b(?:remaining|other)\s(?:(?:left|right|visuali[sz]ed|imaged|deep)\s)?$")
_HEADED = re.compile(r"\s?(?:veins?)?\s?(?:\([^)]{0,30}\))?\s?[:=]")


@dataclass(slots=True)
class SentenceReader:
    """Reading one sentence clause by clause."""

    index: int
    parsed: Parsed
    measures: Sequence[Measure]
    sides: SideContext
    context: Context
    earlier: bool = False
    """The sentence tells of an earlier examination."""
    named: tuple[tuple[str, str], ...] = ()
    """The veins of the sentence that a later "it" refers to."""
    carried: Sides = ()
    announced: list[Clause] = field(default_factory=list)

    @property
    def words(self) -> str:
        return self.parsed.words

    @property
    def indication(self) -> bool:
        return self.parsed.sentence.section == INDICATION

    def read(self) -> list[Statement]:
        """What the sentence says, in reading order."""
        linking = Linking(
            self.parsed,
            past=self.earlier or self.parsed.sentence.section == COMPARISON,
            indication=self.indication,
            subject=bool(self.context.positive) or self.context.past,
            before=self.context.said,
            located=self.context.generic if _LOCATED.match(self.words) else None,
        )
        said = linking.read()
        if self.earlier:
            said = [(clause, of_then(what)) for clause, what in said]
        self.announced = linking.announced
        statements = [self._statements(clause, what) for clause, what in said] or [[]]
        self._doubt(said, statements)
        share_trailing(self.words, said, statements)
        self._measure(said, statements)
        self._head(said)
        spoken = {what for clause, what in said if clause.generic is None and what.thrombus}
        self.context.said = spoken.pop() if len(spoken) == 1 else None
        if any(what.thrombus for _, what in said):
            whole = [what for clause, what in said if clause.generic is not None and what.thrombus == PRESENT]
            self.context.generic = whole[0] if whole and len(said) == len(whole) else None
        return [s for group in statements for s in group]

    def _doubt(self, said: list[tuple[Clause, Said]], statements: list[list[Statement]]) -> None:
        """Mark what was not understood; a clause that only repeats the one before ("Y likewise") shares its doubt."""
        unsure = False
        for number, ((clause, _), made) in enumerate(zip(said, statements, strict=False)):
            if not any(s.thrombus == PRESENT for s in made):
                continue
            repeats = unsure and not any(m.token.kind in PREDICATES for m in clause.marks)
            unsure = repeats or is_unsure(self.words, clause, self.parsed.marks)
            if unsure:
                statements[number] = [replace(s, unsure=True) if s.thrombus == PRESENT else s for s in made]

    def _statements(self, clause: Clause, what: Said) -> list[Statement]:
        made = self._blankets(clause)
        if clause.generic is not None:
            return made + self._generic(clause, what)
        if clause.group is None:
            return made + self._without_vein(clause, what)
        named: list[tuple[str, str]] = []
        # A junction is a part of its vein.
        said = replace(what, partial_vein=True) if _JUNCTION.search(clause.group.names[0].text) else what
        for names, sides in sides_of_group(self.parsed, clause, self.sides, self.carried):
            if sides and sides != BY_DEFAULT_BOTH:
                self.carried = sides
            for vein in names:
                for side in spread(sides, what.thrombus, vein):
                    named.append((vein, side))
                    if not self._is_limited(clause, vein, what):
                        made.append(self._statement(vein, side, said, clause.link == "extension"))
        self.named = (*self.named, *named) if clause.link == "extension" else tuple(named)
        return [s for s in made if s.thrombus or s.history or s.has_attributes]

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
        start = clause.group.start if clause.group else 0
        if clause.group and (_REST.match(self.words, start) or _THE_REST.search(self.words, max(0, start - 30), start)):
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
        sides = sides or self.carried or self.sides.default()
        if not sides and len(self.sides.named) > 1:
            return BOTH
        return spread(sides, ABSENT, "leg_deep_unspecified")

    def _generic(self, clause: Clause, what: Said) -> list[Statement]:
        """A deep vein thrombosis of a whole leg, affirmed, denied or told as past."""
        noun = clause.generic
        text = self.words[max(0, clause.start - 15) : clause.end]
        if noun is None or not (what.thrombus or what.history or what.limited):
            return []
        if what.thrombus == POSSIBLE and (_SUSPECTED.search(text) or (noun.hedged and self.indication)):
            return []
        own = of_marks(clause.marks)
        if not own and any(m.token.kind == cues.SIDE and m.token.value == "other" for m in clause.marks):
            # "No contralateral DVT": of the leg that the report is not about.
            own = opposite_of(self.sides)
            if not own:
                return []
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
                own or self._only_in_sentence() or self.sides.default(),
                what.thrombus or PRESENT,
                "leg_deep_unspecified",
            )
            if sides == (UNSTATED,) and what.thrombus == PRESENT and self.sides.default() == BY_DEFAULT_BOTH:
                return []
        vein = part_of_leg(self.words, clause, what.thrombus)
        return [replace(self._statement(vein, side, what), limited=limited) for side in sides] if vein else []

    def _only_in_sentence(self) -> Sides:
        sides = of_marks(self.parsed.marks)
        return sides if len(sides) == 1 else ()

    def _without_vein(self, clause: Clause, what: Said) -> list[Statement]:
        """A clause without a vein speaks of the veins before it: "It is clear", "This is occlusive"."""
        if what.history or what.limited or self.indication or any(clause is each for each in self.announced):
            return []
        if what.says_nothing and not self.measures:
            return []
        if any(m.token.kind == cues.THROMBUS and m.token.value == "svt" for m in clause.marks):
            return []
        text = self.words[clause.start : clause.end]
        sides = of_marks(clause.marks)
        keys = self.context.target(text, self.parsed.sentence.line, what.thrombus, what.explicit)
        keys = tuple(key for key in keys if not sides or key[1] in sides)
        if what.thrombus == PRESENT and any(k[0] in veins.COVERS for k in keys):
            return []
        return [self._statement(*key, self._as_sure(key, what, text)) for key in keys]

    def _as_sure(self, key: tuple[str, str], what: Said, text: str) -> Said:
        """ "The clot is 3 cm long" behind "possible clot" makes the clot no surer."""
        before = self.context.state.get(key)
        points_back = what.thrombus == PRESENT and what.compressibility == UNSTATED and _THE_CLOT.match(text)
        return replace(what, thrombus=POSSIBLE) if points_back and before and before.thrombus == POSSIBLE else what

    def _measure(self, said: list[tuple[Clause, Said]], statements: list[list[Statement]]) -> None:
        for found in () if self.earlier else self.measures:
            place = place_of(found, said, statements) or self._measured_before(statements, found.kind)
            if place is not None and getattr(one := statements[place[0]][place[1]], found.kind) is None:
                statements[place[0]][place[1]] = replace(one, **{found.kind: found.value})  # type: ignore[arg-type]

    def _measured_before(self, statements: list[list[Statement]], kind: str) -> tuple[int, int] | None:
        told = [s for group in statements for s in group]
        keys = tuple(key for key in self.context.positive if not self.named or key in self.named)
        if kind == DISTANCE and told and all(s.thrombus == ABSENT and s.vein == "popliteal" for s in told):
            keys, told = self.context.positive, []  # "It stops 3 cm short of X" measures the thrombus.
        elif len(set(self.named)) > 1:
            keys = ()  # "The SFV part is 6 cm long": of the vein that it names, and of no other.
        if len(keys) != 1 or any(s.thrombus for s in told):
            return None
        statements[0].append(self._statement(*keys[0], Said()))
        return 0, len(statements[0]) - 1

    def _head(self, said: list[tuple[Clause, Said]]) -> None:
        """ "Popliteal vein: ..." at the start of a line: what follows in the line speaks of it."""
        context, line = self.context, self.parsed.sentence.line
        first = next((c for c, _ in said if c.group is not None), None)
        if first is None or first.group is None:
            return
        if first is said[0][0] and _HEADED.match(self.words, first.group.end) and len(self.named) <= 4:
            context.heading, context.heading_line = self.named, line
        elif line == context.heading_line:
            context.heading = ()
