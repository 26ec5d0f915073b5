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
        "Were the left popliteal vein to be thrombosed, treatment would change.",
        "Superficial thrombophlebitis of the calf, left popliteal vein normal, thrombosed.",
    ],
)
def test_unknown_words_around_a_thrombus_leave_it_possible(text: str) -> None:
    finding = _one(text)
    assert (finding.thrombus, finding.certainty) == ("possible", "unsure")


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
