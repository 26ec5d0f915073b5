"""``dvt-cds book`` says which folder of fixtures it cannot use, before it proves or writes anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from service.commands import book
from service.content import CHECKOUT


def run(*options: str) -> Result:
    return CliRunner().invoke(book.command, [*options])


def test_a_folder_without_vignettes_is_told_with_the_file_it_lacks() -> None:
    result = run("--fixtures", str(CHECKOUT / "cards"))
    assert result.exit_code == 2
    assert "Invalid value for '--fixtures'" in result.output
    assert "holds no vignettes/base.csv" in " ".join(result.output.split())
    assert "fixtures/ folder of a checkout" in " ".join(result.output.split())


@pytest.mark.parametrize("left_out", ["vignettes/added_columns.csv", "cases"])
def test_every_part_of_the_fixtures_is_looked_for(left_out: str, tmp_path: Path) -> None:
    for name in ("vignettes/base.csv", "vignettes/amendments.csv", "vignettes/added_columns.csv"):
        if name != left_out:
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("")
    if left_out != "cases":
        (tmp_path / "cases").mkdir()
    result = run("--fixtures", str(tmp_path))
    assert result.exit_code == 2
    assert f"holds no {left_out}" in " ".join(result.output.split())


def test_without_a_checkout_the_folder_must_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(book, "FIXTURES", tmp_path / "fixtures")
    result = run()
    assert result.exit_code == 2
    assert "run from a checkout, or name its fixtures/ folder" in " ".join(result.output.split())


def test_the_help_tells_the_time_of_the_proof_as_it_is() -> None:
    told = " ".join(run("--help").output.split())
    assert "some seconds" in told
    assert "half a minute" not in told
