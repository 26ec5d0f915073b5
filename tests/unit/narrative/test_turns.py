"""Turns of phrase whose words stand in for a vein, a leg or a predicate are read as their plain clauses."""

from __future__ import annotations

import pytest

from service.narrative import read_report


def _read(text: str) -> dict[str, str]:
    return {f.vein: f.thrombus for f in read_report(text).findings}


def _sides(text: str) -> dict[str, str]:
    return {f.side: f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Left popliteal and femoral veins are thrombosed and patent respectively.",
        "Left femoral and popliteal veins are patent and thrombosed, respectively.",
        "Of the left popliteal and femoral veins, the former is thrombosed, the latter clear.",
        "The left femoral and popliteal veins were examined. The former compresses fully; the latter contains clot.",
        "The left femoral vein is free. The popliteal vein is not.",
        "Although the left femoral vein is compressible, the popliteal is not.",
        "The left femoral vein is not thrombosed, but the popliteal is.",
        "The left femoral vein is clear. Not so the popliteal vein, in which there is clot.",
        "Thrombus is seen in the left popliteal vein and not in the femoral vein.",
        "Thrombus present in left popliteal and absent in left femoral vein.",
        "Thrombus: popliteal - yes, femoral - no. Left leg.",
        "The left popliteal vein below the compressible femoral vein is thrombosed.",
        "Thrombus, fresh by appearance, occupies the left popliteal vein; none of it reaches the femoral vein.",
        "Thrombus in the left popliteal vein, the femoral vein being normal.",
        "Thrombus not seen in the left femoral vein but seen in the popliteal.",
    ],
)
def test_of_two_veins_each_keeps_its_own_predicate(text: str) -> None:
    assert _read(text) == {"femoral": "absent", "popliteal": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "Left popliteal vein thrombosed; the same applies to the femoral vein.",
        "The left popliteal vein is thrombosed. The femoral vein shares this finding.",
        "Not only the left popliteal but also the femoral vein is thrombosed.",
        "The left popliteal vein is occluded by thrombus. So too the femoral.",
        "Left leg: thrombus in the femoral vein, non-occlusive, and in the popliteal vein, occlusive.",
        "DVT present: Y. Vein: left popliteal, left femoral.",
    ],
)
def test_a_predicate_that_is_pointed_at_counts_for_both(text: str) -> None:
    assert _read(text) == {"femoral": "present", "popliteal": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "Thrombus could be demonstrated neither in the left femoral nor in the popliteal vein.",
        "The left femoral vein is not thrombosed and neither is the popliteal vein.",
        "The left femoral vein is free of clot. The popliteal vein: free of the same.",
        "Absent: thrombus in left femoral and popliteal veins.",
    ],
)
def test_a_denial_that_is_pointed_at_counts_for_both(text: str) -> None:
    assert _read(text) == {"femoral": "absent", "popliteal": "absent"}


@pytest.mark.parametrize(
    "text",
    [
        "No part of the left popliteal vein compresses.",
        "At no point does the left popliteal vein compress.",
        "The left popliteal vein has lost its compressibility.",
        "The left popliteal vein is barely compressible.",
        "The left popliteal vein is by no means free of thrombus.",
        "The left popliteal vein, unlike the femoral vein, is thrombosed.",
        "No thrombus other than in the left popliteal vein.",
        "With the sole exception of the popliteal vein, which is thrombosed, all left femoral veins are patent.",
        "The suspected DVT of the left popliteal vein is confirmed.",
        "Left popliteal vein: non compr.",
        "The left popliteal vein does not demonstrate normal compressibility.",
        "Left popliteal vein: compression - incomplete.",
        "Left popliteal vein fails compression test.",
        "Follow-up of left popliteal DVT. The popliteal clot persists.",
        "The left popliteal DVT noted on 3 May has progressed.",
    ],
)
def test_a_roundabout_affirmation_is_read_as_one(text: str) -> None:
    assert _read(text)["popliteal"] == "present"


