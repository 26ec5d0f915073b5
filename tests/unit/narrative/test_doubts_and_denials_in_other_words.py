"""Denials, doubts and hearsay in everyday words: never present where they deny, never absent where clot is told."""

from __future__ import annotations

import pytest

from service.narrative import read_report

VEINS = {
    "cfv": "common_femoral",
    "fv": "femoral",
    "pop": "popliteal",
    "ptv": "posterior_tibial",
    "per": "peroneal",
    "sol": "soleal",
    "gcv": "gastrocnemius",
    "gsv": "great_saphenous",
    "ssv": "small_saphenous",
    "iliac": "iliac_unspecified",
    "civ": "common_iliac",
    "eiv": "external_iliac",
    "ivc": "inferior_vena_cava",
    "leg": "leg_deep_unspecified",
    "prox": "leg_proximal_unspecified",
    "calf": "calf_unspecified",
}
STATES = {"+": "present", "-": "absent", "?": "possible"}

DENIED = """
Left leg: deep veins clot-free. | leg left -
Right leg: deep veins thrombus-free throughout. | leg right -
Deep venous system of the left leg: DVT-free. | leg left -
No deep clots in the left leg. | leg left -
Left leg without deep clot. | leg left -
Left leg free of deep clots. | leg left -
Left leg. Deep clot: none. | leg left -
Neither leg has a DVT. | leg left -, leg right -
Neither leg shows any deep clot. | leg left -, leg right -
The scan reveals no deep clot, be it in the left leg or the right. | leg left -, leg right -
Nothing has clotted in the right soleal veins. | sol right -
Nothing thrombosed above the knee. Left leg. | prox left -
No clot has formed in the right common iliac vein, nor is there any in the external iliac. | civ right -, eiv right -
The right femoral and popliteal veins shut: DVT is not the cause. | fv right -, pop right -, leg right -
The right popliteal vein is far from being blocked. | pop right -
CFV L clot 0, R clot 0. | cfv left -, cfv right -
The left leg is in the clear: no DVT. | leg left -
You asked: a clot in the deep leg veins? We found: none. | leg unstated -
The walls of the left popliteal and peroneal veins meet under the probe. | pop left -, per left -
The left femoral vein is soft and easily obliterated by probe pressure. | fv left -
Heparin was begun on suspicion of a left popliteal clot. The left popliteal vein presses flat. | pop left -
Story: clot, right popliteal vein, back in 2017; now it hurts again. Scan: right popliteal vein shuts. | pop right -
"""
AFFIRMED = """
Thrombus without a flicker of colour fills the left femoral vein. | fv left +
Clot, without a trace of flow, fills the right popliteal vein. | pop right +
Thrombus occupies the right deep system from the common iliac to the femoral vein. | civ right +, cfv right +
Clot in the left femoral vein. The left popliteal vein is plugged too. | fv left +, pop left +
The right posterior tibial veins are totally blocked. | ptv right +
The right femoral vein stays stiff and round when pressed. | fv right +
The walls of the left popliteal vein cannot be made to meet. | pop left +
Rescan: clot in the left gastrocnemius veins. | gcv left +
Clotted, tender left small saphenous vein. | ssv left +
A right peroneal vein has become thrombosed, having been normal last time. | per right +
The right femoral vein, clean last week, is now full of clot. | fv right +
As feared, clot fills the left popliteal vein. | pop left +
We found what you suspected: a clot in the left popliteal vein. | pop left +
Superficial thrombosis on the left: a 7 cm column in the great saphenous vein. | gsv left +
Fresh deep clot in the right popliteal vein. | pop right +
The lower vena cava is sealed by clot. | ivc unstated +
R: lesser (short) saphenous clotted. | ssv right +
lt leg. clott in the peronael v, wont sqaush | per left +
Thrombotic filling defect in the left peroneal vein. | per left +
"""
UNDECIDED = """
I could not make up my mind whether the left femoral vein closes. | fv left ?
I cannot tell if the right popliteal vein flattens. | pop right ?
It is anyone's guess whether the left peroneal veins hold clot. | per left ?
The left peroneal veins may or may not hold clot. | per left ?
We cannot promise that no clot lurks in the left calf veins. | calf left ?
Questionable closure of the right femoral vein. | fv right ?
This makes me worry about a clot higher up in the right iliac veins. | iliac right ?
I worry that a clot sits in the left external iliac vein. | eiv left ?
My fear is a clot in the right iliac vein. | iliac right ?
"""
NOTHING_PRESENT = (
    "Watch for a clot in the left popliteal vein.",
    "Be on the lookout for a clot in the left popliteal vein.",
    "The hospital notes talk of a left femoral clot. Today the left femoral vein presses flat.",
    "A letter from elsewhere speaks of a right popliteal clot. The right popliteal vein is easily effaced by pressure.",
    "Why scanned: deep clot in the left leg in spring. Result: the left popliteal vein shuts.",
    "The GP believes there is a clot in the right popliteal vein.",
    "Rivaroxaban was started on the suspicion of a clot in the left calf veins.",
    "I could not decide whether the left femoral vein closes. Clot here: undecided.",
)


def cases(told: str) -> list[tuple[str, str]]:
    return [tuple(line.rsplit(" | ", 1)) for line in told.strip().splitlines()]  # type: ignore[misc]


@pytest.mark.parametrize(("text", "expected"), cases(DENIED) + cases(AFFIRMED) + cases(UNDECIDED))
def test_the_family_is_read(text: str, expected: str) -> None:
    found = {(f.vein, f.side): f.thrombus for f in read_report(text).findings}
    for each in expected.split(", "):
        vein, side, state = each.split()
        assert found.get((VEINS[vein], side)) == STATES[state], found


@pytest.mark.parametrize("text", NOTHING_PRESENT)
def test_what_is_only_said_or_feared_is_never_present(text: str) -> None:
    assert [f for f in read_report(text).findings if f.thrombus == "present"] == []
