"""The subcommands of ``dvt-cds``, one module each, and the option of those that read clinical content.

A command module defines ``command: click.Command``, opens its docstring with the line for ``dvt-cds --help``, and
decorates its function with :func:`cards_option` where it reads content.  Its exit status is 0 when all is well, 1 when
what it checked failed, 2 when it was called wrongly.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from service.content import ContentMissingError, cards_folder

FOLDER = Path(__file__).resolve().parent


def _existing_cards(ctx: click.Context, parameter: click.Parameter, value: str | None) -> Path:
    if value == "":
        raise click.BadParameter("the name of the folder is empty.", ctx=ctx, param=parameter)
    try:
        return cards_folder(value)
    except ContentMissingError as error:
        raise click.BadParameter(f"{error.code}: {error.text}", ctx=ctx, param=parameter) from None


def cards_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--cards FOLDER``; the command receives the existing folder as ``cards: Path``."""
    return click.option(
        "--cards",
        metavar="FOLDER",
        envvar="DVT_CDS_CARDS",
        callback=_existing_cards,
        help="Folder of the clinical content.  [default: the checkout's cards/, or the copy in the wheel]",
    )(function)
