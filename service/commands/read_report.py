"""Show what is read from a free-text leg-vein ultrasound report."""

from __future__ import annotations

import codecs
import dataclasses
import json
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.commands import cards_option

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from service.narrative import ReportFinding, ReportReading

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
_IN_A_LINE = {"partial": "partly compressible", "indeterminate": "age indeterminate"}
"""Words that say what they are of under a heading only."""
_TABLE_COLUMNS = 140
"""Width of a terminal from which on a table is easier to read than lines."""


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@cards_option
def command(file: Path, as_json: bool, cards: Path) -> None:
    """Read the report in FILE (plain text or HTML; - for standard input) and show each finding with its sentence.

    Nothing is stored or sent; the cards folder plays no part.  The exit status is 1 when the text is empty, not UTF-8,
    or too long to read.
    """
    from service.narrative import read_report
    from service.narrative.reader import MOST_CHARACTERS

    text = _text(file)
    if len(text) > MOST_CHARACTERS:
        raise click.ClickException(
            f"The text has {len(text)} characters, and one of more than {MOST_CHARACTERS} is not read. Give one report."
        )
    reading = read_report(text)
    if as_json:
        click.echo(json.dumps(dataclasses.asdict(reading), indent=2, ensure_ascii=False, default=_number))
    else:
        _show(reading)


def _text(file: Path) -> str:
    """The report as written: a word that is replaced or lost could be the negation of a finding."""
    is_input = str(file) == "-"
    name, content = ("Standard input", sys.stdin.buffer.read()) if is_input else (str(file), file.read_bytes())
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + 1 + (3 if content.startswith(codecs.BOM_UTF8) else 0)
        raise click.ClickException(
            f"{name} is not UTF-8 (byte {at}). Words could be misread, so nothing was. Save it as UTF-8."
        ) from None
    if not text.strip():
        raise click.ClickException(f"{name} is empty. Give the text of one report.")
    return text


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)


def _show(reading: ReportReading) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    sentences: dict[str, int] = {}
    for finding in reading.findings:
        sentences.setdefault(finding.sentence, len(sentences) + 1)
    if not reading.findings:
        console.print("No finding was read.")
    elif _fits(table := _table(reading.findings, sentences), console):
        console.print(table)
    else:
        for finding in reading.findings:
            console.print(Text(_line(finding, sentences[finding.sentence])), soft_wrap=not console.is_terminal)
    for sentence, number in sentences.items():
        console.print(Text(f"{number}. “{sentence}”"), soft_wrap=not console.is_terminal)
    console.print()
    if reading.findings or reading.history or reading.unread_sentences or reading.region != "leg":
        console.print(f"Region: {_cell(reading.region)}", end="   ")
    console.print(f"Comparison: {_cell(reading.comparison)}   Calf veins seen: {reading.calf_veins_seen}")
    for vein, side in reading.history:
        console.print(f"History: {vein.replace('_', ' ')}, {side}")
    for sentence in reading.unread_sentences:
        console.print(Text(f"Not understood: “{sentence}”"), soft_wrap=not console.is_terminal)


def _table(findings: Sequence[ReportFinding], sentences: Mapping[str, int]) -> Table:
    """A row for each finding, without the columns in which none has anything."""
    from rich.table import Column, Table

    shown = [name for name in _COLUMNS if any(_is_told(getattr(each, name)) for each in findings)]
    table = Table(*(Column(_COLUMNS[name], overflow="fold") for name in shown), Column("Sentence", overflow="fold"))
    for each in findings:
        table.add_row(*(_cell(getattr(each, name)) for name in shown), str(sentences[each.sentence]))
    return table


def _fits(table: Table, console: Console) -> bool:
    from rich.measure import Measurement

    unbound = console.options.update(max_width=10 * _TABLE_COLUMNS)
    needed = max(_TABLE_COLUMNS, Measurement.get(console, unbound, table).maximum)
    return console.width >= needed


def _line(finding: ReportFinding, sentence: int) -> str:
    """``left gastrocnemius: present, acute, length 4.2 cm (stated) [1]``; what the report leaves open is left out."""
    vein = _cell(finding.vein)
    where = f"{finding.side} {vein}" if _is_told(finding.side) else f"{vein} (side unstated)"
    words = (finding.thrombus, finding.age, finding.occlusion, finding.compressibility)
    told = [_IN_A_LINE.get(each, _cell(each)) for each in words if _is_told(each)]
    if finding.length_cm is not None:
        told.append(f"length {_plain(finding.length_cm)} cm")
    if finding.diameter_mm is not None:
        told.append(f"diameter {_plain(finding.diameter_mm)} mm")
    if finding.distance_to_popliteal_cm is not None:
        told.append(f"{_plain(finding.distance_to_popliteal_cm)} cm from the popliteal vein")
    return f"{where}: {', '.join(told)} ({finding.certainty}) [{sentence}]"


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _is_told(value: Any) -> bool:
    return value is not None and value != "unstated"


def _cell(value: Any) -> str:
    if isinstance(value, Decimal):
        return _plain(value)
    return str(value).replace("non_", "non-").replace("_", " ") if _is_told(value) else "–"
