"""The command line finds its subcommands by itself and loads only the one that runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from service import cli, commands

HEAVY = ["flask", "sqlalchemy", "alembic", "fhir", "requests", "z3", "pydantic", "service.app", "service.knowledge"]

WITHOUT_CONTENT = {"prune", "conformance"}
"""Commands that read no clinical content."""


def command_names() -> list[str]:
    return cli.main.list_commands(click.Context(cli.main))


def test_the_help_lists_every_subcommand_with_its_line() -> None:
    shown = CliRunner().invoke(cli.main, ["--help"], terminal_width=200)
    assert shown.exit_code == 0
    for name in ("serve", "cards"):
        assert name in command_names()
        assert f"  {name}" in shown.output
    assert "Start the service under gunicorn" in shown.output


def test_the_help_loads_nothing_that_is_slow() -> None:
    code = (
        "import sys, contextlib, io\n"
        "from service.cli import main\n"
        "with contextlib.redirect_stdout(io.StringIO()): main(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("name", command_names())
def test_every_subcommand_explains_itself_and_takes_a_cards_folder(name: str) -> None:
    context = click.Context(cli.main)
    command = cli.main.get_command(context, name)
    assert isinstance(command, click.Command)
    assert command.help
    has_cards = "--cards" in {option for parameter in command.params for option in parameter.opts}
    assert has_cards == (name not in WITHOUT_CONTENT)


def test_an_underscore_in_a_module_is_a_hyphen_in_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "read_report.py").write_text('"""Show what was read in a report."""\n')
    (tmp_path / "_private.py").write_text("")
    monkeypatch.setattr(cli, "FOLDER", tmp_path)
    assert command_names() == ["read-report"]
    assert "read-report  Show what was read in a report." in CliRunner().invoke(cli.main, ["--help"]).output


def test_an_unknown_subcommand_is_a_wrong_call() -> None:
    assert CliRunner().invoke(cli.main, ["decree"]).exit_code == 2


def test_a_missing_cards_folder_is_told_with_its_number(tmp_path: Path) -> None:
    run = CliRunner().invoke(cli.main, ["cards", "--cards", str(tmp_path / "nowhere")])
    assert run.exit_code == 2
    assert "DVT-401" in run.output and "--cards" in run.output


def test_an_empty_name_is_not_taken_for_this_folder() -> None:
    run = CliRunner().invoke(cli.main, ["cards", "--cards", ""])
    assert run.exit_code == 2
    assert "the name of the folder is empty" in run.output


def test_content_that_does_not_load_is_told_with_one_number_its_file_and_its_folder(tmp_path: Path) -> None:
    run = CliRunner().invoke(cli.main, ["cards", "--cards", str(tmp_path)])
    assert run.exit_code == 1
    assert run.output.startswith("Error: DVT-401: ")
    assert f" is missing in {tmp_path}." in run.output
    assert run.output.count(".yaml") == 1


@pytest.mark.parametrize("name", ["check", "diff"])
def test_a_command_that_lacks_the_solver_says_how_to_install_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [each for each in sys.modules if each.startswith("service.proof")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "z3", None)
    run = CliRunner().invoke(cli.main, [name, *(["cards", "cards"] if name == "diff" else [])])
    assert run.exit_code == 1
    assert "pip install 'dvt-cds[proof]'" in run.output


def test_the_cards_option_hands_over_an_existing_folder(checkout: Path) -> None:
    seen: list[Path] = []

    @click.command()
    @commands.cards_option
    def show(cards: Path) -> None:
        seen.append(cards)

    assert CliRunner().invoke(show, []).exit_code == 0
    assert CliRunner().invoke(show, ["--cards", str(checkout / "cards")]).exit_code == 0
    assert seen == [checkout / "cards", checkout / "cards"]
