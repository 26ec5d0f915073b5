"""Families of plain reports, affirmed and denied: ranges, regions, boxes, ends, sites of lines, sizes then and now."""

from __future__ import annotations

import pytest

from service.narrative import read_report

RANGES = """
Left leg duplex shows the deep veins filled by clot from the external iliac vein down to the popliteal vein.
    | external_iliac left present, common_femoral left present, femoral left present, popliteal left present
The whole deep system of the left leg is full of clot, from the common femoral vein to the popliteal vein.
    | common_femoral left present, femoral left present, popliteal left present
Left leg. All deep veins clotted off from common femoral vein to popliteal vein.
    | common_femoral left present, femoral left present, popliteal left present
Thrombus fills the deep veins of the left leg from the common femoral vein to the popliteal vein, no flow.
    | common_femoral left present, femoral left present, popliteal left present
Right leg: deep venous network thrombosed from the femoral vein to the popliteal vein.
    | femoral right present, popliteal right present
Left leg. Thrombus starts in the common femoral vein and reaches down to the popliteal vein.
    | common_femoral left present, femoral left present, popliteal left present
Left leg. The deep veins are not filled by clot from the common femoral vein to the popliteal vein.
    | common_femoral left absent, femoral left absent, popliteal left absent
Left leg: the deep veins contain no thrombus from the common femoral vein to the popliteal vein.
    | common_femoral left absent, femoral left absent, popliteal left absent
No clot in the deep veins of the left leg from the CFV to the popliteal vein.
    | common_femoral left absent, femoral left absent, popliteal left absent
Possible clot in the deep veins of the left leg from the CFV to the popliteal vein.
    | common_femoral left possible, femoral left possible, popliteal left possible
If the deep veins were filled by clot from the left common femoral vein to the popliteal vein, lysis would be offered. |
"""
SITES = """
Left: mural clot, 1.5 cm, in the CFV at the site of the line removed yesterday. | common_femoral left present
Non-occlusive clot in the right CFV where the central line was removed on Monday. | common_femoral right present
Clot in the left femoral vein at the puncture site of the previous catheter. | femoral left present
Clot in the right common femoral vein, line-related (femoral line removed 2 days ago). | common_femoral right present
Right CFV line site: small mural clot after line removal. | common_femoral right present
Thrombus in the left soleal vein, plaster removed last week. | soleal left present
Clot around the femoral line in the left CFV; line now removed. | common_femoral left present
Right femoral vein thrombus, likely related to the line removed last week. | femoral right present
No thrombus in the left CFV at the site of the line removed yesterday. | common_femoral left absent
Left common femoral vein: catheter removed, no clot left behind. | common_femoral left absent
The clot in the left common femoral vein has been removed. | common_femoral left possible
Cast of clot in the left popliteal vein removed by suction last week. | popliteal left possible
"""
THEN_AND_NOW = """
Right soleal vein thrombus measured 2.0 cm initially and is now 4.5 cm long. | soleal right present
The right gastrocnemius vein clot, initially 2 cm, is today 3 cm. | gastrocnemius right present
Thrombus in the right soleal vein has gone from 2 cm to 4 cm. | soleal right present
The right popliteal clot originally measured 3 cm and now is 1 cm in length. | popliteal right present
The right soleal thrombus, 2 cm a week ago, has lengthened to 4 cm. | soleal right present
Left popliteal thrombus now 3 cm (was 5 cm). | popliteal left present
New since then: thrombus in the right tibioperoneal trunk. | tibioperoneal_trunk right present
New since the last scan: clot in the left popliteal vein. | popliteal left present
What is new since then is a thrombus in the left soleal vein. | soleal left present
New since then: no clot in the left popliteal vein. | popliteal left absent
New since then: nothing. The left popliteal vein is clear. | popliteal left absent
New since the last scan: ?clot in the left popliteal vein. | popliteal left possible
The left popliteal thrombus measured 3 cm last month and is now gone. | popliteal left absent
"""
ENDS = """
Right gastrocnemius vein occluded by thrombus; the head of the clot stops 0.5 cm short of the popliteal vein.
    | gastrocnemius right present, popliteal right absent
Fresh thrombus in the right tibioperoneal trunk. It ends 8 mm below the popliteal vein.
    | tibioperoneal_trunk right present, popliteal right absent
Thrombus in the left soleal vein ending just below the popliteal vein. | soleal left present, popliteal left absent
The left femoral vein thrombus ends 4 cm below the common femoral vein.
    | femoral left present, common_femoral left absent
Right: clot in the ATV; the tip comes within 1 cm of the popliteal vein but does not enter it.
    | anterior_tibial right present, popliteal right absent
Right. Thrombus in the soleal vein 2 cm below the popliteal vein, which is free.
    | soleal right present, popliteal right absent
Right. Thrombus in the soleal vein 2 cm below the popliteal vein, which contains clot.
    | soleal right present, popliteal right present
Left popliteal vein thrombosed. The lower end of the clot stops 3 cm below the popliteal vein. | popliteal left present
Echogenic thrombus in the left internal iliac vein, bulging into the left common iliac vein, without occluding it.
    | internal_iliac left present, common_iliac left present
Left profunda thrombus jutting into the CFV but leaving it open.
    | deep_femoral left present, common_femoral left present
Thrombus of the left great saphenous vein herniating into the common femoral vein.
    | great_saphenous left present, common_femoral left present
Right: thrombus of the internal iliac vein with its tip in the common iliac vein.
    | internal_iliac right present, common_iliac right present
Thrombus in the left great saphenous vein without protrusion into the common femoral vein.
    | great_saphenous left present, common_femoral left absent
Left leg. Thrombus in the great saphenous vein, the head does not project into the common femoral vein.
    | great_saphenous left present, common_femoral left absent
No thrombus bulging into the left popliteal vein. | popliteal left absent
Cyst bulging into the left popliteal vein without occluding it; no thrombus. | popliteal left absent
"""
REGIONS = """
Left leg. Lower leg veins compressible. | calf_unspecified left absent
Right leg. Lower leg veins not compressible. | calf_unspecified right present
Right leg: No clot in the calf. | calf_unspecified right absent
Right leg: Thrombus in the calf. | calf_unspecified right present
Left leg: calf free of clot. | calf_unspecified left absent
Right leg: no further thrombus in the calf. |
Right leg: no thrombus in the calf muscle veins. | calf_muscular_unspecified right absent
Left leg: tibial and peroneal veins compress. | calf_unspecified left absent, peroneal left absent
Right leg: tibial and peroneal veins thrombosed. | peroneal right present
Right leg: posterior tibial and peroneal veins clear. | posterior_tibial right absent, peroneal right absent
All deep veins of the left leg, including the posterior tibial and fibular group, are today freely compressible.
    | leg_deep_unspecified left absent, posterior_tibial left absent, peroneal left absent
Left leg: deep venous network permeable and compressible. | leg_deep_unspecified left absent
Right leg: thrombosis of the deep venous network. | leg_deep_unspecified right present
Right leg. SOL: compressible. GAST: thrombus. | soleal right absent, gastrocnemius right present
Right leg. The femoral vein in the thigh and the popliteal vein compress completely.
    | femoral right absent, popliteal right absent
"""
BOXES = """
CFV: compressible [Y] thrombus [N] | absent
CFV: compressible [N] thrombus [Y] | present
CFV: compressible (Y) thrombus (N) | absent
CFV compressible: N thrombus: Y | present
CFV: Compressible [no] Thrombus [yes] | present
CFV: patent [Y] clot [N] | absent
CFV  Compressible=N  Thrombus=Y | present
CFV thrombus [N] | absent
CFV thrombus (nil) | absent
CFV thrombus [-] | absent
CFV DVT: N | absent
CFV DVT: Y | present
CFV [Y] compressible [N] thrombus | absent
CFV [N] compressible [Y] thrombus | present
CFV - flow [Y] compression [Y] clot [N] | absent
"""


