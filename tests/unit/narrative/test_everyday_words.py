"""Everyday words for a vein that closes or does not, holds a thrombus or does not, all of the left popliteal vein."""

from __future__ import annotations

import pytest

from service.narrative import read_report

PRESENT = """
The left popliteal vein cannot be pushed flat.
The left popliteal vein cannot be pushed flat any more.
The left popliteal vein won't give under the probe.
The left popliteal vein will not flatten.
The left popliteal vein will not shut.
The left popliteal vein won't squash.
Left popliteal vein: no squash.
Left popliteal vein - won't close.
The left popliteal vein could not be pushed closed.
The left popliteal vein keeps its round shape however hard I press.
The left popliteal vein stays round under the probe.
The left popliteal vein holds its shape under pressure.
The left popliteal vein does not cave in.
The left popliteal vein does not fold.
The left popliteal vein can't be squeezed shut.
The left popliteal vein can't be emptied.
The left popliteal vein cannot be pinched shut.
The left popliteal vein does not shut.
The left popliteal vein does not close.
The left popliteal vein does not yield.
The walls of the left popliteal vein stay apart under pressure.
The walls of the left popliteal vein cannot be brought together.
Left popliteal vein: walls do not meet.
Left popliteal vein: walls stay apart when squeezed.
The left popliteal vein is not collapsible.
The left popliteal vein refuses to close.
The left popliteal vein fails to empty.
The left popliteal vein fails to flatten.
The left popliteal vein cannot be obliterated.
The left popliteal vein is rigid and cannot be squashed.
The left popliteal vein does not budge under the probe.
The left popliteal vein remains open under pressure.
No amount of pressing flattens the left popliteal vein.
The left popliteal vein shuts only in part.
The left popliteal vein squashes only halfway.
The left popliteal vein can only be half closed.
The left popliteal vein only partly flattens.
The left popliteal vein can be narrowed by pressing, but only halfway.
The left popliteal vein closes only partway.
The left popliteal vein is stuffed with clot.
The left popliteal vein is stopped up by clot.
The left popliteal vein is choked off by clot.
The left popliteal vein is clogged with clot.
The left popliteal vein is bunged up with clot.
The left popliteal vein is jammed with clot.
The left popliteal vein is full of clot.
The left popliteal vein is solid with clot.
The left popliteal vein is corked by clot.
The left popliteal vein is filled up by clot.
The left popliteal vein is blocked off by clot.
The left popliteal vein has turned to clot.
The left popliteal vein has clotted off.
The left popliteal vein has clotted.
The left popliteal vein has a clot in it.
The left popliteal vein has got clot inside.
The left popliteal vein has fresh clot inside it.
There is clot sitting in the left popliteal vein.
A string of clot lies in the left popliteal vein.
A column of clot fills the left popliteal vein.
A plug of clot sits in the left popliteal vein.
A lump of clot is lodged in the left popliteal vein.
A ribbon of clot lies along the left popliteal vein.
A finger of clot dangles in the left popliteal vein.
A remnant of clot sits in the left popliteal vein.
Some clot is left over in the left popliteal vein.
Old clot is left in the left popliteal vein.
Coagulum sits in the left popliteal vein.
I find clot in the left popliteal vein.
I can see clot within the left popliteal vein.
We found clot in the left popliteal vein.
Clot, 4 cm of it, in the left popliteal vein.
4 cm of clot in the left popliteal vein.
Clot was found in the left popliteal vein and nowhere else.
The left popliteal vein, and it alone, has clot.
Only the left popliteal vein has clot.
The left popliteal vein alone is clotted.
The left popliteal vein is swollen and solid with clot; nothing flows.
Left popliteal vein clot+.
L POPV: clot ++, no squash.
The left popliteal vein is clotted for a stretch of 8 cm.
Clot takes up part of the left popliteal lumen and leaves a channel for blood.
Clot has formed in the left popliteal vein.
Clot hugs the wall of the left popliteal vein.
Clot bulges into the left popliteal vein.
The left popliteal vein has acquired a clot.
The left popliteal vein now has a clot that was not there last time.
The left popliteal vein harbours clot that the last scan did not show.
The clot in the left popliteal vein is the same as last time.
The clot in the left popliteal vein has not changed in a week.
Nothing has altered about the clot in the left popliteal vein.
Nothing has changed as regards the left popliteal clot.
Left popliteal clot: as it was.
The left popliteal runs as two channels. The inner one is stopped up by clot; the outer is open.
Left leg. Knee (popliteal vein): no squash, clot seen.
Left popV stuffed full of clot, rock hard, no squash.
Left popliteal: shuts halfway, then stops on a lump of clot.
The left popliteal vein will only half close.
The left popliteal vein gives no ground to the probe: it is crammed with clot.
The left popliteal, its walls held apart by clot, will not shut.
Left popliteal clot. Right leg: DVT neg.
Right popliteal vein squashes flat. Its counterpart on the left does not.
Left femoral vein: near-occlusive clot. Left popliteal: nearly occlusive clot.
Left popliteal clot - none in the femoral.
Left popliteal clot; nil in the femoral.
The left popliteal vein keeps its full width however firmly the probe is pushed.
"""
ABSENT = """
The left popliteal vein squashes flat.
Left popliteal: squash OK.
Left popliteal vein squashes fully.
Left popliteal vein: good squash.
The left popliteal vein caves in with pressure.
The left popliteal vein folds together under the probe.
The left popliteal vein folds flat.
The left popliteal vein pinches shut.
The left popliteal vein can be pinched shut.
The left popliteal vein can be pushed flat.
The left popliteal vein pushes flat.
The left popliteal vein can be pressed to nothing.
The left popliteal vein can be flattened.
The left popliteal vein empties under the probe.
The left popliteal vein empties and flattens.
The left popliteal vein squeezes shut.
The left popliteal vein squeezes closed with light pressure.
The left popliteal vein can be squeezed flat.
The left popliteal vein closes down to nothing.
The left popliteal vein closes nicely.
The left popliteal vein shuts completely.
The left popliteal vein shuts when I press.
The left popliteal vein can be closed by hand.
The left popliteal vein is collapsible.
The left popliteal vein crumples under light pressure.
The left popliteal vein goes flat under the probe.
The left popliteal vein gives way to pressure throughout.
The left popliteal vein yields fully to the probe.
The left popliteal vein is easily pressed together.
The left popliteal vein snaps shut.
The left popliteal vein obliterates with the probe.
The left popliteal vein effaces fully.
The walls of the left popliteal vein touch when squeezed.
The walls of the left popliteal vein come together under pressure.
The walls of the left popliteal vein meet on gentle pushing.
Left popliteal vein: walls meet on gentle pushing.
Left popliteal vein: walls touch all the way round when squeezed.
Left popliteal vein: wall to wall contact on compression.
The left popliteal vein collapses completely when pressed.
The left popliteal vein disappears when pressed.
The lumen of the left popliteal vein vanishes on pressure.
The left popliteal vein could be pressed shut.
The left popliteal vein compressed away to nothing.
The left popliteal vein closes under the hand.
The left popliteal vein closes as it should.
The left popliteal vein winks shut with the probe.
The left popliteal vein squishes flat.
The left popliteal vein shuts easily, no clot.
The left popliteal vein is open.
The left popliteal vein is healthy.
Left popliteal fine.
Left popliteal vein sound.
The left popliteal vein is in order.
Left popliteal vein: in order.
The left popliteal vein is in good order.
Left popliteal vein in perfect condition.
Left popliteal vein in good shape.
The left popliteal vein is untouched.
Left popliteal untouched.
The left popliteal vein has escaped.
The left popliteal vein is spared.
The left popliteal vein was not drawn in.
Nothing inside the left popliteal vein.
The left popliteal vein has nothing in it.
The left popliteal vein contains nothing.
Nothing sits in the left popliteal vein.
The left popliteal vein is normal-looking.
The left popliteal vein looks healthy.
The left popliteal vein looks normal.
The left popliteal vein looks clean.
The left popliteal vein is as it should be.
The left popliteal vein holds no clot.
No clots in the left popliteal vein.
The left popliteal vein is clot free.
The left popliteal vein is certainly free.
The left popliteal vein has stayed out of it.
The left popliteal vein has so far stayed free.
The left popliteal vein is still spared.
The left popliteal vein does not take part.
The left popliteal vein plays no part.
I see no clot in the left popliteal vein.
I could find no clot in the left popliteal vein.
I was unable to find any clot in the left popliteal vein.
I failed to find clot in the left popliteal vein.
Clot cannot be found in the left popliteal vein.
Clot can't be found any longer in the left popliteal vein.
Clot: none in the left popliteal vein.
Clot in the left popliteal vein: none.
Left popliteal vein - no clot seen, squashes OK.
The left popliteal vein bears no clot.
There is not a trace of clot in the left popliteal vein.
Left popliteal vein: nothing to see.
Left popliteal vein: nothing wrong.
The left popliteal vein is without clot.
The left popliteal vein is faultless.
The left popliteal vein is blameless.
The left popliteal vein is above suspicion.
The left popliteal vein is not blocked.
The left popliteal vein is not clotted.
The left popliteal vein is unblocked.
Nothing is left of the clot in the left popliteal vein.
The clot in the left popliteal vein has cleared up.
The clot in the left popliteal vein is gone.
The clot we knew of in the left popliteal vein is gone.
What swirls in the left popliteal vein is sluggish blood, not clot.
What swirls in the left popliteal vein is slow blood, clot it is not.
Knee (pop V) folds flat, left leg.
Pt worried re clot behind left knee. Left popV good squash.
Nothing amiss in the left popliteal vein.
There is nothing wrong with the left popliteal vein.
Left popliteal vein: good.
The left popliteal vein is tender when pressed but flattens fully.
Firm lump (cyst) keeps its shape under pressure; left popliteal vein squashes flat.
Left popliteal gives way nicely to the probe, in perfect order.
Right popliteal vein squashes flat. Its fellow on the left does too.
The right femoral squashes. The same applies to the left popliteal vein.
Left femoral squashes, ditto popliteal.
Left femoral vein folds flat and so does the popliteal.
Left femoral vein flattens; the popliteal follows suit.
"""
NEVER_PRESENT = """
A clot in the left popliteal vein was feared.
A clot in the left popliteal vein had been feared.
Rivaroxaban was begun because a clot in the left popliteal was feared.
A clot might be hiding in the left popliteal vein.
I dare not say no to clot in the left popliteal vein.
Probably a short clot in the left popliteal vein.
Is there clot in the left popliteal vein?
The GP worried about clot in the left popliteal vein.
The patient's brother had clot in the left popliteal vein.
On 11 June the left popliteal vein had clot; now it closes.
If clot grows into the left popliteal vein, rescan.
We looked for clot in the left popliteal vein.
Clot in the left popliteal vein would have been seen.
A plug of mucus in the left popliteal vein was ruled out, as was clot.
Clot has not come as far as the left popliteal vein.
I would not call this clot in the left popliteal vein.
Pt worried re clot behind left knee. Left popV good squash.
Nothing was seen of the left popliteal vein.
The left popliteal vein is tender when pressed but flattens fully.
The small saphenous empties into the left popliteal vein; clot nowhere.
DVT should be excluded in the left popliteal vein.
Thrombus has not yet crept into the left popliteal vein.
Clot never crept over to the left popliteal vein.
Clot in the left peroneal vein has not moved up into the popliteal vein.
Clot in the left peroneal vein that has hardly crept into the popliteal vein.
A clot in the left popliteal vein is feared.
The left popliteal vein is not a bit clotted.
If the left popliteal vein stays round under the probe, DVT is present.
A vein that stays round under pressure holds clot; the left popliteal vein flattens.
Had the left popliteal vein kept its shape under pressure, I would call it clot.
"""


def _popliteal(text: str) -> str:
    found = {(f.vein, f.side): f.thrombus for f in read_report(text).findings}
    return found.get(("popliteal", "left"), "nothing")


@pytest.mark.parametrize("text", PRESENT.strip().splitlines())
def test_a_thrombosed_vein_in_everyday_words_is_present(text: str) -> None:
    assert _popliteal(text) == "present"


@pytest.mark.parametrize("text", ABSENT.strip().splitlines())
def test_a_clear_vein_in_everyday_words_is_absent(text: str) -> None:
    assert _popliteal(text) == "absent"


@pytest.mark.parametrize("text", NEVER_PRESENT.strip().splitlines())
def test_what_is_denied_feared_past_or_supposed_is_never_present(text: str) -> None:
    assert _popliteal(text) != "present"
