"""Show who is treated differently by two states of the clinical content."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from contextlib import ExitStack
from pathlib import Path

import click

from service.commands import cards_option


@click.command()
@click.argument("old")
@click.argument("new", default="")
@cards_option
def command(old: str, new: str, cards: Path) -> None:
    """Compare two folders of clinical content, or two git revisions of cards/ in the repository of this folder.

    NEW may be left out: then OLD is compared with the content in use.
    Prints, in the form of cards/CHANGES.md, an example patient for each pair of outcomes, each changed urgency and
    each changed flag, then the thresholds, statements, inputs, words and rows that were rewritten. Only the values
    that both know are compared.
    """
    try:
        from service.proof.difference import Comparison, written_changes
    except ImportError:
        raise click.ClickException("The solver is not installed: pip install 'dvt-cds[proof]'") from None
    from service.errors import KnowledgeError
    from service.proof.content import read_content

    with ExitStack() as stack:
        folders = [_folder(old, stack), _folder(new, stack) if new else cards]
        try:
            contents = [read_content(folder, to_compare=True) for folder in folders]
        except KnowledgeError as error:
            raise click.ClickException(error.line) from None
    comparison = Comparison(*contents)
    sections = [
        ("Treated differently", comparison.outcomes()),
        ("Told with another urgency", comparison.indicators()),
        ("Flags, with the same outcome", comparison.modifiers()),
    ]
    click.echo(f"## {old} → {new or cards}\n")
    for heading, differences in sections:
        lines = [f"{each.change}, for example: {'; '.join(each.patient)}" for each in differences]
        _write(heading, lines, "nobody" if heading == "Treated differently" else "none")
    for heading, lines in written_changes(*contents):
        if lines:
            _write(heading, lines, "none")


def _write(heading: str, lines: list[str], nothing: str) -> None:
    click.echo(f"- **{heading}:**" + ("" if lines else f" {nothing}."))
    for line in lines:
        click.echo(f"  - {line}.")


def _folder(named: str, stack: ExitStack) -> Path:
    """The content folder itself, or cards/ of a git revision unpacked into a temporary folder."""
    if Path(named).is_dir():
        return Path(named)
    if named.startswith("-"):
        raise click.ClickException(f"{named} is neither a folder nor a git revision that holds cards/.")
    try:  # the name reaches git as one argument, never a shell
        archive = subprocess.run(["git", "archive", "--format=tar", f"{named}:cards"], capture_output=True)  # noqa: S603, S607
    except FileNotFoundError:
        raise click.ClickException(
            f"{named} is no folder, and without git no revision can be read: install git, or name a folder."
        ) from None
    if archive.returncode:
        raise click.ClickException(f"{named} is neither a folder nor a git revision that holds cards/.")
    unpacked = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(unpacked, filter="data")
    return unpacked
