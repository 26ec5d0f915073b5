"""What a sentence leaves out because an earlier clause has said it: an elided verb, a fellow, "one", "it"."""

from __future__ import annotations

import pytest

from service.narrative import read_report
from service.narrative.findings import ABSENT, PRESENT

PRESENT_IN_THE_SECOND = """
The left femoral vein compressed; the popliteal vein did not.
The left femoral vein compressed; the popliteal vein did not, and contains thrombus.
The left femoral vein compresses throughout. The popliteal vein does not: it contains clot.
The left femoral vein holds thrombus 8 cm long; a separate one, 5 cm long, sits in the popliteal vein.
The left femoral vein holds a thrombus; another one lies in the popliteal vein.
The left femoral vein has clot over 5 cm, the popliteal vein over 3 cm.
Nothing has altered in the left popliteal vein. The known old thrombus lines it for 15 cm.
All deep veins of the left leg compress with one exception. That exception is the popliteal vein: clot fills it.
The left femoral and popliteal veins are stuffed with clot, neither of them yielding to the probe.
The left femoral and popliteal veins hold clot. Neither vein will close beneath the probe.
Clot fills the left femoral vein, and its lower end has moved on: it lies now in the popliteal vein.
The left femoral vein was clotted last week. It is still clotted today, and the popliteal vein has joined it.
Left leg: femoral vein thrombus + thrombus now also in popliteal vein.
The left popliteal vein is thrombosed, and blood finds no way through it.
The left popliteal vein is thrombosed, and no blood makes its way past.
The left popliteal vein is thrombosed, and its clot does not keep to the knee.
Clot sits in the left popliteal vein, and the walls cannot be brought together over it.
The walls of the left popliteal vein would not meet.
"""
ABSENT_IN_THE_SECOND = """
The left femoral vein contains thrombus; the popliteal vein does not.
The left femoral vein contains thrombus, the popliteal vein does not and compresses.
The left femoral vein contains thrombus. The popliteal vein does not: it compresses.
The left femoral vein is thrombosed; the popliteal vein is empty of clot.
The left femoral vein is thrombosed; the popliteal vein is bare of clot.
The lower part of the left femoral vein holds clot. The upper part is empty of clot. So is the popliteal vein.
The left femoral vein is thrombosed. Nor has the process laid hold of the popliteal vein.
The left femoral vein is thrombosed. Nor does the clot so much as touch the popliteal vein.
The left femoral vein is thrombosed; the popliteal vein shows nothing of the sort.
The left femoral vein compresses, as does the popliteal vein.
The left femoral vein can be emptied by pressure, and so can the popliteal vein.
The left femoral vein closed at once, as did the popliteal vein.
The walls of the left femoral vein met, and met again in the popliteal vein.
The left popliteal vein closed at the first press.
Thrombus in the left popliteal vein I saw none.
A clot in the left popliteal vein I did not find, although I searched with care.
The left femoral vein is clotted. In neither the popliteal nor the soleal vein did I meet with any.
The left popliteal vein would not close completely, owing to its depth, but filled with colour and thrombus I saw none.
That the left popliteal vein closed incompletely I do not regard as thrombosis.
The left soleal vein is clotted. Whether the clot joins the popliteal vein I checked twice: it stops 2 cm below.
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def _read(text: str) -> dict[tuple[str, str], str]:
    return {(f.vein, f.side): f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize("text", _lines(PRESENT_IN_THE_SECOND))
def test_what_is_only_pointed_at_is_present(text: str) -> None:
    assert _read(text)["popliteal", "left"] == PRESENT


@pytest.mark.parametrize("text", _lines(ABSENT_IN_THE_SECOND))
def test_what_is_only_pointed_at_is_absent(text: str) -> None:
    assert _read(text)["popliteal", "left"] == ABSENT


@pytest.mark.parametrize(
    "text",
    _lines(
        """
