"""Remove old cards, feedback and tokens from the store."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime, timedelta

import click

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
    type=click.IntRange(min=LEAST_DAYS),
    help=f"Days after which cards and feedback go; at least {LEAST_DAYS}, for younger ones still keep cards quiet.",
)
def command(days: int) -> None:
    """Remove old cards, feedback and expired tokens from the store that DVT_CDS_DATABASE_URL names.

    Works in small transactions beside a running service.  Run it from a timer: nothing is removed by itself.
    """
    from service.app import open_configured_store
    from service.settings import Settings

    now = datetime.now(UTC)
    with start_faults_told(), closing(open_configured_store(Settings.from_environment(os.environ))) as store:
        removed = store.prune(now - timedelta(days=days), now=now)
    click.echo(f"Removed {removed.cards} cards, {removed.feedback} feedback entries and {removed.tokens} tokens.")
