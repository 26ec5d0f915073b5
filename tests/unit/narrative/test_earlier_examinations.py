"""A thrombosis of an earlier examination, or of the reason for this one, is none of today; one of today stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.narrative import read_report
from service.narrative.findings import ABSENT, PRESENT

GONE = """
At the first visit the left popliteal vein was blocked by thrombus. Today it is clear and compresses.
On the initial scan the left femoral and popliteal veins were thrombosed. Now the popliteal vein is clear.
On admission the left popliteal vein was thrombosed. Today the popliteal vein is compressible.
When first scanned the left popliteal vein was full of clot. It now compresses.
The left popliteal vein was occluded at the last visit. It compresses fully today.
In March there was occlusive thrombus in the left popliteal vein. Today the popliteal vein is patent.
On 3 March the left popliteal vein was thrombosed. Repeat scan today: popliteal vein compressible.
Scan of 12/03: left popliteal thrombus. Today: popliteal vein compressible.
Last week's scan: left popliteal DVT. Today: popliteal vein compressible.
The left popliteal vein was thrombosed. Today it is clear.
Follow up after three months' apixaban for left popliteal vein thrombosis. The popliteal vein compresses.
Review scan after 6 weeks of dalteparin for left popliteal thrombosis. The popliteal vein compresses.
Left popliteal vein thrombosis, 2 weeks on. The popliteal vein is clear.
Control after left popliteal vein thrombosis. The popliteal vein is free.
3 months post left popliteal DVT. Popliteal vein clear.
Completed 3 months of rivaroxaban for left popliteal DVT. Popliteal vein compressible.
Known left popliteal DVT on rivaroxaban. The popliteal vein compresses.
Treatment with rivaroxaban since May for left popliteal DVT. The popliteal vein is compressible.
Six weeks of apixaban for left popliteal DVT. Popliteal vein: normal.
"""
STILL_THERE = """
At the first visit the left popliteal vein was clear. Today it is thrombosed.
On the initial scan the left popliteal vein was thrombosed. Now the popliteal vein still contains clot.
At the first visit the left popliteal vein was thrombosed. Today it remains thrombosed.
On 3 March the left popliteal vein was thrombosed.
The left popliteal vein was non-compressible. The findings were discussed today.
The left popliteal vein was non-compressible and contained clot. Today's report was phoned to the ward.
Today the left popliteal vein was non-compressible. Now for anticoagulation.
The left popliteal vein was thrombosed on arrival. This was phoned to the team.
Six weeks after knee surgery: left popliteal vein thrombosed.
Two weeks ago she twisted her knee. There was thrombus in the left popliteal vein.
In May she fell. The left popliteal vein was thrombosed.
Post-op day 3, left popliteal DVT.
Follow-up scan. Left popliteal DVT.
Follow-up left popliteal DVT: thrombus unchanged.
Follow up of left popliteal DVT. Thrombus persists.
Known left popliteal DVT. Unchanged.
Review of left leg. Thrombus in the popliteal vein.
Control. Thrombosis of the left popliteal vein.
Progress scan left leg: popliteal thrombus.
Left popliteal thrombus, not seen on the first scan.
There was thrombus in the left popliteal vein which was not present at the last visit.
The left popliteal thrombus measures 4 cm, on Monday it was 6 cm.
Repeat scan today: left popliteal vein thrombosed.
"""
EXCLUDED = """
Left leg veins scanned. Assessment: exclusion of a popliteal vein thrombosis.
Conclusion: exclusion of a left popliteal vein thrombosis. Soleal vein thrombosis on the left.
Exclusion of thrombosis in the left popliteal vein. Thrombosis of the left soleal vein.
Excluded: left popliteal DVT.
Ruled out: left popliteal DVT.
Non-visualisation of thrombus in the left popliteal vein.
Left popliteal vein: no DVT. Left soleal vein: DVT.
Left femoral vein, popliteal vein: no DVT.
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


def _popliteal(text: str) -> str:
    return {(f.vein, f.side): f.thrombus for f in read_report(text).findings}.get(("popliteal", "left"), "")


@pytest.mark.parametrize("text", _lines(GONE))
def test_a_thrombosis_of_an_earlier_examination_is_none_of_today(text: str) -> None:
    assert _popliteal(text) == ABSENT


@pytest.mark.parametrize("text", _lines(GONE)[:11])
def test_a_thrombosis_of_an_earlier_examination_is_history(text: str) -> None:
    assert ("popliteal", "left") in read_report(text).history


