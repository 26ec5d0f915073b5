"""What ``dvt-cds check`` proved of this content, kept so that the book can be compared without a solver.

``decision_book.proof.json`` names the content hash it speaks of; of other content it says nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = "decision_book.proof.json"


@dataclass(frozen=True)
class Proved:
    """One obligation and what was found."""

    name: str
    says: str
    cases: int
    violations: tuple[str, ...]


@dataclass(frozen=True)
class ProofStatus:
    """The obligations as they were proved for one state of the content."""

    content_hash: str
    obligations: tuple[Proved, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "hash": self.content_hash,
            "obligations": [
                {"name": each.name, "says": each.says, "cases": each.cases, "violations": list(each.violations)}
                for each in self.obligations
            ],
        }


def prove_content(folder: Path, content_hash: str) -> ProofStatus | None:
    """Prove every obligation now (some seconds); ``None`` where the solver is not installed."""
    try:
        from service.proof.every import EVERY
        from service.proof.obligations import prove
    except ImportError:
        return None
    from service.proof.content import read_content

    results = prove(read_content(folder), EVERY)
    return ProofStatus(
        content_hash,
        tuple(
            Proved(each.name, " ".join(each.says.split()), each.cases, tuple(v.about for v in each.violations))
            for each in results
        ),
    )


def read_proof(folder: Path, content_hash: str) -> ProofStatus | None:
    """The kept result, or ``None`` where there is none for this content."""
    path = folder / FILE
    if not path.is_file():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept.get("hash") != content_hash:
        return None
    return ProofStatus(
        kept["hash"],
        tuple(Proved(e["name"], e["says"], e["cases"], tuple(e["violations"])) for e in kept["obligations"]),
    )


def write_proof(folder: Path, status: ProofStatus) -> None:
    (folder / FILE).write_text(json.dumps(status.as_json(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
