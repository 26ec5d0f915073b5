"""Kinds of wording: what denies, excepts, extends, doubts or places in the past, and what it reaches."""

from __future__ import annotations

import pytest

from service.narrative import read_report


def _read(text: str) -> dict[str, str]:
    return {f.vein: f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize(
    "state",
    [
        "squashes flat",
        "flattens normally under the probe",
        "can be pressed away completely",
        "is passable",
        "is permeable",
        "is clean",
        "is thrombus-free",
        "has recovered",
        "shows no features of thrombosis",
        "lacks thrombus",
        "is not reached by clot",
        "is neg",
    ],
)
def test_a_word_for_a_clear_vein_makes_it_absent(state: str) -> None:
    assert _read(f"The left popliteal vein {state}.") == {"popliteal": "absent"}


@pytest.mark.parametrize(
    "state",
    [
        "will not squash",
        "won't compress",
        "does not flatten",
        "cannot be pressed flat, thrombus seen",
        "contains thrombotic masses",
        "is positive",
        "is likewise involved",
        "holds a 3 cm tongue of clot",
    ],
)
def test_a_word_for_a_thrombosed_vein_makes_it_present(state: str) -> None:
    assert _read(f"The left popliteal vein {state}.") == {"popliteal": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "Thrombus is confined to the left peroneal veins, and the femoral and popliteal veins are negative.",
        "Thrombus is seen in neither the left femoral nor the popliteal vein; the peroneal vein is thrombosed.",
        "Left femoral and popliteal veins clear, thrombus in the peroneal veins.",
        "No thrombus in the left femoral or popliteal vein, and the peroneal veins are thrombosed.",
        "Left leg: thrombosed peroneal; femoral and popliteal patent.",
    ],
)
def test_a_denial_reaches_its_own_list_and_no_other(text: str) -> None:
    assert _read(text) == {"femoral": "absent", "popliteal": "absent", "peroneal": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "Thrombus in the left femoral vein and in the popliteal vein.",
        "Thrombus fills the left femoral vein together with the popliteal vein.",
        "Thrombus in the left femoral vein, going down into the popliteal vein.",
        "In the left femoral vein and in the popliteal vein there is thrombus.",
        "Left femoral vein thrombosed. Popliteal vein: likewise.",
        "Left proximal deep veins thrombosed: femoral, popliteal.",
    ],
)
def test_a_thrombus_reaches_every_vein_of_its_list(text: str) -> None:
    assert _read(text) == {"femoral": "present", "popliteal": "present"}


@pytest.mark.parametrize(
    "text",
    [
        "The left popliteal vein, which was filled with thrombus at that time, is now compressible.",
        "Baseline study showed left popliteal thrombosis. Left popliteal vein compressible.",
        "Baseline (12 Jan): left popliteal vein thrombus. Today: left popliteal vein compressible.",
        "Left popliteal vein: patent, no thrombus (was occluded pre lysis).",
        "End-of-treatment scan (left popliteal DVT)\nPopliteal vein compresses.",
    ],
)
def test_a_thrombus_of_then_is_none_of_now(text: str) -> None:
    assert "present" not in _read(text).values()


@pytest.mark.parametrize(
    "text",
    [
        "The left leg study is inadequate to assess for DVT.",
        "VASCULAR LABORATORY - LEFT LOWER LIMB VENOUS DUPLEX (DVT)\nNot seen well.",
        "Left leg DVT study.\nThrombus age per local reader: not given.",
        "Left popliteal vein is without compressibility loss.",
        "Left popliteal vein: thrombus? No.",
        "Haematoma between the medial head of gastrocnemius and soleus on the left. No clot.",
    ],
)
def test_the_name_of_an_examination_or_a_question_is_no_thrombus(text: str) -> None:
    assert "present" not in _read(text).values()


@pytest.mark.parametrize(
    "text",
    [
        "Left popliteal vein, complete recanalisation after DVT.",
        "Left popliteal vein with post-phlebitic changes, no fresh thrombus.",
        "Left peroneal thrombus extends to just below the popliteal vein.",
        "Left peroneal thrombus extends to but not into the popliteal vein.",
        "CT reported left popliteal vein thrombosis; not reproduced on ultrasound.",
        "A lymph node next to the left popliteal vein is thrombosed looking.",
        "Sluggish flow in the left popliteal vein may mimic thrombus.",
        "Compression of the left popliteal vein was not performed.",
        "Left peroneal vein thrombosed, popliteal vein not.",
        "Thrombus in the left peroneal vein, none in the popliteal.",
        "Left popliteal artery bypass thrombosed. Popliteal vein compressible.",
        "Left popliteal vein thrombus: resolved.",
    ],
)
def test_a_popliteal_vein_that_is_only_mentioned_is_not_thrombosed(text: str) -> None:
    assert _read(text).get("popliteal") != "present"


@pytest.mark.parametrize(
    "text",
    [
        "There is non-compressibility of the left popliteal vein with intraluminal thrombus.",
        "Features are those of acute deep vein thrombosis involving the left popliteal vein.",
        "Echogenic material distends the left popliteal vein, which cannot be compressed.",
        "Left popliteal vein with echogenic clot and no flow.",
        "Free-floating thrombus in the left popliteal vein, not seen on 2 May.",
        "The left popliteal vein is not dilated and contains thrombus.",
        "Lt POP - DVT.",
    ],
)
def test_a_plain_report_of_a_popliteal_thrombus_is_not_doubted(text: str) -> None:
    assert _read(text) == {"popliteal": "present"}


def test_a_word_that_is_skipped_is_never_the_name_of_a_vein() -> None:
    text = "Thrombus fills the left femoral vein. Normal popliteal vein on this scan."
    assert _read(text) == {"femoral": "present", "popliteal": "absent"}


def test_a_question_mark_before_a_vein_is_a_doubt() -> None:
    assert _read("Left leg. IMPRESSION: ? peroneal DVT.") == {"peroneal": "possible"}


def test_the_side_of_a_repeat_study_counts_though_advice_is_not_read() -> None:
    finding = read_report("INPATIENT REPEAT STUDY / RIGHT LEG / DAY 4\nPopliteal vein occluded.").findings[0]
    assert (finding.vein, finding.side) == ("popliteal", "right")


def test_a_clear_junction_does_not_deny_the_thrombus_of_its_vein() -> None:
    assert _read("Left SSV thrombosed 6 cm; SPJ free of thrombus.") == {"small_saphenous": "present"}


def test_the_other_veins_are_not_the_one_named_before() -> None:
    assert _read("Left gastrocnemius vein thrombus 3 cm long, all else compressible.") == {"gastrocnemius": "present"}


def test_a_vein_that_the_thrombus_stops_short_of_is_absent() -> None:
    text = "Left femoral vein thrombosed. The clot stops short of the popliteal vein, leaving a gap."
    assert _read(text) == {"femoral": "present", "popliteal": "absent"}
