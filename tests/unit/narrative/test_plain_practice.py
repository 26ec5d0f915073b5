"""Short reports of plain practice, in other words than the stock phrases: each vein as it was meant."""

from __future__ import annotations

import pytest

from service.narrative import read_report

REPORTS = """
Left calf: the two posterior tibial channels are swollen with clot; neither flattens.
    posterior_tibial left present
The right popliteal is blown up by fresh clot and nothing gets through on colour.
    popliteal right present
Rt CFV, SFV, pop all squish nicely. Rt PTVs both clotted.
    common_femoral right absent; femoral right absent; popliteal right absent; posterior_tibial right present
Verdict: DVT, left leg, confined to the calf - one soleal vein clotted.
    soleal left present
The left femoral vein is choked off by thrombus from the groin to mid thigh. Everything below it squashes flat.
    femoral left present
Right leg: femoral and popliteal veins healthy. Left leg: as on the right.
    femoral right absent; popliteal right absent
I could not find a clot in the left popliteal vein or above.
    popliteal left absent
Right popliteal: clot yes. Right femoral: clot no. Right peroneals: clot no.
    popliteal right present; femoral right absent; peroneal right absent
The right saphenous trunk at the groin is clear; in the calf the short saphenous is rock hard and thrombosed.
    small_saphenous right present
There is a clot burden in the right leg: CFV, FV and pop all full.
    common_femoral right present; femoral right present; popliteal right present
Both legs: every deep vein from groin to ankle empties on pressing.
    leg_deep_unspecified left absent; leg_deep_unspecified right absent
A thrombus the length of a finger sits within the left profunda.
    deep_femoral left present
Right gastrocnemius vein clot. Remaining deep veins fine.
    gastrocnemius right present
Left popliteal vein no longer squashes as it did in May: new clot within.
    popliteal left present
Popliteal vein (R) - won't close, no colour. CFV (R) - closes.
    popliteal right present; common_femoral right absent
?clot R popliteal - could not get it to squash, too sore; colour ok.
    popliteal right possible
The left peroneal veins have a clot sitting in them, the posterior tibials do not.
    peroneal left present; posterior_tibial left absent
Clot: left soleal. Clear: left CFV, FV, popliteal.
    soleal left present; common_femoral left absent; femoral left absent; popliteal left absent
Old, stringy clot hugs the wall of the left femoral vein; the middle is open to flow.
    femoral left present
The clot seen last month in the right popliteal vein has melted away; the vein now squashes flat.
    popliteal right absent
Left long saphenous clotted from knee to 2 cm below the SFJ. CFV not breached.
    great_saphenous left present; common_femoral left absent
The right popliteal vein is occupied end to end.
    popliteal right present
The right external iliac is blocked off with fresh clot, whose head pokes into the common iliac.
    external_iliac right present; common_iliac right present
DVT - left leg - yes - femoral and popliteal.
    femoral left present; popliteal left present
DVT R leg: neg. DVT L leg: pos (popliteal).
    leg_deep_unspecified right absent; popliteal left present
Right leg thrombosis excluded.
    leg_deep_unspecified right absent
No clot in either leg.
    leg_deep_unspecified left absent; leg_deep_unspecified right absent
The left femoral vein resists the probe.
    femoral left present
The left popliteal vein is rigid and unyielding under the probe and shows no colour.
    popliteal left present
Right popliteal vein will not give under pressure.
    popliteal right present
On the right the popliteal vein is incompletely squashed by the probe and has a rind of clot along one wall.
    popliteal right present
The walls of the left popliteal vein cannot be brought together.
    popliteal left present
The left popliteal vein is thrombus-laden.
    popliteal left present
The right femoral vein bears clot.
    femoral right present
Left peroneal veins are clot-filled.
    peroneal left present
Right soleal sinuses are packed. No colour, no squash.
    soleal right present
The left iliac veins are unblocked.
    iliac_unspecified left absent
Right popliteal vein: nil clot. Left popliteal vein: ++ clot.
    popliteal right absent; popliteal left present
Right popliteal vein looks good, left does not: it is full of clot.
    popliteal right absent; popliteal left present
Neither the left femoral nor the left popliteal vein shows anything in its lumen.
    femoral left absent; popliteal left absent
Right femoral vein: nothing in the lumen, squeezes shut.
    femoral right absent
The left femoral vein, once packed with clot, now squashes flat.
    femoral left absent
Right leg: clot-negative throughout.
    leg_deep_unspecified right absent
No trace of clot from groin to ankle on the left.
    leg_deep_unspecified left absent
Her sister's clot was in the left popliteal vein. Right popliteal vein flattens.
    popliteal right absent
Clot would be unusual here; the left popliteal vein empties with pressure.
    popliteal left absent
Patient worried about a clot in the left calf. Left calf veins are fine and squash flat.
    calf_unspecified left absent
Left SFV/pop: clot present. Left CFV: clot absent.
    femoral left present; popliteal left present; common_femoral left absent
LEFT: CFV ok / FV ok / POP clot / PTV ok
    common_femoral left absent; femoral left absent; popliteal left present; posterior_tibial left absent
Right leg DVT: present - popliteal and peroneal.
    popliteal right present; peroneal right present
DVT? Left leg: yes, popliteal. Right leg: no.
    popliteal left present; leg_deep_unspecified right absent
The right femoral vein is empty of clot, its walls meet.
    femoral right absent
A nubbin of clot is stuck to a valve of the left femoral vein.
    femoral left present
Right popliteal: thin-walled, black lumen, flat under the probe.
    popliteal right absent
Left popliteal: lumen grey, does not go flat under the probe, no colour.
    popliteal left present
Both femoral veins go flat under the probe.
    femoral left absent; femoral right absent
No part of the left femoral vein is free of clot.
    femoral left present
There is thrombotic stuff in the right soleal veins.
    soleal right present
Clot is evident in the left gastrocnemius pair. The deep veins above are spotless.
    gastrocnemius left present
The left posterior tibial veins have clotted off.
    posterior_tibial left present
The right femoral vein has clotted.
    femoral right present
Left popliteal vein clots off below the knee crease.
    popliteal left present
The left femoral vein is not only swollen but also packed with clot.
    femoral left present
Colour does not enter the left popliteal vein, nor can it be squashed.
    popliteal left present
Popliteal vein right: dense, distended, incompressible. Femoral vein right: pliable and empty.
    popliteal right present; femoral right absent
The thrombus ends in the right femoral vein; the common femoral is untouched.
    femoral right present; common_femoral right absent
Left femoral thrombus has shrunk to a thin strip along the back wall.
    femoral left present
Right leg ultrasound. Nil DVT. Nil SVT.
    leg_deep_unspecified right absent
Left CFV through popliteal: nil thrombus, squash OK.
    common_femoral left absent; femoral left absent; popliteal left absent
Right popliteal v. thrombosed+++, non-squashable.
    popliteal right present
Left popliteal vein has not got any clot in it.
    popliteal left absent
Left popliteal vein hasn't got a clot.
    popliteal left absent
There isn't any clot in the right femoral vein.
    femoral right absent
We failed to demonstrate clot in the left femoral vein.
    femoral left absent
The left femoral vein fails to show any clot.
    femoral left absent
The clot stops at the left femoral vein's midpoint.
    femoral left present
Previously clotted right popliteal vein, today wide open and squashing flat.
    popliteal right absent
Suspected left DVT. Scan: all clear.
    leg_deep_unspecified left absent
All clear, right leg.
    leg_deep_unspecified right absent
Left iliac clot could lie above the limit of our view.
    iliac_unspecified left possible
"""
NEVER_PRESENT = """
DVT was feared in the left leg but the veins all squash flat.
The left femoral vein, once packed with clot, now squashes flat.
Left iliac clot could lie above the limit of our view.
Left popliteal clot not confirmed on this scan.
The left popliteal vein is not the seat of any clot.
Thrombus was sought in the right leg veins and not encountered.
A clot might hide in the left calf veins.
I see no reason to call a DVT in the right leg.
A DVT of the right leg was thought likely; all veins empty on pressing.
"""
_PAIRS = REPORTS.strip("\n").split("\n")


@pytest.mark.parametrize(("text", "told"), list(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)))
def test_each_vein_is_read_as_it_was_meant(text: str, told: str) -> None:
    found = {f"{f.vein} {f.side} {f.thrombus}" for f in read_report(text).findings}
    assert found == set(told.strip().split("; "))


@pytest.mark.parametrize("text", NEVER_PRESENT.strip().split("\n"))
def test_none_is_present(text: str) -> None:
    assert not [f for f in read_report(text).findings if f.thrombus == "present"]
