"""A sentence beside a dose: its units clause by clause, of which drug a phrase is said, and which day it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.features.taken_back_days import day_at
from service.fhir.taken_back_words import SIGN, Clause, TakenBackWords, Unit

REACH = 5
"""Within how many units before a phrase what denies, allows or governs it stands."""
NO_KINDS: frozenset[str] = frozenset()
_NAMES = frozenset(("own", "another"))
_ENDS_A_DAY = frozenset(
    ("until", "through", "is_off", "hold_it", "stop_it", "goes_on", "last_dose", "end_day", "at_once")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Of which drug a text is read, and when."""

    words: TakenBackWords
    names: Mapping[str, tuple[str, str]]
    """The names of anticoagulants (``AnticoagulantWords.names``)."""
    drug: str
    """As in ``current_anticoagulant``; ``""`` where every name is of this drug."""
    now: datetime
    written: datetime | None
    """When the words were written: "tomorrow" is the day after; ``None`` where that is not known."""
    event_days: int
    """How long after it was written "after surgery" is still to come."""
    last_dose_days: int
    """How long after a "last dose" the drug may still be taken."""
    operation_days: int
    """How long before an operation a stop is at hand."""

    @property
    def may_wait(self) -> bool:
        return self.written is None or self.now - self.written <= timedelta(days=self.event_days)


