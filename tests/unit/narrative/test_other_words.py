"""The same findings in other words, by families: a family is read, not a sentence."""

from __future__ import annotations

import pytest

from service.narrative import read_report

VEINS = {
    "cfv": "common_femoral",
    "fv": "femoral",
    "dfv": "deep_femoral",
    "pop": "popliteal",
    "ptv": "posterior_tibial",
    "per": "peroneal",
    "sol": "soleal",
    "gcv": "gastrocnemius",
    "gsv": "great_saphenous",
    "ssv": "small_saphenous",
    "iliac": "iliac_unspecified",
    "eiv": "external_iliac",
    "civ": "common_iliac",
    "leg": "leg_deep_unspecified",
    "prox": "leg_proximal_unspecified",
    "calf": "calf_unspecified",
}
STATES = {"+": "present", "-": "absent", "?": "possible"}

DENIED_BEHIND = """
DVT negative, right leg. | right leg -
Left leg: DVT neg. | left leg -
Left leg DVT nil. | left leg -
Left leg: DVT none found. | left leg -
DVT left leg? Negative. | left leg -
Right popliteal: clot nil. | right pop -
Right popliteal: clot neg. | right pop -
Thrombus in the right femoral vein: none. | right fv -
Right leg. Proximal DVT negative. | right prox -
Below-knee DVT: nil. Left leg. | left calf -
Left calf: no DVT. Left popliteal: clot. | left calf - ; left pop +
Left GSV thrombosed; DVT negative. | left gsv + ; left leg -
DVT negative right leg, DVT positive left popliteal. | right leg - ; left pop +
We can discount DVT in the right leg. | right leg -
DVT can be discounted in the right leg. | right leg -
Today's scan rules out DVT of the right leg. | right leg -
The right leg is DVT-free. | right leg -
Right leg clot-free. | right leg -
Left leg free of DVT. | left leg -
Left leg checked for thrombus: none seen. | left leg -
Right popliteal thrombus excluded. | right pop -
"""
NOT_DENIED = """
DVT of the left leg is not excluded. | left leg ?
Left popliteal: DVT cannot be excluded. | left pop ?
A clot in the left peroneal veins I am unable to exclude. | left per ?
Left popliteal clot - none in the CFV. | left pop +
Left popliteal thrombus, nil flow. | left pop +
Left popliteal: thrombus not previously seen. | left pop +
Left popliteal: thrombus not mobile. | left pop +
Left popliteal DVT confirmed, PE excluded. | left pop +
Left popliteal DVT; Baker's cyst not seen. | left pop +
D-dimer negative. Left popliteal contains clot. | left pop +
Left leg is free of pain; popliteal clot. | left pop +
Left popliteal clot not gone. | left pop +
Left popliteal thrombus: none of it floating. | left pop ?
Left popliteal clot: nil new. | left pop +
Left popliteal clot negative for Doppler flow. | left pop +
Left popliteal clot has gone up into the femoral vein. | left pop + ; left fv +
"""
NEVER_PRESENT = """
Please scan so that we can exclude DVT of the left leg. Left popliteal squashes.
Wells score: DVT unlikely. Left popliteal compresses.
Left leg: venous thrombosis unlikely.
DVT is off the table in the right leg.
Report any clot in the left popliteal to the ward. None found.
The patient was loaded with heparin. Left popliteal normal.
The left popliteal artery is plugged with clot. The left popliteal vein is open.
Left popliteal artery stuffed with thrombus. Popliteal vein fine.
The left popliteal vein is flattened by a Baker's cyst.
Left femoral stent blocked? No, open.
Lung collapse. Left popliteal clear.
Closure of the wound at the left groin incomplete. Left CFV clear.
Left calf haematoma with clot inside, 5 cm. Veins squash normally.
Pressure not applied over the left popliteal because of a wound.
Coaptation of the left popliteal could not be assessed.
Mother had a clot in the left popliteal. Left popliteal fine.
What looks like clot in the left popliteal is merely slow flow.
The left popliteal has been rid of its clot.
If the left popliteal is clogged, start treatment. Left popliteal open.
Left GSV gives off a tributary. Nothing amiss.
The left popliteal has not gone solid with clot.
The left popliteal is not closed off by clot.
Clot has not closed the left popliteal.
No total blockage of the left femoral vein.
The solid material in the left groin is a node; CFV flattens.
Difficult to compress the left femoral because of body habitus.
Impossible to say whether the left popliteal is clotted.
Right CFV holds no clot, its left counterpart the same.
DVT of the left leg can be excluded only after a repeat.
Neither scan rules out DVT of the left leg.
"""
PRESSED = """
Probe pressure closes the right CFV and popliteal. | right cfv - ; right pop -
Probe pressure does not close the right popliteal. | right pop +
Even firm pressure will not flatten the left femoral vein. | left fv +
Even hard pressure fails to close the right soleal vein. | right sol +
It takes little pressure to shut the left CFV. | left cfv -
Only gentle pressure is enough to flatten the left popliteal. | left pop -
Wall apposition is complete in the right CFV. | right cfv -
Wall apposition not achieved in the right popliteal vein. | right pop +
Coaptation absent in the left popliteal. | left pop +
No coaptation of the right peroneals. | right per +
Left popliteal: collapse incomplete. | left pop +
Unsatisfactory compression of the left popliteal. | left pop +
Left PTVs incollapsible. | left ptv +
Left FV only half closes. | left fv +
Left popliteal partial squash only. | left pop +
The left popliteal squashes, but not fully. | left pop +
Left popliteal pancakes under the probe. | left pop -
The left peroneal veins do not empty on compression. | left per +
Right FV does not efface with pressure. | right fv +
The right femoral vein obliterates fully. | right fv -
Right popliteal: stays round under the probe. | right pop +
Right popliteal rigid under the probe. | right pop +
The left popliteal will not give. | left pop +
The left CFV gives nicely under the probe. | left cfv -
The left CFV folds flat under the probe. | left cfv -
R pop: walls won't kiss. | right pop +
R pop: walls stay apart under pressure. | right pop +
R pop: complete wall-to-wall contact. | right pop -
Impossible to compress the right popliteal. | right pop +
Left leg: everything squashes. | left leg -
"""
FILLED = """
Thrombus stuffs the left popliteal vein. | left pop +
Left popliteal chock-full of clot. | left pop +
The left popliteal is loaded with thrombus. | left pop +
The right popliteal is clogged. | right pop +
The right popliteal is corked by clot. | right pop +
The right femoral vein has gone solid with clot. | right fv +
Total thrombotic blockage of the right femoral vein. | right fv +
Thrombotic obstruction of the left femoral vein. | left fv +
Thrombus lurks in the left popliteal. | left pop +
The right FV is distended with solid material. | right fv +
Residual clot hugs the wall of the right popliteal. | right pop +
Thrombus adheres to the wall of the left femoral vein. | left fv +
Fresh clot has closed off the left popliteal. | left pop +
The left popliteal is sealed by clot. | left pop +
The left popliteal turned out to be clotted. | left pop +
The right external iliac vein is filled from wall to wall by clot. | right eiv +
Left popliteal vein: affected. | left pop +
Involved: right FV and popliteal. Spared: right CFV, profunda. | right fv + ; right pop + ; right cfv - ; right dfv -
"""
CLEAR = """
Left popliteal: nothing amiss. | left pop -
Left popliteal: nothing untoward. | left pop -
Left popliteal: all good. | left pop -
Left popliteal pristine. | left pop -
Left popliteal unscathed. | left pop -
Left popliteal untouched. | left pop -
Left popliteal unaffected by thrombus. | left pop -
Clot was not encountered in the left popliteal. | left pop -
Left leg: all clear. | left leg -
Normal left leg venous study. | left leg -
The right popliteal has reopened. | right pop -
The right popliteal has recanalised fully. | right pop -
Right popliteal: clot gone, vein squeezes shut. | right pop -
Right popliteal clot has melted away. | right pop -
Clot in the left soleal. Popliteal not reached. | left sol + ; left pop -
Clot in the left soleal. The popliteal has not been entered. | left sol + ; left pop -
Clot in the left soleal. The popliteal has been left alone. | left sol + ; left pop -
Clot in the left soleal. It stays out of the popliteal. | left sol + ; left pop -
Clot in the left soleal, not getting into the popliteal. | left sol + ; left pop -
Left FV clotted. Then the popliteal, knee bent. Nothing amiss there. | left fv + ; left pop -
"""
FELLOWS = """
Right popliteal thrombosed; its left counterpart open. | right pop + ; left pop -
The right soleal vein is thrombosed. Its fellow on the left is clear. | right sol + ; left sol -
The right CFV is spared. Its left counterpart holds clot. | right cfv - ; left cfv +
The right peroneals are clear and so are their left counterparts. | right per - ; left per -
Left femoral vein contains clot; its right-sided counterpart is clear. | left fv + ; right fv -
Left popliteal devoid of clot; left femoral, the same. | left pop - ; left fv -
The left CFV is clear and the femoral vein is no different. | left cfv - ; left fv -
Right peroneal clot below the popliteal. Compressibility preserved in the latter. | right per + ; right pop -
Right femoral and popliteal scanned. The former is clotted, the latter healthy. | right fv + ; right pop -
This left calf DVT involves two veins. Soleal component: 3 cm. Peroneal component: 6 cm. | left sol + ; left per +
Left GSV clotted at the knee, clear above. | left gsv +
Left GSV open at the groin, blocked at the knee. | left gsv +
Left popliteal: clotted below, patent higher up. | left pop +
Acute left popliteal DVT. Contralateral DVT excluded. | left pop + ; right leg -
Clot crosses the left SFJ and projects 2 cm up the CFV. | left gsv + ; left cfv +
Clot runs through the left veins all the way from the femoral to the popliteal. | left fv + ; left pop +
Left popliteal contains clot; colour seeps by on either side of it. The femoral is open. | left pop + ; left fv -
"""


