"""A leg vein thrombosis named in words that are no listed phrase: no diagnosis, and not read as absent either.

fhir-input.md "Codes": words are matched as whole listed phrases, and anything else is not taken for "no".  What is
found here is a suspicion only; denials, history, prevention and other vessels are passed over.
"""

from __future__ import annotations

import re
from typing import Any

from service.fhir.codes import CodeIndex, codings_of_concept
from service.fhir.heads import decoded
from service.fhir.text import normalise_phrase, texts_of

NAMED = "leg_dvt_in_words"
"""Stands among the value sets of a Condition whose code is in none of them and whose words name a leg DVT."""

IN_WORDS = frozenset({NAMED})

_MAY_NAME = (b"dvt", b"thromb", b"clot", b"vte", b"phlegmas")

_COMPLETE = frozenset({"http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10"})
"""Classifications of which every code was sorted: a code of theirs in no set means something else."""
_SOMETHING_ELSE = re.compile(r"(?!I8[0-2])[A-Z][0-9][0-9A-Z](?:\.?[0-9A-Z]{1,4})?", re.IGNORECASE)
"""A code that is one, and outside the categories of vein thrombosis, whose remainders may hold a leg DVT."""

_CLOT = (
    r"(?:dvts?|vte|venous thromboembolism|thromb(?:us|i|osis|oses|osed)|thrombophlebitis|phlebothrombosis|clots?|"
    r"phlegmasia(?: dolens)?)"
)
_THROMBOSIS = re.compile(rf"\b(?!thrombophlebitis){_CLOT}\b")
_PHLEBITIS = re.compile(r"\bdeep (?:\w+ )?thrombophlebitis\b|\bthrombophlebitis of (?:the )?deep\b")
_DEEP = re.compile(r"\b(?:dvts?|phlegmasia|deep (?:veins?|venous|thrombophlebitis))\b")
_LEG_WORDS = (
    r"(?:legs?|[lrb]le|calf|calves|thighs?|knee|lower (?:limbs?|extremity|extremities)|iliac|iliofemoral|femoral|"
    r"femoropopliteal|popliteal|tibial|tibioperoneal|peroneal|fibular|soleal|soleus|gastrocnemi\w+|vena cava|ivc|"
    r"cfv|sfv|fv(?! leiden)|pfv|popv|ptv)"
)
_SIDE_WORDS = r"(?:left|right|l|r|lt|rt|bilateral|both|either)"
_ELSEWHERE_WORDS = (
    r"(?:arms?|forearm|upper|[lrb]?ue|axillary|subclavian|brachial|jugular|ij|cephalic|basilic|portal|mesenteric|"
    r"splenic|hepatic|renal|retinal|cerebral|sinus|coronary|atrial|ventricular|intracardiac)"
)
_SOMEBODY_ELSE = (
    r"(?:(?<!nursing )(?<!postpartum )(?<!breastfeeding )(?<!pregnant )mother|father|brothers?|sisters?|parents?|"
    r"relatives?(?! contra))"
)
_LEG = re.compile(rf"\b{_LEG_WORDS}\b")
_ELSEWHERE = re.compile(rf"\b(?:{_ELSEWHERE_WORDS}|{_SOMEBODY_ELSE})\b")
_OTHER_VESSEL = re.compile(
    r"\b(?:superficial(?! femoral)|saphenous|varicose|artery|arterial|stent|graft|bypass|aneurysm|fistula)\b"
)

# --- denial, history, prevention ----------------------------------------------------------------------------------
# Each reaches its clot word over words that say no more than where and how sure, and over nothing else: "without
# trauma acute DVT" denies the trauma.  What is in doubt is a suspicion, because it is answered with a scan.

_PLAIN = rf"of|in|the|a|an|any|deep|superficial|veins?|venous|v|{_SIDE_WORDS}|{_LEG_WORDS}"
_OF_PE = r"pe(?: and| or)?(?! acute| new| now| current)"


def _reach(words: str) -> str:
    """Over any number of these words to one or more names of the same clot: ``DVT (deep vein thrombosis)``."""
    return rf"(?: (?:{words}))* {_CLOT}(?:(?: n?or)?(?: (?:{_PLAIN}))* {_CLOT})*"


