"""A popliteal thrombus that is plainly told is read as present, whatever harmless words stand around it."""

from __future__ import annotations

import pytest

from service.narrative import read_report

ALWAYS_PRESENT = """
Left popliteal vein shows a fresh clot.
There is no question that the left popliteal vein is thrombosed.
The left popliteal vein is, without doubt, thrombosed.
Thrombus without doubt in the left popliteal vein.
Thrombus is undoubtedly present in the left popliteal vein.
Left popliteal thrombus, as suspected clinically.
As suspected, the left popliteal vein contains clot.
Suspected DVT confirmed: left popliteal vein full of clot.
Left popliteal vein no longer patent, filled by clot.
Left popliteal vein is no longer compressible.
The left popliteal vein, formerly clear, now contains thrombus.
The left popliteal vein has become occluded by clot.
Left popliteal vein: thrombus persists despite treatment.
Left popliteal clot is still there.
Left popliteal clot, no change.
Left popliteal clot not significantly changed.
Left popliteal clot without change in length.
Left popliteal thrombus without extension proximally.
Left popliteal thrombus with no free-floating component.
Left popliteal thrombus; no flow, no compression.
Left popliteal vein thrombosed, no other abnormality.
Left popliteal vein thrombosed, femoral vein not scanned.
Left popliteal vein thrombosed; no comparison available.
Left popliteal vein thrombosed. Patient not on anticoagulation.
Left popliteal vein is not only thrombosed but distended.
Thrombus, not artefact, in the left popliteal vein.
Thrombus rather than slow flow in the left popliteal vein.
Acute rather than chronic thrombus in the left popliteal vein.
The left popliteal vein shows thrombus but no distension.
The left popliteal vein does not compress; there is no flow.
The left popliteal vein, which is duplicated, is thrombosed in one limb.
The left popliteal vein contains non-occlusive, wall-adherent, partially recanalised thrombus.
Dilated, non-compressible left popliteal vein with low-level internal echoes in keeping with thrombus.
Findings: acute DVT, left popliteal vein.
Findings are consistent with left popliteal DVT.
Features of left popliteal DVT.
This is a left popliteal DVT.
I can confirm a left popliteal DVT.
We diagnosed left popliteal DVT.
Duplex demonstrates left popliteal DVT.
Ultrasound reveals a thrombosed left popliteal vein.
Scan positive: left popliteal thrombus.
Conclusion: left popliteal vein thrombosis.
Dx: L popliteal DVT.
L pop DVT+
L pop: DVT present
L pop v: clot present, NC
L pop vein thrombus = yes
Left popliteal thrombus: yes
Left popliteal thrombus: present
Left popliteal vein: occluded
Left popliteal vein: thrombosed ++
Left popliteal vein has intraluminal thrombus on B-mode and absent colour flow.
Thrombus extends through the entire left popliteal vein.
Thrombus straddles the left popliteal vein.
Thrombus seen filling the left popliteal vein down to the trifurcation.
A column of clot stretches along the left popliteal vein.
The left popliteal vein lumen is replaced by clot.
The left popliteal vein lumen is obliterated by thrombus.
The left popliteal vein is packed solid with echogenic clot.
Clot can be seen moving in the left popliteal vein.
Mobile clot tip in the left popliteal vein.
The distal left popliteal vein holds a small mural clot.
Mural thrombus along the posterior wall of the left popliteal vein.
A thin rim of thrombus lines the left popliteal vein.
Left popliteal vein partially thrombosed.
Left popliteal vein partly filled with clot.
Left popliteal vein incompletely compressible because of thrombus.
Left popliteal vein compresses only in part owing to mural thrombus.
Left popliteal vein shows impaired compressibility and echogenic thrombus.
Left popliteal vein not fully compressible.
Poor compressibility of the left popliteal vein with visible thrombus.
Thrombus prevents compression of the left popliteal vein.
Thrombus of indeterminate age, left popliteal vein.
Likely subacute thrombus in left popliteal vein.
Thrombus in left popliteal vein, age uncertain.
Probably recent thrombus left popliteal vein.
Chronic appearing thrombus in left popliteal vein.
Old organised thrombus in the left popliteal vein.
Extensive clot burden in left popliteal vein.
Unfortunately there is thrombus in the left popliteal vein.
Interestingly, a clot was found in the left popliteal vein.
Incidental note is made of left popliteal vein thrombosis.
Of note, the left popliteal vein is thrombosed.
Unexpected left popliteal thrombus.
Significant thrombus in left popliteal vein; ED physician notified.
Left popliteal DVT - discussed with the ward at 14:05.
Left popliteal DVT; start anticoagulation.
Left popliteal DVT, recommend anticoagulation and repeat scan in 1 week.
Left popliteal vein DVT is identified, for which anticoagulation is advised.
Acute left popliteal DVT (critical result called).
"""


@pytest.mark.parametrize("text", ALWAYS_PRESENT.strip().split("\n"))
def test_a_popliteal_thrombus_is_read_as_present(text: str) -> None:
    assert ("popliteal", "left", "present") in {(f.vein, f.side, f.thrombus) for f in read_report(text).findings}
