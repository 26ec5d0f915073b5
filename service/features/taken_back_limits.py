"""What keeps a phrase beside a dose from being so: a denial, a permission, a condition, a step of a nomogram."""

from __future__ import annotations

from service.features.taken_back_sentence import NO_KINDS, REACH, Sentence
from service.fhir.taken_back_words import SIGN


class QualifiedSentence(Sentence):
    """A sentence that is asked whether a phrase of it is only denied, allowed, planned or conditional."""

    def _is_denied(self, at: int, is_order: bool = False) -> bool:
        is_joined = False
        for each in self._before(at):
            kinds = self._kinds(each)
            if kinds & {"denial", "command_not"}:
                return True
            if "breaks" in kinds:
                return False
            if kinds & {"taken", "take_it", "is_off"} and not is_joined and "light" not in kinds:
                return False
            is_joined = is_joined or "or" in kinds
        if not is_order:
            return False
        behind = [each for each in (at + 1, at + 2) if each < self._end(at)]
        return any(
            "denial" in self._kinds(each) and all("light" in self._kinds(one) for one in behind if one < each)
            for each in behind
        )

    def _is_allowed(self, at: int) -> bool:
        """ "May be held", "kann pausiert werden"; "may have been held" is another matter."""
        for each in self._before(at, 3):
            if "allowed" in self._kinds(each):
                return self.units[each + 1].text not in ("have", "not")
        return any("allowed" in self._kinds(each) for each in (at + 1, at + 2) if each < self._end(at))

    def _is_planned(self, at: int, reach: int = 2) -> bool:
        return any("planned" in self._kinds(each) for each in self._before(at, reach))

    def _is_governed(self, at: int) -> bool:
        """ "Until stopped", "call before you stop", "your doctor will tell you to stop", and "to stop" as such."""
        was_told = False
        for each in self._before(at):
            kinds, text = self._kinds(each), self.units[each].text
            if kinds & {"until", "before"} and "goes_on" not in kinds:
                return True
            if "advises" in kinds or "unless" in kinds:
                return True
            was_told = was_told or "told" in kinds
            if text == "you" and each == at - 1:
                return True
            if "light" not in kinds and "told" not in kinds:
                break
        before = self.units[at - 1].text if at > self._begin(at) else ""
        was_told = was_told or any("told" in self._kinds(each) for each in self._before(at))
        return before == "to" and "stop_it" in self._kinds(at) and not was_told

    def _is_conditional(self, at: int, is_order: bool) -> bool:
        clause, begin, end = self.clause_of[at], self._begin(at), self._end(at)
        behind = [each for each in (at + 1, at + 2) if each < end]
        is_dated = any("since" in self._kinds(each) or self.units[each].number for each in behind)
        carried = self.carried[clause]
        if carried and (is_order or (carried == "if" and not is_dated)):
            return True
        before = NO_KINDS.union(*(self._kinds(each) for each in range(begin, at)))
        if is_order and any("hold_rule" in self._kinds(each) for each in range(begin, end)):
            return True
        if before & {"condition", "condition_when", "unless"} and (is_order or not self._has_value(at)):
            return True
        for each in range(at + 1, end):
            kinds = self._kinds(each)
            if kinds & {"until", "then"}:
                break
            if "condition" in kinds and (is_order or "because" not in kinds):
                return True
            if "condition_when" in kinds and (self.limits[clause] or (is_order and self.units[each].text != "while")):
                return True
        if not is_order:
            return False
        # "Hold until platelets > 50" is a hold.
        later = [self._kinds(each) for each in range(at + 1, end)]
        is_until = any("until" in each for each in later)
        if (self.limits[clause] and not is_until) or any("condition" in each for each in later):
            return True
        for each in range(at + 1, end):
            if "because" in self._kinds(each) and any(
                "measured" in self._kinds(one) for one in range(each + 1, min(each + 5, end))
            ):
                return not any(one.number for one in self.units[each + 1 : end])
        return clause + 1 < len(self.clauses) and self.limits[clause + 1] and self._opens_with_limit(clause + 1)

    def _opens_with_limit(self, clause: int) -> bool:
        return bool(self._kinds(self.starts[clause]) & {"measured", "limit", SIGN, "because", "condition", "hold_rule"})

    def _is_pause(self, at: int) -> bool:
        """A step of a nomogram ("hold infusion 60 min"): the dose goes on behind it."""
        for each in range(at + 1, min(at + REACH, self._end(at) - 1)):
            if self.units[each].number:
                count, unit = self.units[each].text, self.units[each + 1]
                if "pauses" not in unit.kinds or not count.isdecimal():
                    return False
                is_short = unit.text.startswith("min") or int(count[:4]) <= 3
                return is_short and "before" not in self._kinds(each + 2)
            if not self._kinds(each) & {"light", "this", "own", "because"} and self.units[each].text != "x":
                return False
        return False
