"""Many cases played, a line for each, and the first difference of each that failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from rich.console import Console
from rich.progress import track
from rich.text import Text

from service.knowledge import Knowledge
from service.replay.cases import CaseFileError, ReplayCase
from service.replay.compare import Difference, Played, differences
from service.replay.play import (
    Post,
    has_two_ways_to_move,
    play_over_http,
    play_through_answer,
    same_but_for_clocks,
)
from service.settings import PREFIX, Settings

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
    left_out: tuple[ReplayCase, ...] = ()
    """Cases with site settings of their own, which the running service is not said to have."""
    unread: tuple[CaseFileError, ...] = ()
    """Cases that cannot be played; they count as failed."""

    @property
    def passed(self) -> bool:
        return not self.unread and all(result.passed for result in self.results)

    def show(self, console: Console | None = None) -> None:
        """Print a line for each case and what is wrong with each failing one; names and lines are never broken."""
        console = console or Console()
        for line in self._lines():
            console.print(line, soft_wrap=True, highlight=False)

    def _lines(self) -> Iterable[Text]:
        yield from map(_case_line, self.results)
        yield from (Text.assemble(("unread   ", "bold red"), error.expression) for error in self.unread)
        failed = [result for result in self.results if not result.passed]
        for result in failed:
            yield from _explained(result)
        yield from (Text(f"{error.code}: {error.text}") for error in self.unread)
        yield from map(Text, self._suspected(failed))
        yield from map(Text, self._told_left_out())
        total = len(self.results) + len(self.unread)
        played, besides = (" played", f", {len(self.left_out)} left out") if self.left_out else ("", "")
        counted = f"{len(self.results) - len(failed)} of {total}{played} cases as expected{besides}"
        over = "against" if "://" in self.against else "through"
        yield Text(f"{counted} ({over} {self.against})")

    def _suspected(self, failed: Sequence[Result]) -> Iterable[str]:
        """The settings that this command was told of and the service may lack."""
        if "://" in self.against:
            for setting, count in _by_setting(result.case for result in failed):
                yield f"{count} of these {_need(count)} {setting}: the service may run without it."

    def _told_left_out(self) -> Iterable[str]:
        if self.left_out:
            needs = ", ".join(f"{count} {_need(count)} {setting}" for setting, count in _by_setting(self.left_out))
            yield f"{len(self.left_out)} left out: {needs}."
            yield "To play them, start the service and this command with the setting."

    def as_json(self) -> dict[str, Any]:
        """The results as plain data."""
        unread = [
            {"case": error.expression, "passed": False, "error": f"{error.code}: {error.text}"} for error in self.unread
        ]
        return {
            "against": self.against,
            "cases": [*map(_result_as_json, self.results), *unread],
            "left_out": [{"case": case.name, "settings": case.story.settings} for case in self.left_out],
        }


def _case_line(result: Result) -> Text:
    told, form = result.played.told, result.played.form
    outcome = told.get("outcome") or f"status {result.played.status} {result.played.error}".rstrip()
    given = " ".join(each for each in (outcome, form.get("rule", ""), form.get("indicator", "")) if each)
    mark = ("ok       ", "green") if result.passed else ("differs  ", "bold red")
    return Text.assemble(mark, f"{result.case.name}  {given}")


def _explained(result: Result) -> Iterable[Text]:
    first = result.differences[0]
    yield Text.assemble((result.case.name, "bold"), f": {first.where}")
    yield Text(f"  expected: {first.expected}")
    yield Text(f"  got:      {first.got}")


def _by_setting(cases: Iterable[ReplayCase]) -> list[tuple[str, int]]:
    """``NAME=value`` of the settings that some cases need, each with how many do, most first."""
    settings = [" and ".join(f"{name}={value}" for name, value in case.story.settings.items()) for case in cases]
    return Counter(each for each in settings if each).most_common()


def _need(count: int) -> str:
    return "needs" if count == 1 else "need"


def _result_as_json(result: Result) -> dict[str, Any]:
    return {
        "case": result.case.name,
        "passed": result.passed,
        "status": result.played.status,
        "outcome": result.played.told.get("outcome"),
        "rule": result.played.form.get("rule"),
        "differences": [{"where": d.where, "expected": d.expected, "got": d.got} for d in result.differences],
    }


def play_all(
    cases: Sequence[ReplayCase],
    knowledge: Knowledge,
    *,
    url: str | None,
    now: datetime,
    environment: Mapping[str, str],
    unread: Sequence[CaseFileError] = (),
    post: Post | None = None,
) -> Report:
    """Play the cases through the core, or over HTTP; over HTTP also against the core's answer.

    One that differs at an hour at which its instants lie on other days is played again with its days kept.
    ``environment`` holds the ``DVT_CDS_`` settings that the running service is said to have.
    """
    results, left_out = [], []
    with requests.Session() as session:
        post = post or _poster(session)
        for case in track(cases, description="Playing", transient=True, console=Console(stderr=True)):
            if url and not _said_to_run(case.story.settings, environment):
                left_out.append(case)
                continue
            local = play_through_answer(_as_it_runs(case, environment) if url else case, knowledge)
            if not url:
                results.append(Result(case, local, tuple(differences(case.expected, local))))
                continue
            result = _held_against(case, play_over_http(case, url, now, post), local)
            if not result.passed and has_two_ways_to_move(case, now):
                kept = _held_against(case, play_over_http(case, url, now, post, days_kept=True), local)
                result = kept if kept.passed else result
            results.append(result)
    return Report(tuple(results), url or "the decision core", tuple(left_out), tuple(unread))


def _held_against(case: ReplayCase, played: Played, local: Played) -> Result:
    """An answer over HTTP beside what is expected of it, and beside the core's."""
    found = tuple(differences(case.expected, played))
    if not found and not _same_answer(played, local):
        found = (Difference("cards", "the same answer as the core's", "another answer over HTTP"),)
    return Result(case, played, found)


def _as_it_runs(case: ReplayCase, environment: Mapping[str, str]) -> ReplayCase:
    """A case under the settings of the running service: one that names none is played there under its own."""
    said = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    story = case.story.model_copy(update={"settings": {**said, **case.story.settings}})
    return case.model_copy(update={"story": story})


def _same_answer(played: Played, local: Played) -> bool:
    """Of an error, status and number: its words may tell of fetching, which the core does not do."""
    if local.status != 200:
        return (played.status, played.error) == (local.status, local.error)
    return same_but_for_clocks(played, local)


def _said_to_run(settings: Mapping[str, str], environment: Mapping[str, str]) -> bool:
    """Whether the settings of a case are those of the environment, or the default where it has none."""
    given = {name: environment[name] for name in settings if name in environment}
    wanted, said = Settings.from_environment(settings), Settings.from_environment(given)
    fields = [name.removeprefix(PREFIX).lower() for name in settings]
    return all(getattr(wanted, field) == getattr(said, field) for field in fields)


def _poster(session: requests.Session) -> Post:
    def post(url: str, body: bytes) -> tuple[int, bytes]:
        response = session.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=PATIENCE_SECONDS)
        return response.status_code, response.content

    return post
