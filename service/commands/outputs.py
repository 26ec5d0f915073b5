"""Types of options that several commands share: a file to write, and a whole number.

Where a command writes its result is made certain before its work begins, so that no result is lost for want of a
folder.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click


class OutputFile(click.Path):
    """A file to be written; refused, while nothing is lost, when its folder does not exist or cannot be written."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path of the file; raises :class:`click.BadParameter` naming the folder."""
        folder = Path(value).parent
        if folder.exists() and not folder.is_dir():
            self.fail(f"{folder} is not a folder.", param, ctx)
        if not folder.exists():
            self.fail(f"the folder {folder} does not exist.", param, ctx)
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.exists() and not os.access(folder, os.W_OK | os.X_OK):
            self.fail(f"the folder {folder} cannot be written.", param, ctx)
        return path


OUTPUT_FILE = OutputFile()
"""The type of every option that names a file to write: ``--json``, ``--html``, ``--junit``."""


class WholeNumber(click.IntRange):
    """``click.IntRange``, which calls a word "not a valid integer range"; this says what is wanted."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; raises :class:`click.BadParameter` when it is none, or none of the range."""
        try:
            int(value)
        except ValueError:
            self.fail(f"{value!r} is not a whole number.", param, ctx)
        return super().convert(value, param, ctx)
