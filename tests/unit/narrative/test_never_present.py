"""A popliteal vein that is denied, asked about, told of the past or named as a landmark is never read as present."""

from __future__ import annotations

import pytest

from service.narrative import read_report

NEVER_PRESENT = """
Left popliteal vein did not show any thrombus.
No clot was evident when the left popliteal vein was compressed.
In the left popliteal vein thrombus could not be found.
Thrombus could not be identified anywhere in the left popliteal vein.
I see no reason to diagnose left popliteal thrombosis.
There is nothing to support a diagnosis of left popliteal DVT.
The scan does not support left popliteal DVT.
The appearances are against left popliteal DVT.
Left popliteal DVT can be excluded.
Left popliteal DVT has been confidently excluded.
Left popliteal DVT is excluded on this scan.
DVT is not present in the left popliteal vein.
The left popliteal vein is not a site of thrombosis.
The left popliteal vein has never contained thrombus on any scan.
The left popliteal vein remains free.
The left popliteal vein stays clear of the thrombus, which ends in the peroneal vein.
The thrombus of the left peroneal vein leaves the popliteal vein untouched.
The left peroneal thrombus spares the popliteal vein.
The left peroneal thrombus ends below the popliteal vein.
The left peroneal thrombus ends before it gets to the popliteal vein.
The left peroneal thrombus has its upper end 3 cm from the popliteal vein.
The left peroneal thrombus does not get as far as the popliteal vein.
The left peroneal thrombus falls short of the popliteal vein.
Left peroneal thrombus, popliteal vein not reached.
Left peroneal thrombus, popliteal vein uninvolved.
Left peroneal thrombus, popliteal vein excluded.
Left peroneal thrombus with a normal popliteal vein.
Left peroneal thrombus with an intact popliteal vein above.
Left peroneal thrombus but a clear popliteal vein.
Left peroneal thrombus; popliteal vein: none.
Left peroneal vein thrombus, with clear popliteal and femoral veins.
Left peroneal thrombosis without involvement of the popliteal vein.
Left peroneal thrombosis with no popliteal involvement.
Left peroneal thrombosis, no extension to popliteal.
Left peroneal thrombosis has not propagated to the popliteal vein.
Left peroneal thrombosis not yet reaching popliteal vein.
Left peroneal thrombosis that has yet to reach the popliteal vein.
Left peroneal thrombosis at risk of extension into the popliteal vein.
Left peroneal thrombosis might in time extend into the popliteal vein.
Left peroneal thrombosis close to the popliteal vein.
Left peroneal thrombus separated from the popliteal vein by 2 cm of normal vein.
Between the left peroneal thrombus and the popliteal vein there are 2 cm of clear vein.
Left peroneal clot drains toward the popliteal vein.
The vein that joins the left popliteal vein, the gastrocnemius, is thrombosed.
A thrombosed gastrocnemius vein joins the left popliteal vein.
Thrombosed left gastrocnemius vein up to its confluence with the popliteal vein.
Thrombus up to the left saphenopopliteal junction; popliteal vein clear.
Thrombus in the left soleal vein behind the popliteal vein.
Cyst behind the left popliteal vein contains clot.
Haematoma and clot around the left popliteal vein, which compresses.
Left popliteal aneurysm (artery) with thrombus; vein patent.
Left popliteal artery is thrombosed. The vein is not.
Clot was removed from the left popliteal vein; it is now patent.
After lysis the left popliteal vein is clear of clot.
Left popliteal vein: old clot gone.
Left popliteal vein: thrombus no longer present.
Left popliteal vein: previously thrombosed, now compressible.
Left popliteal vein: thrombosed previously; patent today.
Left popliteal vein DVT (2019). Vein now normal.
The patient had a left popliteal DVT in 2019.
The patient is known to have had left popliteal DVT.
There is a history of thrombus in the left popliteal vein.
She was treated for left popliteal DVT last year.
Referred for exclusion of left popliteal DVT.
Referred to rule out left popliteal DVT. Scan normal.
Thank you for referring this patient with suspected left popliteal DVT. The popliteal vein is normal.
Clinical suspicion of left popliteal DVT. Normal popliteal vein.
GP queries left popliteal DVT. Popliteal vein compresses.
The request asks whether there is left popliteal DVT; the vein compresses.
D-dimer raised, ?left popliteal DVT. Compressible popliteal vein.
Criteria for thrombus in the left popliteal vein are not fulfilled.
Left popliteal vein does not fulfil criteria for thrombosis.
Diagnostic criteria for DVT: noncompressible vein. Left popliteal vein compresses.
A vein that does not compress contains thrombus. The left popliteal vein compresses.
Should the left popliteal vein become thrombosed, please re-refer.
Return if symptoms of left popliteal DVT occur.
Anticoagulation to stop the left peroneal thrombus from extending to the popliteal vein.
To detect spread into the popliteal vein, rescan the left peroneal thrombus in a week.
The left popliteal vein is compressible and no thrombus, acute or chronic, was seen.
Neither acute nor chronic thrombus was detected in the left popliteal vein.
Non-thrombosed left popliteal vein.
Left popliteal vein non-thrombosed.
Thrombus-negative left popliteal vein.
Left popliteal: thrombus -ve.
Left popliteal: DVT negative.
Left popliteal: DVT no.
Left popliteal: clot (-).
Left popliteal thrombus: N
Left popliteal thrombus: 0
Left popliteal thrombus: absent
Left popliteal thrombus = no
Left popliteal thrombus ... none
Left popliteal thrombus - nil
Left popliteal vein thrombus? no
Left popliteal vein - thrombosis not demonstrated
Left popliteal vein - exclusion of thrombosis
No fresh or old clot L pop.
L pop clot free.
Nil DVT L pop.
L pop DVT - ve
L pop: no DVT/SVT
The vein which was said to be thrombosed, the left popliteal, is in fact clear.
Contrary to the earlier report of left popliteal thrombus, the vein is normal.
The earlier diagnosis of left popliteal thrombosis was incorrect.
The left popliteal thrombus reported elsewhere is an artefact.
No thrombus but extrinsic compression of the left popliteal vein by a cyst.
The left popliteal vein is flattened by a cyst, giving the impression of occlusion, but is free of clot.
The left popliteal vein is occluded by probe pressure alone, i.e. it compresses.
The left popliteal vein is completely obliterated by gentle pressure.
The lumen of the left popliteal vein disappears on compression.
Left popliteal vein closes.
Left popliteal vein is ligated.
Left popliteal vein valve seen, not clot.
Echogenic valve cusp in left popliteal vein, not thrombus.
Spontaneous echo contrast in the left popliteal vein without thrombus.
Rouleaux flow in the left popliteal vein, no clot.
"""


@pytest.mark.parametrize("text", NEVER_PRESENT.strip().split("\n"))
def test_a_popliteal_vein_without_thrombus_is_never_read_as_present(text: str) -> None:
    assert ("popliteal", "present") not in {(f.vein, f.thrombus) for f in read_report(text).findings}
