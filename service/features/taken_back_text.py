"""What the words beside a dose say of it: off, not taken, to begin later; nothing for advice that every patient gets.

A text is read sentence by sentence and clause by clause, in the phrases of ``cards/taken_back_words.yaml``.  Each
phrase that says something is asked the same questions: is it denied, allowed only or under a condition; is it said of
another drug; is its day yet to come; and is the drug back in its place behind it.  A sentence is no longer than
:mod:`service.fhir.taken_back_words` lets it be, and :mod:`service.features.taken_back_reader` reads each once.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import timedelta
from enum import StrEnum

from service.features.taken_back_days import span_of
from service.features.taken_back_everyday import EverydaySentence
from service.features.taken_back_sentence import REACH

_A_DAY = timedelta(days=1)
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
) | {
    "from_day",
    "only_then",
    "last_dose",
    "off_drug",
    "refused",
    "denies",
    "without_it",
    "replaced",
    "now_on",
    "discharged",
    "flow_rate",
}


class Said(StrEnum):
    """What words say of the drug, as it is noted."""

    OFF = "held or stopped by the words of its instruction"
    NOT_TAKEN = "not taken, or no longer, by the words beside it"
    LATER = "to begin later by the words beside it"
    UNREAD = "its text is too long to be read to the end"
    ONE_DOSE = "one dose held by the words of its instruction"


def gravest(said: Set[Said]) -> Said | None:
    """The first of :class:`Said` that is said."""
    return next((each for each in Said if each in said), None)


class Statements(EverydaySentence):
    """A sentence and what each of its phrases says."""

    def said(self) -> Iterator[Said | None]:
        """What each phrase says in its turn; ``None`` where the drug is in its place again."""
        for at, unit in enumerate(self.units):
            if unit.kinds.isdisjoint(_SAYS):
                continue
            if "goes_on" in unit.kinds and self._goes_on(at):
                yield None
            elif "goes_on" in unit.kinds and self._is_hold_not_lifted(at):
                yield Said.OFF
            elif found := self._says(at):
                yield found

    def _says(self, at: int) -> Said | None:
        kinds = self._kinds(at)
        if kinds & {"off_drug", "refused"}:
            return Said.NOT_TAKEN if self._is_refused(at) else None
        if "flow_rate" in kinds:
            is_none = at + 1 < len(self.units) and self.units[at + 1].text == "0"
            return Said.OFF if is_none and not self._is_another(at) else None
        if kinds & {"replaced", "now_on"} and self._is_replaced(at):
            return Said.OFF
        if self._is_denied_by_patient(at) or self._is_without_it(at):
            return Said.NOT_TAKEN
        if kinds & {"is_off", "hold_it", "stop_it"}:
            if not self._is_hold(at):
                return None
            return Said.ONE_DOSE if self._is_one_dose(at) else Said.OFF
        if kinds & {"end_day", "discharged"}:
            return Said.OFF if self._is_past_its_end(at) else None
        if self._is_not_taken(at):
            return Said.NOT_TAKEN
        is_later = kinds & {"begins", "begun", "from_day", "only_then"} and self._begins_later(at)
        return Said.LATER if is_later else None

    def _is_past_its_end(self, at: int) -> bool:
        """ "Stop date 11/20"; "apixaban was d/c on 11/20", but not "was d/c on apixaban", which is a discharge."""
        if "discharged" in self._kinds(at):
            is_it = self._begin(at) + 2 <= at and bool(self._kinds(at - 2) & {"own", "this"})
            return is_it and self.units[at].text == "d/c on" and self.units[at - 1].text == "was"
        day = self._day_behind(at)
        return day is not None and day + _A_DAY <= self.reading.now and not self._is_another(at)

    def _is_hold(self, at: int) -> bool:
        kinds = self._kinds(at)
        is_order = not kinds & {"is_off"} or self._is_planned(at)
        if self._is_of_the_hand(at) or self._is_denied(at, is_order) or self._is_allowed(at) or self._is_governed(at):
            return False
        if "off_alone" in kinds and not (self._is_alone(at) and self._is_said_to_be_off(at)):
            return False
        if self._is_discharge(at) or self._is_entered_again(at) or self._is_answered_no(at):
            return False
        if self._is_in_routine(at) or (is_order and "is_off" in kinds and self._is_after_a_span(at)):
            return False
        if self._is_conditional(at, is_order) or (self._is_pause(at) and "off_alone" not in kinds):
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
        if behind < self._end(at) and "not_a_dose" in self._kinds(behind) and "off_alone" not in self._kinds(at):
            return True
        before = at - 1
        while before >= self._begin(at) and "light" in self._kinds(before):
            before -= 1
        ends = (
            before >= self._begin(at) and "ends_itself" in self._kinds(before) and not self._is_its_reason(before, at)
        )
        return ends or (before >= self._begin(at) and self.units[before].text in ("hand", "pen"))

    def _is_its_reason(self, before: int, at: int) -> bool:
        """ "Due to bleeding stopped", "with pain stopped taking it": not that the bleeding has stopped."""
        if any("stops_now" in self._kinds(each) for each in self._before(before, 2)):
            return True
        each = at + 1
        while each < self._end(at) and self.units[each].text in ("taking", "the", "his", "her"):
            each += 1
        return each < self._end(at) and bool(self._kinds(each) & {"own", "this"})

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
        if any("operation" in self._kinds(one) for one in range(each, self._end(at))):
            day = self._day_behind(at, across=False)
            if day is not None and day > self.reading.now:
                return True
        if self.units[each].text in ("at", "um", "by", "per"):
            is_by = self.units[each].text in ("by", "per")
            near = range(each + 1, min(each + 4, self._end(at)))
            if any(self._day(one) is not None for one in near):
                return True
            is_hour = not is_by and each + 1 < self._end(at) and self.units[each + 1].number
            return is_hour and "days" not in self._kinds(each + 2)
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
        if self.clauses[self.clause_of[at]].asked:
            return False
        for each in range(self._begin(at), at):
            if self._kinds(each) & {"until", "condition", "condition_when", "unless", "before"}:
                return False
        if not self._is_it_that_goes_on(at):
            return False
        carried = self.carried[self.clause_of[at]]
        day = self._day_behind(at, across=False)
        return carried != "if" and (day is None or day <= self.reading.now)

    def _is_it_that_goes_on(self, at: int) -> bool:
        """ "Ran out 10/01, refilled 10/03"; not "held; refilled in May", nor "stopped and taking Aleve"."""
        if self.units[at].text == "refilled":
            return self._is_refilled(at)
        if not self.units[at].text.startswith("and ") or at + 1 >= self._end(at):
            return True
        if any("another" in self._kinds(each) for each in range(at + 1, self._end(at))):
            return False
        return bool(self._kinds(at + 1) & {"own", "this", "light"}) or self.units[at + 1].number

    def _is_of_a_phase(self, at: int) -> bool:
        return self._is_phase(at) and not any("another" in each.kinds for each in self.units[at:])

    def _is_not_taken(self, at: int) -> bool:
        kinds = self._kinds(at)
        if self._is_under_a_condition(at):
            return False
        if "not_taken" in kinds:
            if self._is_denied(at) or self._is_governed(at) or self._is_planned(at) or self._is_another(at):
                return False
            # "10 mg BID course completed, continue 5 mg BID".
            return not (self.units[at].text.endswith(("completed", "complete")) and self._is_of_a_phase(at))
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
            is_other = any(self._is_low_molecular(each) for each in range(at + 1, min(at + 3, self._end(at))))
            return not is_other and (self._stops_now(at) or self._is_what_is_refused(at))
        return ("own" in self._kinds(at + 1) and at + 1 < self._end(at)) or self._is_off(at)

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
        if self._is_another(at) or self._is_of_something_else(at):
            return False
        day = self._day_behind(at, across=True)
        if day is not None:
            return day + timedelta(days=self.reading.last_dose_days) < self.reading.now
        for each in range(at + 1, len(self.units) - 1):
            span = span_of(self.units[each].text, self.units[each + 1].text) if self.units[each].number else None
            if span is not None and self._kinds(each + 1) & {"days", "weeks_ago"}:
                is_ago = (
                    "weeks_ago" in self._kinds(each + 1) or self.units[min(each + 2, len(self.units) - 1)].text == "ago"
                )
                return span >= timedelta(days=self.reading.last_dose_days) and is_ago
        return False

    def _begins_later(self, at: int) -> bool:
        kinds, end = self._kinds(at), self._end(at)
        if "only_then" in kinds and (day := self._day(at + 1) if at + 1 < end else None) is not None:
            return day > self.reading.now and self._subject(at) is not True
        if "only_then" in kinds:
            return self._subject(at) is not True and self.reading.may_wait and not self._is_routine(at + 1)
        if self._is_another(at) or self._is_denied(at):
            return False
        before = range(self._begin(at), at)
        if any(self._kinds(each) & {"then", "advises", "missed", "until"} for each in before) or self._is_phase(at):
            return False
        if any("missed" in each.kinds for each in self.units):
            return False
        if "from_day" in kinds and self._is_of_a_hold(at):
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


_OFTEN = frozenset(("the", "your", "any", "more", "yet", "again", "a", "den", "die", "das", "het", "de", "le", "la"))
