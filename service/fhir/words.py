"""A leg vein thrombosis named in words that are no listed phrase: no diagnosis, and not read as absent either.

fhir-input.md "Codes": words are matched as whole listed phrases, and anything else is not taken for "no".  What is
found here is a suspicion only; denials, history, prevention and other vessels are passed over.
"""

from __future__ import annotations

import re
from typing import Any

from service.fhir.codes import CodeIndex, codings_of_concept
from service.fhir.heads import decoded
from service.fhir.text import normalise_phrase

NAMED = "leg_dvt_in_words"
"""Stands among the value sets of a Condition whose code is in none of them and whose words name a leg DVT."""

IN_WORDS = frozenset({NAMED})

_MAY_NAME = re.compile(rb"dvt|thromb|clot", re.IGNORECASE)
_COMPLETE = frozenset({"http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10"})
"""Classifications of which every code was sorted: a code of theirs in no set means something else."""

_CLAUSE_END = re.compile(r"[;\n]|\.\s")
_CLOT = r"(?:dvts?|thromb(?:us|i|osis|oses|osed)|phlebothrombosis|clots?)"
_THROMBOSIS = re.compile(rf"\b{_CLOT}\b")
_DEEP = re.compile(r"\b(?:dvts?|deep (?:vein|venous))\b")
_LEG = re.compile(
    r"\b(?:legs?|[lrb]le|calf|calves|thighs?|knee|lower (?:limbs?|extremity|extremities)|iliac|iliofemoral|femoral|"
    r"femoropopliteal|popliteal|tibial|tibioperoneal|peroneal|fibular|soleal|soleus|gastrocnemi\w+|vena cava|ivc)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:arms?|forearm|upper|axillary|subclavian|brachial|jugular|cephalic|basilic|portal|mesenteric|splenic|hepatic|"
    r"renal|retinal|cerebral|sinus|coronary|atrial|ventricular|intracardiac)\b"
)
_OTHER_VESSEL = re.compile(
    r"\b(?:superficial(?! femoral)|saphenous|varicose|artery|arterial|stent|graft|bypass|aneurysm|fistula)\b"
)
_DENIED = re.compile(
    r"\b(?:no|not|without|negative|neg|denies|absence|history|hx|h o|previous|prior|past|(?<!year )(?<!yr )old|former|"
    r"remote|resolved|family|fhx?|prevention|prevent|risk|chronic|status post|s p|education|advice|screen(?:ing)?)\b"
    rf"(?: \w+){{0,4}}? {_CLOT}\b"
    rf"|\b{_CLOT}(?: \w+){{0,3}}? (?:excluded|ruled out|negative|absent|unlikely|prophyla\w+|prevention|risk|screening|"
    r"resolved|history|not (?:seen|found|present|identified|detected))\b"
)


def named_in(code: bytes, codes: CodeIndex) -> bool:
    """As :func:`names_leg_dvt`, for a ``code`` that is still bytes: most say nothing about clots and stay undecoded."""
    return _MAY_NAME.search(code) is not None and names_leg_dvt(decoded(code), codes)


def names_leg_dvt(concept: Any, codes: CodeIndex) -> bool:
    """Whether the text or a display of a CodeableConcept names a present thrombosis of a deep leg vein.

    Not asked where a coding is of a complete classification.  ``DVT`` without a limb is taken to be of the leg.
    """
    if not isinstance(concept, dict):
        return False
    if any(codes.canonical(system) in _COMPLETE for system, _ in codings_of_concept(concept)):
        return False
    codings = concept.get("coding")
    words = [concept.get("text")]
    words += [each.get("display") for each in (codings if isinstance(codings, list) else ()) if isinstance(each, dict)]
    texts = [each for each in words if isinstance(each, str)]
    # A full stop may end a sentence or an abbreviation.
    return any(_names(part) for each in texts for part in (each, *_CLAUSE_END.split(each)))


def _names(clause: str) -> bool:
    phrase = normalise_phrase(clause)
    if not _THROMBOSIS.search(phrase) or _DENIED.search(phrase):
        return False
    of_leg = _LEG.search(phrase) is not None
    if not of_leg and _ELSEWHERE.search(phrase):
        return False
    return _DEEP.search(phrase) is not None or (of_leg and not _OTHER_VESSEL.search(phrase))