class Sentence:
    """One sentence: its units in order, each with the clause it stands in."""

    def __init__(
        self, clauses: Sequence[Clause], reading: Reading, doses_before: frozenset[str], was_a_rule: bool
    ) -> None:
        self.reading, self.clauses, self.doses_before, self.was_a_rule = reading, clauses, doses_before, was_a_rule
        self.units: list[Unit] = []
        self.clause_of: list[int] = []
        self.starts: list[int] = []
        for number, clause in enumerate(clauses):
            self.starts.append(len(self.units))
            self.units += [self._named(each) for each in clause.units]
            self.clause_of += [number] * len(clause.units)
        self.starts.append(len(self.units))
        self.limits = [self._has_limit(number) for number in range(len(clauses))]
        self.carried = self._carried()

    def _named(self, unit: Unit) -> Unit:
        name = self.reading.names.get(unit.text) if "this" not in unit.kinds else None
        if name is None:
            return unit
        drug, generic = name
        # "LMWH", "a direct oral anticoagulant": a class, which may be this drug.
        if " " in generic or "-" in generic:
            return Unit(unit.text, frozenset(("this",)))
        return Unit(unit.text, frozenset(("own" if self.reading.drug in ("", drug) else "another",)))

    # --- where a unit stands ---

    def _begin(self, at: int) -> int:
        return self.starts[self.clause_of[at]]

    def _end(self, at: int) -> int:
        return self.starts[self.clause_of[at] + 1]

    def _kinds(self, at: int) -> frozenset[str]:
        return self.units[at].kinds if 0 <= at < len(self.units) else NO_KINDS

    def _before(self, at: int, reach: int = REACH) -> Iterator[int]:
        """The places before a unit in its clause, the nearest first."""
        return iter(range(at - 1, max(self._begin(at), at - reach) - 1, -1))

    def _has_limit(self, clause: int) -> bool:
        """Whether a clause sets a limit to something that is measured."""
        units = self.units[self.starts[clause] : self.starts[clause + 1]]
        if not any("measured" in each.kinds for each in units):
            return False
        return any(
            SIGN in each.kinds or "limit" in each.kinds or (each.number and "-" in each.text.strip("-"))
            for each in units
        )

    def _has_value(self, at: int) -> bool:
        """Whether a value stands in the clause, without a limit: what was measured."""
        clause = self.clause_of[at]
        units = self.units[self._begin(at) : self._end(at)]
        return (
            not self.limits[clause]
            and any("measured" in each.kinds for each in units)
            and any(each.number for each in units)
        )

    def _carried(self) -> list[str]:
        """For each clause the condition that an earlier clause of the sentence sets: "if", "for" or none."""
        found, standing = [], ""
        for number in range(len(self.clauses)):
            found.append(standing)
            first = self.starts[number]
            kinds = self._kinds(first) | (self._kinds(first + 1) if first + 1 < self.starts[number + 1] else NO_KINDS)
            if self.limits[number] or ("because" in kinds and self._is_bleeding(number)):
                standing = standing or "for"
            if "hold_rule" in kinds:
                standing = standing or "for"
            if kinds & {"condition", "condition_when"}:
                standing = "for" if "because" in kinds and standing != "if" else "if"
        return found

    def _is_bleeding(self, clause: int) -> bool:
        """Whether something that is measured stands in a clause without any value."""
        units = self.units[self.starts[clause] : self.starts[clause + 1]]
        return any("measured" in each.kinds for each in units) and not any(each.number for each in units)

    # --- of which drug ---

    def _is_another(self, at: int) -> bool:
        """Whether the phrase is said of another drug: of one at once before or behind it, or that opens its clause."""
        is_participle = bool(self._kinds(at) & {"is_off", "goes_on", "last_dose"})
        looks = (self._subject, self._object) if is_participle else (self._object, self._subject)
        for look in looks:
            found = look(at)
            if found is not None:
                return found
        return False

    def _object(self, at: int) -> bool | None:
        each, end = at + 1, self._end(at)
        following = self.clause_of[at] + 1
        if following < len(self.clauses) and self.clauses[following].opened == ":":
            end = self.starts[following + 1]
        while each < end and self._kinds(each) & {"light", "this"} and not self._kinds(each) & _NAMES:
            if self.units[each].text in ("on", "to") and self.units[at].text not in ("started", "begun"):
                return None
            each += 1
        if each >= end or not self._kinds(each) & _NAMES:
            return None
        return self._is_all_another(self._chain(each, 1))

    def _chain(self, at: int, step: int) -> Iterator[int]:
        """The names from one on that are joined to it."""
        each = at
        while 0 <= each < len(self.units):
            kinds = self._kinds(each)
            if kinds & _NAMES:
                yield each
            elif not (kinds & {"joins", "light", "this"}):
                return
            if self.clause_of[each] != self.clause_of[min(max(each + step, 0), len(self.units) - 1)]:
                neighbour = each + step
                opened = self.clauses[max(self.clause_of[each], self.clause_of[neighbour])].opened
                if opened != "," or not self._is_all_names(self.clause_of[neighbour]):
                    return
            each += step

    def _is_all_another(self, places: Iterator[int]) -> bool:
        return all("another" in self._kinds(each) for each in places)

    def _is_all_names(self, clause: int) -> bool:
        units = self.units[self.starts[clause] : self.starts[clause + 1]]
        if any("since" in each.kinds and each.text != "on" for each in units):
            return False
        return any(each.kinds & _NAMES for each in units) and all(
            each.kinds & {"light", "this", "joins", *_NAMES} or each.number for each in units
        )

    def _subject(self, at: int) -> bool | None:
        begin = self._begin(at)
        each = at - 1
        while each >= begin and not self._kinds(each) & _NAMES:
            if not (self._kinds(each) & {"light", "this"} or self.units[each].number):
                break
            each -= 1
        if each >= begin and self._kinds(each) & _NAMES:
            return None if self._is_beside(each) else self._is_all_another(self._chain(each, -1))
        if each < begin:
            clause = self.clause_of[at]
            if clause and self.clauses[clause].opened == "(":
                return self._antecedent(begin)
            if clause and self.clauses[clause].opened in (",", ":", "-", "–", "—") and self._is_all_names(clause - 1):
                last = next(one for one in range(begin - 1, -1, -1) if self._kinds(one) & _NAMES)
                return self._is_all_another(self._chain(last, -1))
            return None
        if "which" in self._kinds(each) and each:
            return self._antecedent(each)
        return self._opening(at)

    def _antecedent(self, begin: int) -> bool | None:
        """The name that a clause ends with: "warfarin, which was stopped", "heparin drip (stopped)"."""
        for each in range(begin - 1, self._begin(begin - 1) - 1, -1):
            if self._kinds(each) & _NAMES:
                return self._is_all_another(self._chain(each, -1))
            if not (self._kinds(each) & {"light", "this"} or self.units[each].number):
                return None
        return None

    def _is_beside(self, at: int) -> bool:
        """Whether a name stands behind a preposition: "on heparin", "switched to apixaban"."""
        for each in self._before(at, 3):
            if "beside_it" in self._kinds(each):
                return True
            if "light" not in self._kinds(each):
                return False
        return False

    def _opening(self, at: int) -> bool | None:
        """Another drug as the first word of the clause is its subject, where no name or pronoun stands behind it."""
        begin = self._begin(at)
        first = next((each for each in range(begin, at) if "light" not in self._kinds(each)), None)
        if first is None or "another" not in self._kinds(first) or self._is_beside(first):
            return None
        names = [each for each in range(first, at) if self._kinds(each) & {*_NAMES, "this"}]
        others = [each for each in names if "another" not in self._kinds(each)]
        return None if others or any("breaks" in self._kinds(each) for each in range(first, at)) else True

    # --- days ---

    def _day(self, at: int) -> datetime | None:
        return day_at(self.units, at, self.reading.words.months, self.reading.written, self.reading.now)

    def _day_behind(self, at: int, *, across: bool = True) -> datetime | None:
        """The first day behind a phrase, up to the next phrase that says something; none behind "until"."""
        for each in range(at + 1, len(self.units) if across else self._end(at)):
            kinds = self._kinds(each)
            if kinds & _ENDS_A_DAY or ("begins" in kinds and each > at + 1):
                return None
            day = self._day(each)
            if day is not None:
                return day
        return None

    def _is_to_come(self, at: int) -> bool:
        """Whether a hold is planned for a day to come; one before an operation may begin days before it."""
        day = self._day_behind(at)
        if day is None:
            return False
        words = self.units[at : self._end(at)]
        is_before = any(each.kinds & {"operation", "before", "stops_now"} for each in words) or self._is_for_a_day(at)
        return day > self.reading.now + timedelta(days=self.reading.operation_days if is_before else 0)

    def _is_for_a_day(self, at: int) -> bool:
        """Whether the day is that of what a hold is for ("hold, OR 11/24"), not its own ("hold 11/24")."""
        if not self._kinds(at) & {"hold_it", "stop_it"}:
            return False
        is_stop, is_for = "stop_it" in self._kinds(at), False
        for each in range(at + 1, len(self.units)):
            if self._day(each) is not None:
                return is_for
            kinds = self._kinds(each)
            if "operation" in kinds or (self.units[each].text == "or" and each == self._begin(each)):
                is_for = True
            elif "light" not in kinds:
                is_other = not (is_stop or kinds & {"this", "own"} or self.units[each].number)
                is_for = "from_day" not in kinds and (is_for or is_other)
        return False
