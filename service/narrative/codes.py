"""The codes of forms and tables as words: "NC", "Yes" under "Compressible", "R / L: clear / thrombosed"."""

from __future__ import annotations

import re

UNCLEAR = "unclear-code"
"""Stands for a code that is not understood, so that nothing is read as present across it."""

_YES = frozenset(("y", "yes", "+", "++", "+++", "pos", "positive", "present", "seen", "true", "✓", "✔", "√", "x"))
_NO = frozenset(
    (
        "n",
        "no",
        "-",
        "–",
        "—",
        "neg",
        "negative",
        "none",
        "nil",
        "absent",
        "not",
        "false",
        "0",
        "ø",
        "✗",
        "✘",
        "not seen",
        "nad",
    )
)
_FULL = frozenset(
    (
        "c",
        "full",
        "fully",
        "complete",
        "completely",
        "normal",
        "nl",
        "n/l",
        "wnl",
        "ok",
        "comp",
        "compressible",
        "good",
        "easily",
        "100%",
    )
)
_PARTLY = frozenset(
    ("p", "pc", "partial", "partially", "partly", "incomplete", "reduced", "limited", "impaired", "+/-", "±", "part")
)
_NOT_AT_ALL = frozenset(
    ("nc", "ic", "n/c", "non", "non-comp", "non-compressible", "incompressible", "0%", "failed", "lost")
)
_UNSEEN = frozenset(
    (
        "ns",
        "nv",
        "n/s",
        "n/v",
        "n/a",
        "na",
        "nd",
        "n/d",
        "not done",
        "not assessed",
        "?",
        "--",
        "unable",
        "nt",
        "u",
        "ne",
    )
)
_SHORT = {
    "c": "compressible",
    "c+": "compressible",
    "comp": "compressible",
    "y": "yes",
    "n": "normal",
    "nl": "normal",
    "wnl": "normal",
    "nad": "normal",
    "ok": "normal",
    "nc": "non-compressible",
    "c-": "non-compressible",
    "pc": "partially compressible",
    "full": "fully compressible",
    "fully": "fully compressible",
    "complete": "fully compressible",
    "none": "none",
    "neg": "no thrombus",
    "negative": "no thrombus",
    "-": UNCLEAR,
    "–": UNCLEAR,
    "—": UNCLEAR,
    "pos": "thrombus",
    "positive": "thrombus",
    "+": UNCLEAR,
    "✓": UNCLEAR,
    "✔": UNCLEAR,
    "√": UNCLEAR,
    "✗": UNCLEAR,
    "✘": UNCLEAR,
    "x": UNCLEAR,
    "partial": "partially compressible",
    "incomplete": "partially compressible",
    "dvt": "thrombus",
    "clot": "thrombus",
    "thr": "thrombus",
    "pat": "patent",
    "occ": "occluded",
}


_PAIRED = re.compile(
    r"^(?P<name>[^:=]{2,60}?)\s\(?(?:(?P<rl>r(?:igh)?t?\s?/\s?l(?:ef)?t?)|(?P<lr>l(?:ef)?t?\s?/\s?r(?:igh)?t?))\)?\s*[:=]\s*(?P<one>[^/]{1,80}?)\s?/\s(?P<two>[^/]{1,80})$",
    re.IGNORECASE,
)


def paired(line: str) -> str:
    """ "Popliteal R / L: clear / thrombosed" with each side beside its value."""
    match = _PAIRED.match(line.strip())
    if not match:
        return line
    first, second = ("right", "left") if match["rl"] else ("left", "right")
    return f"{match['name']}: {first} {match['one'].strip()}, {second} {match['two'].strip(' .')}"


def meaning(metric: str, cell: str) -> str:
    """The words of a cell under a column of a metric ("compress", "thrombus", "patent", "flow", ""); empty: nothing."""
    code = re.sub(r"\s*\([^)]*\)$", "", cell.strip()).lower().rstrip(".")
    rest = cell.strip()[len(code) :] if cell.strip().lower().startswith(code) else ""
    if code in _UNSEEN or re.match(
        r"(?:not\s(?!comp|pat|thr)|unable|obscured|limited\sview|poor|non-?\s?(?:vis|diag))", code
    ):
        return f"not seen{rest}" if code != "?" else UNCLEAR
    told = _of_metric(metric, code)
    if told is None:
        told = _SHORT.get(code, "")
        if not told and code not in _SHORT:
            known = len(code) > 3 or " " in code or not code.isalpha() or metric in ("flow", "other")
            return f"{_LABEL.get(metric, '')}{cell.strip()}" if known else UNCLEAR
    return f"{told}{rest}" if told else ""


_LABEL = {"thrombus": "thrombus: ", "flow": "flow: ", "other": "", "patent": "", "compress": ""}


def _of_metric(metric: str, code: str) -> str | None:
    if metric == "compress":
        if code in ("-", "–", "—"):
            return ""
        if code in _YES | _FULL:
            return "compressible"
        if code in _PARTLY:
            return "partially compressible"
        return "non-compressible" if code in _NO | _NOT_AT_ALL else None
    if metric == "noncompress":
        return "non-compressible" if code in _YES else "" if code in _NO else None
    if metric == "thrombus":
        if code in _YES:
            return "thrombus"
        return "no thrombus" if code in _NO | {"clear", "free", "normal"} else _qualified(code)
    if metric == "patent":
        return (
            "patent"
            if code in _YES | _FULL
            else "occluded"
            if code in _NO
            else "partially occluded"
            if code in _PARTLY
            else None
        )
    if metric == "flow":
        return "no flow" if code in _NO else "" if code in _YES | _FULL | _PARTLY else None
    return None


def _qualified(code: str) -> str | None:
    if re.fullmatch(
        r"(?:(?:sub)?acute|chronic|(?:non-?\s?)?occlusive|partial|fresh|old|recent|complete|total|mural)(?:[\s,/]+(?:(?:sub)?acute|chronic|(?:non-?\s?)?occlusive|partial))*",
        code,
    ):
        return f"{code.replace('complete', 'occlusive').replace('total', 'occlusive')} thrombus"
    return None
