"""The result of a check as people read it."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service.proof.obligations import Result


def show(results: Iterable[Result], console: Console | None = None) -> bool:
    """Print a table of obligations, then each violation with its example patient; whether all hold."""
    console = console or Console()
    found = list(results)
    table = Table("Obligation", "Cases", "Seconds", "")
    for number in (1, 2):
        table.columns[number].justify = "right"
    for each in found:
        held = "[green]holds[/]" if each.holds else f"[red]{len(each.violations)} found[/]"
        table.add_row(
            f"[bold]{escape(each.name)}[/]\n{escape(each.says)}", str(each.cases), f"{each.seconds:.1f}", held
        )
    console.print(table)
    for each in found:
        for violation in each.violations:
            console.print(f"[red]{escape(each.name)}[/]: {escape(violation.about)}", soft_wrap=True)
            for line in violation.patient:
                console.print(f"    {escape(line)}", soft_wrap=True)
    broken = sum(not each.holds for each in found)
    seconds, cases = sum(each.seconds for each in found), sum(each.cases for each in found)
    verdict = f"{len(found) - broken} of {len(found)} obligations hold ({cases} cases, {seconds:.1f} s)."
    console.print(f"[{'red' if broken else 'green'}]{verdict}[/]")
    return not broken
