"""A vein with something in it is read as thrombosed however the contents are called, and one without as clear."""

from __future__ import annotations

import pytest

from service.narrative import read_report

PRESENT = """
The right popliteal vein is packed with solid echoes and yields no Doppler signal. | popliteal right
The left femoral vein is stuffed with soft, dark material. | femoral left
Right posterior tibial veins crammed with echogenic matter. | posterior_tibial right
The left common femoral vein contains low-level echoes and cannot be squashed. | common_femoral left
A column of clot occupies the right external iliac vein. | external_iliac right
The left soleal veins are choked with clot. | soleal left
The right peroneal veins are solid with thrombus. | peroneal right
The lumen of the left popliteal vein is full of clot. | popliteal left
The left great saphenous vein is chock-full of clot. | great_saphenous left
Right femoral vein obstructed by clot. | femoral right
The right gastrocnemius veins are totally obstructed. | gastrocnemius right
The left popliteal vein is partially occluded. | popliteal left
The left common iliac vein is almost completely occluded. | common_iliac left
Right femoral vein: part-filled with clot. | femoral right
A plug of thrombus is lodged in the left popliteal vein. | popliteal left
A cast of clot lies in the right femoral vein. | femoral right
A tongue of thrombus sits in the left external iliac vein and trails down into the left common femoral vein.
    | external_iliac left, common_femoral left
Clot dangles from the right profunda into the right common femoral vein. | common_femoral right
Clot in the left popliteal vein stretches up into the left femoral vein. | popliteal left, femoral left
The left common femoral vein is crossed by fibrous bands and pressure narrows it without closing it.
    | common_femoral left
The right popliteal vein is bridged by strands. | popliteal right
The cava just below the renal veins is solid with clot, as are both common iliacs.
    | inferior_vena_cava unstated, common_iliac left, common_iliac right
The left popliteal vein is stuffed with clot. The same material runs on through the left femoral vein and the left
    common femoral vein.
    | popliteal left, femoral left, common_femoral left
The right popliteal vein is filled with clot. Similar material fills the right peroneal veins.
    | popliteal right, peroneal right
Right: occluded throughout, external iliac down to lower femoral.
    | external_iliac right, common_femoral right, femoral right
Filling defect in the left popliteal vein. | popliteal left
Partial filling defect in the right femoral vein. | femoral right
"""
NOT_PRESENT = """
The right popliteal vein is not packed with any material.
The left femoral vein is filled with slow, swirling echoes of sluggish flow and squashes flat.
The left popliteal vein is not obstructed.
The view of the right popliteal vein is obstructed by plaster.
The left common iliac vein is obstructed by the tumour alone.
Neither femoral vein holds any solid material.
No echogenic matter in the right popliteal vein.
If the right popliteal vein is stuffed with clot, call us.
The lymph node beside the left femoral vein is packed with echogenic material.
The left popliteal vein is unobstructed.
The right femoral vein is free of obstructing material.
The cava below the renal veins is clear.
"""
NON_OCCLUSIVE = """
near-occlusive
nearly occlusive
almost occlusive
almost completely occlusive
virtually occlusive
not quite occlusive
subtotal
sub-total
partially occlusive
part-occlusive
non-occlusive
"""
ROOM_LEFT = """
a sliver of flow down one side
a thread of moving blood along the wall
a thin rim of colour around it
blood still slipping past it
blood trickling around it
a narrow channel of flow
"""


@pytest.mark.parametrize("line", PRESENT.strip().replace("\n    ", " ").split("\n"))
def test_the_vein_is_thrombosed(line: str) -> None:
    text, _, told = line.partition(" | ")
    found = {f"{f.vein} {f.side}" for f in read_report(text).findings if f.thrombus == "present"}
    assert found >= set(told.split(", "))


@pytest.mark.parametrize("text", NOT_PRESENT.strip().replace("\n    ", " ").split("\n"))
def test_no_vein_is_thrombosed(text: str) -> None:
    assert not [f for f in read_report(text).findings if f.thrombus == "present"]


@pytest.mark.parametrize("word", NON_OCCLUSIVE.strip().replace("\n    ", " ").split("\n"))
def test_a_thrombus_that_nearly_fills_the_vein_is_not_occlusive(word: str) -> None:
    (found,) = read_report(f"There is {word} thrombus in the left popliteal vein.").findings
    assert (found.thrombus, found.occlusion) == ("present", "non_occlusive")


@pytest.mark.parametrize("word", ROOM_LEFT.strip().replace("\n    ", " ").split("\n"))
def test_blood_that_gets_past_leaves_the_vein_open(word: str) -> None:
    (found,) = read_report(f"Clot in the right femoral vein with {word}.").findings
    assert (found.thrombus, found.occlusion) == ("present", "non_occlusive")


@pytest.mark.parametrize("word", ["no signal", "nil signal", "Doppler silent", "silent on Doppler", "no colour signal"])
def test_no_signal_is_occlusion(word: str) -> None:
    (found,) = read_report(f"Left popliteal vein: clot, {word}.").findings
    assert (found.thrombus, found.occlusion) == ("present", "occlusive")
