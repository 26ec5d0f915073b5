"""``dvt-cds read-report`` shows what was read."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from service.commands.read_report import command

TEXT = "Left soleal vein: acute thrombus [bold]3.5 x 0.7 cm[/bold]. Saphenous vein thrombus."


def test_the_table_names_vein_side_and_size_and_quotes_the_sentence_as_written(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(TEXT, encoding="utf-8")
    result = CliRunner().invoke(command, [str(file)], env={"COLUMNS": "160"})
    assert result.exit_code == 0
    assert "soleal" in result.output and "left" in result.output and "3.5" in result.output
    assert "“Left soleal vein: acute thrombus [bold]3.5 x 0.7 cm[/bold].”" in result.output
    assert "Not understood: “Saphenous vein thrombus.”" in result.output


def test_json_from_standard_input_holds_every_member() -> None:
    result = CliRunner().invoke(command, ["-", "--json"], input=TEXT)
    reading = json.loads(result.output)
    assert result.exit_code == 0
    (finding,) = reading["findings"]
    assert (finding["vein"], finding["length_cm"], finding["diameter_mm"]) == ("soleal", 3.5, 7.0)
    assert reading["region"] == "leg"


def test_a_text_that_is_too_long_is_refused_and_not_read_in_part() -> None:
    result = CliRunner().invoke(command, ["-"], input="a" * 200_001)
    assert result.exit_code == 1
    assert "200000" in result.output
