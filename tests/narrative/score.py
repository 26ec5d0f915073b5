"""Score the report reader on one part of fixtures/reports: counts, Wilson intervals and misses by id and field."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from service.narrative import ReportFinding, ReportReading, read_report

FOLDER = Path(__file__).parents[2] / "fixtures" / "reports"
STATUSES = ("present", "absent", "possible")
ATTRIBUTES = ("age", "occlusion", "compressibility")
MEASURES = ("length_cm", "diameter_mm", "distance_to_popliteal_cm")
WHOLE_REPORT = ("region", "comparison", "calf_veins_seen")
TABLES = {
    "Thrombus present": ("reports", "present precision", "present recall", "absent read as present"),
    "Thrombus absent or possible": ("absent precision", "absent recall", "possible precision", "possible recall"),
    "Age, occlusion and compression": ATTRIBUTES,
    "Length and diameter": tuple(f"{name} {of}" for name in MEASURES[:2] for of in ("exact of read", "read of given")),
    "Distance to the popliteal vein, and history": (
        *(f"{MEASURES[2]} {of}" for of in ("exact of read", "read of given")),
        "history precision",
        "history recall",
    ),
    "The whole report": WHOLE_REPORT,
}
"""The tables of ``scores.md`` and their columns: few enough for a screen."""
LABEL_TABLES = (("reports", "findings"), ("age", "occlusion"), ("compressibility", *MEASURES, "history"))
"""The tables of the labels, by the first word of their columns."""


@dataclass(frozen=True)
class Rate:
    """A proportion with its 95 % Wilson interval."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        return self.hits / self.of if self.of else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        if not self.of:
            return (0.0, 1.0)
        z, n, p = 1.959964, self.of, self.hits / self.of
        middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return ((middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n))

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.hits}/{self.of} = {self.value:.3f} ({low:.3f}–{high:.3f})"


@dataclass
class Score:
    """Counts of one part, and its misses as (report id, field)."""

    counts: dict[str, list[int]] = field(default_factory=dict)
    misses: list[tuple[str, str, str]] = field(default_factory=list)
    """(report id, field, vein and side)."""
    reports: int = 0
    negated_read_as_present: int = 0

    def count(self, name: str, hit: bool) -> None:
        entry = self.counts.setdefault(name, [0, 0])
        entry[0] += hit
        entry[1] += 1

    def miss(self, report: str, what: str, where: str = "") -> None:
        self.misses.append((report, what, where))

    def rate(self, name: str) -> Rate:
        return Rate(*self.counts.get(name, [0, 0]))


def read_part(path: Path) -> list[dict[str, Any]]:
    """The labelled reports of one file."""
    reports: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["reports"]
    return reports


def score(reports: Iterable[Mapping[str, Any]]) -> Score:
    """Read every report and compare it with its gold labels."""
    result = Score()
    for report in reports:
        result.reports += 1
        compare(report["id"], report["gold"], read_report(report["text"]), result)
    return result


def compare(name: str, gold: Mapping[str, Any], reading: ReportReading, result: Score) -> None:
    """Add one report to the score."""
    expected = {(f["vein"], f["side"]): f for f in gold["findings"]}
    found = {(f.vein, f.side): f for f in reading.findings}
    for status in STATUSES:
        wanted = {key for key, f in expected.items() if f["thrombus"] == status}
        read = {key for key, f in found.items() if f.thrombus == status}
        for key in sorted(read):
            result.count(f"{status} precision", key in wanted)
            if key not in wanted:
                result.miss(name, f"{status} read", " ".join(key))
        for key in sorted(wanted):
            result.count(f"{status} recall", key in read)
            if key not in read:
                result.miss(name, f"{status} not read", " ".join(key))
        if status == "absent":
            negated = {key for key in wanted if key in found and found[key].thrombus == "present"}
            result.negated_read_as_present += len(negated)
    for key, f in expected.items():
        if key in found and found[key].thrombus == f["thrombus"]:
            _compare_finding(name, " ".join(key), f, found[key], result)
    _compare_report(name, gold, reading, result)


def _compare_finding(name: str, key: str, gold: Mapping[str, Any], found: ReportFinding, result: Score) -> None:
    for attribute in ATTRIBUTES:
        hit = getattr(found, attribute) == gold[attribute]
        result.count(attribute, hit)
        if not hit:
            result.miss(name, attribute, key)
    for measure in MEASURES:
        read, told = getattr(found, measure), gold[measure]
        hit = read is not None and told is not None and read == Decimal(str(told))
        if read is not None:
            result.count(f"{measure} exact of read", hit)
        if told is not None:
            result.count(f"{measure} read of given", hit)
        if not hit and not (read is None and told is None):
            result.miss(name, measure, key)