def cases(text: str) -> list[str]:
    return [line.replace("\n    ", " ") for line in text.strip().replace("\n    ", " ").split("\n")]


def read(text: str) -> list[str]:
    return sorted(f"{f.vein} {f.side} {f.thrombus}" for f in read_report(text).findings)


@pytest.mark.parametrize("line", cases(RANGES + SITES + THEN_AND_NOW + ENDS + REGIONS))
def test_a_plain_sentence_is_read_as_it_was_meant(line: str) -> None:
    text, _, told = line.partition("|")
    assert read(text.strip()) == sorted(each.strip() for each in told.split(",") if each.strip())


@pytest.mark.parametrize("line", cases(BOXES))
def test_a_box_answers_the_metric_it_stands_with(line: str) -> None:
    row, _, told = line.partition(" | ")
    assert read(f"Left leg\n{row}\nPTV normal") == [f"common_femoral left {told}", "posterior_tibial left absent"]


@pytest.mark.parametrize(
    ("text", "length", "distance"),
    [
        ("Left soleal vein thrombus measured 2.0 cm initially and is now 4.5 cm long.", "4.5", None),
        ("Left soleal vein thrombus now 3 cm long (was 5 cm).", "3", None),
        ("Left soleal thrombus. It stops 3 cm short of the popliteal vein.", None, "3"),
        ("Left soleal thrombus 2 cm long, ends 1.2 cm below PV.", "2", "1.2"),
    ],
)
def test_the_sizes_of_today_stay_with_the_thrombus(text: str, length: str | None, distance: str | None) -> None:
    (found,) = [f for f in read_report(text).findings if f.vein == "soleal"]
    told = [
        None if each is None else f"{each.normalize():f}" for each in (found.length_cm, found.distance_to_popliteal_cm)
    ]
    assert told == [length, distance]


@pytest.mark.parametrize(
    ("text", "comparison"),
    [
        ("Left soleal thrombus measured 2.0 cm initially and is now 4.5 cm long.", "extension_within_distal"),
        ("Left soleal vein thrombus now 3 cm long (was 5 cm).", "improved"),
        ("New since then: thrombus in the left soleal vein.", "new"),
    ],
)
def test_sizes_then_and_now_are_a_change(text: str, comparison: str) -> None:
    assert read_report(text).comparison == comparison


@pytest.mark.parametrize(
    "piece",
    [
        "deep veins filled by clot from the ",
        "at the site of the line removed yesterday ",
        "thrombus stops 3 cm short of the ",
        "compressible [y] thrombus [n] ",
        "thrombus measured 2 cm initially and ",
        "thrombus bulging into the vein without ",
        "below the popliteal vein, which ",
    ],
)
def test_a_repeated_piece_is_read_in_little_time(piece: str) -> None:
    read_report((piece * 1_000)[:20_000])
