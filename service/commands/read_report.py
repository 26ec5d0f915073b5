"""Show what is read from a free-text leg-vein ultrasound report."""

from __future__ import annotations

import dataclasses
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.commands import cards_option

if TYPE_CHECKING:
    from service.narrative import ReportReading

_COLUMNS = {
    "vein": "Vein",
    "side": "Side",
    "thrombus": "Thrombus",
    "age": "Age",
    "occlusion": "Occlusion",
    "compressibility": "Compression",
    "length_cm": "Length cm",
    "diameter_mm": "Diameter mm",
    "distance_to_popliteal_cm": "To popliteal cm",
    "certainty": "Certainty",
}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@cards_option
def command(file: Path, as_json: bool, cards: Path) -> None:
    """Read the report in FILE (plain text or HTML; - for standard input) and show each finding with its sentence.

    Nothing is stored or sent; the cards folder plays no part.  The exit status is 1 when the text is too long to read.
    """
    from service.narrative import read_report
    from service.narrative.reader import MOST_CHARACTERS

    content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    text = content.decode("utf-8-sig", "replace")
    if len(text) > MOST_CHARACTERS:
        raise click.ClickException(
            f"The text has {len(text)} characters, and one of more than {MOST_CHARACTERS} is not read. Give one report."
        )
    reading = read_report(text)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(reading), indent=2, ensure_ascii=False, default=_number))
    else:
        _show(reading)


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


def _show(reading: ReportReading) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    table = Table(*_COLUMNS.values(), "Sentence")
    sentences: dict[str, int] = {}
    for finding in reading.findings:
        number = sentences.setdefault(finding.sentence, len(sentences) + 1)
        values = (getattr(finding, name) for name in _COLUMNS)
        table.add_row(*(_cell(value) for value in values), str(number))
    if reading.findings:
        console.print(table)
    else:
        console.print("No finding was read.")
    for sentence, number in sentences.items():
        console.print(Text(f"{number}. “{sentence}”"))
    console.print()
    console.print(
        f"Region: {reading.region}   Comparison: {reading.comparison}   Calf veins seen: {reading.calf_veins_seen}"
    )
    for vein, side in reading.history:
        console.print(f"History: {vein.replace('_', ' ')}, {side}")
    for sentence in reading.unread_sentences:
        console.print(Text(f"Not understood: “{sentence}”"))


def _cell(value: Any) -> str:
    if value is None or value == "unstated":
        return "–"
    return str(value).replace("_", " ")
