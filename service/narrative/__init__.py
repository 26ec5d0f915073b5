"""Reading free-text leg-vein ultrasound reports with sentence-level rules (regular expressions and word lists only).

``read_report(text) -> ReportReading`` is the whole interface; ``evidence.narrative_findings`` finds the texts in a
FHIR record.  See README.md for what a feature may and may not conclude from it.
"""

from __future__ import annotations

from service.narrative.findings import ReportFinding, ReportReading
from service.narrative.reader import read_report

__all__ = ["ReportFinding", "ReportReading", "read_report"]
