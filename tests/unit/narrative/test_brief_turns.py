"""Signs, brackets and turns of brief reports, in both polarities."""

from __future__ import annotations

import pytest

from service.narrative import read_report

PRESENT, ABSENT, POSSIBLE = "present", "absent", "possible"
GROWN = (
    "The clot, previously confined to the right peroneal veins, has extended: its tip now lies in the popliteal vein."
)


def status(text: str) -> dict[tuple[str, str], str]:
    return {(f.vein, f.side): f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize(
    ("text", "vein", "side", "expected"),
    [
        # signs before "for"
        ("Right leg. CFV and FV (-) for DVT.", "femoral", "right", ABSENT),
        ("Left leg. Pop - for clot.", "popliteal", "left", ABSENT),
        ("Left leg. Popliteal vein (neg) for thrombus.", "popliteal", "left", ABSENT),
        ("Right leg. PTV, FV (-) clot.", "femoral", "right", ABSENT),
        ("Right leg. PTV (+) for clot.", "posterior_tibial", "right", PRESENT),
        ("Left leg. GSV (+) for thrombus.", "great_saphenous", "left", PRESENT),
        # "per" is the peroneal vein
        ("Left leg. PER both compressible.", "peroneal", "left", ABSENT),
        ("Right leg. PTVs ok. Per vs clear.", "peroneal", "right", ABSENT),
        ("Right leg. Per: thrombosed.", "peroneal", "right", PRESENT),
        # parts and brackets
        ("Right leg. FV p/m/d: comp +.", "femoral", "right", ABSENT),
        ("Left leg. CFV / FV pmd noncompressible.", "femoral", "left", PRESENT),
        ("Left: femoral (common and superficial) compressible.", "common_femoral", "left", ABSENT),
        ("Right: femoral vein (superficial + common) thrombosed.", "common_femoral", "right", PRESENT),
        # "as X"
        ("Left leg.\n- FV: clear.\n- PTV: as FV - compressible, no thrombus.", "posterior_tibial", "left", ABSENT),
        ("Left leg.\n- CFV: thrombus.\n- FV: same as CFV - residual clot.", "femoral", "left", PRESENT),
        # growth out of the veins of before
        (
            GROWN,
            "peroneal",
            "right",
            PRESENT,
        ),
        (
            GROWN,
            "popliteal",
            "right",
            PRESENT,
        ),
        (
            "Thrombus extends up the left femoral vein and ends in the common femoral vein.",
            "common_femoral",
            "left",
            PRESENT,
        ),
        # two sizes
        ("Left peroneal vein thrombus, now 9 cm compared with 5 cm on the previous scan.", "peroneal", "left", PRESENT),
        ("No left peroneal vein thrombus.", "peroneal", "left", ABSENT),
        # veins above the knee
        ("Left leg. Every vein above the knee is patent.", "leg_proximal_unspecified", "left", ABSENT),
        ("Right leg. No prox. DVT.", "leg_proximal_unspecified", "right", ABSENT),
        ("No prox DVT R.", "leg_proximal_unspecified", "right", ABSENT),
        ("Right leg. Distal sector free of thrombus.", "leg_proximal_unspecified", "right", None),
        ("Right leg: proximal territory free of clot.", "leg_proximal_unspecified", "right", ABSENT),
        ("The right deep veins are patent, including those of the calf.", "calf_unspecified", "right", ABSENT),
        ("B/L leg venous duplex - no DVT.", "leg_deep_unspecified", "right", ABSENT),
        # undecided
        ("Left femoral vein: inconclusive.", "femoral", "left", POSSIBLE),
        ("Right popliteal vein is equivocal.", "popliteal", "right", POSSIBLE),
        # probe pressure
        ("Left leg: gentle pressure easily obliterates the femoral vein.", "femoral", "left", ABSENT),
        ("Left leg. Pressure hardly closes the popliteal vein.", "popliteal", "left", PRESENT),
        ("Right leg. No pressure flattens the femoral vein.", "femoral", "right", PRESENT),
        # a gap left
        (
            "Thrombus in the left tibioperoneal trunk does not reach the popliteal vein, leaving a gap of 9 mm.",
            "popliteal",
            "left",
            ABSENT,
        ),
        # known, and still there
        ("Review of a known right soleal vein thrombosis.\nThe clot is unchanged.", "soleal", "right", PRESENT),
        (
            "Review of a known right soleal vein thrombosis, since resolved.\nThe clot is unchanged.",
            "soleal",
            "right",
            ABSENT,
        ),
        # gone from several
        ("The thrombus in the right popliteal and peroneal veins has cleared.", "peroneal", "right", ABSENT),
        ("The thrombus in the right popliteal and peroneal veins has grown.", "peroneal", "right", PRESENT),
        # Latin
        ("Left leg. V. poplitea and truncus tibiofibularis: thrombus.", "popliteal", "left", PRESENT),
        ("Left leg. Truncus tibiofibularis: no thrombus.", "tibioperoneal_trunk", "left", ABSENT),
        # a table head with a full stop
        (
            "RIGHT LEG\nVein      Compr.    Flow\nCFV       Y         Y\nPOPV      N         N",
            "common_femoral",
            "right",
            ABSENT,
        ),
        (
            "RIGHT LEG\nVein      Compr.    Flow\nCFV       Y         Y\nPOPV      N         N",
            "popliteal",
            "right",
            PRESENT,
        ),
        # a first sentence that tells
        ("Bedside scan, L leg: femoral vein collapses well. Popliteal vein compresses.", "femoral", "left", ABSENT),
    ],
)
def test_a_brief_turn_is_read(text: str, vein: str, side: str, expected: str | None) -> None:
    assert status(text).get((vein, side)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Duplex left leg - for DVT.",
        "Right leg venous scan - for clot. Popliteal vein compressible.",
        "Query whether the thrombosis, earlier limited to the left soleal veins, has grown upwards.",
        "Left leg. CFV, FV, POPV and PTV (-) for clot.",
        "Antecedent: phlebitis of the left popliteal vein. Today the popliteal vein is compressible.",
        "No left upper limb DVT.",
        "Left leg. Not every vein above the knee was seen. No thrombus.",
    ],
)
def test_none_of_it_affirms_a_thrombus(text: str) -> None:
    assert PRESENT not in status(text).values()


