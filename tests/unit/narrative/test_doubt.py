"""What the reader did not understand is never read as present."""

from __future__ import annotations

import pytest

from service.narrative import ReportFinding, read_report


def _one(text: str, vein: str = "popliteal") -> ReportFinding:
    (finding,) = [f for f in read_report(text).findings if f.vein == vein]
    return finding


@pytest.mark.parametrize(
    "text",
    [
        "Thrombosis of the left popliteal vein is unlikely.",
        "Left popliteal vein thrombus is considered improbable.",
        "The referring doctor asks about a thrombus, he wonders, in the left popliteal vein.",
        "Thrombus zzyzzy the left popliteal vein.",
        "Left popliteal vein thrombosed, hypothetically.",
        "Superficial thrombophlebitis of the calf, left popliteal vein normal, thrombosed.",
    ],
)
def test_unknown_words_around_a_thrombus_leave_it_possible(text: str) -> None:
    finding = _one(text)
    assert (finding.thrombus, finding.certainty) == ("possible", "unsure")


@pytest.mark.parametrize(
    "text",
    [
        "Were the left popliteal vein to be thrombosed, treatment would change.",
        "Were thrombus to be found in the left popliteal vein, treatment would be needed.",
        "Had there been thrombus in the left popliteal vein we would have seen it.",
        "Examination for thrombus of the left popliteal vein.",
        "On warfarin for left popliteal DVT. Femoral vein patent.",
        "Left popliteal vein reflux after old DVT.",
        "The swelling of the left leg is due to a cyst and not to DVT.",
    ],
)
def test_a_thrombus_that_is_only_imagined_sought_or_past_is_none(text: str) -> None:
    assert "present" not in {f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Left gastrocnemius clot ends 8 mm from where the vein joins the popliteal vein.",
        "The clot in the left great saphenous vein is seen near the popliteal vein.",
        "A thrombus lies next to the left popliteal vein.",
    ],
)
def test_a_vein_that_tells_where_a_thrombus_lies_is_not_thrombosed(text: str) -> None:
    assert {f.vein: f.thrombus for f in read_report(text).findings}.get("popliteal") != "present"


def test_a_thrombus_told_after_a_list_of_examined_veins_is_in_none_of_them_for_sure() -> None:
    text = "Left leg: femoral, popliteal, soleal and peroneal veins examined. There is abnormal noncompressibility."
    assert read_report(text).findings == ()


@pytest.mark.parametrize(
    "word", ["jelly-like", "worm-shaped", "curiously", "serpiginous", "mature", "continuing", "greatest"]
)
def test_a_word_that_only_describes_the_thrombus_is_no_doubt(word: str) -> None:
    finding = _one(f"The left popliteal vein is the site of a {word} clot.")
    assert (finding.thrombus, finding.certainty) == ("present", "stated")


def test_an_unknown_word_that_only_describes_leaves_it_present() -> None:
    assert _one("The left popliteal vein contains thrombus of a curious zigzag outline.").thrombus == "present"


def test_a_second_sentence_that_affirms_the_thrombus_settles_the_doubt() -> None:
    text = "Thrombus zzyzzy the left popliteal vein. IMPRESSION: acute left popliteal thrombosis."
    assert (_one(text).thrombus, _one(text).certainty) == ("present", "stated")


def test_two_sentences_that_affirm_the_thrombus_settle_the_doubt_of_both() -> None:
    text = "Thrombus zzyzzy the left popliteal vein. IMPRESSION: thrombus quxxing the left popliteal vein."
    assert _one(text).thrombus == "present"


@pytest.mark.parametrize(
    "text",
    [
        "Left popliteal vein does not compress. IMPRESSION: No DVT in the left leg.",
        "Left popliteal vein thrombosed. IMPRESSION: No proximal DVT in the left leg.",
    ],
)
def test_a_deep_vein_under_an_impression_of_no_thrombosis_is_contradictory(text: str) -> None:
    finding = _one(text)
    assert (finding.thrombus, finding.certainty) == ("possible", "contradictory")


def test_no_deep_thrombosis_beside_a_muscular_vein_is_no_contradiction() -> None:
    text = "Left soleal vein thrombus. IMPRESSION: No DVT in the left leg."
    assert _one(text, "soleal").thrombus == "present"


def test_a_denial_for_the_other_leg_is_no_contradiction() -> None:
    text = "Left popliteal vein thrombosed. Right leg: no DVT."
    assert _one(text).thrombus == "present"


def test_a_predicate_before_a_comma_and_a_vein_is_not_taken_for_its_own() -> None:
    found = {f.vein: f.thrombus for f in read_report("Left leg: no flow, thrombosed, popliteal vein.").findings}
    assert found == {"popliteal": "possible"}