@pytest.mark.parametrize(
    "text",
    [
        "No segment of the left popliteal vein fails to compress.",
        "Nothing remains of the left popliteal thrombus.",
        "Of the thrombus in the left popliteal vein nothing is left.",
        "A thrombus in the left popliteal vein would explain the symptoms, but none is seen.",
        "CFV L: 0 thrombus. POP L: 0 thrombus.",
        "Wall thickening of the left popliteal vein from previous DVT, no residual thrombus.",
        "Left leg: popliteal clot queried at the bedside. Popliteal vein compresses fully.",
        "The left small saphenous vein, which empties into the popliteal vein, is thrombosed.",
        "Left femoral DVT extends neither to the common femoral nor to the popliteal vein.",
        "Follow-up of left popliteal DVT. No clot now.",
        "On both sides the thrombus was excluded. Left popliteal DVT denied by this examination.",
    ],
)
def test_a_roundabout_denial_never_makes_a_finding(text: str) -> None:
    assert _read(text).get("popliteal") != "present"


@pytest.mark.parametrize(
    "text",
    [
        "The right popliteal vein is clear, while on the left it is filled with thrombus.",
        "The right popliteal vein appears normal, in contrast to the left, which is thrombosed.",
        "Right popliteal vein compressible, left not.",
        "The right popliteal vein is compressible whereas its left counterpart holds thrombus.",
        "Right and left popliteal veins are patent and thrombosed respectively.",
    ],
)
def test_the_vein_of_the_other_leg_need_not_be_named_again(text: str) -> None:
    assert _sides(text) == {"left": "present", "right": "absent"}


def test_a_leg_that_is_named_only_to_be_left_out_has_no_thrombus() -> None:
    assert _sides("There is thrombus in the right but not the left popliteal vein.") == {"right": "present"}


def test_a_denial_that_is_shortened_does_not_end_its_sentence() -> None:
    assert _sides("Neg. for DVT R leg; pos. for DVT L leg.") == {"left": "present", "right": "absent"}


def test_a_leg_behind_a_shortened_vein_begins_a_sentence() -> None:
    text = "History of left DVT. Right leg: acute thrombus posterior tibial v. Left leg not scanned."
    assert _sides(text) == {"right": "present"}


def test_a_heading_for_the_calf_names_no_vein_of_its_own() -> None:
    assert _read("Left leg: femoral vein clear. Calf: thrombus one peroneal.") == {
        "femoral": "absent",
        "peroneal": "present",
    }


def test_neither_vein_of_a_pair_is_that_of_both_legs() -> None:
    text = "Both legs. Neither common iliac vein contains thrombus."
    assert _sides(text) == {"left": "absent", "right": "absent"}


def test_either_side_of_a_junction_is_not_both_legs() -> None:
    text = "Left leg. The common femoral vein compresses on either side of the junction."
    assert _sides(text) == {"left": "absent"}


def test_sizes_that_are_shared_out_go_to_their_veins() -> None:
    text = "The left peroneal, soleal and gastrocnemius veins are thrombosed over 5.5 cm, 3 cm and 2.1 cm respectively."
    found = {f.vein: str(f.length_cm) for f in read_report(text).findings}
    assert found == {"peroneal": "5.5", "soleal": "3", "gastrocnemius": "2.1"}


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Left great saphenous vein thrombosed. Distance of its tip from the saphenofemoral junction: 3.4 cm.", None),
        ("Left great saphenous thrombus starting 10 cm below the knee and ending 5 cm above it.", None),
        ("Left femoral clot (7 cm on 2 May) is now 3 cm.", "3"),
    ],
)
def test_a_place_or_a_former_size_is_no_length(text: str, length: str | None) -> None:
    (finding,) = [f for f in read_report(text).findings if f.thrombus == "present"]
    assert (None if finding.length_cm is None else str(finding.length_cm)) == length


def test_a_line_in_capitals_that_ends_with_without_goes_on() -> None:
    text = (
        "LEFT POPLITEAL VEIN IS\nCOMPRESSIBLE WITHOUT\nTHROMBUS. THERE IS OCCLUSIVE THROMBUS IN THE\nLEFT FEMORAL VEIN."
    )
    assert _read(text) == {"femoral": "present", "popliteal": "absent"}


def test_a_report_of_another_year_is_about_the_past() -> None:
    text = "A report from another trust dated 2016 described left peroneal vein thrombus. Left popliteal vein normal."
    reading = read_report(text)
    assert (reading.history, [f.vein for f in reading.findings]) == ((("peroneal", "left"),), ["popliteal"])
