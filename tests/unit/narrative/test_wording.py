"""Many ways of saying the same: each wording is read as it was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.narrative import ReportFinding, read_report

WORDINGS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "wordings.yaml").read_text(encoding="utf-8"))
MEASURES = {"length": "length_cm", "diameter": "diameter_mm", "distance": "distance_to_popliteal_cm"}


def _told(finding: ReportFinding) -> str:
    words = [finding.vein, finding.side, finding.thrombus]
    attributes = (finding.age, finding.occlusion, finding.compressibility)
    words += [value for value in attributes if value != "unstated"]
    for name, member in MEASURES.items():
        number = getattr(finding, member)
        words += [f"{name} {number.normalize():f}"] if number is not None else []
    return " ".join(words)


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording["text"][:60])
def test_a_wording_is_read_as_it_was_meant(wording: dict[str, Any]) -> None:
    reading = read_report(wording["text"])
    assert [_told(finding) for finding in reading.findings] == wording["findings"]
    assert reading.comparison == wording.get("comparison", "none")
    assert reading.region == wording.get("region", "leg")
    assert [f"{vein} {side}" for vein, side in reading.history] == wording.get("history", [])


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda wording: wording["text"][:60])
def test_every_finding_quotes_words_of_the_report(wording: dict[str, Any]) -> None:
    letters = "".join(c for c in wording["text"].lower() if c.isalnum())
    for finding in read_report(wording["text"]).findings:
        quoted = "".join(c for c in finding.sentence.lower() if c.isalnum())
        assert quoted
        assert quoted in letters or "<" in wording["text"]
