"""Measure the service on this machine: CPU per call against a bare JSON parse and against the naive way."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.commands import cards_option


@click.command()
@click.option(
    "--observations",
    "sizes",
    multiple=True,
    type=click.IntRange(min=0),
    help="Observations in the record; may be repeated.  [default: 10, 200, 2000 and 10000]",
)
@click.option("--case", type=click.Path(file_okay=False, path_type=Path), help="Case to build the records around.")
@click.option("--scale", default=1.0, show_default=True, type=click.FloatRange(min=0.01), help="Length of the blocks.")
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the results to a file."
)
@cards_option
def command(sizes: tuple[int, ...], case: Path | None, scale: float, json_file: Path | None, cards: Path) -> None:
    """Measure bare JSON parsing, the core, the whole HTTP request and the naive way, in one run.

    Starts gunicorn with the shipped configuration on loopback; CPU is read from /proc, so it runs on Linux only.
    Compare the ratios: milliseconds belong to this machine at this moment.  The exit status does not judge.
    """
    from rich.console import Console

    from service.bench.bodies import INDEX_CASE
    from service.bench.measure import SIZES, measure
    from service.bench.report import as_json, show
    from service.replay.cases import CaseFileError

    try:
        run = measure(sizes or SIZES, cards, case or INDEX_CASE, scale=scale)
    except CaseFileError as error:
        raise click.ClickException(f"{error.code}: {error.text}") from None
    show(run, Console(width=120))
    if json_file:
        json_file.write_text(json.dumps(as_json(run), indent=2) + "\n", encoding="utf-8")