_NO = r"(?:no|not|without|^neg(?:ative)?|neg(?:ative)? for|denies|absence)" + _reach(
    rf"{_PLAIN}|for|evidence|signs?|symptoms?|suspicion|sonographic|clinical|imaging|n?or|at|all|known|acute|new|recent|"
    r"current|recurrent|residual|proximal|distal|pe(?= n?or )"
)
_NO_AGE = "".join(
    rf"(?<!{unit} )" for unit in ("year", "years", "yr", "month", "months", "week", "weeks", "day", "days")
)
_PAST = (
    rf"(?:history|hx|h o|pmhx?|previous|prior|past|{_NO_AGE}old|former|remote|resolved|family|fhx?|"
    r"status post|s p)"
) + _reach(
    rf"{_PLAIN}|medical|history|hx|known|acute|recurrent|multiple|prior|previous|remote|proximal|distal|"
    rf"(?:un)?provoked|\d+|{_OF_PE}"
)
_CHRONIC = r"(?<!acute )(?<!acute on )(?<!acute and )chronic" + _reach(
    rf"{_PLAIN}|known|stable|residual|proximal|distal|partial|partially|non|(?:non)?occlusive"
)
_PREVENTION = (
    r"(?:prevent(?:ion|ing)?|prophyla\w+|risks?(?: factors?)? (?:of|for)|education|advice|screen(?:ing)?)"
    + _reach(rf"{_PLAIN}|for|against|about|on|regarding|developing|acute|recurrent|further|{_OF_PE}")
)
_ANOTHER = rf"{_SOMEBODY_ELSE} had" + _reach(rf"{_PLAIN}|acute|recurrent")
_OVER = (
    r"(?:excluded|ruled out|negative|absent|unlikely|resolved|not (?:seen|found|present|identified|detected))"
    # Not "absent pulses", "negative D-dimer".
    r"(?! (?!(?:on|by|at|in|after|since|today|now|and|or|but|scan|study|ultrasound|duplex|clinically)\b|\d)\w)"
)
_ONLY_NAMED = (
    r"(?:prophyla\w+|prevention(?! of)|risk(?! of)|screening(?! for)|history of$|history(?! of)|"
    r"(?:and|or) (?:pe|vte) prophyla\w+)"
)
_BETWEEN = rf"{_PLAIN}|{_CLOT}|acute|is|was|were|has|have|been|now|already|since"
_BEHIND = rf"{_CLOT}(?: (?:{_BETWEEN}))* {_OVER}|{_CLOT} {_ONLY_NAMED}"
_DENIED = re.compile(rf"\b(?:{'|'.join((_NO, _PAST, _CHRONIC, _PREVENTION, _ANOTHER, _BEHIND))})\b")

_PHLEGMASIA = re.compile(r"\bphlegmasia\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"\n|\.\s")
_PART_END = re.compile(r"[,;\n]")
_EITHER = re.compile(r"\b(pe|dvt|vte|svt)\s*/\s*(?=pe|dvt|vte|svt)", re.IGNORECASE)
_ABOUT_IT = re.compile(
    rf"(?:(?:{_PLAIN}|{_ELSEWHERE_WORDS}(?: (?:limbs?|extremity|extremities))?|unspecified|{_OVER}|{_ONLY_NAMED})"
    r"(?: |$))+"
)
"""A part that only says where or whether belongs to the part before it: ``DVT, left arm``, ``DVT, history of``."""


def named_in(code: bytes, codes: CodeIndex) -> bool:
    """As :func:`names_leg_dvt`, for a ``code`` that is still bytes: most say nothing about clots and stay undecoded."""
    folded = code.lower()
    return any(each in folded for each in _MAY_NAME) and names_leg_dvt(decoded(code), codes)


def names_leg_dvt(concept: Any, codes: CodeIndex) -> bool:
    """Whether the text or a display of a CodeableConcept names a present thrombosis of a deep leg vein, or may.

    Not asked where a code of a complete classification says something else.  ``DVT`` without a limb is taken to be of
    the leg; doubt ("not excluded") is a suspicion.
    """
    if not isinstance(concept, dict):
        return False
    complete = [code for system, code in codings_of_concept(concept) if codes.canonical(system) in _COMPLETE]
    something_else = bool(complete) and all(_SOMETHING_ELSE.fullmatch(code) for code in complete)
    texts = texts_in(concept)
    if something_else:
        # ICD-10-CM has no code for phlegmasia: it stands beside one of swelling or pain.
        texts = [each for each in texts if _PHLEGMASIA.search(each)]
    # A full stop may end a sentence or an abbreviation.
    return any(_names(part) for each in texts for part in (each, *_SENTENCE_END.split(each)))


def texts_in(concept: Any) -> list[str]:
    """As :func:`texts_of`, but for a coding that does not stand in a list, which is not read."""
    if isinstance(concept, dict) and not isinstance(concept.get("coding"), list):
        concept = {"text": concept.get("text")}
    return texts_of(concept)


def _names(sentence: str) -> bool:
    phrase = normalise_phrase(sentence)
    if not _THROMBOSIS.search(phrase) and not _PHLEBITIS.search(phrase):
        return False
    return any(_names_leg(_DENIED.sub(" ", part), phrase) for part in _parts(sentence))


def _parts(sentence: str) -> list[str]:
    """What stands between commas and semicolons, which end the reach of a denial."""
    found: list[str] = []
    for piece in _PART_END.split(_EITHER.sub(r"\1 or ", sentence)):
        part = normalise_phrase(piece)
        if found and _ABOUT_IT.fullmatch(part):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def _names_leg(part: str, phrase: str) -> bool:
    """Whether what is left of one part, its denials taken out, is a clot in a deep leg vein."""
    if not _THROMBOSIS.search(part) and not _PHLEBITIS.search(part):
        return False
    elsewhere = _ELSEWHERE.search(part) is not None
    of_leg = _LEG.search(part) is not None or (not elsewhere and _LEG.search(phrase) is not None)
    if elsewhere and not of_leg:
        return False
    return _DEEP.search(part) is not None or (of_leg and not _OTHER_VESSEL.search(part))
