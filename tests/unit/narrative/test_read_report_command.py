"""``dvt-cds read-report`` shows what was read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

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


TWO_VEINS = (
    "Left gastrocnemius vein: acute non-compressible thrombus, 4.2 cm long, 6 mm in diameter. "
    "The right popliteal vein is fully compressible without thrombus."
)


def shown(text: str | bytes, columns: int = 80) -> Result:
    return CliRunner().invoke(command, ["-"], input=text, env={"COLUMNS": str(columns)})


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_on_a_narrow_screen_each_finding_is_one_whole_line(columns: int) -> None:
    lines = shown(TWO_VEINS, columns).output.splitlines()
    assert lines[:2] == [
        "right popliteal: absent, compressible (stated) [1]",
        "left gastrocnemius: present, acute, non-compressible, length 4.2 cm, diameter 6 mm (stated) [2]",
    ]


@pytest.mark.parametrize("columns", [80, 120, 140, 160, 250])
def test_nothing_is_ever_cut_off(columns: int) -> None:
    text = TWO_VEINS + " Acute occlusive thrombus in the left posterior tibial vein, 1.5 cm from the popliteal vein."
    output = shown(text, columns).output
    assert "…" not in output
    for word in ("gastrocnemius", "posterior tibial", "absent", "present", "popliteal"):
        assert word in output


def test_on_a_wide_screen_columns_without_a_value_are_left_out() -> None:
    output = shown("No thrombus in the left popliteal vein.", 160).output
    assert "Thrombus" in output and "Vein" in output
    for heading in ("Length", "Diameter", "To popliteal", "Age"):
        assert heading not in output


def test_words_that_mean_nothing_by_themselves_are_completed() -> None:
    text = "Thrombus of indeterminate age in the left popliteal vein, which is partially compressible."
    assert shown(text).output.startswith("left popliteal: present, age indeterminate, partly compressible (")


def test_a_side_that_is_not_stated_is_not_shown_as_one() -> None:
    assert shown("Acute thrombus in the soleal vein.").output.startswith("soleal (side unstated): present, acute")


def test_the_distance_to_the_popliteal_vein_is_named() -> None:
    output = shown("Acute thrombus in the left posterior tibial vein, 1.5 cm from the popliteal vein.").output
    assert "1.5 cm from the popliteal vein" in output.splitlines()[0]


def test_a_text_that_is_not_utf_8_is_an_error_with_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_bytes("Veine fémorale gauche".encode("latin-1"))
    result = CliRunner().invoke(command, [str(file)])
    assert result.exit_code == 1
    assert f"{file} is not UTF-8 (byte 8)" in " ".join(result.output.split())
    assert "Save it as UTF-8" in result.output
    assert "morale" not in result.output


@pytest.mark.parametrize("content", [b"", b" \n\t\n", b"\xef\xbb\xbf"])
def test_a_text_without_a_word_is_an_error(content: bytes) -> None:
    result = shown(content)
    assert result.exit_code == 1
    assert "Standard input is empty" in result.output


def test_of_a_text_in_which_nothing_was_read_no_region_is_claimed() -> None:
    result = shown("The weather is fine.")
    assert result.exit_code == 0
    assert "No finding was read." in result.output
    assert "Region" not in result.output


@pytest.mark.parametrize(
    ("text", "region"),
    [
        (TEXT, "Region: leg"),
        ("Saphenous vein thrombus.", "Region: leg"),
        ("Right upper extremity: thrombus in the subclavian vein.", "Region: upper limb"),
    ],
)
def test_the_region_is_told_when_something_of_a_limb_was_read(text: str, region: str) -> None:
    assert region in shown(text).output