@pytest.mark.parametrize("text", _lines(STILL_THERE))
def test_a_thrombosis_of_today_is_not_taken_for_an_earlier_one(text: str) -> None:
    assert _popliteal(text) == PRESENT


@pytest.mark.parametrize("text", _lines(EXCLUDED))
def test_a_thrombosis_that_was_excluded_is_absent(text: str) -> None:
    assert _popliteal(text) == ABSENT


@pytest.mark.parametrize(
    "text",
    [
        "Conclusion: exclusion of left popliteal thrombosis not possible.",
        "Exclusion of a left popliteal thrombosis is requested.",
    ],
)
def test_an_exclusion_that_failed_or_is_asked_for_denies_nothing(text: str) -> None:
    assert _popliteal(text) not in (ABSENT, PRESENT)


def test_a_vein_clear_of_its_earlier_thrombus_is_resolved() -> None:
    told = "At the first visit the left popliteal vein was thrombosed. Today it is clear."
    assert read_report(told).comparison == "resolved"
    both = (
        "On the initial scan the left femoral and popliteal veins were thrombosed. "
        "Today the femoral vein is clear, the popliteal vein thrombosed."
    )
    assert read_report(both).comparison == "improved"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("The left popliteal thrombus grew from 2 cm last Tuesday to 5 cm now.", "5"),
        ("The left popliteal thrombus has shortened from 9 cm in May to 4 cm.", "4"),
        ("The left popliteal thrombus has lengthened, from 3.1 cm on the first scan to 6 cm today.", "6"),
        ("The left popliteal thrombus measures 4 cm, on Monday it was 6 cm.", "4"),
        ("The left popliteal thrombus measures 4 cm (21 cm at the first visit).", "4"),
        ("Thrombus in the left popliteal vein. The femoral vein is compressible and 6 cm of it were scanned.", None),
    ],
)
def test_a_length_is_that_of_today(text: str, length: str | None) -> None:
    found = next(f for f in read_report(text).findings if f.vein == "popliteal")
    assert found.length_cm == (Decimal(length) if length else None)


@pytest.mark.parametrize(
    ("text", "femoral", "popliteal"),
    [
        ("Thrombus in the left femoral and popliteal veins. The femoral part is 6 cm long.", "6", None),
        ("Thrombus in the left femoral and popliteal veins. The popliteal part is 6 cm long.", None, "6"),
        ("Thrombus in the left popliteal vein. The femoral vein is clear, 6 cm long.", None, None),
    ],
)
def test_a_length_belongs_to_the_vein_that_its_sentence_names(
    text: str, femoral: str | None, popliteal: str | None
) -> None:
    lengths = {f.vein: f.length_cm for f in read_report(text).findings}
    assert lengths.get("femoral") == (Decimal(femoral) if femoral else None)
    assert lengths["popliteal"] == (Decimal(popliteal) if popliteal else None)


def test_a_diameter_belongs_to_the_vein_that_its_sentence_names() -> None:
    told = "Thrombus in the left popliteal vein. Femoral vein 9 mm in diameter. Popliteal vein 14 mm in diameter."
    assert next(f.diameter_mm for f in read_report(told).findings if f.vein == "popliteal") == 14


@pytest.mark.parametrize(
    ("text", "thrombus"),
    [
        ("On the right as on the left, the popliteal vein is clear.", ABSENT),
        ("Left popliteal vein: no abnormality.", ABSENT),
        ("Left posterior tibial and popliteal veins without pathological finding.", ABSENT),
        ("No thrombus in the left leg other than a short segment in the popliteal vein.", PRESENT),
        ("Left iliac veins: no DVT. Left popliteal vein: DVT.", PRESENT),
    ],
)
def test_a_plain_finding_beside_another_keeps_its_own_meaning(text: str, thrombus: str) -> None:
    assert _popliteal(text) == thrombus


@pytest.mark.parametrize(
    "text",
    [
        "Last year the left popliteal vein would not squash. Today it squashes flat.",
        "Last week the left popliteal vein could not be squashed. Today it closes.",
        "In March the left popliteal vein refused to close. Now it closes fully.",
        "Last year the left popliteal vein kept its round shape under pressure. Today it flattens.",
    ],
)
def test_a_verb_of_closing_keeps_its_tense(text: str) -> None:
    assert "present" not in {finding.thrombus for finding in read_report(text).findings}
