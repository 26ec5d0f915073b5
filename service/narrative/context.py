"""What "it", "the vein" and "the thrombus" stand for while a report is read from sentence to sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from service.narrative import veins
from service.narrative.findings import ABSENT, POSSIBLE, PRESENT, Statement
from service.narrative.statements import Said

Key = tuple[str, str]

_OF_THROMBUS = re.compile(
    r"\W*(?:the|this|these|its?|that|both|a|an|there\sis|proximal|upper|lower|distal|distance|some|no|acute|maximum|maximal|total|overall)?\s?(?:\w{1,12}\s)?(?:thromb\w{1,5}|clots?|dvts?|occlusion|extent|length|diameter|"
    r"tip|end|distance|appearances?|findings?|this|these|age|likely|appears?|chronic|acute|subacute|occlusive|non-?\s?occlusive|measur\w{1,4}|flow|in\skeeping|consistent|extends?|extending|total)\b"
)
_ANY_SUBJECT = re.compile(
    r"\W*(?:nothing\s(?:abnormal|amiss|wrong|untoward|seen|found)\s(?:there|here|in\s(?:it|them)|within|inside)|it|this|these|they|both|all|each|one|the\s(?:veins?|vessels?|segment|latter|former|other|affected|lumen|remainder|proximal|distal|mid|upper|lower|thromb\w{1,5}|clot|same)|proximal|mid|distal|upper|lower|(?:medial|lateral|deeper|shallower|superficial|larger|smaller|second|anterior|posterior|inner|outer)(?:\s(?:one|limb|moiety|channel|branch|vein|half|of))?|"
    r"of\s(?:its|the|these|them|which|both|two)|there|no|not|non|in\w{0,2}compress\w{1,6}|compress\w{0,8}|contains?|does|patent|clear|normal|thromb\w{1,5}|clot|full|fully|partial\w{0,2}|completely|flow|with|hypoechoic|echogenic|expanded|dilated|distended|and|which|also|colou?r|limb|incomplete\w{0,2}|absent|occlu\w{1,4}|"
    r"its|at|dvt|wall|lumen|good|easily|filled|occlusive|non-?occlusive|acute|chronic|some|a|an)\b"
)
_TODAY = re.compile(
    r"^\W*(?:(?:but|and|by)\s)?(?:even\sso|nevertheless|nonetheless|despite\sthis|for\sall\sthat|all\sthe\ssame|today|now|currently|presently|at\spresent|this\stime|(?:on|at)\s(?:today's|this)\s\w{4,11}),?\s(?=it\b|this\b|the(?:y|se|re)?\b|both\b|neither\b|all\b|none\b|no\b|colou?r\b|flow\b)"
)
_ALL_OF_THEM = re.compile(r"\W*(?:both|they|these|all|neither|none)\b")
_ELSEWHERE = re.compile(
    r"\b(?:calf|thigh|legs?|knee|groin|pelvi\w{1,2}|elsewhere|ankle|lower\slimb|abdom\w{1,3}|arm)\b"
)


@dataclass(slots=True)
class Context:
    """The veins last spoken of."""

    last: tuple[Key, ...] = ()
    positive: tuple[Key, ...] = ()
    past: bool = False
    """The last sentence told of a past thrombosis."""
    sentence: tuple[Key, ...] = ()
    """All veins of the last sentence."""
    state: dict[Key, Statement] = field(default_factory=dict)
    said: Said | None = None
    """What the last sentence said of its veins, when it said the same of all."""
    generic: Said | None = None
    """An affirmed thrombosis of the whole leg whose veins may be named behind "Location:"."""
    heading: tuple[Key, ...] = ()
    heading_line: int = -1

    def saw(self, statements: Sequence[Statement], named: tuple[Key, ...]) -> None:
        """Remember the veins of a sentence and what it said of them."""
        if named:
            self.last = named
        if statements:
            self.past = any(s.history for s in statements)
        positive = tuple(
            (s.vein, s.side) for s in statements if s.thrombus in (PRESENT, POSSIBLE) and s.vein not in veins.COVERS
        )
        if positive:
            self.positive = tuple(dict.fromkeys(positive))
        if statements:
            self.sentence = tuple(dict.fromkeys((s.vein, s.side) for s in statements if s.vein not in veins.COVERS))
        for each in statements:
            if each.thrombus:
                self.state[each.vein, each.side] = each

    def target(self, words: str, line: int, thrombus: str, explicit: bool) -> tuple[Key, ...]:
        """The veins that a sentence without a vein speaks of; empty when that cannot be told."""
        words = _TODAY.sub("", words)
        if line == self.heading_line and self.heading:
            return self._unless_contradicted(self.heading, thrombus, explicit)
        if _OF_THROMBUS.match(words) and thrombus != ABSENT and self.positive:
            return self.positive
        if _ALL_OF_THEM.match(words) and len(self.sentence) > 1:
            return self._unless_contradicted(self.sentence, thrombus, explicit)
        if not _ANY_SUBJECT.match(words) and not _OF_THROMBUS.match(words):
            return ()
        if thrombus in (PRESENT, POSSIBLE) and _ELSEWHERE.search(words):
            return ()
        if thrombus == PRESENT and len(self.last) > 2:
            # "The A, B, C and D were examined. There is thrombus": in which of them is not told.
            return ()
        return self._unless_contradicted(self.last, thrombus, explicit)

    def _unless_contradicted(self, keys: tuple[Key, ...], thrombus: str, explicit: bool) -> tuple[Key, ...]:
        """A bare "thrombus" does not turn a clear vein, nor "no thrombus" a thrombosed one."""
        kept = []
        for key in keys:
            before = self.state.get(key)
            if before is None or not thrombus:
                kept.append(key)
            elif thrombus in (PRESENT, POSSIBLE):
                if before.thrombus != ABSENT or not explicit:
                    kept.append(key)
            elif not (before.thrombus == PRESENT and before.explicit):
                kept.append(key)
        return tuple(kept)