def test_a_bare_sign_before_a_request_denies_nothing() -> None:
    assert (
        status("Duplex left leg - for DVT.\nPopliteal vein compressible.").get(("leg_deep_unspecified", "left")) is None
    )


@pytest.mark.parametrize(
    "text",
    [
        "Left leg. The calf veins (PTV, peroneal) compress.",
        "Left leg. Axial veins of the calf (ATV, PTV, peroneal) compressible.",
    ],
)
def test_calf_veins_in_brackets_are_those_and_no_others(text: str) -> None:
    assert status(text)["peroneal", "left"] == ABSENT
    assert ("calf_unspecified", "left") not in status(text)


def test_both_limbs_of_a_duplicated_vein_are_no_legs() -> None:
    told = status("Left CFV phasic. Right leg: duplicated femoral vein, both limbs compressible.")
    assert told["femoral", "right"] == ABSENT
    assert ("femoral", "left") not in told


def test_a_size_of_a_part_is_that_of_its_vein() -> None:
    found = {
        f.vein: f.length_cm
        for f in read_report(
            "Thrombus in the right popliteal vein and the lower 6 cm of the right femoral vein."
        ).findings
    }
    assert found["popliteal"] is None
    assert found["femoral"] == 6


def test_a_width_that_reaches_is_no_length() -> None:
    (found,) = read_report("The right popliteal vein holds clot; its width reaches 12 mm.").findings
    assert (found.length_cm, found.diameter_mm) == (None, 12)


def test_a_vein_told_of_both_legs_is_not_told_once_more_of_neither() -> None:
    told = status("Both common iliac veins are thrombosed.\nConclusion: thrombosis of the common iliac veins.")
    assert told == {("common_iliac", "left"): PRESENT, ("common_iliac", "right"): PRESENT}
