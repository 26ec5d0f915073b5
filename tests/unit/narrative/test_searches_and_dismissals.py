"""A thrombus searched for in vain or ruled out in other words, and compression that fails: families of wording."""

from __future__ import annotations

import pytest

from service.narrative.reader import read_report

DENIED = """
The search for a left leg DVT drew a blank.
My hunt for a DVT of the right calf was fruitless.
The quest for thrombus in the right femoral vein proved unrewarding.
Scan of the right leg for DVT was unrewarding.
The work-up for right leg DVT was negative.
The DVT work-up of the right leg was clear.
We searched in vain for a DVT in the left leg.
I hunted for a clot in the right popliteal vein without success.
I looked for thrombosis in the right leg and drew a blank.
Examination of the right popliteal vein for thrombus was without result.
Interrogation of the femoral vein on the right for thrombus failed to show any.
A clot in the right popliteal vein was looked for but could not be found.
The left popliteal vein was scoured for clot; none.
The left leg is all clear for DVT.
The study is reassuring with regard to a left femoral DVT.
You can be reassured about right leg DVT.
We came away empty-handed from our search for clot in the left leg.
Negative search, right leg DVT.
Right leg acquitted of DVT.
The scan acquits the right leg of a DVT.
She has escaped a right leg DVT.
Freedom from clot of the left popliteal vein.
We have excluded a DVT of the left leg.
I exclude a right leg DVT.
The diagnosis of a left leg DVT can be dropped.
The suspected right popliteal DVT did not materialise.
The suspected clot in the left popliteal vein proved to be a cyst.
Right leg DVT: no such thing.
A left leg DVT does not exist.
A left popliteal DVT is off the cards.
A DVT of the left leg can be taken out of the equation.
The theory of a left leg DVT does not hold water.
Nothing speaks for a thrombosis of the right popliteal vein.
The DVT being monitored in the right popliteal vein is no longer seen.
The DVT that your colleague described in the left femoral vein is no longer seen.
"""
ONLY_A_PURPOSE = """
A search was made for a clot in the right popliteal vein.
Wells score high for right leg DVT but scan clear.
Duplex requested for left leg DVT.
Left femoral vein compressed. Study limited for DVT in the calf.
Far from a DVT, the lump in the right calf is a haematoma.
The cyst in the left leg was a DVT mimic.
Unconfirmed DVT left leg.
If we exclude a DVT of the left leg the cast can stay.
The DVT that was diagnosed in the left femoral vein in 2019.
"""
PRESENT = """
The search for a DVT was successful: clot in the left popliteal vein. | left popliteal
Searching for a DVT, we found clot in the left popliteal vein. | left popliteal
Scan for left leg DVT: acute thrombus in the popliteal vein. | left popliteal
Left leg scan is positive for DVT. | left leg_deep_unspecified
Left popliteal DVT. The search for clot elsewhere came up empty. | left popliteal
Compression fails in the right popliteal vein. | right popliteal
In the left soleal vein compression fails. | left soleal
Compression of the left femoral vein was unsuccessful. | left femoral
Compression is impossible in the right peroneal veins. | right peroneal
Coaptation could not be obtained at the right common femoral vein. | right common_femoral
Attempts to compress the right popliteal vein failed. | right popliteal
Compression of the right popliteal vein succeeds only in part. | right popliteal
Although the right CFV is clear, compression fails in the right posterior tibial veins. | right posterior_tibial
The clot that we have been following in the right common femoral vein is unchanged. | right common_femoral
The DVT we know of in the right popliteal vein has shrunk. | right popliteal
The thrombus which is under surveillance in the left iliac veins has grown. | left iliac_unspecified
I found the left peroneal veins packed in the same way. | left peroneal
We saw the right external iliac vein blocked. | right external_iliac
The firm cord behind the left knee is a thrombosed small saphenous vein. | left small_saphenous
Muscle vein thrombosis involving the left soleal veins. | left soleal
Yesterday the clot lay in the left soleal vein. It is still there. | left soleal
New clot has formed in the right peroneal veins since March, when they were clear. | right peroneal
Double right femoral vein (anatomical variant): one channel holds clot. | right femoral
Left popliteal thrombosis, leaving half of the lumen free. | left popliteal
Acute clot in the right femoral vein leaves a channel for blood to slip past. | right femoral
The left femoral vein is thrombosed, and so are the popliteal and peroneal veins. | left peroneal
The IVC is blocked by clot, and so, on both sides, are the common iliac and femoral veins. | right femoral
Neither compresses: the left soleal (length 4 cm) and the left peroneal (stretch of 3 cm, 6 mm wide). | left peroneal
Except for the left soleal vein, where there is fresh clot, all deep veins of the left leg compress. | left soleal
"""
ABSENT = """
Compression was achieved easily in the left femoral vein. | left femoral
Compression of the right femoral vein did not fail. | right femoral
Peroneal veins of both legs unremarkable. | left peroneal
Posterior tibial veins of both legs are clear. | right posterior_tibial
Popliteal vein of the right leg normal. | right popliteal
Right popliteal clot. The left leg, scanned for comparison only, is clear. | left leg_deep_unspecified
A node indents the left external iliac vein, but there is nothing in its lumen. | left external_iliac
Left SFV: calibre 9 mm, Doppler 18 cm/s, full compression. Left popliteal vein: full compression. | left femoral
On apixaban for a suspected left popliteal DVT. The left popliteal vein is clear. | left popliteal
Right leg. CFV compressible, prof fem compressible. | right deep_femoral
Is there a right leg DVT? There is not. | right leg_deep_unspecified
The IVC is clear, and so, on both sides, are the common iliac and external iliac veins. | left external_iliac
"""
POSSIBLE = """
A clot in the left calf is therefore not ruled out. | left calf_unspecified
We cannot exclude a DVT of the left leg. | left leg_deep_unspecified
We do not exclude a thrombosis of the left popliteal vein. | left popliteal
Evaluation of the left posterior tibial veins for thrombus is equivocal. | left posterior_tibial
"""


