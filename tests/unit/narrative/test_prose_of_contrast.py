"""Veins set against each other ("otherwise", "but not", "excepted"), and what proved to be something else."""

from __future__ import annotations

import pytest

from service.narrative import read_report
from service.narrative.findings import ABSENT, PRESENT


def _read(text: str) -> dict[tuple[str, str], str]:
    return {(f.vein, f.side): f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "The left femoral vein compresses; it was otherwise with the popliteal, where clot lay.",
        "The left femoral vein compresses, but not the popliteal vein, which is thrombosed.",
        "As in the left femoral vein, so in the left popliteal vein there was thrombus.",
        "None of the deep veins of the left leg holds thrombus, the popliteal excepted.",
        "Left leg. DVT in popliteal vein, nothing above knee.",
        "The left popliteal vein did not escape: clot fills it.",
        "The left popliteal vein is full of clot and will not give under the probe.",
        "With the left popliteal vein it is a different story: here the clot fills the whole lumen.",
        "All deep veins of the left leg save the popliteal compress.",
        "It is the left popliteal vein, not the right, that holds the thrombus.",
    ],
)
def test_a_thrombus_told_by_contrast_is_present(text: str) -> None:
    assert _read(text)["popliteal", "left"] == PRESENT


@pytest.mark.parametrize(
    "text",
    [
        "What I took for thrombus in the left popliteal vein was a reflection.",
        "What we called clot in the left popliteal vein was slow flow.",
        "The thrombus of the left popliteal vein was only a shadow.",
        "The clot in the left popliteal vein is really a tendon.",
        "It was otherwise with the left popliteal vein, where no clot lay.",
        "Of the left popliteal vein the letter asks: clot.",
        "The left soleal vein holds what the popliteal vein does not: clot.",
        "The left popliteal vein is not in question: thrombus.",
        "Nothing but the memory of a clot is left in the left popliteal vein.",
        "All deep veins of the left leg save the popliteal hold clot.",
        "All deep veins of the left leg except the popliteal are thrombosed.",
        "The left femoral vein holds clot, as could the popliteal vein.",
        "The left femoral vein holds clot, as did the popliteal vein.",
        "The left popliteal vein was seen. The old thrombus no longer fills it.",
        "The left popliteal vein is clotted, the report says, but colour does not agree.",
        "The walls of the left popliteal vein did not meet with clot.",
        "Any clot in the left popliteal vein has escaped me.",
        "The left popliteal vein neither holds clot nor resists the probe.",
        "It is the right popliteal vein, not the left, that holds the thrombus.",
        "Thrombus in the left popliteal vein: nothing above it and nothing in it.",
    ],
)
def test_what_only_looks_like_such_a_contrast_is_not_present(text: str) -> None:
    assert _read(text).get(("popliteal", "left")) != PRESENT


def test_an_answer_of_none_below_one_of_clot_denies_clot() -> None:
    found = _read("Left popliteal vein: clot. Left femoral vein: none.")
    assert found == {("popliteal", "left"): PRESENT, ("femoral", "left"): ABSENT}


def test_what_was_sought_in_vain_is_absent() -> None:
    assert _read("I looked in vain for thrombus in the left popliteal vein.") == {("popliteal", "left"): ABSENT}


def test_veins_named_by_their_kind_first_are_read_by_name() -> None:
    found = _read("The right iliac veins, common and external, are thrombosed.")
    assert found == {("common_iliac", "right"): PRESENT, ("external_iliac", "right"): PRESENT}
