"""What must never happen, and what was proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.book.markdown import anchor, bullets, heading, joined, links, plain, table
from service.book.material import Material
from service.book.proofs import Proved


def safety_chapter(material: Material) -> str:
    """The safety statements, the written exceptions, and every obligation with its result."""
    safety: Mapping[str, Any] = material.yaml("safety.yaml") or {}
    rows = (
        [
            f"{anchor('safety', each['id'])}{plain(each['id'])}",
            plain(each["says"]),
            links("statement", each["because"]),
            _verdict(material, each["id"]),
        ]
        for each in safety.get("statements", ())
    )
    return joined(
        [
            heading(2, "Safety and proof", "chapter", "safety"),
            heading(3, "What must hold for every patient", "chapter", "safety-statements"),
            table(["", "Whatever is known or unknown", "Because", "Proof"], rows),
            "Written exceptions to the obligations about unknown inputs:" if safety.get("exempt") else "",
            bullets(dict.fromkeys(plain(each["says"]) for each in safety.get("exempt", ()))),
            heading(3, "Proof status", "chapter", "proof"),
            _status(material),
        ]
    )


def _verdict(material: Material, name: str) -> str:
    proof = material.proof
    checked = next((each for each in proof.obligations if each.name == "safety"), None) if proof else None
    if checked is None:
        return "not proved yet"
    failed = [v for v in checked.violations if f"{name} " in v or "could not be checked" in v]
    return "**violated**" if failed else "holds"


def _status(material: Material) -> str:
    if material.proof is None:
        return "Nothing is proved for this content yet: run `dvt-cds check`, then `dvt-cds book`."
    rows = [_obligation(each) for each in material.proof.obligations]
    held = sum(not each.violations for each in material.proof.obligations)
    return joined(
        [
            (
                f"**{held} of {len(rows)} obligations hold for this content**, proved by a solver over every "
                "combination of values, not by examples. An obligation that cannot be checked counts as violated. "
                "To prove it again: `dvt-cds check`."
            ),
            table(["Obligation", "What is proved", "Cases", "Result"], rows),
        ]
    )


def _obligation(each: Proved) -> list[str]:
    told = "; ".join(plain(about) for about in each.violations)
    return [plain(each.name), plain(each.says), str(each.cases), f"**violated:** {told}" if told else "holds"]
