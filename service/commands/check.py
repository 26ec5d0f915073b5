"""Prove that the clinical content has no gap, no contradiction and no unsafe answer."""

from __future__ import annotations

from pathlib import Path

import click

from service.commands import cards_option


@click.command()
@click.option("--only", metavar="TEXT", default="", help="Check only the obligations whose name contains this text.")
@cards_option
def command(only: str, cards: Path) -> None:
    """Prove every obligation on every table, chained table, modifier, sentence and regimen of the content.

    Prints each obligation with the number of cases and its time; under a violated one, what is wrong and an example
    patient. What cannot be checked counts as violated. The exit status is 1 when any obligation is violated.
    """
    try:
        from service.proof.every import EVERY
    except ImportError:
        raise click.ClickException("The solver is not installed: pip install 'dvt-cds[proof]'") from None
    from service.errors import KnowledgeError
    from service.proof.content import read_content
    from service.proof.obligations import prove
    from service.proof.report import show

    chosen = [each for each in EVERY if only in each.name]
    if not chosen:
        raise click.ClickException(f"There is no obligation whose name contains {only!r}.")
    try:
        content = read_content(cards)
    except KnowledgeError as error:
        raise click.ClickException(error.line) from None
    raise SystemExit(0 if show(prove(content, chosen)) else 1)
