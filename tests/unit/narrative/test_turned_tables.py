"""Tables with a row for each leg and a column for each vein."""

from __future__ import annotations

import pytest

from service.narrative import read_report


def _told(text: str) -> dict[tuple[str, str], str]:
    return {(f.vein, f.side): f.thrombus for f in read_report(text).findings}


HTML = (
    "<table><tr><th>&nbsp;</th><th>CFV</th><th>FV</th><th>Pop V</th></tr>"
    "<tr><td>Right leg</td><td>clear</td><td>clear</td><td>fresh clot</td></tr>"
    "<tr><td>Left leg</td><td>clear</td><td>clear</td><td>clear</td></tr></table>"
)
SAME = [
    HTML,
    "Leg | CFV | FV | POP\nRight | clear | clear | thrombus\nLeft | clear | clear | clear",
    "| | CFV | FV | POP |\n|---|---|---|---|\n| R | C | C | NC |\n| L | C | C | C |",
    "         CFV    FV     POPV\nRight    C      C      NC\nLeft     C      C      C",
    (
        "Side    Common femoral    Femoral    Popliteal\n"
        "Rt      normal            normal     clot 4 cm\n"
        "Lt      normal            normal     normal"
    ),
    "Leg;CFV;FV;POP\nR;clear;clear;thrombosed\nL;clear;clear;clear",
    "Leg,CFV,FV,POP\nR,clear,clear,thrombosed\nL,clear,clear,clear",
    "Leg\tCFV\tFV\tPOP\nRLE\topen\topen\tplugged by clot\nLLE\topen\topen\topen",
    (
        "Side | Test | CFV | FV | POP\n"
        "R | Compressible | Y | Y | N\n"
        " | Thrombus | N | N | Y\n"
        "L | Compressible | Y | Y | Y\n"
        " | Thrombus | N | N | N"
    ),
    "| | CFV | FV | Pop |\n| Right compression | Y | Y | N |\n| Left compression | Y | Y | Y |",
]


@pytest.mark.parametrize("text", SAME)
def test_each_cell_is_of_its_leg_and_its_vein(text: str) -> None:
    assert _told(text) == {
        ("common_femoral", "right"): "absent",
        ("femoral", "right"): "absent",
        ("popliteal", "right"): "present",
        ("common_femoral", "left"): "absent",
        ("femoral", "left"): "absent",
        ("popliteal", "left"): "absent",
    }


def test_rows_of_what_was_looked_at_are_joined_for_each_vein() -> None:
    text = (
        "Duplex left leg\n"
        " | CFV | FV | POP | Calf\n"
        "Compression | full | full | none | none\n"
        "Thrombus | no | no | yes | yes\n"
        "Flow | yes | yes | no | no"
    )
    found = {f.vein: f for f in read_report(text).findings}
    assert {vein: f.thrombus for vein, f in found.items()} == {
        "common_femoral": "absent",
        "femoral": "absent",
        "popliteal": "present",
        "calf_unspecified": "present",
    }
    assert {f.side for f in found.values()} == {"left"}
    assert found["popliteal"].occlusion == "occlusive"


def test_a_row_without_a_head_is_of_the_leg_named_above() -> None:
    told = _told("Left leg\nCFV | FV | Pop V | Gastroc\nclear | clear | clear | clot")
    assert told["gastrocnemius", "left"] == "present"
    assert told["popliteal", "left"] == "absent"


@pytest.mark.parametrize("row", ["Right   clear   clot", "Right           clot    clot"])
def test_a_row_of_spaces_with_too_few_cells_affirms_nothing(row: str) -> None:
    told = _told(f"        CFV     FV      POP\n{row}\nLeft    clear   clear   clear")
    assert {thrombus for (_, side), thrombus in told.items() if side == "right"} <= {"possible"}
    assert told["popliteal", "left"] == "absent"


def test_signs_without_a_legend_mean_nothing() -> None:
    assert _told("Leg | CFV | FV | POP\nRight | - | + | ?\nLeft | - | - | -") == {}


def test_a_cell_not_seen_says_nothing_of_its_vein() -> None:
    told = _told("Leg | CFV | FV | POP\nRight | not seen | no clot | clot\nLeft | no clot | no clot | no clot")
    assert ("common_femoral", "right") not in told
    assert told["popliteal", "right"] == "present"


def test_ordinary_tables_and_lists_of_veins_stay_as_they_are() -> None:
    assert _told("Vein | Right | Left\nCFV | clear | clot\nPOP | clear | clear") == {
        ("common_femoral", "right"): "absent",
        ("common_femoral", "left"): "present",
        ("popliteal", "right"): "absent",
        ("popliteal", "left"): "absent",
    }
    assert _told("CFV  FV  POP\nclear on both sides.")["popliteal", "left"] == "absent"
