"""Play recorded FHIR cases and compare each answer with what was expected."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from service.commands import cards_option
from service.commands.outputs import OUTPUT_FILE

if TYPE_CHECKING:
    from service.replay.cases import CaseFileError, ReplayCase


def _web_address(ctx: click.Context, parameter: click.Parameter, url: str | None) -> str | None:
    if url is not None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            told = f"{url} is no http(s) URL; give one such as http://127.0.0.1:8000."
            raise click.BadParameter(told, ctx=ctx, param=parameter)
    return url


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--url",
    metavar="URL",
    callback=_web_address,
    help="Play against a running service instead of the core, e.g. http://127.0.0.1:8000.",
)
@click.option("--json", "json_file", metavar="FILE", type=OUTPUT_FILE, help="Write the results to a file.")
@click.option(
    "--only",
    metavar="TEXT",
    default="",
    help="Play only the cases whose name contains this text (a space is as good as _).",
)
@cards_option
def command(folder: Path, url: str | None, json_file: Path | None, only: str, cards: Path) -> None:
    """Play every case below FOLDER through the decision core, or over HTTP with --url.

    Prints a line for each case and the first difference of each failing one; a case that cannot be read fails.  Over
    HTTP the dates of a case are moved to today, and the answer is also compared with the core's; a case for other
    site settings is left out unless this command has them in its environment as the service does.  The exit status
    is 1 when any case fails.
    """
    import requests

    from service.errors import KnowledgeError
    from service.knowledge import load_knowledge
    from service.replay.report import play_all

    read, unread = _read(folder, only.replace(" ", "_"))
    if not read and not unread:
        raise click.ClickException(
            f"There is no case below {folder}" + (f" whose name contains {only!r}." if only else ".")
        )
    try:
        knowledge = load_knowledge(cards)
        now = datetime.now(UTC)
        report = play_all(read, knowledge, url=url, now=now, environment=os.environ, unread=unread)
    except KnowledgeError as error:
        raise click.ClickException(f"{error.code} {error.expression}: {error.text}") from None
    except requests.RequestException as error:
        raise click.ClickException(
            f"{url} did not answer ({type(error).__name__}): start the service, or mend the address, and replay again."
        ) from None
    report.show()
    if json_file:
        json_file.write_text(json.dumps(report.as_json(), indent=2) + "\n", encoding="utf-8")
    raise SystemExit(0 if report.passed else 1)


def _read(folder: Path, only: str) -> tuple[list[ReplayCase], list[CaseFileError]]:
    """The cases below a folder whose name contains a text, and what is wrong with those that cannot be read."""
    from service.replay.cases import CaseFileError, case_folders, read_case

    read, unread = [], []
    for each in case_folders(folder):
        if only in each.name:
            try:
                read.append(read_case(each))
            except CaseFileError as error:
                unread.append(error)
    return read, unread
