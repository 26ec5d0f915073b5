"""The report for a reader: sections, what was found, and the counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape

from service.conformance.outcome import Outcome, Result

SIGNS = {
    Outcome.PASSED: "[green]ok[/]  ",
    Outcome.FAILED: "[bold red]FAIL[/]",
    Outcome.WARNED: "[yellow]warn[/]",
    Outcome.SKIPPED: "[dim]skip[/]",
}
WORST_FIRST = (Outcome.FAILED, Outcome.WARNED, Outcome.PASSED, Outcome.SKIPPED)
MOST_SHOWN = 8


def count(results: Sequence[Result]) -> Counter[Outcome]:
    return Counter(each.outcome for each in results)


def show(results: Sequence[Result], url: str, console: Console) -> None:
    """Print one line for each check, and under it what is not as it should be."""
    console.print(f"CDS Hooks 2.0 conformance of {escape(url)}")
    for section, of_section in groupby(results, lambda each: each.check.section):
        console.print(f"\n[bold]{escape(section.capitalize())}[/]")
        checks = [list(each) for _, each in groupby(of_section, lambda each: each.check)]
        idle = [each for each in checks if all(result.outcome is Outcome.SKIPPED for result in each)]
        for of_check in checks:
            if of_check not in idle:
                _show_check(of_check, console)
        _show_idle(idle, console)
    counts, made = count(results), len({each.check for each in results})
    told = ", ".join(f"{counts[each]} {each}" for each in Outcome)
    console.print(f"\n{made} check{'s' * (made != 1)} of {len(results)} subjects: {told}", highlight=False)


def _show_check(results: list[Result], console: Console) -> None:
    check, counts = results[0].check, count(results)
    worst = next(each for each in WORST_FIRST if counts[each])
    times = f" [dim]({len(results)})[/]" if len(results) > 1 else ""
    ids = f"[dim]{escape(' '.join(check.requirements))}[/]"
    console.print(f"  {SIGNS[worst]} {escape(check.title)}{times}  {ids}", highlight=False)
    if check.name == "latency":
        console.print(f"         {escape(results[0].subject)}", highlight=False)
    told = [each for each in results if each.outcome is not Outcome.PASSED]
    for each in told[:MOST_SHOWN]:
        console.print(f"         [cyan]{escape(each.subject)}[/] {escape(each.text)}", highlight=False)
    if len(told) > MOST_SHOWN:
        console.print(f"         and {len(told) - MOST_SHOWN} more", highlight=False)


def _show_idle(checks: list[list[Result]], console: Console) -> None:
    """The checks that could not be made, together where the reason is the same."""
    for reason, same in groupby(sorted(checks, key=lambda each: each[0].text), lambda each: each[0].text):
        ids = sorted({requirement for each in same for requirement in each[0].check.requirements})
        console.print(f"  {SIGNS[Outcome.SKIPPED]} {escape(' '.join(ids))}: {escape(reason)}", highlight=False)