def _cases(block: str) -> list[tuple[str, str]]:
    return [tuple(map(str.strip, line.rsplit("|", 1))) for line in block.strip().splitlines()]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "gold"),
    [case for block in (DENIED_BEHIND, NOT_DENIED, PRESSED, FILLED, CLEAR, FELLOWS) for case in _cases(block)],
)
def test_a_family_of_wording(text: str, gold: str) -> None:
    got = {(f.vein, f.side): f.thrombus for f in read_report(text).findings}
    for each in gold.split(";"):
        side, vein, state = each.split()
        assert got.get((VEINS[vein], side)) == STATES[state]
    present = {key for key, thrombus in got.items() if thrombus == "present"}
    assert present == {(VEINS[v], s) for s, v, state in map(str.split, gold.split(";")) if state == "+"}


@pytest.mark.parametrize("text", NEVER_PRESENT.strip().splitlines())
def test_other_meanings_of_such_words_are_no_thrombosis(text: str) -> None:
    assert not [f for f in read_report(text).findings if f.thrombus == "present"]


@pytest.mark.parametrize(
    "words",
    [
        "near-occlusive thrombus",
        "nearly occlusive clot",
        "almost completely occlusive thrombus",
        "almost occluding thrombus",
        "thrombus, virtually occlusive",
        "subtotal thrombosis",
        "thrombus that nearly fills the lumen",
    ],
)
def test_nearly_occlusive_is_not_occlusive(words: str) -> None:
    (finding,) = read_report(f"Left popliteal vein: {words}.").findings
    assert (finding.thrombus, finding.occlusion) == ("present", "non_occlusive")


@pytest.mark.parametrize(
    ("text", "occlusion"),
    [
        ("Clot in the left popliteal vein; the colour box stays empty.", "occlusive"),
        ("Clot in the left popliteal vein, colour drops out.", "occlusive"),
        ("Clot in the left popliteal vein, colour slips by on either side.", "non_occlusive"),
        ("Clot in the left popliteal vein, flow seen along both edges.", "non_occlusive"),
    ],
)
def test_what_the_colour_does(text: str, occlusion: str) -> None:
    (finding,) = read_report(text).findings
    assert (finding.thrombus, finding.occlusion) == ("present", occlusion)
