"""A search, an examination or a suspicion is no thrombus, and what it came to denies one."""

from __future__ import annotations

import pytest

from service.narrative import read_report

WHOLE_LEG = """
Negative examination for deep thrombosis.
Negative examination for DVT.
Our search for a left leg DVT came up empty.
The search for a DVT drew a blank.
The hunt for a DVT turned up nothing.
Hunting for DVT: unrewarding.
Normal examination for DVT.
Clear scan for DVT.
Reassuring study for deep vein thrombosis.
Unremarkable study for deep vein thrombosis.
Work-up for DVT negative.
Negative work-up for DVT.
Negative query for left DVT.
A careful search for DVT failed to reveal one.
DVT was hunted for in vain.
In vain did we look for a DVT.
No joy in finding a DVT.
DVT off the table.
DVT dismissed.
DVT can be discounted.
DVT struck off.
DVT has been struck from the list.
All clear for DVT.
Scan gives the all-clear for DVT.
The left leg gets a clean bill of health as regards DVT.
Clean bill of health for deep vein thrombosis.
Nothing doing for DVT.
There is nothing here to call a DVT.
I find nothing that amounts to a DVT.
Examination for DVT unremarkable.
Scan for DVT: nothing found.
The scan for DVT is clear.
Exam for DVT - normal.
Ultrasound for DVT was entirely normal.
Negative result for a deep vein thrombosis.
Negative findings for DVT.
Study negative: DVT.
Negative exam: deep vein thrombosis.
Hunt for a DVT comes back empty-handed.
Examination for deep thrombosis without findings.
We are dealing with cellulitis and not with a DVT.
DVT is not what ails this leg.
Deep thrombosis may be considered excluded.
We ruled DVT out.
Signs of DVT are wanting.
Evidence of DVT is lacking.
Suspicion of DVT unfounded.
The fear of a DVT proved groundless.
DVT did not materialise.
DVT hunt negative.
DVT search fruitless.
DVT work-up clear.
DVT enquiry: negative.
DVT-negative leg.
DVT seems off the cards.
The veins were combed for DVT without success.
"""

OF_A_VEIN = """
Negative search for clot in the popliteal vein. | popliteal
We looked in vain for clot in the popliteal vein. | popliteal
Searching the femoral vein for clot bore no fruit. | femoral
Clot was looked for in the popliteal vein and did not turn up. | popliteal
The popliteal vein was scrutinised for clot, fruitlessly. | popliteal
Search for thrombus in the femoral vein unsuccessful. | femoral
Evidence of thrombosis in the popliteal vein was wanting. | popliteal
Signs of thrombosis are lacking in the femoral vein. | femoral
Fear of a femoral thrombosis proved groundless. | femoral
Search for clot found nothing in the peroneal veins. | peroneal
The soleal veins were searched for clot to no avail. | soleal
The hunt for thrombus in the posterior tibial veins drew a blank. | posterior_tibial
"""

STILL_PRESENT = """
Examination for DVT: clot in the popliteal vein.
The search for clot was rewarded in the popliteal vein, which is thrombosed.
Examination for DVT was not negative: popliteal vein thrombosed.
Negative scan for DVT last week; today the popliteal vein contains clot.
The scan for DVT was normal above the knee; clot fills the popliteal vein.
Search for clot found nothing in the femoral vein but a thrombus in the popliteal vein.
Evidence of thrombosis in the popliteal vein.
Clear evidence of DVT: popliteal vein thrombosed.
Negative D-dimer, positive duplex for DVT of the popliteal vein.
A negative result for PE; DVT in the popliteal vein.
DVT work-up. Popliteal vein thrombosed.
DVT hunt: popliteal clot.
Popliteal thrombosis falls short of the femoral vein.
"""


def _lines(text: str) -> list[str]:
    return [line for line in text.strip().splitlines() if line]


@pytest.mark.parametrize("text", _lines(WHOLE_LEG))
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_search_that_came_to_nothing_denies_the_whole_leg(text: str, side: str) -> None:
    told = read_report(f"{side.title()} leg duplex. {text.replace('left', side)}").findings
    assert [(f.vein, f.side, f.thrombus) for f in told] == [("leg_deep_unspecified", side, "absent")]


@pytest.mark.parametrize("line", _lines(OF_A_VEIN))
def test_a_search_of_one_vein_denies_that_vein(line: str) -> None:
    text, _, vein = line.partition(" | ")
    told = read_report(f"Right leg. {text}").findings
    assert [(f.vein, f.side, f.thrombus) for f in told] == [(vein, "right", "absent")]


@pytest.mark.parametrize("text", _lines(STILL_PRESENT))
def test_what_is_found_beside_it_is_still_read(text: str) -> None:
    told = {f.vein: f.thrombus for f in read_report(f"Right leg. {text}").findings}
    assert told.get("popliteal") == "present"


@pytest.mark.parametrize(
    "text",
    [
        "Negative examination for deep thrombosis last week.",
        "Please rule a DVT out.",
        "No examination for DVT was done.",
        "DVT of the popliteal vein cannot be dismissed.",
        "We could not rule DVT out in the popliteal vein.",
        "DVT of the popliteal vein is not off the table.",
        "Signs of DVT are not lacking in the popliteal vein.",
    ],
)
def test_another_day_a_wish_and_a_doubt_neither_affirm_nor_deny(text: str) -> None:
    assert {f.thrombus for f in read_report(f"Right leg. {text}").findings} <= {"possible"}
