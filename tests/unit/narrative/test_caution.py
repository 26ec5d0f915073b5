"""When in doubt the reader says possible or nothing, and what it leaves out it lists."""

from __future__ import annotations

import pytest

from service.narrative import read_report


def _present(text: str) -> set[str]:
    return {f.vein for f in read_report(text).findings if f.thrombus == "present"}


def _statuses(text: str) -> dict[str, str]:
    return {f.vein: f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "The thrombus does not involve the left popliteal vein.",
        "Left peroneal clot, not reaching the popliteal vein.",
        "No extension of thrombus into the right popliteal vein.",
        "Absent thrombus in the left popliteal vein.",
        "The left popliteal vein doesn't contain any thrombus.",
        "Thrombus was looked for but not found in the popliteal vein.",
        "Thrombus: none. Left popliteal vein.",
        "Neither popliteal vein contains thrombus.",
        "Left popliteal vein thrombosis has been excluded.",
        "Mother had a popliteal vein thrombosis. Left popliteal vein clear.",
        "Previous left popliteal DVT. Left popliteal vein clear.",
        "To exclude left popliteal DVT. Left popliteal vein compressible.",
        "If thrombus reaches the popliteal vein, anticoagulate. Left popliteal vein clear.",
        "Popliteal artery occluded by thrombus. Popliteal vein patent.",
        "TECHNIQUE: a popliteal vein that does not compress is thrombosed.\nFINDINGS: Left popliteal vein compresses.",
        "Soleal thrombus spares the popliteal vein.",
    ],
)
def test_a_popliteal_thrombus_that_is_denied_asked_past_or_supposed_is_not_present(text: str) -> None:
    assert "popliteal" not in _present(text)


def test_a_failed_compression_that_pain_explains_is_not_a_thrombus() -> None:
    text = "The left popliteal vein is incompletely compressible because of pain."
    assert _statuses(text) == {"popliteal": "possible"}


def test_a_vein_called_thrombosed_and_free_of_thrombus_is_contradictory() -> None:
    text = "Left popliteal vein contains thrombus. Impression: no thrombus in the left popliteal vein."
    (finding,) = read_report(text).findings
    assert (finding.thrombus, finding.certainty) == ("possible", "contradictory")


def test_legs_that_findings_and_impression_disagree_on_are_not_guessed() -> None:
    text = "FINDINGS: Left popliteal vein thrombosed.\nIMPRESSION: Right popliteal DVT."
    (finding,) = read_report(text).findings
    assert (finding.thrombus, finding.side) == ("present", "unstated")


def test_under_a_title_of_both_legs_a_thrombus_is_not_doubled_and_an_absence_is() -> None:
    text = "Bilateral leg vein duplex. Popliteal vein thrombosed. Femoral vein clear."
    found = {(f.vein, f.side) for f in read_report(text).findings}
    assert found == {("popliteal", "unstated"), ("femoral", "left"), ("femoral", "right")}


def test_a_length_that_could_belong_to_two_veins_belongs_to_none() -> None:
    findings = read_report("Thrombus in the left popliteal and peroneal veins, 9 cm long.").findings
    assert [f.length_cm for f in findings] == [None, None]


def test_a_former_length_is_not_the_length() -> None:
    (finding,) = read_report("Left soleal vein thrombus, previously 4 cm long, unchanged.").findings
    assert finding.length_cm is None


def test_an_absent_vein_has_no_age_occlusion_or_measure() -> None:
    (finding,) = read_report("Left common femoral vein 13 mm wide, compressible, no acute occlusive thrombus.").findings
    assert (finding.thrombus, finding.age, finding.occlusion) == ("absent", "unstated", "unstated")
    assert finding.diameter_mm is None


def test_a_sentence_about_a_vein_without_a_name_is_listed_as_not_understood() -> None:
    assert read_report("Saphenous vein thrombus. Left leg.").unread_sentences == ("Saphenous vein thrombus.",)


def test_a_deep_vein_thrombosis_without_a_vein_is_one_finding_of_the_leg() -> None:
    assert _statuses("Positive: acute DVT in the left leg.") == {"leg_deep_unspecified": "present"}


def test_a_superficial_thrombosis_takes_no_age_from_the_word_dvt() -> None:
    text = "Left great saphenous vein thrombosed. Left peroneal veins thrombosed. Impression: acute left leg DVT."
    ages = {f.vein: f.age for f in read_report(text).findings}
    assert ages == {"peroneal": "acute", "great_saphenous": "unstated"}


def test_an_arm_report_gives_no_findings() -> None:
    reading = read_report("Left upper limb duplex: occlusive thrombus in the axillary vein.")
    assert (reading.region, reading.findings) == ("upper_limb", ())
