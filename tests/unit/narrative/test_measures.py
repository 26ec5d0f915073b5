"""Numbers of a sentence: which is the length, the diameter, the distance, and which is none of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.narrative.measures import read_measures


def _read(words: str) -> dict[str, str]:
    return {measure.kind: f"{measure.value.normalize():f}" for measure in read_measures(words)[1]}


@pytest.mark.parametrize(
    ("words", "measures"),
    [
        ("thrombus 42 mm long", {"length_cm": "4.2"}),
        ("thrombus 3 to 4 cm in length", {"length_cm": "4"}),
        ("thrombus 3-4cm in length", {"length_cm": "4"}),
        ("thrombus increased in length from 2 cm to 6 cm", {"length_cm": "6"}),
        ("thrombus decreased in length from 8 cm to 5 cm", {"length_cm": "5"}),
        ("thrombus over a length of 4,2 cm", {"length_cm": "4.2"}),
        ("thrombus three centimetres long", {"length_cm": "3"}),
        ("thrombus 0.7 x 3.5 cm", {"length_cm": "3.5", "diameter_mm": "7"}),
        ("thrombus 7 cm x 9 mm", {"length_cm": "7", "diameter_mm": "9"}),
        ("vein distended to 11 mm by thrombus", {"diameter_mm": "11"}),
        ("thrombus, maximum diameter 0.8 cm", {"diameter_mm": "8"}),
        ("thrombus ends 15 mm from the popliteal vein", {"distance_cm": "1.5"}),
        ("thrombus to within 1 cm of the spj", {"distance_cm": "1"}),
        ("distance from clot to the popliteal vein: 4 cm", {"distance_cm": "4"}),
        ("thrombus 2 cm below the popliteal skin crease", {}),
        ("thrombus 5 cm above the ankle", {}),
        ("gsv thrombus 2 cm below the saphenofemoral junction", {}),
        ("popliteal cyst measuring 5 x 2 x 1.8 cm", {}),
        ("thrombus with wall thickness 2 mm", {}),
        ("thrombus, peak velocity 18 cm/s", {}),
        ("thrombus 1.5 cm deep to the skin", {}),
        ("thrombus, 3 mm residual thickness", {}),
    ],
)
def test_a_number_is_read_for_what_it_measures(words: str, measures: dict[str, str]) -> None:
    assert _read(words) == measures


def test_the_landmark_of_a_distance_is_blanked_so_that_it_is_no_finding() -> None:
    words, measures = read_measures("peroneal thrombus ends 2 cm below the popliteal vein, occlusive")
    assert "popliteal" not in words
    assert words.endswith(", occlusive")
    assert measures[0].value == Decimal(2)
