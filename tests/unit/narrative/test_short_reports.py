"""Short reports in unusual prose: of the veins they name only those that hold a thrombus may be read as present."""

from __future__ import annotations

import pytest

from service.narrative import read_report

REPORTS = [
    (
        (
            "Right leg. The veins of the thigh, common femoral, profunda and femoral, all surrender to the "
            "probe. In the popliteal the probe is defeated: a thrombus, 4 cm from end to end, holds the "
            "walls apart."
        ),
        "popliteal",
    ),
    (
        (
            "Left leg. Clot was sought from groin to ankle and met with only once, in a peroneal vein, which "
            "it stretches to 6 mm. All else closes."
        ),
        "peroneal",
    ),
    (
        (
            "Right leg. The popliteal vein has been emptied of its clot since June; in the femoral vein a "
            "remnant persists, around which blood flows."
        ),
        "femoral",
    ),
    (
        (
            "Left leg. No clot in the femoral vein, none in the popliteal, none in the posterior tibials; in "
            "the peroneals, one, 2 cm long."
        ),
        "peroneal",
    ),
    (
        (
            "Left leg. The thrombus of the small saphenous vein has its head at the junction; it does not "
            "overstep it. Popliteal vein closes."
        ),
        "small_saphenous",
    ),
    (
        (
            "Right leg: the great saphenous vein is a hard cord, thrombosed to within 4 cm of the groin. The "
            "deep veins take no notice of this and close."
        ),
        "great_saphenous",
    ),
    (
        (
            "Left leg. Everything closes that should close, the popliteal vein included, but for the medial "
            "gastrocnemius, which is stuffed with clot."
        ),
        "gastrocnemius",
    ),
    (
        (
            "Right leg. I was asked about the popliteal vein and find it sound; I was not asked about the "
            "soleal veins, in one of which there is clot."
        ),
        "soleal",
    ),
    (
        (
            "Left leg. The femoral vein, thrombosed in its lower half, is free above. The popliteal vein, "
            "likewise thrombosed, lets no blood through. The tibial veins could not be made out."
        ),
        "femoral popliteal",
    ),
    ("Both legs. On the right the popliteal vein is thrombosed, on the left it is not.", "popliteal"),
    ("Both legs. Right popliteal vein: clot. Left popliteal vein: not a trace of it.", "popliteal"),
    (
        (
            "Right leg. Neither clot nor web could be shown in the common femoral vein. The femoral vein is "
            "another matter: webs throughout."
        ),
        "femoral",
    ),
    (
        (
            "Left leg. That the calf is swollen is not the fault of its veins, none of which holds clot; the "
            "fault lies with a ruptured cyst."
        ),
        "",
    ),
    (
        (
            "Left leg. A thrombus had been predicted in the popliteal vein. The prediction fails: the vein "
            "closes, and colour fills it."
        ),
        "",
    ),
    (
        "Left leg. It would have surprised no one had there been thrombus in the femoral vein; there was none.",
        "",
    ),
    ("Left leg. DVT is as good as excluded.", ""),
    ("Left leg. I cannot find the DVT that the request announces.", ""),
    ("Left leg. For a DVT there is no evidence, for a Baker's cyst there is.", ""),
    (
        "Left leg. Deep vein thrombosis would have been no surprise, but is not what explains the swelling.",
        "",
    ),
    ("Left leg. A DVT, if present at all, would have to lie in the pelvis, which I could not see.", ""),
    ("Left leg. A DVT must lie elsewhere, if anywhere.", ""),
    ("Left leg. Against DVT speaks the ease with which every vein closes.", ""),
    ("Left leg. So far from being thrombosed, the popliteal vein closes at a touch.", ""),
    ("Left leg. The popliteal vein is as far from being thrombosed as a vein can be.", ""),
    ("Left leg. The popliteal vein is anything but thrombosed.", ""),
    ("Left leg. The popliteal vein is thrombosed only in the imagination of the referrer.", ""),
    ("Left leg. The popliteal vein fails to show the thrombus described.", ""),
    ("Left leg. The popliteal vein fails to show thrombus, as do the tibials.", ""),
    ("Left leg. The popliteal vein was not seen to hold thrombus, nor were the tibial veins.", ""),
    (
        "Left leg. Popliteal vein: compresses, no clot. Femoral vein: the same. Common femoral vein: the same.",
        "",
    ),
    (
        "Left leg. Popliteal vein: does not compress, clot. Femoral vein: the same. Common femoral vein: closes.",
        "popliteal femoral",
    ),
    (
        "Left leg. Where clot was in March, namely in the popliteal vein, there is today only a thick wall.",
        "",
    ),
    ("Left leg. The popliteal vein has outlived its thrombus and closes.", ""),
    ("Left leg. Of the popliteal thrombus described elsewhere I find no confirmation.", ""),
    ("Left leg. The popliteal vein is thrombosed, says the report from elsewhere; I find it open.", ""),
    ("Left leg. Thrombosis of the popliteal vein: I say no.", ""),
    ("Left leg. Thrombosis: popliteal vein, no; femoral vein, no; peroneal veins, yes.", "peroneal"),
    (
        "Left leg. Veins that hold clot: the peroneals. Veins that hold none: all others, the popliteal among them.",
        "peroneal",
    ),
    ("Left leg. Veins that do not close: soleal. Veins that close: popliteal, femoral.", "soleal"),
    ("Left leg. Closed by the probe: femoral and popliteal veins. Not closed: one soleal vein.", "soleal"),
    (
        (
            "Left leg. A single soleal vein, 6 mm wide, is filled by thrombus and bars the probe's way; no "
            "other vein does."
        ),
        "soleal",
    ),
    (
        (
            "Left leg. The thrombus in the posterior tibial veins ends where these join the peroneals, which "
            "together with the popliteal vein remain open."
        ),
        "posterior_tibial",
    ),
    (
        (
            "Left leg. The thrombus starts in the posterior tibial veins, runs the length of the popliteal "
            "and is lost sight of in the femoral canal."
        ),
        "posterior_tibial popliteal",
    ),
    (
        "Right leg. Thrombus, which in the femoral vein is old and in the popliteal fresh, occupies both.",
        "femoral popliteal",
    ),
    (
        "Right leg. The popliteal vein alone is at fault: clot in it, 3.2 cm long, prevents it from closing.",
        "popliteal",
    ),
    (
        "Right leg. Clot is to be seen in the common femoral vein, and seen it was also in the external iliac.",
        "common_femoral external_iliac",
    ),
    (
        (
            "Right leg. In the common femoral vein the clot is adherent, in the femoral vein free; beyond, "
            "in the popliteal vein, there is no clot."
        ),
        "common_femoral femoral",
    ),
    ("Right leg. The common femoral vein is free of, the femoral vein full of, clot.", "femoral"),
    (
        (
            "Right leg. Were one to judge by the popliteal vein alone, which closes, one would overlook the "
            "clot in the gastrocnemius."
        ),
        "gastrocnemius",
    ),
    ("Right leg. Nothing amiss was found until the peroneal veins were reached: these are thrombosed.", "peroneal"),
]


@pytest.mark.parametrize(("text", "thrombosed"), REPORTS)
def test_no_other_vein_of_a_short_report_is_read_as_present(text: str, thrombosed: str) -> None:
    present = {f.vein for f in read_report(text).findings if f.thrombus == "present"}
    assert present <= set(thrombosed.split())


def test_most_thrombosed_veins_of_the_short_reports_are_read() -> None:
    told = [(text, vein) for text, veins in REPORTS for vein in veins.split()]
    read = [(text, f.vein) for text, _ in REPORTS for f in read_report(text).findings if f.thrombus == "present"]
    assert len(set(told) & set(read)) >= 20
