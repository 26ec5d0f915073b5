"""Hedged findings under any noun, limbs of double veins, plain lists and short names, in both polarities."""

from __future__ import annotations

import pytest

from service.narrative import read_report

READ = """
Left external iliac vein shows a filling defect suspicious for thrombus. | external_iliac left possible
Right popliteal vein contains echogenic material suspicious for clot. | popliteal right possible
Right femoral vein: filling defect, ?thrombus. | femoral right possible
Left popliteal vein: intraluminal echoes, thrombus cannot be excluded. | popliteal left possible
Filling defect in the left common femoral vein, probable thrombus. | common_femoral left possible
Filling defect in the left common femoral vein. This is suspicious for thrombus. | common_femoral left possible
Left popliteal vein contains echogenic material. Findings are suspicious for thrombus. | popliteal left possible
Right common iliac vein shows a flow void worrying for thrombus. | common_iliac right possible
Right peroneal veins have an appearance concerning for DVT. | peroneal right possible
Right soleal vein shows changes that may represent thrombus. | soleal right possible
Left femoral vein filled with low-level echoes suspicious for acute DVT. | femoral left possible
Right femoral vein: filling defect consistent with thrombus. | femoral right present
Left popliteal vein contains echogenic material. Conclusion: left popliteal DVT. | popliteal left present
Left popliteal vein: echogenic material diagnostic of thrombus. | popliteal left present
No filling defect suspicious for thrombus in the left popliteal vein. | popliteal left absent
Both common iliac veins also contain thrombus. No femoral vein thrombosis on either side. | common_iliac left present
No femoral or popliteal vein thrombosis on either side. | popliteal right absent
No femoral or popliteal vein thrombosis in the left leg. | femoral left absent
Duplicated right femoral vein. Lateral limb: non-compressible, thrombus. Medial limb patent. | femoral right present
Right popliteal vein is duplicated. Medial channel occluded. Lateral channel compresses. | popliteal right present
Left femoral vein is bifid. Medial limb clear. Lateral limb contains clot. | femoral left present
Left femoral vein is double. Medial limb: no thrombus. Lateral limb: no thrombus. | femoral left absent
Left femoral vein is double. Both limbs compress. | femoral left absent
Duplicated left popliteal vein. Medial limb: ?thrombus. Lateral limb patent. | popliteal left possible
Left leg: femoral vein duplicated. Both limbs compress fully today. | femoral left absent
Right calf DVT, new since the negative scan ten days ago. | calf_unspecified right present
Left soleal DVT, new compared with the normal study of last week. | soleal left present
Right popliteal clot; the scan a week ago was clear. | popliteal right present
Left peroneal clot, not there a week ago. | peroneal left present
Right popliteal vein clear, no new clot since the negative scan ten days ago. | popliteal right absent
R: SOL non-compr, acute clot. PTV ok. | soleal right present
Right: GAS v clear, SolV clear, PTV clot. | gastrocnemius right absent
Right PTV: thr 5 cm. | posterior_tibial right present
Right POP comp +, thr -. | popliteal right absent
Left leg. Tibial posterior and fibular veins free. | posterior_tibial left absent
Left leg. Iliac external vein thrombosed. | external_iliac left present
Right FV (mid and distal thigh) and POP: thrombosed. | femoral right present
Right FV (distal), POP compressible. | femoral right absent
Right CFV normal with spontaneous flow and good augmentation. | common_femoral right absent
Left peroneal veins regular. | peroneal left absent
Right CFV compressible, likewise the femoral, popliteal and peroneal veins. | peroneal right absent
Right CFV thrombosed, likewise the femoral, popliteal and peroneal veins. | popliteal right present
Right peroneal thrombus 2 cm below the popliteal vein, which is clear. | popliteal right absent
Right leg. Varicosities fed by the SSV; no clot in them. | other_superficial right absent
Right leg. Varicose tributaries draining to the GSV; thrombus within these. | other_superficial right present
Muscular calf veins on both sides are normal. | calf_muscular_unspecified left absent
Left: no thrombus demonstrated from groin to ankle. | leg_deep_unspecified left absent
Left femoral vein: recanalised, with synechiae and partial compressibility. | femoral left present
"""
NOTHING = """
Right CFV flow is normal with good augmentation. | common_femoral
Left leg. Peroneal clot. The remaining calf veins are clear. | calf_unspecified
Popliteal veins on both sides are normal. | leg_deep_unspecified
Right leg. Thigh varicosities arise from the GSV; no thrombus within these. | great_saphenous
Left calf obscured by bowel gas, clear of artefact. | gastrocnemius
Left femoral vein contains material of uncertain nature. | femoral
"""


@pytest.mark.parametrize("line", READ.strip().splitlines())
def test_it_is_read(line: str) -> None:
    text, _, told = line.rpartition(" | ")
    assert told in [f"{f.vein} {f.side} {f.thrombus}" for f in read_report(text).findings]


@pytest.mark.parametrize("line", NOTHING.strip().splitlines())
def test_nothing_is_said_of_it(line: str) -> None:
    text, _, vein = line.rpartition(" | ")
    assert vein not in [f.vein for f in read_report(text).findings]