The left femoral vein does not compress; the popliteal vein did not, to my surprise, look the same.
The left popliteal vein did not.
Thrombus was sought; in the left popliteal vein one is not there.
Not one of the left popliteal veins has joined them.
The left femoral vein is clear. The thrombus spares it. The popliteal vein does not.
The exception would be the left popliteal vein.
The left femoral vein holds clot; a separate one was never seen in the popliteal vein.
The end of the clot is not where it was: it no longer lies in the left popliteal vein.
A scan elsewhere is said to have shown thrombus in the left popliteal vein.
For a thrombosis of the left popliteal vein in 2019 he was treated.
The left popliteal vein is not thrombosed, and blood finds a way through it.
"""
    ),
)
def test_a_denied_turn_of_the_kind_affirms_nothing(text: str) -> None:
    assert _read(text).get(("popliteal", "left")) != PRESENT


def test_the_right_holding_clot_and_the_left_none_are_two_legs() -> None:
    found = _read("In the peroneal veins it is the other way about, the right holding clot and the left none.")
    assert found == {("peroneal", "right"): PRESENT, ("peroneal", "left"): ABSENT}


def test_the_fellow_of_a_vein_is_that_of_the_other_leg() -> None:
    found = _read("The right common femoral vein compresses, as does its fellow on the left.")
    assert found == {("common_femoral", "right"): ABSENT, ("common_femoral", "left"): ABSENT}


def test_both_of_two_different_veins_are_of_one_leg() -> None:
    found = _read("The left great saphenous vein is thrombosed. Both the femoral vein and the profunda compress.")
    assert {side for _, side in found} == {"left"}


def test_both_popliteal_veins_are_of_two_legs() -> None:
    found = _read("The left femoral vein is thrombosed. Both popliteal veins compress.")
    assert {side for vein, side in found if vein == "popliteal"} == {"left", "right"}


def test_the_side_of_an_artery_is_not_that_of_a_vein() -> None:
    found = _read("Left leg. Thrombus fills the external iliac vein up to where the right common iliac artery crosses.")
    assert found == {("external_iliac", "left"): PRESENT}


def test_veins_left_unexamined_are_not_of_the_left_leg() -> None:
    found = _read("The right popliteal vein compresses. The femoral vein was left unexamined.")
    assert {side for _, side in found} == {"right"}


def test_a_vein_inside_a_named_muscle_is_one_of_that_muscle() -> None:
    assert _read("In the medial head of the left gastrocnemius a vein holds clot.") == {
        ("gastrocnemius", "left"): PRESENT
    }
    assert _read("Within the left calf muscle there is a vein that holds thrombus for 2 cm.") == {
        ("calf_muscular_unspecified", "left"): PRESENT
    }
    assert _read("Within the left soleus muscle there is a vein free of thrombus.") == {("soleal", "left"): ABSENT}


def test_the_head_of_a_table_that_names_the_leg_by_letters_gives_the_side() -> None:
    found = _read("LLE    Comp   Thr   Flow\nCFV     Y      -     ph\nPOPV    N      +     nil\n(Comp: Y full, N none)")
    assert found == {("common_femoral", "left"): ABSENT, ("popliteal", "left"): PRESENT}


def test_a_vein_that_closes_partway_is_partially_compressible() -> None:
    (finding,) = read_report("The left popliteal vein carries clot and closes partway under the probe.").findings
    assert (finding.thrombus, finding.compressibility) == (PRESENT, "partial")


def test_a_denial_explained_behind_a_colon_is_no_denial_of_the_thrombus() -> None:
    text = "The left popliteal vein has not quite followed suit: to its wall there clings a layer of thrombus."
    assert _read(text) == {("popliteal", "left"): PRESENT}


@pytest.mark.parametrize(
    "text",
    [
        "It cannot be said of the left popliteal vein: it contains thrombus.",
        "Of the left popliteal vein I would not write: there is thrombus.",
        "The left popliteal vein does not bear out the letter: it holds clot.",
    ],
)
def test_what_is_not_said_behind_a_colon_is_not_present(text: str) -> None:
    assert _read(text).get(("popliteal", "left")) != PRESENT