def _compare_report(name: str, gold: Mapping[str, Any], reading: ReportReading, result: Score) -> None:
    for member in WHOLE_REPORT:
        hit = getattr(reading, member) == gold[member]
        result.count(member, hit)
        if not hit:
            result.miss(name, member)
    wanted = {(h["vein"], h["side"]) for h in gold["history"]}
    for key in sorted(wanted | set(reading.history)):
        if key in reading.history:
            result.count("history precision", key in wanted)
        if key in wanted:
            result.count("history recall", key in reading.history)
        if (key in wanted) != (key in reading.history):
            result.miss(name, "history", " ".join(key))


def parts() -> dict[str, Path]:
    """Every labelled part by name, the blind parts first."""
    paths = sorted(FOLDER.glob("*.yaml"), key=lambda path: (is_development(path.stem), path.stem))
    return {path.stem: path for path in paths}


def is_development(part: str) -> bool:
    """Parts named ``development`` or ``development_...`` may be read for rules, every other one is blind."""
    return part == "development" or part.startswith("development_")


def counts(reports: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many labels of each kind a part has."""
    told = list(reports)
    found = [f for report in told for f in report["gold"]["findings"]]
    count = {"reports": len(told), "findings": len(found)}
    count |= {f"findings {status}": sum(f["thrombus"] == status for f in found) for status in STATUSES}
    count |= {
        f"{attribute} {value}": sum(f[attribute] == value for f in found)
        for attribute in ATTRIBUTES
        for value in sorted({f[attribute] for f in found} - {"unstated"})
    }
    count |= {measure: sum(f[measure] is not None for f in found) for measure in MEASURES}
    return count | {"history entries": sum(len(report["gold"]["history"]) for report in told)}


def counts_table(parts: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[str]:
    """The Markdown lines of the numbers of labels: a line for each part, a table for each kind of label."""
    counted = {name: counts(reports) for name, reports in parts.items()}
    kinds = dict.fromkeys(kind for count in counted.values() for kind in count)
    lines = ["## Labels"]
    for first_words in LABEL_TABLES:
        columns = [kind for kind in kinds if kind.split()[0] in first_words]
        rows = {name: [str(count.get(kind, 0)) for kind in columns] for name, count in counted.items()}
        lines += ["", *_table(columns, rows)]
    return lines


def table(scores: Mapping[str, Score]) -> str:
    """The Markdown tables of all parts, a line for each, and the misses; of a blind part only the id and the field."""
    lines = [
        "# What the report reader reads right",
        "",
        "Written by `make reports`; do not edit. Hits of all with the 95 % Wilson interval. A finding is a vein of one",
        "leg; age, occlusion and compression are compared where thrombus (present, absent, possible) agrees. The rules",
        "were written with the development parts in view; a blind part is only ever scored, and stands first.",
    ]
    for title, names in TABLES.items():
        rows = {part: [_cell(score, name) for name in names] for part, score in scores.items()}
        lines += ["", f"## {title}", "", *_table(names, rows)]
    for part, result in scores.items():
        lines += ["", f"## Misses, {part}", ""]
        lines += [_line(part, *miss) for miss in result.misses] or ["None."]
    return "\n".join(lines) + "\n"


def _cell(result: Score, name: str) -> str:
    told = {"reports": result.reports, "absent read as present": result.negated_read_as_present}
    return str(told[name] if name in told else result.rate(name))


def _table(columns: Iterable[str], rows: Mapping[str, Iterable[str]]) -> list[str]:
    names = [name.replace("_", " ") for name in columns]
    lines = [f"| part | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    return lines + [f"| {part} | {' | '.join(cells)} |" for part, cells in rows.items()]


def _line(part: str, report: str, what: str, where: str) -> str:
    told = f" ({where.replace('_', ' ')})" if where and is_development(part) else ""
    return f"- {report}: {what.replace('_', ' ')}{told}"


def main() -> None:
    """Score every part, print the table and write ``fixtures/reports/scores.md``."""
    read = {name: read_part(path) for name, path in parts().items()}
    scores = {name: score(reports) for name, reports in read.items()}
    text = table(scores) + "\n" + "\n".join(counts_table(read)) + "\n"
    (FOLDER / "scores.md").write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
