"""Many cases played, with a progress bar, a table, and the first difference of each that failed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from rich.console import Console
from rich.progress import track
from rich.table import Table

from service.knowledge import Knowledge
from service.replay.cases import ReplayCase
from service.replay.compare import Difference, Played, differences
from service.replay.play import Post, play_over_http, play_through_answer, same_but_for_clocks

PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Result:
    """One played case."""

    case: ReplayCase
    played: Played
    differences: tuple[Difference, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


@dataclass(frozen=True)
class Report:
    """The results of a replay."""

    results: tuple[Result, ...]
    against: str
    left_out: tuple[str, ...] = ()
    """Cases with site settings of their own, which the running service is not said to have."""

    @property
    def passed(self) -> bool:
        return all(result.passed for result in self.results)

    def show(self, console: Console | None = None) -> None:
        """Print the table and what is wrong with each failing case."""
        console = console or Console()
        table = Table(
            "case", "outcome", "rule", "indicator", "", title=f"Replay against {self.against}", title_justify="left"
        )
        for result in self.results:
            told, form = result.played.told, result.played.form
            outcome = told.get("outcome") or f"status {result.played.status}"
            mark = "[green]as expected[/]" if result.passed else "[bold red]differs[/]"
            table.add_row(
                result.case.name.replace("_", " "), outcome, form.get("rule", ""), form.get("indicator", ""), mark
            )
        console.print(table)
        for result in self.results:
            if result.differences:
                first = result.differences[0]
                console.print(f"[bold]{result.case.name}[/]: {first.where}", highlight=False)
                console.print(f"  expected: {first.expected}", markup=False, highlight=False)
                console.print(f"  got:      {first.got}", markup=False, highlight=False)
        failed = sum(not result.passed for result in self.results)
        for name in self.left_out:
            console.print(
                f"left out: {name} (needs a service with its settings, named in this environment too)", highlight=False
            )
        console.print(f"{len(self.results) - failed} of {len(self.results)} cases as expected", highlight=False)

    def as_json(self) -> dict[str, Any]:
        """The results as plain data."""
        return {
            "against": self.against,
            "cases": [
                {
                    "case": result.case.name,
                    "passed": result.passed,
                    "status": result.played.status,
                    "outcome": result.played.told.get("outcome"),
                    "rule": result.played.form.get("rule"),
                    "differences": [
                        {"where": d.where, "expected": d.expected, "got": d.got} for d in result.differences
                    ],
                }
                for result in self.results
            ],
        }


def play_all(cases: Sequence[ReplayCase], knowledge: Knowledge, *, url: str | None, now: datetime) -> Report:
    """Play the cases through the core, or over HTTP; over HTTP also against the core's answer."""
    results, left_out = [], []
    with requests.Session() as session:
        for case in track(cases, description="Playing", transient=True, console=Console(stderr=True)):
            if url and not case.story.settings.items() <= os.environ.items():
                left_out.append(case.name)
                continue
            local = play_through_answer(case, knowledge)
            played = play_over_http(case, url, now, _poster(session)) if url else local
            found = tuple(differences(case.expected, played))
            if url and not found and not same_but_for_clocks(played, local):
                found = (Difference("cards", "the same answer as the core's", "another answer over HTTP"),)
            results.append(Result(case, played, found))
    return Report(tuple(results), url or "the decision core", tuple(left_out))


def _poster(session: requests.Session) -> Post:
    def post(url: str, body: bytes) -> tuple[int, bytes]:
        response = session.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=PATIENCE_SECONDS)
        return response.status_code, response.content

    return post
