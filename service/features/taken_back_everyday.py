"""Beside a dose: everyday words that a drug is off, and what looks like them.

A discharge, a loading dose, an order that was entered again.
"""

from __future__ import annotations

from service.features.taken_back_instead import InsteadSentence
from service.features.taken_back_sentence import NO_KINDS, REACH

_NO = frozenset(("no", "none", "n", "nein", "nee", "non"))
_WHO = frozenset(("he", "she", "they", "i", "who", "it", "er", "sie", "hij", "zij", "il", "elle"))


class EverydaySentence(InsteadSentence):
    """A sentence that is asked whether "off", "DC", "cancelled" or "refilled" is said of the drug of the order."""

    def _is_alone(self, at: int) -> bool:
        """Whether nothing stands before it in its clause but the patient and the drug."""
        clause = range(self._begin(at), self._end(at))
        if any("own" in self._kinds(each) for each in clause):
            return True
        before = range(self._begin(at), at)
        return all(
            self._kinds(each) & {"light", "this"} or self.units[each].number or self.units[each].text in _WHO
            for each in before
        )

    def _is_said_to_be_off(self, at: int) -> bool:
        """Whether behind "been off" or "apixaban off" nothing stands but the drug, a time or a reason."""
        each, end = at + 1, self._end(at)
        while each < end and self._kinds(each) & {"light", "this", "own"} and "since" not in self._kinds(each):
            each += 1
        if each >= end or self.units[each].number or self.units[each].text == "x":
            return True
        if any("own" in self._kinds(one) for one in range(at + 1, each)):
            return True
        if ("in_time" in self._kinds(each) or self.units[each].text == "it in") and each + 1 < end:
            return self.units[each + 1].number or self.units[each + 1].text in self.reading.words.months
        return bool(self._kinds(each) & {"since", "stops_now", "until", "because", "weeks_ago"})

    def _is_discharge(self, at: int) -> bool:
        """ "Anticipate DC tomorrow", "meds for DC", "DC today on this", "Washington, DC"."""
        if self.units[at].text not in ("dc", "d/c") or any("own" in self._kinds(each) for each in self._around(at)):
            return False
        if at and "discharge_before" in self._kinds(at - 1):
            return True
        behind = [self.units[each] for each in range(at + 1, self._end(at))]
        if len(behind) == 1 and "soon" in behind[0].kinds:
            return True
        if len(behind) != 3 or "stops_now" not in behind[0].kinds:
            return False
        return behind[1].text in ("on", "with") and "this" in behind[2].kinds

    def _around(self, at: int) -> range:
        return range(self._begin(at), self._end(at))

    def _is_entered_again(self, at: int) -> bool:
        """ "Prescription cancelled at CVS, sent to Walgreens": the order stands elsewhere, or anew."""
        if "cancel" not in self.units[at].text or any("another" in each.kinds for each in self.units):
            return False
        behind = range(at + 1, len(self.units))
        found = [each for each in behind if "entered_again" in self._kinds(each)]
        return any(not self._is_denied(each) and not self._is_planned(each, REACH) for each in found)

    def _is_answered_no(self, at: int) -> bool:
        """ "Stopped: No"."""
        following = self.clause_of[at] + 1
        if at + 1 != self._end(at) or following >= len(self.clauses) or self.clauses[following].opened != ":":
            return False
        answer = self.clauses[following].units
        return len(answer) == 1 and answer[0].text in _NO

    def _is_off(self, at: int) -> bool:
        """ "Off AC x 10 days", "off all meds", "apixaban off"."""
        before = at - 1
        while before >= self._begin(at) and "light" in self._kinds(before):
            before -= 1
        if before >= self._begin(at) and "own" in self._kinds(before):
            return not self._is_beside(before) and self._is_said_to_be_off(at) and not self._is_planned(at, REACH)
        each = at + 1
        while each < self._end(at) and "light" in self._kinds(each):
            each += 1
        if each >= self._end(at) or "off_this" not in self._kinds(each) or not self._is_alone(at):
            return False
        if self._is_planned(at, REACH) or self._is_allowed(at) or self._is_governed(at):
            return False
        day, is_later = self._day_behind(at), each + 1 < self._end(at) and "in_time" in self._kinds(each + 1)
        is_past = day <= self.reading.now if day is not None else not is_later
        return is_past and self._is_said_to_be_off(each)

    def _is_refilled(self, at: int) -> bool:
        """Only what ran out is refilled, on a day that is told and not before it; "last refilled" tells of before."""
        earlier = NO_KINDS.union(*(self._kinds(each) for each in range(at)))
        ran_out = next((each for each in range(at) if "ran_out" in self._kinds(each)), None)
        if ran_out is None or self.units[at - 1].text == "last" or earlier & {"is_off", "hold_it", "stop_it"}:
            return False
        day, before = self._day_behind(at, across=False), self._day_behind(ran_out)
        return day is not None and (before is None or before <= day)

    def _is_hold_not_lifted(self, at: int) -> bool:
        """ "Hold lifted?", "hold released 11/25": a hold stands until then."""
        if not self.units[at].text.startswith("hold ") or self._is_another(at) or self._is_under_a_condition(at):
            return False
        day = self._day_behind(at, across=False)
        return self.clauses[-1].asked or (day is not None and day > self.reading.now)

    def _is_of_something_else(self, at: int) -> bool:
        """ "LD 10 mg bid completed 11/09" is a loading dose; "zuletzt kontrolliert 10.11." no dose at all."""
        if self.units[at].text == "ld":
            near = [each for each in range(len(self.units)) if "beside_a_load" in self._kinds(each)]
            is_load = any("another" in self._kinds(each) for each in near)
            is_done = bool(near) and bool(self.doses(at + 1, at + 2))
            return is_load or is_done or any(self.doses(each + 1, each + 2) for each in near if each > at)
        if self.units[at].text != "zuletzt" or any("taken" in self._kinds(each) for each in self._around(at)):
            return False
        each = at + 1
        while each < self._end(at) and self._kinds(each) & {"light", "before"}:
            each += 1
        return each < self._end(at) and not self.units[each].number

    def _is_of_a_hold(self, at: int) -> bool:
        """Whether it is a hold that begins then: "hold from 12/25", "pausieren ab 20.12."."""
        each = at - 1
        while each >= self._begin(at) and self._kinds(each) & {"own", "this"}:
            each -= 1
        return each >= self._begin(at) and bool(self._kinds(each) & {"hold_it", "stop_it"})
