"""A result that could not be written is refused before the work begins, with the folder and what is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from service import cli
from service.commands.outputs import OUTPUT_FILE, WholeNumber
from service.content import CHECKOUT


def written_to(path: object) -> Result:
    @click.command()
    @click.option("--json", "file", type=OUTPUT_FILE)
    def work(file: Path) -> None:
        click.echo(f"worked for {file!r}")

    return CliRunner().invoke(work, ["--json", str(path)])


def test_a_file_of_an_existing_folder_is_taken_as_a_path(tmp_path: Path) -> None:
    result = written_to(tmp_path / "results.json")
    assert result.output == f"worked for {tmp_path / 'results.json'!r}\n"


def test_a_bare_name_is_a_file_of_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert written_to("results.json").exit_code == 0


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    result = written_to(tmp_path / "nowhere" / "results.json")
    assert result.exit_code == 2
    assert f"Invalid value for '--json': the folder {tmp_path / 'nowhere'} does not exist." in result.output


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = written_to(tmp_path / "file" / "results.json")
    assert result.exit_code == 2
    assert f"{tmp_path / 'file'} is not a folder." in result.output


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not (Path(path) == tmp_path and mode & os.W_OK))
    result = written_to(tmp_path / "results.json")
    assert result.exit_code == 2
    assert f"the folder {tmp_path} cannot be written." in result.output


def test_a_folder_in_the_place_of_the_file_is_refused(tmp_path: Path) -> None:
    assert written_to(tmp_path).exit_code == 2


@pytest.mark.parametrize("arguments", [["replay", "fixtures/cases", "--json"], ["book", "--check", "--html"]])
def test_no_command_works_for_a_result_it_cannot_write(arguments: list[str], tmp_path: Path) -> None:
    given = [str(CHECKOUT / each) if each.startswith("fixtures") else each for each in arguments]
    result = CliRunner().invoke(cli.main, [*given, str(tmp_path / "nowhere" / "file")])
    assert result.exit_code == 2
    assert "does not exist" in result.output


def test_the_shared_types_are_no_subcommand() -> None:
    assert "outputs" not in cli.main.list_commands(click.Context(cli.main))


@pytest.mark.parametrize(
    ("text", "told"),
    [("foo", "'foo' is not a whole number."), ("1.5", "'1.5' is not a whole number."), ("2", "2 is not in the range")],
)
def test_what_is_no_whole_number_of_the_range_is_told_in_plain_words(text: str, told: str) -> None:
    @click.command()
    @click.option("--days", type=WholeNumber(min=3))
    def work(days: int) -> None:
        click.echo(str(days + 1))

    result = CliRunner().invoke(work, ["--days", text])
    assert result.exit_code == 2
    assert told in result.output
    assert CliRunner().invoke(work, ["--days", "3"]).output == "4\n"
