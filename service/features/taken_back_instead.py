"""Beside a dose: something else in its place, what a patient refuses or denies, how long it has been missed."""

from __future__ import annotations

from service.features.taken_back_limits import QualifiedSentence

_ANY_DRUG = frozenset(("drug", "drugs", "med", "meds", "medication", "medications", "medicine"))
"""These are of this order only where nothing tells otherwise: "denies use of drugs" does not mean it."""
_LOW_MOLECULAR = frozenset(("lmwh", "low molecular weight heparin", "niedermolekulares heparin", "nmh", "hbpm"))
_TO_TAKE = frozenset(("to", "take", "taking", "all", "any", "the", "further"))


class InsteadSentence(QualifiedSentence):
    """A sentence that is asked whether another drug has come in its place, and whether it is refused or missed."""

    def _is_replaced(self, at: int) -> bool:
        """ "Switched to warfarin", "switched from apixaban to aspirin", "now on enoxaparin instead"."""
        if self._is_denied(at) or self._is_allowed(at) or self._is_governed(at) or self._is_planned(at, 5):
            return False
        if self._is_under_a_condition(at) or self._subject(at) is True or self._is_to_come(at):
            return False
        behind = range(at + 1, self._end(at))
        if "now_on" in self._kinds(at) and not any("instead" in self._kinds(each) for each in behind):
            return False
        names = [each for each in behind if self._kinds(each) & {"own", "another"} or self._is_low_molecular(each)]
        if not names:
            return False
        if self.units[at].text.endswith("from"):
            return "own" in self._kinds(names[0]) and self._is_in_its_place(names[-1])
        return all("light" in self._kinds(each) for each in range(at + 1, names[0])) and self._is_in_its_place(names[0])

    def _is_in_its_place(self, at: int) -> bool:
        if self._is_low_molecular(at):
            return True
        is_anticoagulant = self.units[at].text in self.reading.names
        return "another" in self._kinds(at) and (is_anticoagulant or "in_its_place" in self._kinds(at))

    def _is_low_molecular(self, at: int) -> bool:
        is_class = self.units[at].text in _LOW_MOLECULAR
        return is_class and self.reading.drug.endswith(("ban", "gatran", "warfarin", "heparin"))

    def _is_what_is_refused(self, at: int) -> bool:
        """Whether behind "patient refused" stands the taking of this drug."""
        each, is_own = at + 1, False
        while each < self._end(at):
            kinds = self._kinds(each)
            if "another" in kinds:
                return False
            is_own = is_own or "own" in kinds
            if not (kinds & {"own", "this", "light"} or self.units[each].text in _TO_TAKE):
                return is_own or bool(kinds & {"since", "stops_now", "because"}) or self._day(each) is not None
            each += 1
        return True

    def _is_denied_by_patient(self, at: int) -> bool:
        if "denies" not in self._kinds(at) or self._is_denied(at) or self._is_under_a_condition(at):
            return False
        each = at + 1
        while each < self._end(at) and "light" in self._kinds(each):
            each += 1
        if each >= self._end(at):
            return True
        is_this = "this" in self._kinds(each) and self.units[each].text not in _ANY_DRUG
        return "own" in self._kinds(each) or is_this

    def _is_without_it(self, at: int) -> bool:
        """ "Out of apixaban x 2 weeks", "without medication since 11/08", "missed last 10 days"."""
        if "without_it" not in self._kinds(at) or self._is_denied(at) or self._is_under_a_condition(at):
            return False
        if self._is_governed(at):
            return False
        is_missed, each, end = self.units[at].text.startswith("missed"), at + 1, self._end(at)
        while each < end and self._kinds(each) & {"own", "this", "light"} and "since" not in self._kinds(each):
            each += 1
        if each >= end or (each == at + 1 and not is_missed):
            return False
        if self.units[each].number:
            return "days" in self._kinds(each + 1) and each + 1 < end
        if "since" in self._kinds(each):
            return not is_missed
        return self.units[each].text in ("for", "x") and each + 1 < end and self.units[each + 1].number

    def _is_under_a_condition(self, at: int) -> bool:
        before = frozenset[str]().union(*(self._kinds(each) for each in range(self._begin(at), at)))
        return bool(before & {"condition", "condition_when"}) or self.carried[self.clause_of[at]] == "if"

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
