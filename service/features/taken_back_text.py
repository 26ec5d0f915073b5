"""What the words beside a dose say of it: off, not taken, to begin later; nothing for advice that every patient gets.

A text is read sentence by sentence and clause by clause, in the phrases of ``cards/taken_back_words.yaml``.  Each
phrase that says something is asked the same questions: is it denied, allowed only or under a condition; is it said of
another drug; is its day yet to come; and is the drug back in its place behind it.  Linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import timedelta
from enum import StrEnum

from service.features.taken_back_days import span_of
from service.features.taken_back_limits import QualifiedSentence
from service.features.taken_back_sentence import NO_KINDS, REACH, Reading

LONGEST, _HEAD = 4000, 3000
_A_DAY = timedelta(days=1)
_LAST_DOSE_DAYS = timedelta(days=3)
_SAYS = frozenset(
    (
        "is_off",
        "hold_it",
        "stop_it",
        "end_day",
        "not_taken",
        "taken",
        "taken_not",
        "take_it",
        "goes_on",
        "begins",
        "begun",
    )
) | {"from_day", "only_then", "last_dose", "off_drug", "refused"}


class Said(StrEnum):
    """What words say of the drug, as it is noted."""

    OFF = "held or stopped by the words of its instruction"
    NOT_TAKEN = "not taken, or no longer, by the words beside it"
    LATER = "to begin later by the words beside it"
    ONE_DOSE = "one dose held by the words of its instruction"


def gravest(said: Set[Said]) -> Said | None:
    """The first of :class:`Said` that is said."""
    return next((each for each in Said if each in said), None)


def what_is_said(text: str, reading: Reading) -> Said | None:
    """What stands at the end of a text, the gravest first; ``None`` where nothing takes the dose back."""
    return gravest(read_on(text, reading, frozenset()))


def read_on(text: str, reading: Reading, before: Set[Said]) -> frozenset[Said]:
    """What stands at the end of a text that follows on others, which said ``before``."""
    standing = set(before)
    doses: set[str] = set()
    was_a_rule = False
    if len(text) > LONGEST:
        text = f"{text[:_HEAD]}\n{text[_HEAD - LONGEST :]}"
    for clauses in reading.words.sentences(text):
        sentence = _Statements(clauses, reading, frozenset(doses), was_a_rule)
        for said in sentence.said():
            if said is None:
                standing.clear()
            else:
                standing.add(said)
        doses |= sentence.doses(0, len(sentence.units))
        was_a_rule = sentence.was_a_rule
    return frozenset(standing)


class _Statements(QualifiedSentence):
    """A sentence and what each of its phrases says."""

    def said(self) -> Iterator[Said | None]:
        """What each phrase says in its turn; ``None`` where the drug is in its place again."""
        for at, unit in enumerate(self.units):
            kinds = unit.kinds
            if kinds.isdisjoint(_SAYS):
                continue
            if "goes_on" in kinds and self._goes_on(at):
                yield None
            elif "off_drug" in kinds or "refused" in kinds:
                if self._is_refused(at):
                    yield Said.NOT_TAKEN
            elif kinds & {"is_off", "hold_it", "stop_it"}:
                if self._is_hold(at):
                    yield Said.ONE_DOSE if self._is_one_dose(at) else Said.OFF
            elif "end_day" in kinds:
                day = self._day_behind(at)
                if day is not None and day + _A_DAY <= self.reading.now and not self._is_another(at):
                    yield Said.OFF
            elif self._is_not_taken(at):
                yield Said.NOT_TAKEN
            elif kinds & {"begins", "begun", "from_day", "only_then"} and self._begins_later(at):
                yield Said.LATER

    def _is_hold(self, at: int) -> bool:
        kinds = self._kinds(at)
        is_order = not kinds & {"is_off"} or self._is_planned(at)
        if self._is_of_the_hand(at) or self._is_denied(at, is_order) or self._is_allowed(at) or self._is_governed(at):
            return False
        if self._is_in_routine(at) or (is_order and "is_off" in kinds and self._is_after_a_span(at)):
            return False
        if self._is_conditional(at, is_order) or self._is_pause(at):
            self.was_a_rule = True
            return False
        if self._is_another(at) or (is_order and self._is_to_come(at)):
            return False
        return "stop_it" not in kinds or bool(kinds & {"is_off", "hold_it"}) or self._stops_now(at)

    def _is_in_routine(self, at: int) -> bool:
        """ "Hold on dialysis days", "hold before dialysis"."""
        is_by = at + 1 < self._end(at) and self.units[at + 1].text in ("on", "before", "during")
        return is_by and self._is_routine(at + 2)

    def _is_after_a_span(self, at: int) -> bool:
        """ "To be discontinued after 6 months", "will be stopped in February"."""
        for each in range(at + 1, self._end(at) - 1):
            if "in_time" in self._kinds(each) or ("event" in self._kinds(each) and self.units[each + 1].number):
                return "until" not in self._kinds(each)
        return False

    def _is_of_the_hand(self, at: int) -> bool:
        if any("handling" in each.kinds for each in self.units[self._begin(at) : self._end(at)]):
            return True
        behind = at + 1
        while behind < self._end(at) and self.units[behind].text in ("the", "your", "a", "die", "de"):
            behind += 1
        if behind < self._end(at) and "not_a_dose" in self._kinds(behind):
            return True
        before = at - 1
        while before >= self._begin(at) and "light" in self._kinds(before):
            before -= 1
        ends = before >= self._begin(at) and "ends_itself" in self._kinds(before)
        return ends or (before >= self._begin(at) and self.units[before].text in ("hand", "pen"))

    def _stops_now(self, at: int) -> bool:
        """Whether "stop" stands alone, or beside a day or a word that makes it so; not "for 3 months, then stop"."""
        if any("then" in self._kinds(each) for each in range(self._begin(at), at)) or self._is_behind_a_span(at):
            return False
        each = at + 1
        while each < self._end(at) and (self._kinds(each) & {"this", "own"} or "light" in self._kinds(each)):
            if "stops_now" in self._kinds(each):
                return True
            each += 1
        if each >= self._end(at) or "stops_now" in self._kinds(each) or self._day(each) is not None:
            return True
        if not self.units[each].number:
            return False
        # "Stop 3 days before surgery".
        return "days" in self._kinds(each + 1) and any(
            self._kinds(one) & {"before", "stops_now"} for one in (each + 2, each + 3) if one < self._end(at)
        )

    def _is_behind_a_span(self, at: int) -> bool:
        """ "After 3 months stop"; "2 days before surgery stop" is a hold."""
        for each in range(at - 1, self._begin(at) - 1, -1):
            if self._kinds(each) & {"stops_now", "not_now", "operation"}:
                return False
            if self.units[each].number and "days" in self._kinds(each + 1):
                return "before" not in self._kinds(each + 2)
        return False

    def _is_one_dose(self, at: int) -> bool:
        behind = at + 1
        while behind < self._end(at) and self.units[behind].text in ("the", "for", "this"):
            behind += 1
        return behind < self._end(at) and "one_dose" in self._kinds(behind)

    # --- it is back, it is not taken, it begins later ---

    def _goes_on(self, at: int) -> bool:
        if self._is_denied(at) or self._is_allowed(at) or self._is_planned(at, REACH) or self._is_another(at):
            return False
        for each in range(self._begin(at), at):
            if self._kinds(each) & {"until", "condition", "condition_when", "unless", "before"}:
                return False
        carried = self.carried[self.clause_of[at]]
        day = self._day_behind(at, across=False)
        return carried != "if" and (day is None or day <= self.reading.now)

    def _is_not_taken(self, at: int) -> bool:
        kinds = self._kinds(at)
        if self._is_under_a_condition(at):
            return False
        if "not_taken" in kinds:
            return not (self._is_denied(at) or self._is_governed(at) or self._is_planned(at) or self._is_another(at))
        if "last_dose" in kinds:
            return self._is_last_dose_past(at)
        if "taken_not" in kinds and self._is_denied_behind(at):
            return not self._is_another(at)
        denied = self._denial_of(at) if kinds & {"taken", "take_it"} else None
        if denied is None:
            return False
        is_command = "command_not" in self._kinds(denied)
        if "take_it" in kinds and (is_command or not ("taken" in kinds or "denied_as_fact" in self._kinds(denied))):
            return not self._is_another(at) and self._is_not_now(denied, at)
        if is_command:
            return False
        beside = at + 1
        return not (beside < self._end(at) and "beside" in self._kinds(beside)) and not self._is_another(at)

    def _is_refused(self, at: int) -> bool:
        if self._is_under_a_condition(at) or self._is_denied(at):
            return False
        if "refused" in self._kinds(at):
            return self._stops_now(at)
        return "own" in self._kinds(at + 1) and at + 1 < self._end(at)

    def _is_under_a_condition(self, at: int) -> bool:
        before = NO_KINDS.union(*(self._kinds(each) for each in range(self._begin(at), at)))
        return bool(before & {"condition", "condition_when"}) or self.carried[self.clause_of[at]] == "if"

    def _denial_of(self, at: int) -> int | None:
        """The denial that a verb stands under, with no other verb between them."""
        for each in self._before(at):
            kinds = self._kinds(each)
            if kinds & {"denial", "command_not"}:
                return each
            if kinds & {"breaks", "is_off", "hold_it", "stop_it", "or", "taken", "take_it"} and "light" not in kinds:
                return None
            if "another" in kinds:
                return None
        return None

    def _is_denied_behind(self, at: int) -> bool:
        for each in range(at + 1, min(at + 1 + REACH, self._end(at))):
            kinds = self._kinds(each)
            if "denial" in kinds:
                return "another" not in self._kinds(each + 1)
            if "another" in kinds or "breaks" in kinds:
                return False
        return False

    def _is_not_now(self, denied: int, at: int) -> bool:
        """Whether "do not take" stands alone, or beside "until", "for surgery", "for 3 days"."""
        between = [self._kinds(each) for each in range(denied + 1, at)]
        if any("not_now" in each for each in between):
            return True
        if any(each.isdisjoint(("light", "this", "own")) for each in between):
            return False
        each, end = at + 1, self._end(at)
        while each < end and (self._kinds(each) & {"this", "own"} or self.units[each].text in _OFTEN):
            if "not_now" in self._kinds(each):
                return True
            each += 1
        if each >= end:
            following = self.clause_of[at] + 1
            return following >= len(self.clauses) or self.clauses[following].opened != ":"
        if "not_now" in self._kinds(each):
            return True
        return "because" in self._kinds(each) and each + 1 < end and self.units[each + 1].number

    def _is_last_dose_past(self, at: int) -> bool:
        if self._is_another(at):
            return False
        day = self._day_behind(at, across=True)
        if day is not None:
            return day + _LAST_DOSE_DAYS < self.reading.now
        for each in range(at + 1, len(self.units) - 1):
            span = span_of(self.units[each].text, self.units[each + 1].text) if self.units[each].number else None
            if span is not None and self._kinds(each + 1) & {"days", "weeks_ago"}:
                is_ago = (
                    "weeks_ago" in self._kinds(each + 1) or self.units[min(each + 2, len(self.units) - 1)].text == "ago"
                )
                return span >= _LAST_DOSE_DAYS and is_ago
        return False

    def _begins_later(self, at: int) -> bool:
        kinds, end = self._kinds(at), self._end(at)
        if "only_then" in kinds:
            return self._subject(at) is not True and self.reading.may_wait and not self._is_routine(at + 1)
        if self._is_another(at) or self._is_denied(at):
            return False
        before = range(self._begin(at), at)
        if any(self._kinds(each) & {"then", "advises", "missed", "until"} for each in before) or self._is_phase(at):
            return False
        if any("missed" in each.kinds for each in self.units):
            return False
        if "from_day" in kinds and "begins" not in kinds:
            return self._is_soon_or_day(at)
        if "begun" in kinds and "begins" not in kinds and not self._is_planned(at, 3):
            return False
        if "taken" in self._kinds(at + 1) and at + 1 < end:
            return False
        day = self._day_behind(at)
        return day > self.reading.now if day is not None else self._begins_behind_an_event(at)

    def _begins_behind_an_event(self, at: int) -> bool:
        """Whether what begins waits for "tomorrow", for "in 3 days" or for an event, behind it or before it."""
        kinds, end = self._kinds(at), self._end(at)
        for each in range(at + 1, end):
            if "soon" in self._kinds(each):
                return self._is_within(_A_DAY)
            if "event" in self._kinds(each):
                return self._is_after(each)
            if "in_time" in self._kinds(each) and each + 2 < end and "days" in self._kinds(each + 2):
                span = span_of(self.units[each + 1].text, self.units[each + 2].text)
                return span is not None and self._is_within(span)
            if "at_once" in self._kinds(each):
                return False
        if "begun" in kinds and "goes_on" in kinds:
            return self.reading.may_wait
        if "begins" not in kinds:
            return False
        is_after_it = any(
            "event" in self._kinds(each) and not self._is_routine(each + 1) and not self.units[each + 1].number
            for each in range(at)
            if self.starts[self.clause_of[each]] in (each, each - 1)
        )
        return is_after_it and self.reading.may_wait and not self.was_a_rule

    def _is_soon_or_day(self, at: int) -> bool:
        for each in range(at + 1, min(at + 3, self._end(at))):
            if "soon" in self._kinds(each):
                return self._is_within(_A_DAY)
            day = self._day(each)
            if day is not None:
                return day > self.reading.now
        return False

    def _is_within(self, span: timedelta) -> bool:
        written = self.reading.written
        return written is None or self.reading.now - written < span

    def _is_after(self, at: int) -> bool:
        """Whether an event is still to come: "after surgery", "when INR below 2"; not "after food", "after 7 days"."""
        # The other half of a rule: "hold if platelets < 50, resume when > 50".
        if self._is_routine(at + 1) or self.was_a_rule or self.doses(at + 1, min(at + 5, self._end(at))):
            return False
        if at + 2 < self._end(at) and self.units[at + 1].number:
            span = span_of(self.units[at + 1].text, self.units[at + 2].text)
            if span is not None and "days" in self._kinds(at + 2):
                return self._is_within(span)
        return self.reading.may_wait

    def _is_routine(self, at: int) -> bool:
        each = at
        while each < len(self.units) and "light" in self._kinds(each):
            each += 1
        return "routine" in self._kinds(each)

    def doses(self, start: int, end: int) -> frozenset[str]:
        """The numbers of a dose between two places."""
        return frozenset(
            self.units[each].text
            for each in range(start, min(end, len(self.units) - 1))
            if self.units[each].number and "dose_units" in self._kinds(each + 1)
        )

    def _is_phase(self, at: int) -> bool:
        """Whether it is the next phase of a dose that is running: "10 mg until 11/28, start 5 mg on 11/29"."""
        behind = self.doses(at, len(self.units))
        before = self.doses_before | self.doses(0, at)
        return bool(behind) and bool(before) and behind.isdisjoint(before)


_OFTEN = frozenset(("the", "your", "any", "more", "yet", "again", "a", "den", "die", "das", "het", "de", "le", "la"))
