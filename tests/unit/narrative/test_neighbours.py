"""Two veins in one sentence, one thrombosed: what is said of the one is not said of the other."""

from __future__ import annotations

import pytest

from service.narrative import read_report

DENIED = """
Left leg. The soleal vein is thrombosed. Its neighbour above, the popliteal, is not.
Left leg. The soleal vein is thrombosed; its neighbour, the popliteal vein, escapes.
Left leg. Of the soleal and the popliteal vein only the former is thrombosed.
Left leg. Of the soleal and the popliteal vein the latter alone is spared.
Left leg. Soleal vein thrombosed, popliteal vein the opposite.
Left leg. Soleal vein: clot. Popliteal vein: the reverse.
Left leg. What is true of the soleal vein, namely that clot fills it, is not true of the popliteal vein.
Left leg. Clot in the soleal vein. Of the popliteal vein the same cannot be said.
Left leg. Clot in the soleal vein. The same cannot be said of the popliteal vein.
Left leg. Clot in the soleal vein. This does not hold for the popliteal vein.
Left leg. Clot in the soleal vein. Not a word of this applies to the popliteal vein.
Left leg. The soleal vein holds clot, a thing the popliteal vein does not.
Left leg. The soleal vein holds clot, which is more than can be said of the popliteal vein.
Left leg. The soleal vein holds what the popliteal vein does not: clot.
Left leg. The soleal vein does not close. The popliteal vein does.
Left leg. The soleal vein does not close, as the popliteal vein does.
Left leg. The soleal vein does not close, whereas nothing keeps the popliteal vein from closing.
Left leg. Unlike the soleal vein, which is clotted, the popliteal vein yields.
Left leg. As clear as the femoral vein is the popliteal; as thrombosed as can be is the soleal.
Left leg. Both the femoral and the popliteal vein, unlike the thrombosed soleal, close.
Left leg. Neither femoral nor popliteal vein shares the fate of the soleal, which is thrombosed.
Left leg. Nor has the popliteal vein shared the fate of the thrombosed soleal vein.
Left leg. From the thrombosed soleal vein nothing has passed into the popliteal.
Left leg. Clot has passed from the soleal vein, though not into the popliteal.
Left leg. Clot, having filled the soleal vein, goes no further, and the popliteal vein stays empty.
Left leg. Clot fills the soleal vein and goes no further than the popliteal vein.
Left leg. Clot fills the soleal vein as far as, but not including, the popliteal vein.
Left leg. Clot fills the soleal vein to within a centimetre of the popliteal vein.
Left leg. Clot fills the soleal vein to a centimetre from the popliteal vein.
Left leg. Clot fills the soleal vein almost to the popliteal vein.
Left leg. Clot fills the soleal vein nearly as far as the popliteal vein.
Left leg. Clot fills the soleal vein where it enters the popliteal vein, itself free.
Left leg. Clot fills the soleal vein; it has the popliteal vein before it but has not entered.
Left leg. Clot fills the soleal vein and looks into the popliteal vein without entering it.
Left leg. Clot fills the soleal vein, threatens the popliteal vein, and stops.
Left leg. Clot fills the soleal vein and may one day reach the popliteal vein.
Left leg. Clot fills the soleal vein and will, untreated, reach the popliteal vein.
Left leg. Clot fills the soleal vein; should it reach the popliteal vein, treat.
Left leg. Clot fills the soleal vein. The popliteal vein must be watched for thrombus.
Left leg. Clot fills the soleal vein. I looked hard for more of it in the popliteal vein, and there was not any.
Left leg. Clot fills the soleal vein. More of it was expected in the popliteal vein.
Left leg. Clot fills the soleal vein. There is not more of it in the popliteal vein.
Left leg. Popliteal vein: closes. The vein below it, a soleal, does not.
Left leg. Popliteal vein closes, soleal vein not.
Left leg. Popliteal vein without, soleal vein with clot.
Left leg. With clot: soleal. Without: popliteal, femoral.
Left leg. Clot: soleal yes, popliteal no, femoral no.
Left leg. Clot in the soleal, none in the popliteal, none in the femoral vein.
Left leg. Clot-free popliteal vein; clot-filled soleal vein.
Left leg. No clot-filled vein other than the soleal; the popliteal vein empty.
Left leg. All veins close, the popliteal among them, save one soleal, which is clotted.
Left leg. All veins close but one, a soleal; the popliteal vein is among those that close.
Left leg. Every vein but the popliteal was thrombosed last year; now none is.
Left leg. Last year the popliteal vein held clot. It has since given it up.
Left leg. Last year the popliteal vein held clot. It does so no longer.
Left leg. Last year the popliteal vein held clot. That is gone.
Left leg. Last year the popliteal vein did not close. It does now.
Left leg. The popliteal vein, which last year did not close, does so now.
Left leg. The popliteal vein, once full of clot, is open from end to end.
Left leg. The popliteal vein used to be thrombosed.
Left leg. The popliteal vein had been thrombosed and is so no more.
Left leg. The popliteal thrombus of last year: gone.
Left leg. The popliteal thrombus of last year I could not find again.
Left leg. The popliteal thrombus of last year has left no trace.
Left leg. The popliteal thrombus of last year has left nothing but a thick wall.
Left leg. A popliteal thrombus? The vein closes.
Left leg. Popliteal thrombosis was the question; the answer is no.
Left leg. Popliteal thrombosis was the question, and it is answered in the negative.
Left leg. To the question of popliteal thrombosis the answer is no.
Left leg. The question whether the popliteal vein is thrombosed can be answered: it is not.
Left leg. Popliteal vein closes at the crease. It was hard to close above it because of pain, yet no thrombus there.
Left leg. That the popliteal vein resisted the probe at first was due to a tense calf; relaxed, it closed.
Left leg. At first the popliteal vein would not close; with the knee bent it did.
Left leg. Only after the knee was bent did the popliteal vein close.
Left leg. Not until the knee was bent did the popliteal vein close.
Left leg. It took some pressure to close the popliteal vein.
Left leg. The popliteal vein is not easily closed, but closes.
Left leg. The popliteal vein resists a little, then closes.
Left leg. The popliteal vein, stiff though it is, closes.
Left leg. The popliteal vein lets colour through from wall to wall and closes.
Left leg. There is in the popliteal vein a valve which looks like thrombus and is none.
Left leg. The popliteal vein shows echoes which come and go; thrombus does not.
Left leg. The popliteal artery, not the vein, holds clot.
Left leg. The clot lies in the popliteal artery; the popliteal vein beside it closes.
Left leg. The clot lies in a cyst behind the popliteal vein.
Left leg. The popliteal vein is pushed aside by a clot-filled aneurysm, and closes.
Left leg. A clotted aneurysm pushes the popliteal vein aside.
"""
AFFIRMED = """
Left leg. The popliteal vein will not give way to the probe, and clot can be seen in it.
Left leg. The popliteal vein, which ought to close, does not.
Left leg. The femoral vein closes; the popliteal does not.
Left leg. The femoral vein closes, the popliteal will not.
Left leg. The femoral vein closes, which the popliteal does not.
Left leg. The femoral vein yields, its neighbour the popliteal is full of clot.
Left leg. The femoral vein is free, the popliteal laden with clot.
Left leg. Free is the femoral vein; thrombosed the popliteal.
Left leg. Neither the femoral nor the iliac vein is touched; the popliteal, however, is thrombosed.
Left leg. Clot fills the popliteal vein, from which it sends a tongue into the femoral.
Left leg. Clot has climbed from the soleal vein into the popliteal.
Left leg. Clot has crept out of the soleal vein into the popliteal, where blood still finds its way round it.
Left leg. From the soleal vein clot has risen into the popliteal.
Left leg. From the soleal vein a clot rises into the popliteal vein, and there it ends.
Left leg. The soleal vein is thrombosed, and so is the popliteal.
Left leg. The soleal vein is thrombosed; the same holds for the popliteal vein.
Left leg. The soleal vein is thrombosed, and the popliteal no less.
Left leg. The soleal vein does not close, nor does the popliteal.
Left leg. The soleal vein does not close and the popliteal does not either.
Left leg. Neither the soleal nor the popliteal vein closes.
Left leg. Neither the soleal nor the popliteal vein can be closed, both being full of clot.
Left leg. Both the soleal and the popliteal vein are packed with clot.
Left leg. A thrombus occupies the popliteal vein over 4 cm; it leaves a channel for the blood.
Left leg. In the popliteal vein, over a length of 4 cm, clot has settled.
Left leg. Over 4 cm the popliteal vein is plugged by clot, past which no colour makes its way.
Left leg. The popliteal vein has clotted over 4 cm.
Left leg. The popliteal vein harbours a thrombus whose head floats.
Left leg. The popliteal vein is thrombosed, as it was in May.
Left leg. The popliteal vein, clear in May, is thrombosed now.
Left leg. The popliteal vein, which in May was clear, now holds clot.
Left leg. The popliteal thrombus of last year has not gone.
Left leg. The popliteal thrombus has neither grown nor shrunk.
Left leg. The popliteal thrombus is still with us, unchanged.
Left leg. The popliteal vein closes only in part, thrombus lining its back wall.
Left leg. The popliteal vein closes above the crease; below it, thrombus keeps the walls apart.
Left leg. Thrombus keeps the walls of the popliteal vein apart.
Left leg. Between the walls of the popliteal vein lies clot.
Left leg. The popliteal vein is crossed by webs.
"""
NOT_UNDERSTOOD = """
The left popliteal vein is brim-full of clot.
The left popliteal vein brims with clot.
The left popliteal vein groans under clot.
The left popliteal vein has fallen victim to thrombosis.
The left popliteal vein has succumbed to thrombosis.
Clot has taken possession of the left popliteal vein.
Clot fills the left popliteal vein, which is why it will not close.
The left popliteal vein, pressed ever so hard, does not close.
At the left popliteal vein the probe meets resistance.
Left leg. Clot, absent from the femoral vein, fills the popliteal.
Left leg. Webs cross the popliteal vein, relics of old thrombosis.
Left leg. The popliteal vein is closed by clot.
"""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _popliteal(text: str) -> set[str]:
    return {f.thrombus for f in read_report(text).findings if f.vein == "popliteal"}


@pytest.mark.parametrize("text", _lines(DENIED))
def test_a_vein_beside_a_thrombosed_one_is_never_read_as_present(text: str) -> None:
    assert "present" not in _popliteal(text)


@pytest.mark.parametrize("text", _lines(AFFIRMED))
def test_a_vein_that_shares_the_thrombus_is_read_as_present(text: str) -> None:
    assert _popliteal(text) == {"present"}


@pytest.mark.parametrize("text", _lines(NOT_UNDERSTOOD))
def test_a_thrombus_in_words_that_are_not_understood_is_never_absent(text: str) -> None:
    assert "absent" not in _popliteal(text)
