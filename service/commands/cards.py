"""Print the version, the content hash and the sign-off of the clinical content in use."""

from __future__ import annotations

from pathlib import Path

import click

from service.commands import cards_option


@click.command()
@cards_option
def command(cards: Path) -> None:
    """Print the folder, the version, the content hash and the sign-off of the clinical content.

    The hash is what a card names in its decision extension and what a clinical sign-off refers to. Content that does
    not load is told with its file and key, and the exit status is 1.
    """
    from service.errors import KnowledgeError
    from service.knowledge import load_knowledge
    from service.sign_off import sign_off_name

    try:
        knowledge = load_knowledge(cards)
    except KnowledgeError as error:
        raise click.ClickException(error.line) from None
    click.echo(f"folder:  {cards}")
    click.echo(f"version: {knowledge.version}")
    click.echo(f"hash:    {knowledge.content_hash}")
    signed = knowledge.sign_off
    if signed is None:
        click.echo(f"sign-off: none; it belongs in {sign_off_name(knowledge.content_hash)}")
    else:
        scope = ", ".join(signed.parts) + " only: not signed off" if signed.parts else "all"
        click.echo(f"sign-off: {signed.date}, {signed.reviewer} ({signed.role}), {scope}")
