"""The command ``dvt-cds``: one subcommand per module of ``service/commands``, imported only when it runs.

A module ``service/commands/read_report.py`` with ``command: click.Command`` is the subcommand ``read-report``. The
first line of its docstring is the line that ``dvt-cds --help`` shows, read without importing the module, so that the
help does not wait for Flask, SQLAlchemy or a solver.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil

import click

import service
from service import commands
from service.commands import FOLDER

SHARED = frozenset(("outputs",))
"""Modules of ``service/commands`` that several commands use and that are none themselves."""


class CommandFolder(click.Group):
    """A group whose subcommands are the modules of ``service/commands``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        names = {module.name for module in pkgutil.iter_modules([str(FOLDER)])} - SHARED
        return sorted(name.replace("_", "-") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{_module_name(cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        names = self.list_commands(ctx)
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_line(name)) for name in names])


def _module_name(command_name: str) -> str:
    return command_name.replace("-", "_")


def _first_line(command_name: str) -> str:
    source = (FOLDER / f"{_module_name(command_name)}.py").read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    return docstring.partition("\n")[0]


@click.group(cls=CommandFolder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(service.__version__, prog_name="dvt-cds")
def main() -> None:
    """CDS Hooks service for deep vein thrombosis: anticoagulation, surveillance or transfer for thrombolysis."""
