"""Play recorded FHIR cases and compare each answer with what was expected."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from service.commands import cards_option


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--url", metavar="URL", help="Play against a running service instead of the core, e.g. http://127.0.0.1:8000."
)
@click.option(
    "--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Write the results to a file."
)
@click.option("--only", metavar="TEXT", default="", help="Play only the cases whose name contains this text.")
@cards_option
def command(folder: Path, url: str | None, json_file: Path | None, only: str, cards: Path) -> None:
    """Play every case below FOLDER through the decision core, or over HTTP with --url.

    Prints a line for each case and the first difference of each failing one.  Over HTTP the dates of a case are
    moved to today, and the answer is also compared with the core's.  The exit status is 1 when any case fails.
    """
    import requests

    from service.knowledge import load_knowledge
    from service.replay.cases import CaseFileError, read_cases
    from service.replay.report import Report, play_all

    try:
        cases = [case for case in read_cases(folder) if only in case.name]
    except CaseFileError as error:
        raise click.ClickException(f"{error.code}: {error.text}") from None
    if not cases:
        raise click.ClickException(
            f"There is no case below {folder}" + (f" whose name contains {only!r}." if only else ".")
        )
    try:
        report: Report = play_all(cases, load_knowledge(cards), url=url, now=datetime.now(UTC))
    except requests.RequestException as error:
        raise click.ClickException(
            f"{url} did not answer ({type(error).__name__}): start the service, or mend the address, and replay again."
        ) from None
    report.show()
    if json_file:
        json_file.write_text(json.dumps(report.as_json(), indent=2) + "\n", encoding="utf-8")
    raise SystemExit(0 if report.passed else 1)