def _cases(block: str) -> list[tuple[str, str, str]]:
    told = [line.rpartition(" | ") for line in block.strip().splitlines()]
    return [(text, *where.split(" ", 1)) for text, _, where in told]  # type: ignore[misc]


@pytest.mark.parametrize("text", DENIED.strip().splitlines())
def test_a_thrombus_that_was_not_found_is_denied(text: str) -> None:
    findings = read_report(text).findings
    assert findings and {str(f.thrombus) for f in findings} == {"absent"}


@pytest.mark.parametrize("text", ONLY_A_PURPOSE.strip().splitlines())
def test_a_thrombus_that_was_only_looked_for_is_not_present(text: str) -> None:
    assert "present" not in {str(f.thrombus) for f in read_report(text).findings}


@pytest.mark.parametrize(
    ("text", "side", "vein", "state"),
    [
        (*case, state)
        for block, state in ((PRESENT, "present"), (ABSENT, "absent"), (POSSIBLE, "possible"))
        for case in _cases(block)
    ],
)
def test_a_family_is_read(text: str, side: str, vein: str, state: str) -> None:
    got = {(f.vein, f.side): str(f.thrombus) for f in read_report(text).findings}
    assert got.get((vein, side)) == state


def test_a_column_of_legs_under_the_name_of_the_metric() -> None:
    rows = ("CFV         full       full", "Popliteal       full       none", "Peron       none       full")
    text = "\n".join(("DVT SCAN", "Compression     RIGHT       LEFT", *rows))
    got = {(f.vein, f.side): str(f.thrombus) for f in read_report(text).findings}
    assert got[("popliteal", "left")] == got[("peroneal", "right")] == "present"
    assert got[("popliteal", "right")] == got[("common_femoral", "left")] == "absent"


def test_a_name_broken_behind_upper() -> None:
    text = (
        "RESULT: CLOT IN THE RIGHT SOLEAL VEIN. THE RIGHT FEMORAL AND THE LOWER\n"
        "POPLITEAL VEIN ON THE RIGHT SHOW FULL\nCOLLAPSE."
    )
    got = {(f.vein, f.side): str(f.thrombus) for f in read_report(text).findings}
    assert got[("femoral", "right")] == got[("popliteal", "right")] == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "Compression of the left calf failed to augment flow in the femoral vein.",
        "External compression of the left common iliac vein by the artery is impossible to exclude.",
        "Compression stockings failed.",
        "Compression of the left popliteal vein was refused.",
    ],
)
def test_other_compressions_say_nothing(text: str) -> None:
    assert not read_report(text).findings
