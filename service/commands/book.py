"""Write the decision book: the whole clinical content as a clinician reads it."""

from __future__ import annotations

from pathlib import Path

import click

from service.commands import cards_option
from service.commands.outputs import OUTPUT_FILE
from service.content import CHECKOUT

FIXTURES = CHECKOUT / "fixtures"
PARTS = ("vignettes/base.csv", "vignettes/amendments.csv", "vignettes/added_columns.csv", "cases")
"""What the book reads of the fixtures."""


def _with_every_part(ctx: click.Context, parameter: click.Parameter, folder: Path | None) -> Path:
    """The folder of the fixtures, with all that the book reads of it."""
    if folder is None and not FIXTURES.is_dir():
        raise click.BadParameter(
            "an installed package carries no cases; run from a checkout, or name its fixtures/ folder.",
            ctx=ctx,
            param=parameter,
        )
    chosen = folder or FIXTURES
    for part in PARTS:
        if not (chosen / part).exists():
            raise click.BadParameter(
                f"{chosen} holds no {part}; name the fixtures/ folder of a checkout.", ctx=ctx, param=parameter
            )
    return chosen


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when the book is not that of this content.")
@click.option("--html", metavar="FILE", type=OUTPUT_FILE, help="Also write the HTML page to FILE.")
@click.option(
    "--fixtures",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=_with_every_part,
    help="Folder of the vignettes and cases.  [default: the checkout's fixtures/]",
)
@cards_option
def command(check: bool, html: Path | None, fixtures: Path, cards: Path) -> None:
    """Write decision_book.md into the folder of the clinical content, and with --html a page for the browser.

    The content is proved first (some seconds, with the extra 'proof'); the result is kept beside the book. The
    book is the same for the same content and cases. With --check it is compared with the file instead: the exit
    status is 1 and the first difference is told when the file is missing or stale.
    """
    from service.book.book import FILE, write_book
    from service.book.page import write_page
    from service.book.proofs import prove_content, read_proof, write_proof
    from service.errors import DvtCdsError
    from service.knowledge import load_knowledge

    try:
        knowledge = load_knowledge(cards)
        if check:
            written = write_book(knowledge, fixtures, read_proof(cards, knowledge.content_hash))
            raise SystemExit(_compared(cards / FILE, written))
        proof = prove_content(cards, knowledge.content_hash)
        written = write_book(knowledge, fixtures, proof)
    except DvtCdsError as error:
        raise click.ClickException(f"{error.code} {error.expression}: {error.text}") from None
    if proof is not None:
        write_proof(cards, proof)
    (cards / FILE).write_text(written, encoding="utf-8")
    click.echo(f"{cards / FILE}: {len(written.encode()) // 1024} KB")
    if html:
        html.write_text(write_page(written), encoding="utf-8")
        click.echo(f"{html}: {html.stat().st_size // 1024} KB")


def _compared(path: Path, written: str) -> int:
    """0 when the file holds the book, else 1 with the first line that differs."""
    kept = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    wanted = written.splitlines()
    if kept == wanted:
        click.echo(f"{path.name} is that of this content.")
        return 0
    line = next((n for n, (a, b) in enumerate(zip(kept, wanted, strict=False)) if a != b), min(len(kept), len(wanted)))
    click.echo(f"{path.name} is stale from line {line + 1} on: run `dvt-cds book` (make book) and review the change.")
    for said, lines in (("file", kept), ("content", wanted)):
        click.echo(f"  {said}: {lines[line][:200] if line < len(lines) else '(ends)'}")
    return 1
