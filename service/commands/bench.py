"""Measure the service on this machine: CPU per call against a bare JSON parse and against the naive way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.commands import cards_option
from service.commands.outputs import OUTPUT_FILE

if TYPE_CHECKING:
    from rich.console import Console

_case_option = click.option(
    "--case", type=click.Path(file_okay=False, path_type=Path), help="Case to build the records around."
)
_json_option = click.option("--json", "json_file", type=OUTPUT_FILE, help="Write the results to a file.")


@click.group(invoke_without_command=True)
@click.option(
    "--observations",
    "sizes",
    multiple=True,
    type=click.IntRange(min=0),
    help="Observations in the record; may be repeated.  [default: 10, 200, 2000 and 10000]",
)
@_case_option
@click.option("--scale", default=1.0, show_default=True, type=click.FloatRange(min=0.01), help="Length of the blocks.")
@_json_option
@cards_option
@click.pass_context
def command(
    context: click.Context,
    sizes: tuple[int, ...],
    case: Path | None,
    scale: float,
    json_file: Path | None,
    cards: Path,
) -> None:
    """Measure bare JSON parsing, the core, the whole HTTP request and the naive way, in one run.

    Starts gunicorn with the shipped configuration on loopback; CPU is read from /proc, so it runs on Linux only.
    Compare the ratios: milliseconds belong to this machine at this moment.  The exit status does not judge.
    "bench fetch" measures what FHIR servers that fail do to a call.
    """
    if context.invoked_subcommand is not None:
        if sizes or case or json_file or scale != 1.0:
            raise click.UsageError("Options of a part come after its name: bench fetch --json FILE.")
        return
    from service.bench.bodies import INDEX_CASE
    from service.bench.measure import SIZES, measure
    from service.bench.report import as_json, show
    from service.replay.cases import CaseFileError

    try:
        run = measure(sizes or SIZES, cards, case or INDEX_CASE, scale=scale)
    except CaseFileError as error:
        raise click.ClickException(f"{error.code}: {error.text}") from None
    show(run, _screen(120))
    _write(json_file, as_json(run))


@command.command("fetch", short_help="How calls are answered when the FHIR server fails.")
@click.option(
    "--behaviour",
    "names",
    multiple=True,
    help="How the FHIR server behaves; may be repeated, a part of the name will do.  [default: every way]",
)
@click.option("--calls", default=30, show_default=True, type=click.IntRange(min=1), help="Calls for every row.")
@click.option("--deadline-ms", default=400, show_default=True, type=click.IntRange(1, 60_000), help="As the setting.")
@_case_option
@_json_option
@cards_option
def fetch(
    names: tuple[str, ...], calls: int, deadline_ms: int, case: Path | None, json_file: Path | None, cards: Path
) -> None:
    """Measure how soon, and how, calls are answered when the FHIR server fails.

    A call brings no data, so all of its keys are asked for at a FHIR server on this machine that is down, slow,
    refuses, answers nonsense or pages without end; for one client, and for eight.  Compare the shares of the
    deadline: milliseconds belong to this machine at this moment.  The exit status does not judge.
    """
    from service.bench.bodies import INDEX_CASE
    from service.bench.fetch.behaviours import BEHAVIOURS
    from service.bench.fetch.measure import measure
    from service.bench.fetch.report import as_json, show
    from service.replay.cases import CaseFileError

    chosen = [each for each in BEHAVIOURS if not names or any(name in each.name for name in names)]
    if not chosen:
        known = "; ".join(each.name for each in BEHAVIOURS)
        raise click.BadParameter(f"no FHIR server behaves so; there is: {known}", param_hint="--behaviour")
    screen = _screen(150)
    try:
        with screen.status("") as under_way:
            run = measure(
                cards,
                case or INDEX_CASE,
                calls=calls,
                deadline_ms=deadline_ms,
                behaviours=chosen,
                tell=under_way.update,
            )
    except CaseFileError as error:
        raise click.ClickException(f"{error.code}: {error.text}") from None
    show(run, screen)
    _write(json_file, as_json(run))


def _screen(width: int) -> Console:
    """The window as wide as it is; a file or a pipe of a given width."""
    from rich.console import Console

    screen = Console()
    return screen if screen.is_terminal else Console(width=width)


def _write(json_file: Path | None, results: dict[str, Any]) -> None:
    if json_file:
        json_file.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
