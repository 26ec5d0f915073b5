"""Words beside a dose that take it back ("HOLD for surgery", "do not take until told"), and why an order is over.

Advice that every patient gets ("do not stop taking this", "hold if platelets are below 50") takes nothing back.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from service.features.dosage import texts_of
from service.fhir.medications import words_of
from service.fhir.record import Resource

LONGEST = 2000
_SENTENCE = re.compile(r"[.;!\n|]+")
_CLAUSE = re.compile(r"[,:()]+| - ")
_CONDITION = re.compile(
    r"^(?:if|when|for|in case|in the event|wenn|falls|bei|indien|als)\b"
    r"|\b(?:if|in case|less than|greater than|below|above|under|over|wenn|falls|indien)\b|[<>≤≥]"
)
_OF_A_VALUE = (
    r"(?! (?:\w+ ){0,2}(?:for|when) (?:any |active |signs? of |an? )?"
    r"(?:plt|platelets?|inr|h(?:gb|b|ct)|ha?emoglobin|sbp|hr|crcl|e?gfr|a?ptt|anti-?xa|bleed\w*)\b| parameters?\b)"
)
_HELD = re.compile(
    rf"\bhold\b(?! (?:the |your )?(?:syringe|pen|needle|breath|skin|site|pressure|firmly|still|down"
    r"|it (?:in|at)))"
    rf"{_OF_A_VALUE}|\b(?:on hold|paused?|suspended)\b|(?<!hand )(?<!hand-)\bheld\b(?! (?:when|in|at|between)\b)"
    r"|\b(?:pausier(?:t|en)|abgesetzt|gestoppt|gestopt|gestaakt|gepauzeerd)\b"
)
_NOT_NOW = re.compile(
    r"\b(?:do not|don'?t|not to be|should not|must not|never)"
    r" (?:take|taken|give|given|start|started|administer(?:ed)?|use|used|inject)"
    r"(?: (?:this|it|any ?more|yet|again|your|the|medicine|medication|drug|dose|tablets?"
    r"|apixaban|eliquis|rivaroxaban|xarelto))*"
    r"(?: ?$| (?:until|till|before (?:surgery|the operation|procedure|cleared|told)|unless|pending|now|today|tonight"
    r"|tomorrow|for \d|for (?:now|the time being|surgery|procedure)))"
    r"|\b(?:derzeit |vorerst |momentan )?nicht (?:ein)?(?:nehmen|geben|spritzen)(?: ?$| bis)"
    r"|\b(?:voorlopig )?niet (?:in)?nemen(?: ?$| tot)"
)
_STOPPED = re.compile(
    r"(?<!not )(?<!n't )(?<!dont )(?<!never )(?<!without )(?<!before )(?<!before you )"
    r"(?<!suddenly )(?<!to )(?<!you )\bstop(?:ped)?(?: taking| giving)?"
    r"(?: (?:this|it|the|your|medicine|medication|drug|apixaban|eliquis|rivaroxaban|xarelto))*"
    r"(?: ?$| (?:now|today|taking|for (?:surgery|procedure)|before (?:surgery|procedure)|until"
    r"|\d+ (?:days?|hours?) before|\d{1,2}/\d))"
    r"|\bdiscontinued?(?: ?$| (?:today|now|yesterday))"
)
_NEVER_GIVEN = re.compile(
    r"\bwrong (?:patient|chart|person)\b|\b(?:in|by|an|entry|entered in|ordering) error\b|\berroneous\w*"
    r"|\bmistake\b|\bduplicate\w*"
    r"|\bnever (?:taken|started|filled|dispensed|given|administered|picked up)\b"
    r"|\bnot (?:taken|started|filled|dispensed|given|administered|picked up|needed)\b|\bunable to fill\b"
)


def is_taken_back(resource: Resource, is_of_another: Callable[[str], bool] = lambda _: False) -> bool:
    """Whether a text or a note of this order or statement says that it is not taken for now.

    ``is_of_another`` tells whether a sentence names another drug and not this one.
    """
    return any(says_hold(each, is_of_another) for each in (*texts_of(resource), *_notes(resource)))


def _notes(resource: Resource) -> list[str]:
    listed = resource.data.get("note")
    notes = [each.get("text") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    return [each for each in notes if isinstance(each, str)]


_GOES_ON = re.compile(
    r"\b(?:resumed|restarted|re-started|re-?commenced|continu(?:e|ed|es|ing)|started|start \w+|bridg\w+|now on)\b"
)
"""Behind what was held or stopped: it is taken after all, or in its place."""
_A_PAUSE = re.compile(
    r"\bhold (?:the )?(?:infusion |drip |heparin )?(?:for |x ?)?"
    r"(?:\d+ ?min\w*|[1-3] ?h(?:ou)?rs?)\b(?! (?:before|prior))"
)
"""A step of a nomogram: the dose goes on behind it."""
_OF_ANOTHER = re.compile(
    r"\b(?:aspirin|asa|clopidogrel|plavix|ticagrelor|prasugrel|nsaids?|ibuprofen|naproxen|diclofenac)\b"
    r"(?: \w+){0,2} (?:on hold|held|stopped|discontinued|paused)\b"
    r"|\b(?:hold|stop|discontinue) (?:\w+ ){0,2}(?:aspirin|asa|clopidogrel|nsaids?)\b"
)
"""It is a drug against platelets that is held."""
_BY_A_VALUE = re.compile(r"\b(?:a?ptt|anti-?xa|inr|plt|platelets?|hgb|hb)\b[^.;]{0,20}?(?:[<>≤≥]|\d)")


def says_hold(text: str, is_of_another: Callable[[str], bool] = lambda _: False) -> bool:
    """Whether a text takes the dose back, by a clause that hangs on no condition and that nothing behind it undoes."""
    if len(text) > LONGEST:
        return False
    for sentence in _SENTENCE.split(_A_PAUSE.sub(" ", text.lower())):
        if _BY_A_VALUE.search(sentence) or _OF_ANOTHER.search(sentence) or is_of_another(sentence):
            continue
        first = _HELD.search(sentence) or _STOPPED.search(sentence)
        if first and _GOES_ON.search(sentence, first.end()):
            continue
        is_conditional = False
        for clause in _CLAUSE.split(sentence):
            told = clause.strip(" *-\"'")
            held = _HELD.search(told)
            if held and not is_conditional and not _CONDITION.search(told, held.start()) and not _before(told, held):
                return True
            if not is_conditional and (
                _NOT_NOW.search(told) or (_STOPPED.search(told) and not _CONDITION.search(told))
            ):
                return True
            is_conditional = is_conditional or bool(_CONDITION.match(told))
    return False


def _before(told: str, held: re.Match[str]) -> bool:
    """Whether what is held is no dose, or is denied: "if on hold", "do not hold", "can be held"."""
    return bool(
        re.search(r"(?:\b(?:if|when|not|n't|never|may be|can be|to be|without|was|were) |n't )$", told[: held.start()])
    )


def was_never_given(resource: Resource) -> bool:
    """Whether an order or statement ended for a reason that says that nothing of it was given."""
    told = resource.data.get("statusReason")
    listed = told if isinstance(told, list) else [told]
    return bool(_NEVER_GIVEN.search(words_of(tuple(each for each in listed if isinstance(each, dict))).lower()))
