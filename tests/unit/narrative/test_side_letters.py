"""A letter or a word that only looks like a side names no leg."""

from __future__ import annotations

import pytest

from service.narrative import read_report

SIDED = r"""
R leg. Popliteal vein thrombus, L = 4.1 cm. | popliteal right present
Right leg. Soleal vein clot (L 3 cm, W 8 mm). | soleal right present
Right leg. Femoral vein clot. L: 6 cm. | femoral right present
Right leg. Popliteal clot, L x W 4 x 0.9 cm. | popliteal right present
Right leg. Popliteal clot 4.1 x 0.9 x 0.8 cm (LxWxD). | popliteal right present
Right leg. Popliteal clot, length(L)=6cm. | popliteal right present
Right leg. Popliteal clot 3 cm L x 9 mm W. | popliteal right present
Right leg. Pop v: L 4.1 cm thrombus. | popliteal right present
Right leg. L4/5 disc surgery. Peroneal vein thrombosed. | peroneal right present
Right leg. L 5 radiculopathy. Peroneal vein thrombosed. | peroneal right present
Right leg, L-spine fracture. Femoral vein clear. | femoral right absent
R/O DVT. Left leg scan. Peroneal vein thrombosed. | peroneal left present
R O DVT. Left leg scan. Peroneal vein thrombosed. | peroneal left present
Left leg scan. PE with right heart strain. Popliteal vein thrombosed. | popliteal left present
Left leg scan. Right lower lobe embolus on CT. Popliteal vein clear. | popliteal left absent
Right leg scanned in left lateral decubitus. Femoral vein thrombosed. | femoral right present
Left leg scan. Given rt-PA. Femoral vein thrombosed. | femoral left present
Left leg scan. Post RT for cervical cancer. External iliac vein thrombosed. | external_iliac left present
Left leg scan. PFO with R to L shunt. Popliteal vein thrombosed. | popliteal left present
Left leg scan, on Clexane (R). Popliteal vein thrombosed. | popliteal left present
Right leg scan. O2 2 L by nasal prongs. Popliteal vein thrombosed. | popliteal right present
Left leg scan. Right arm PICC. Popliteal vein compressible. | popliteal left absent
Indication: right pleuritic pain. Popliteal vein thrombosed. | popliteal unstated present
L: 4 cm clot in the popliteal vein. R: clear. | popliteal left present
Popliteal: L 4 cm clot, R clear. | popliteal left present
L popliteal clot, 4 cm. | popliteal left present
Popliteal clot L, 4 cm. | popliteal left present
Left arm and leg swelling. Popliteal vein thrombosed. | popliteal left present
LT total knee replacement. Popliteal vein thrombosed. | popliteal left present
Right-hand popliteal vein thrombosed. | popliteal right present
On the right there is clot in the peroneal vein. | peroneal right present
Right leg. Pain L>R. Popliteal vein clot. | popliteal right present
Pain L > R. Popliteal vein clot. | popliteal unstated present
Clot is left in the right popliteal vein. | popliteal right present
"""


@pytest.mark.parametrize("line", SIDED.strip().splitlines())
def test_the_leg_is_the_one_that_is_named(line: str) -> None:
    text, _, told = line.rpartition(" | ")
    found = [f"{f.vein} {f.side} {f.thrombus}" for f in read_report(text).findings if told.split()[0] == f.vein]
    assert told in found
    assert len(found) == 1 or "R clear" in text or "R: clear" in text


@pytest.mark.parametrize(
    ("text", "length", "diameter"),
    [
        ("Right popliteal thrombus, L = 4.1 cm, vein diam 1.2 cm.", "4.1", "12"),
        ("Right popliteal thrombus (L 4 cm, D 9 mm).", "4", "9"),
        ("Right popliteal thrombus: L=45mm x W=9mm.", "4.5", "9"),
        ("Right popliteal thrombus, W x L 0.9 x 4 cm.", "4", "9"),
        ("Right soleal vein clot, 3 cm in length, vein 6 mm.", "3", "6"),
        ("Right soleal vein clot, length 3 cm, diameter of the clot 7 mm.", "3", "7"),
    ],
)
def test_a_letter_before_a_size_tells_what_is_measured(text: str, length: str, diameter: str) -> None:
    (found,) = read_report(text).findings
    assert (float(found.length_cm or 0), float(found.diameter_mm or 0)) == (float(length), float(diameter))


def test_a_column_of_lengths_is_no_column_of_the_left_leg() -> None:
    rows = (
        "Vein | Comp | Thrombus | L (cm) | D (mm)\nRight popliteal | no | yes | 4.1 | 9\nRight CFV | yes | no | - | -"
    )
    found = {f.vein: f for f in read_report(rows).findings}
    assert {f.side for f in found.values()} == {"right"}
    assert (str(found["popliteal"].length_cm), float(found["popliteal"].diameter_mm or 0)) == ("4.1", 9.0)
    assert found["common_femoral"].thrombus == "absent"


def test_a_dash_beside_not_seen_denies_nothing() -> None:
    rows = "Vein | Compressible | Thrombus\nRight CFV | full | no\nRight gastroc | not seen | -"
    assert [f.vein for f in read_report(rows).findings] == ["common_femoral"]


def test_columns_two_spaces_apart_are_columns() -> None:
    rows = "Vein  Comp  Thrombus\nRt FV p/m/d  N  Yes\nRt CFV  Y  None"
    assert [(f.vein, f.thrombus) for f in read_report(rows).findings] == [
        ("common_femoral", "absent"),
        ("femoral", "present"),
    ]
