"""The same few words in the frames that plain reports put them in: denied, past, or of another structure."""

from __future__ import annotations

import pytest

from service.narrative.reader import read_report

HEADS = (
    "Left leg duplex: ",
    "Bilateral leg dopplers: ",
    "Compression US right leg. ",
    "Left CFV colour flow: ",
    "L popliteal v - ",
    "Impression, left leg: ",
    "In the left calf, ",
    "Right leg:\n",
)
TAILS = (
    ".",
    " today.",
    " seen.",
    ", flow normal.",
    " in either leg.",
    " from groin to ankle.",
    " with good augmentation.",
)
DENIED = (
    "no DVT",
    "no DVT either side",
    "nil DVT",
    "no clot seen",
    "DVT neg",
    "DVT -ve",
    "DVT nil seen",
    "DVT excluded",
    "thrombus absent",
    "thrombus: nil",
    "thrombus N",
    "thrombus none",
    "clot N, comp Y",
    "no thrombus in the popliteal vein",
    "free of clot",
    "not thrombosed",
    "no evidence of thrombus",
    "none of the veins contains clot",
    "no DVT apart from varicose veins",
    "no thrombosis, other than reflux",
)
NOT_OF_TODAY = (
    "history of DVT",
    "PMH DVT",
    "former DVT, vein open again",
    "known old DVT in 2016",
    "treated for a clot in 2018",
    "resolved DVT",
    "thrombus has gone",
    "s/p DVT",
)
OF_SOMETHING_ELSE = (
    "thrombosed Baker's cyst",
    "thrombus in the popliteal artery",
    "clot in the artery",
    "thrombosed aneurysm of the popliteal artery",
    "clotted graft",
    "haematoma with clot",
)


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("said", DENIED)
def test_a_denied_thrombus_is_present_in_no_frame(head: str, said: str) -> None:
    for tail in TAILS:
        assert not _present(f"{head}{said}{tail}"), f"{head}{said}{tail}"


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("said", OF_SOMETHING_ELSE)
def test_a_clot_in_another_structure_is_present_in_no_vein(head: str, said: str) -> None:
    assert not _present(f"{head}{said}."), f"{head}{said}."


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("said", NOT_OF_TODAY)
def test_a_thrombosis_of_the_past_is_not_present(head: str, said: str) -> None:
    assert not _present(f"{head}{said}."), f"{head}{said}."


@pytest.mark.parametrize(
    "text",
    [
        "Scan of the left leg; indication: DVT.",
        "Left leg duplex (reason for scan: DVT). Popliteal vein compresses.",
        "Left lower limb, clinical details: clot, popliteal vein patent.",
    ],
)
def test_why_a_scan_was_made_is_no_finding_in_the_middle_of_a_line_either(text: str) -> None:
    assert not _present(text)


@pytest.mark.parametrize("head", HEADS[:3] + HEADS[5:6])
@pytest.mark.parametrize(
    "said",
    [
        "thrombus in the popliteal vein, nil flow",
        "popliteal vein thrombus, flow absent",
        "popliteal vein does not compress, thrombus seen",
        "fresh thrombosis of the popliteal vein. Homans negative",
        "thrombosed popliteal vein beside the artery",
        "residual thrombus in the popliteal vein from 2016 persists",
    ],
)
def test_what_is_affirmed_in_the_same_frames_stays_present(head: str, said: str) -> None:
    assert "popliteal" in _present(f"{head}{said}."), f"{head}{said}."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Left soleal vein: possible clot. The clot is 3 cm long.", "possible"),
        ("Left soleal vein: clot. The clot is 3 cm long.", "present"),
        ("Left soleal vein: possible clot. It does not compress; thrombus confirmed.", "present"),
    ],
)
def test_the_size_of_a_possible_clot_makes_it_no_surer(text: str, expected: str) -> None:
    assert [f.thrombus for f in read_report(text).findings if f.vein == "soleal"] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Extensive acute DVT left leg from CFV to PTV.",
        "DVT in the left leg, from the common femoral to the posterior tibial veins.",
    ],
)
def test_a_thrombosis_of_a_leg_with_its_range_is_of_the_veins_between(text: str) -> None:
    assert {"common_femoral", "femoral", "popliteal", "posterior_tibial"} <= _present(text)


def test_lines_of_capitals_that_break_off_in_the_middle_of_a_sentence_are_read_on() -> None:
    text = "LEFT CFV AND PROFUNDA CLOSE\nCOMPLETELY WITH PRESSURE. FRESH CLOT\nOCCUPIES THE LEFT FEMORAL VEIN."
    assert _present(text) == {"femoral"}


def _present(text: str) -> set[str]:
    return {finding.vein for finding in read_report(text).findings if finding.thrombus == "present"}
