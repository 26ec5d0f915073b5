"""Headlines, answers and short forms: a denial behind its noun denies, and a form's name affirms nothing."""

from __future__ import annotations

import pytest

from service.narrative import read_report

DENIED = """
Right leg: DVT negative. | right
DVT negative on the left. | left
Left leg scan. DVT neg. | left
Left leg scan. DVT -ve. | left
Right leg scan. DVT nil. | right
Right leg duplex. DVT: none found. | right
Left leg. DVT none seen. | left
Left leg. DVT not found. | left
Left leg. DVT nil seen. | left
Left leg. Acute DVT negative. | left
Left leg. DVT scan negative. | left
Right leg. DVT study neg. | right
Right leg. Scan negative. | right
Left leg. Duplex scan clear. | left
Left leg. Does she have a DVT? No. | left
Right leg. Has he got a DVT? Answer: none found. | right
Right leg. Is there a clot? Answer: no. | right
Left leg DVT? Result: negative. | left
Left leg free of DVT. | left
Right leg is clear of deep vein thrombosis. | right
The left popliteal vein holds clot, right leg used as control: clear. | right
Right leg. Every segment squashes flat under the probe. | right
Doppler left leg: deep system followed groin to ankle. Nothing to suggest a clot. | left
"""
SILENT = """
DVT proforma. Right leg scanned.
DVT pathway form, left leg. Not scanned today.
DVT clinic referral, right leg.
DVT worksheet. Left leg.
Is there a DVT? Right leg not scanned.
Mother had DVT. Right leg. DVT negative.
Previous DVT. Left leg DVT negative.
D-dimer positive. Left leg: DVT negative.
DVT score 3. Right leg.
"""
AFFIRMED = """
Left leg: DVT positive. | leg_deep_unspecified left
Right leg. Is there a DVT? Yes, in the right popliteal vein. | popliteal right
Left popliteal DVT. Right leg: DVT negative. | popliteal left
Right femoral DVT, D-dimer negative. | femoral right
Left femoral DVT; popliteal negative. | femoral left
"""
CLEAR = """
Right side clear from external iliac down to popliteal. | external_iliac common_femoral femoral popliteal | right
Left leg: open from the common femoral to the popliteal. | common_femoral femoral popliteal | left
Right leg patent from common iliac through to femoral. | common_iliac external_iliac common_femoral femoral | right
Left popliteal vein squashes flat, and the same is true of the common femoral, the femoral and the peroneal veins.
    | popliteal common_femoral femoral peroneal
    | left
Right popliteal vein clear. The same applies to the soleal, the peroneal and the posterior tibial veins.
    | soleal peroneal posterior_tibial
    | right
Left deep system collapses, calf included. | calf_unspecified | left
Popliteals unremarkable R and L. | popliteal | left
Popliteals unremarkable L and R. | popliteal | right
At the left groin the common femoral vein and the mouth of the profunda collapse as they should.
    | common_femoral deep_femoral
    | left
"""
FELLOWS = """
The left femoral vein holds no clot but its right-hand counterpart cannot be flattened.
    | femoral left absent, femoral right present
The right popliteal vein is clear; its left fellow contains clot. | popliteal right absent, popliteal left present
The left popliteal vein contains clot; the contralateral one is clear. | popliteal left present, popliteal right absent
The right femoral vein contains clot, the same vein on the left is clear. | femoral right present, femoral left absent
The left peroneal vein is thrombosed while its right-sided counterpart squashes flat.
    | peroneal left present, peroneal right absent
The right common femoral vein is free of clot; its opposite number on the left is packed with clot.
    | common_femoral right absent, common_femoral left present
"""


def findings(text: str) -> dict[tuple[str, str], str]:
    return {(f.vein, f.side): f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize("line", DENIED.strip().replace("\n    ", " ").split("\n"))
def test_the_leg_is_clear(line: str) -> None:
    text, _, side = line.partition(" | ")
    assert findings(text)["leg_deep_unspecified", side] == "absent"


@pytest.mark.parametrize("text", SILENT.strip().replace("\n    ", " ").split("\n"))
def test_nothing_is_present(text: str) -> None:
    assert "present" not in findings(text).values()


@pytest.mark.parametrize("line", AFFIRMED.strip().replace("\n    ", " ").split("\n"))
def test_a_thrombosis_beside_such_words_stays(line: str) -> None:
    text, _, told = line.partition(" | ")
    assert [" ".join(key) for key, thrombus in findings(text).items() if thrombus == "present"] == [told]


@pytest.mark.parametrize("line", CLEAR.strip().replace("\n    ", " ").split("\n"))
def test_ranges_and_repetitions_are_clear(line: str) -> None:
    text, names, side = line.split(" | ")
    found = findings(text)
    assert {found.get((vein, side)) for vein in names.split()} == {"absent"}


@pytest.mark.parametrize("line", FELLOWS.strip().replace("\n    ", " ").split("\n"))
def test_the_vein_of_the_other_leg(line: str) -> None:
    text, _, told = line.partition(" | ")
    assert {" ".join((*key, thrombus)) for key, thrombus in findings(text).items()} == set(told.split(", "))
