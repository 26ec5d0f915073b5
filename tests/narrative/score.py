"""Score the report reader on one part of fixtures/reports: counts, Wilson intervals and misses by id and field."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Iterator, Mapping
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


def rows(result: Score) -> Iterator[tuple[str, Rate]]:
    """The table: one line for each kind of finding."""
    order = [f"{status} {kind}" for status in STATUSES for kind in ("precision", "recall")]
    order += [*ATTRIBUTES]
    order += [f"{measure} {kind}" for measure in MEASURES for kind in ("exact of read", "read of given")]
    order += ["history precision", "history recall", *WHOLE_REPORT]
    for name in order:
        yield name, result.rate(name)


def parts() -> dict[str, Path]:
    """Every labelled part by name, the development parts first."""
    paths = sorted(FOLDER.glob("*.yaml"), key=lambda path: (not is_development(path.stem), path.stem))
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
    """The Markdown lines of the numbers of labels of all parts."""
    counted = {name: counts(reports) for name, reports in parts.items()}
    kinds = dict.fromkeys(kind for count in counted.values() for kind in count)
    return [
        "## Labels",
        "",
        _row("", counted),
        "|---|" + "---|" * len(counted),
        *(_row(kind, (str(count.get(kind, 0)) for count in counted.values())) for kind in kinds),
    ]


def table(scores: Mapping[str, Score]) -> str:
    """The Markdown table of all parts, and the misses; of a blind part only the id and the field."""
    lines = [
        "# What the report reader reads right",
        "",
        "Written by `make reports`; do not edit. Hits of all with the 95 % Wilson interval. A finding is a vein of one",
        "leg; age, occlusion and compression are compared where thrombus (present, absent, possible) agrees. The rules",
        "were written with the development parts in view; a blind part is only ever scored.",
        "",
        "| | " + " | ".join(f"{name} ({score.reports} reports)" for name, score in scores.items()) + " |",
        "|---|" + "---|" * len(scores),
    ]
    names = [name for name, _ in rows(next(iter(scores.values())))]
    lines += [
        f"| {name.replace('_', ' ')} | " + " | ".join(str(s.rate(name)) for s in scores.values()) + " |"
        for name in names
    ]
    lines += [
        "| absent read as present | " + " | ".join(str(s.negated_read_as_present) for s in scores.values()) + " |"
    ]
    for part, result in scores.items():
        lines += ["", f"## Misses, {part}", ""]
        lines += [_line(part, *miss) for miss in result.misses] or ["None."]
    return "\n".join(lines) + "\n"


def _row(name: str, cells: Iterable[str]) -> str:
    return f"| {name.replace('_', ' ')} | " + " | ".join(cells) + " |"


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
