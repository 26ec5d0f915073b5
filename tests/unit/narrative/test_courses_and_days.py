"""Where a thrombus runs, what was so on another day, and small turns between a vein and what is said of it."""

from __future__ import annotations

import pytest

from service.narrative import read_report

READ = """
Right leg. Thrombus starts in the external iliac vein and ends in the femoral vein. | external_iliac right
    present, common_femoral right present, femoral right present
Left leg. A cast of clot commencing in the popliteal vein and terminating in the common femoral vein. |
    popliteal left present, femoral left present, common_femoral left present
Right leg. A column of thrombotic material, originating in the popliteal vein and finishing in the femoral vein.
    | popliteal right present, femoral right present
Left leg. Clot with its upper tip in the femoral vein and its lower end in the popliteal vein. | femoral left
    present, popliteal left present
Right leg. From the soleal veins the clot has grown into the popliteal vein. | soleal right present, popliteal
    right present
Left leg. From the peroneal veins the thrombotic process has spread up into the popliteal vein too. | peroneal
    left present, popliteal left present
Right leg. From the popliteal vein thrombus has not spread into the femoral vein. | popliteal right present,
    femoral right absent
Left leg. Popliteal thrombosis. The process has spared the femoral vein. | popliteal left present, femoral left
    absent
Left leg. Popliteal thrombosis. The process extends into the femoral vein. | popliteal left present, femoral
    left present
Left leg. Popliteal thrombosis. The process may reach up into the femoral vein. | popliteal left present,
    femoral left possible
Right leg. Clot fills the soleal veins but has not left the calf. | soleal right present
Left leg. In May the femoral vein was clear; now it is thrombosed. | femoral left present
Left leg. The femoral vein was normal last week, but now contains clot. | femoral left present
Right leg. On 3 June the popliteal vein was open; today it is filled with clot. | popliteal right present
Right leg. The femoral vein was clear in May and now is clear too. | femoral right absent
Left leg. In 2019 the popliteal vein was clear; today the femoral vein contains clot. | femoral left present,
    popliteal left absent
Left leg. Peroneal veins clotted, not so in June. | peroneal left present
Right leg. Soleal veins thrombosed, which was not the case on 3 May. | soleal right present
Left leg. Apixaban was started yesterday for suspected left popliteal DVT. Popliteal vein clear. | popliteal
    left absent
Right leg. Heparin was given for a presumed right iliac DVT. The iliac veins are open. | iliac_unspecified right
    absent
Both legs. Popliteal veins in both legs clear. The right soleal veins hold clot. | popliteal left absent,
    popliteal right absent, soleal right present
Calf veins in either leg unremarkable. | calf_unspecified left absent, calf_unspecified right absent
Right leg: calf veins in the right leg normal, femoral vein in the right leg contains thrombus. |
    calf_unspecified right absent, femoral right present
Right leg. Deep system, calf included, flattens throughout. | leg_deep_unspecified right absent,
    calf_unspecified right absent
Right leg. In the calf the views are poor; clot down there cannot be excluded. | calf_unspecified right possible
Right leg. Below the knee all is normal; no clot down there. | calf_unspecified right absent
Left leg DVT in three places. (a) CFV - 3 cm. (b) FV - 10 cm. (c) popliteal - clear. | common_femoral left
    present, femoral left present, popliteal left absent
Left leg. Two separate clots. 1) Peroneal: 4 cm long. 2) Soleal: 2 cm. | peroneal left present, soleal left
    present
Right leg. No clot at popliteal level. Clot at soleal level. | popliteal right absent, soleal right present
On the left no clot is seen in the iliac veins, nor at femoral or popliteal level. | iliac_unspecified left
    absent, femoral left absent, popliteal left absent
Right: femoral vein thrombosed. On the left nothing is found in the femoral vein. | femoral right present,
    femoral left absent
Right leg: thrombus of the gastroc vv. Left leg clear. | gastrocnemius right present, leg_deep_unspecified left
    absent
Both legs positive. On the left, the femoral vein is thrombosed. On the right, soleal veins thrombosed without
    signal left in them, popliteal vein thrombosed. | femoral left present, soleal right present, popliteal
    right present
Fresh thrombosis in both groins, with no flow in the common femoral or external iliac veins, right or left. |
    common_femoral left present, common_femoral right present, external_iliac left present, external_iliac right
    present
Left leg. The profunda is plugged in the same way, the popliteal vein flattens. | deep_femoral left present,
    popliteal left absent
Left leg. Clot occupies the popliteal vein; the tibials are packed in similar fashion. | popliteal left present,
    calf_unspecified left present
Right leg. Femoral vein: material, likely thrombus, along its wall. | femoral right possible
Right leg. Femoral vein: a small filling defect, probably thrombotic, seen in two planes. | femoral right
    possible
Left femoral vein: echoes, possibly clot. | femoral left possible
Right leg. Femoral vein: nothing in the lumen. | femoral right absent
Limb: R\\nPERON - clot nil\\nSOL - clot | peroneal right absent, soleal right present
"""


@pytest.mark.parametrize("line", READ.strip().replace("\n    ", " ").splitlines())
def test_the_veins_are_read_as_told(line: str) -> None:
    text, _, told = line.partition(" | ")
    found = {f"{f.vein} {f.side} {f.thrombus}" for f in read_report(text.replace("\\n", "\n")).findings}
    assert found == set(told.split(", "))


@pytest.mark.parametrize(
    "text",
    [
        "Left leg. Clots seen before in two places have gone. (a) Popliteal: 3 cm then. (b) FV: clear.",
        "Left leg. Two cysts. (a) Popliteal: 3 cm. (b) Calf: 2 cm.",
        "Left leg. No clots at two levels. 1. Popliteal: 4 mm wide.",
        "She is on warfarin for a possible DVT of the left leg.",
        "Rivaroxaban was begun for a presumed right femoral DVT.",
        "The vein was clotted in May; today it is clear. Left popliteal vein normal.",
        "Whether the vena cava contains thrombus at the renal level remains doubtful.",
        "Left femoral vein: echoes, probably not thrombus.",
    ],
)
def test_nothing_is_present(text: str) -> None:
    assert "present" not in {f.thrombus for f in read_report(text).findings}


SIZES = """
Left leg. Clot in the peroneal vein, 8 cm long, 6 mm thick. | peroneal 8 6 -
Left posterior tibial thrombosis. Extent 9 cm, widest point 6 mm. | posterior_tibial 9 6 -
Right leg. The peroneal vein is occupied by clot for a stretch of 57 mm above the ankle. | peroneal 5.7 - -
Right leg. Thrombus sits in the gastrocnemius vein, leaving a clear gap of 22 mm before the popliteal vein is
    reached. | gastrocnemius - - 2.2
Left short saphenous vein clotted over 7 cm; a gap of 3 cm separates its upper tip from the junction with the
    popliteal. | small_saphenous 7 - 3
"""


@pytest.mark.parametrize("line", SIZES.strip().replace("\n    ", " ").splitlines())
def test_sizes_are_exact(line: str) -> None:
    text, _, told = line.partition(" | ")
    vein, *sizes = told.split()
    (found,) = (f for f in read_report(text).findings if f.vein == vein)
    read = (found.length_cm, found.diameter_mm, found.distance_to_popliteal_cm)
    assert [None if value is None else float(value) for value in read] == [
        None if size == "-" else float(size) for size in sizes
    ]
