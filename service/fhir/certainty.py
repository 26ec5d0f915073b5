"""How sure a German diagnosis is: the extension ``icd-10-gm-diagnosesicherheit`` of a Condition or of its coding.

G gesichert (confirmed), V Verdacht (suspected), A ausgeschlossen (excluded), Z Zustand nach (history).  It is asked
only
where ``verificationStatus`` says nothing (fhir-input.md, "Status").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_URL_END = "/structuredefinition/icd-10-gm-diagnosesicherheit"
HISTORY = "Z"
VERIFICATION: Mapping[str, str] = {"A": "refuted", "V": "provisional"}


def certainty_told(data: Mapping[str, Any]) -> str:
    """``A``, ``V``, ``Z`` or ``G``; ``""`` where none is told.  Contradicting ones leave it suspected (``V``)."""
    code = data.get("code") if data.get("resourceType") != "AllergyIntolerance" else None
    codings = code.get("coding") if isinstance(code, dict) else None
    found = {
        letter
        for holder in (data, *(codings if isinstance(codings, list) else ()))
        if isinstance(holder, dict)
        for letter in _letters(holder.get("extension"))
    }
    return found.pop() if len(found) == 1 else "V" if found else ""


def _letters(extensions: Any) -> Iterator[str]:
    for each in extensions if isinstance(extensions, list) else ():
        url = each.get("url") if isinstance(each, dict) else None
        if not isinstance(url, str) or not url.lower().endswith(_URL_END):
            continue
        told = each.get("valueCoding", each.get("valueCode"))
        told = told.get("code") if isinstance(told, dict) else told
        letter = told.strip().upper() if isinstance(told, str) else ""
        # What cannot be read was still meant to say how sure it is.
        yield letter if letter in ("G", "A", "V", HISTORY) else "V"
