"""What a code of a system looks like: one that does not is no code of it, and says nothing against the words beside it.

A CPT code may come with its modifiers ("27447-LT", "61510 22"): they say on which side or by whom, not what was done.
"""

from __future__ import annotations

import re

NUMBERED = "CPT"
_LONGEST = 40
_BASE = r"\d{4}[0-9AFMTU]"
_MODIFIED = re.compile(rf"({_BASE})(?:[-,; ]{{0,2}}[A-Z0-9]{{2}}){{1,4}}", re.IGNORECASE | re.ASCII)
_WHO = r"[A-Z]\d\d.*"
_FORMS = {
    alias: re.compile(form, re.ASCII)
    for alias, form in {
        NUMBERED: _BASE,
        "ICD-10-CM": r"[A-Z]\d[0-9A-Z]{1,5}",
        "ICD-10": _WHO,
        "ICD-10-GM": _WHO,
        "ICD-10-AM": _WHO,
        "ICD-10-CA": _WHO,
        "ICD-10-PCS": r"[0-9A-Z]{7}",
        "SNOMED": r"\d{6,18}",
        "LOINC": r"(?:\d{1,7}|L[AGLP]\d{1,8})-\d",
        "RxNorm": r"\d{1,8}",
    }.items()
}


def without_modifiers(code: str) -> str:
    """A CPT code without the modifiers behind it; anything else as it is."""
    found = _MODIFIED.fullmatch(code) if 5 < len(code) <= _LONGEST else None
    return code if found is None else found[1].upper()


def has_form(alias: str, spelled: str) -> bool:
    """Whether a code, as the tables spell it, looks like one of its system; of other systems every code does."""
    form = _FORMS.get(alias)
    return form is None or form.fullmatch(spelled[:_LONGEST]) is not None
