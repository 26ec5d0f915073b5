"""Remove old cards, feedback and tokens from the store."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import click

from service.commands.outputs import WholeNumber
from service.commands.serve import start_faults_told
from service.store.history import LOOK_BACK

LEAST_DAYS = LOOK_BACK.days
"""Younger cards and overrides still keep others quiet."""


@click.command()
@click.option(
    "--older-than",
    "days",
    required=True,
    metavar="DAYS",
    type=WholeNumber(min=LEAST_DAYS),
    help=f"Days after which cards and feedback go; at least {LEAST_DAYS}, for younger ones still keep cards quiet.",
)
def command(days: int) -> None:
    """Remove old cards, feedback and expired tokens from the store that DVT_CDS_DATABASE_URL names.

    Works in small transactions beside a running service.  Run it from a timer, with the variables of the service:
    nothing is removed by itself.  The store must exist: where there is none, none is made, and the exit status is 1.
    """
    from service.settings import Settings
    from service.store import prune_store

    now = datetime.now(UTC)
    with start_faults_told():
        url = Settings.from_environment(os.environ).database_url
        removed, address = prune_store(url, now - timedelta(days=days), now=now)
    counts = f"{removed.cards} cards, {removed.feedback} feedback entries and {removed.tokens} tokens"
    click.echo(f"Removed {counts} from {address}.")
