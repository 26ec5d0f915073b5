"""Unusual prose: what is denied, feared, asked, told by others or imagined is never present, what is affirmed is."""

from __future__ import annotations

import pytest

from service.narrative import read_report

DENIED = """
The left popliteal vein stands innocent of all charge, for clot has chosen the calf alone.
Clot there is in the left soleal vein; the popliteal vein it has let be.
Though one looks for clot in the left popliteal vein, one looks for it in vain.
The left popliteal vein, into which one might expect the clot to rise, is as clean as on the day of birth.
Were it not for the soleal clot, the left leg, popliteal vein and all, would be that of a healthy man.
From the left popliteal vein upward the veins know nothing of thrombosis.
What might be mistaken for thrombus in the left popliteal vein is a fold of its valve.
A thrombus of the left popliteal vein was what the referrer feared, and it is not what I find.
The fear of a thrombus in the left popliteal vein can be laid to rest.
I can lay to rest the fear of clot in the left popliteal vein.
The suspicion of thrombus in the left popliteal vein has not been confirmed.
The suspicion of thrombus in the left popliteal vein proved groundless.
The left popliteal vein could be followed from end to end without a thrombus being met.
The left popliteal vein was scrutinised for thrombus with an empty result.
The popliteal vein on the left disappoints whoever looks for thrombus.
Thrombus in the left popliteal vein, yes, but that was in March; today the vein is open.
In March the left popliteal vein was full of clot; of that nothing is to be seen.
The clot that filled the left popliteal vein in March has melted away.
The clot once in the left popliteal vein is no more.
The left popliteal vein, formerly thrombosed, gives way again under the probe.
The left popliteal vein has thrown off its clot.
The left popliteal vein is patent, its former thrombus gone without trace.
The clot stops at the soleal veins and respects the left popliteal vein.
The clot respects the left popliteal vein.
The left popliteal vein was respected by the thrombus.
The left popliteal vein has remained beyond the reach of the clot.
The clot lies well short of the left popliteal vein.
The clot never gets as far as the left popliteal vein.
The clot dies out below the left popliteal vein.
The clot peters out before the left popliteal vein.
The clot loses itself in the calf and the left popliteal vein sees none of it.
The left popliteal vein lies above the clot and compresses.
Above the clot the left popliteal vein is as it should be.
Rather than thrombus the left popliteal vein holds slow blood.
It is slow blood, and not thrombus, that greys the left popliteal vein.
It is sludge and no thrombus that one sees in the left popliteal vein.
The left popliteal vein holds sludge rather than thrombus.
The echoes in the left popliteal vein are those of slow blood, thrombus being ruled out by compression.
Compression rules out thrombus in the left popliteal vein.
Compression disproves the thrombus that the left popliteal vein seems to hold.
The left popliteal vein seems to hold thrombus until one presses upon it.
The left popliteal vein only seems to be thrombosed.
The left popliteal vein appears thrombosed only because the knee was bent.
If the left popliteal vein were thrombosed it would not close, and it does.
The left popliteal vein would, if thrombosed, resist; it yields.
Whether the left popliteal vein holds thrombus I leave open.
Whether there is thrombus in the left popliteal vein cannot be decided.
I should be slow to call the left popliteal vein thrombosed.
I hesitate to call the left popliteal vein thrombosed.
One could take the left popliteal vein for thrombosed.
To speak of thrombus in the left popliteal vein would go too far.
To look for thrombus in the left popliteal vein was the purpose of this scan.
The question was thrombus in the left popliteal vein.
The request speaks of thrombus in the left popliteal vein.
The request mentions a thrombosed left popliteal vein.
The patient tells of a clot in the left popliteal vein.
The patient was told of a clot in the left popliteal vein.
According to the letter the left popliteal vein is thrombosed.
The left popliteal vein, thrombosed according to the letter, compresses.
Her sister had a thrombosed left popliteal vein.
The artery beside the left popliteal vein is thrombosed.
The cyst behind the left popliteal vein is filled with clot.
A haematoma with clot presses on the left popliteal vein.
The left popliteal vein is free; thrombosed is only a soleal vein.
Not the left popliteal vein but a soleal vein is thrombosed.
It is a soleal vein, not the left popliteal, that is thrombosed.
A soleal vein and not the left popliteal vein is thrombosed.
Thrombosed is a soleal vein, the left popliteal vein is not.
Of the left veins the soleal is thrombosed, the popliteal clear.
No thrombus distends, fills or lines the left popliteal vein.
Neither fresh nor old thrombus lines the left popliteal vein.
Neither thrombus nor web lies in the left popliteal vein.
Neither did the left popliteal vein hold thrombus.
The left popliteal vein holds thrombus no longer.
The left popliteal vein holds thrombus? By no means.
There was at no time thrombus in the left popliteal vein.
There exists no ground for calling the left popliteal vein thrombosed.
There is little to suggest thrombus in the left popliteal vein.
There is less reason than ever to think the left popliteal vein thrombosed.
There remains of the thrombus in the left popliteal vein not the least vestige.
Absent from the left popliteal vein is any thrombus.
Missing from the left popliteal vein is the thrombus seen in May.
Gone from the left popliteal vein is the thrombus of May.
Thrombus is missing from the left popliteal vein.
Thrombus is foreign to the left popliteal vein.
Thrombus is confined to the calf and foreign to the left popliteal vein.
Thrombus fills the soleal vein but ignores the left popliteal vein.
Thrombus fills the soleal vein and avoids the left popliteal vein.
Thrombus fills the soleal vein and passes the left popliteal vein by.
Thrombus fills the soleal vein up to the wall of the left popliteal vein.
Thrombus fills the soleal vein, not so the left popliteal vein.
Thrombus fills the soleal vein alone, the left popliteal vein being empty.
Thrombus fills the soleal vein; in the left popliteal vein, nothing.
Thrombus fills the soleal vein; the left popliteal vein, nothing.
Left popliteal vein - thrombus - no.
Left popliteal vein, thrombus no.
Left popliteal vein thrombus: excluded by compression.
The diagnosis of left popliteal thrombosis falls.
The diagnosis of left popliteal thrombosis must be given up.
The diagnosis of left popliteal thrombosis cannot stand.
The diagnosis of left popliteal thrombosis rests on nothing.
"""
AFFIRMED = """
The left popliteal vein is in the grip of a thrombus.
The left popliteal vein is taken up by thrombus.
The left popliteal vein is obstructed by clot, and nothing flows.
Nothing flows in the left popliteal vein, so full is it of clot.
Clot stands in the left popliteal vein like a cork.
Clot sits in the left popliteal vein, past which nothing flows.
Clot fills the left popliteal vein to the last millimetre.
Clot fills the left popliteal vein, and that vein alone.
Clot fills the left popliteal vein; elsewhere there is none.
Clot fills the left popliteal vein but spares the femoral.
Clot fills the left popliteal vein but not the femoral.
Clot fills the left popliteal vein, though not the femoral.
Clot fills the left popliteal vein without, however, reaching the femoral.
Clot fills the left popliteal vein. It goes no higher.
There is clot in the left popliteal vein, not much, but enough to stop it closing.
There is clot in the left popliteal vein, as the probe leaves no doubt.
There is clot in the left popliteal vein and nowhere else.
There is clot in the left popliteal vein and in no other vein.
There is clot in nothing but the left popliteal vein.
The left popliteal vein holds a clot which does not float.
The left popliteal vein holds a clot from which no tail hangs.
The left popliteal vein holds a clot that was not there in May.
The left popliteal vein holds a clot; it was not seen in May.
The left popliteal vein holds a clot neither old nor fresh.
The left popliteal vein refuses to give way, for clot fills it.
The left popliteal vein is the one that will not close.
The left popliteal vein alone declines to close.
Only the left popliteal vein does not close.
The left popliteal vein, and only it, is thrombosed.
The left popliteal vein cannot by any pressure be made to close.
No pressure closes the left popliteal vein.
No amount of pressure would close the left popliteal vein.
However hard one presses, the left popliteal vein stays open.
Press as one may, the left popliteal vein does not give way.
At last, in the left popliteal vein, thrombus comes into view.
It is the left popliteal vein in which the clot lies.
What fills the left popliteal vein is clot.
Behind the knee, on the left, the popliteal vein is filled with clot.
"""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _popliteal(text: str) -> set[str]:
    return {f.thrombus for f in read_report(text).findings if f.vein == "popliteal"}


@pytest.mark.parametrize("text", _lines(DENIED))
def test_a_thrombus_that_unusual_prose_denies_is_never_read_as_present(text: str) -> None:
    assert "present" not in _popliteal(text)


@pytest.mark.parametrize("text", _lines(AFFIRMED))
def test_a_thrombus_that_unusual_prose_affirms_is_read_as_present(text: str) -> None:
    assert _popliteal(text) == {"present"}
