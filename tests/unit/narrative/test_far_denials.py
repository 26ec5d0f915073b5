"""A denial that stands far from its thrombus, before or behind it, and doubles of a denial."""

from __future__ import annotations

import pytest

from service.narrative import read_report

DENIED = """
Of thrombus the left popliteal vein shows nothing.
Of thrombus there is, in the left popliteal vein, no sign.
Of clot, in the left popliteal vein, we saw none.
Of clot in the left popliteal vein, however long we looked, there was none.
Of deep vein thrombosis the left leg gives no evidence.
Of deep vein thrombosis in the left leg there can be no question.
Of a thrombus that last year filled the left popliteal vein nothing survives.
Of a thrombus that once occupied the left popliteal vein not a trace remains.
In neither leg was thrombus met with in the popliteal vein.
In neither the left femoral nor the left popliteal vein was thrombus met with.
Neither in the left femoral nor in the left popliteal vein did we meet thrombus.
Neither the left femoral vein nor, further down, the popliteal was found to contain any thrombus.
Nor is there, so far as could be judged, any thrombus in the left popliteal vein.
Nor does the left popliteal vein contain any thrombus.
Nor could we, in the left popliteal vein, find thrombus.
Nor did thrombus come into view in the left popliteal vein.
Nor should the bright line in the left popliteal vein be taken for clot.
Never did we see thrombus in the left popliteal vein.
Nowhere, be it in the left femoral or the popliteal vein, did we come upon thrombus.
Nowhere in the left popliteal vein was thrombus come upon.
At no point did thrombus show itself in the left popliteal vein.
At no level, from the left femoral vein to the popliteal, was thrombus encountered.
Nothing in the left popliteal vein suggests thrombus.
Nothing in the left popliteal vein could be taken for thrombus.
Nothing that could be called clot has entered the left popliteal vein.
Nobody would call the shadow in the left popliteal vein thrombus.
Not even on compression could thrombus be made out in the left popliteal vein.
Not one of the deep veins, the left popliteal vein included, was found to hold thrombus.
Not in the left popliteal vein does the thrombus lie.
On no account can thrombus be affirmed in the left popliteal vein.
Under no circumstances would I call this thrombus in the left popliteal vein.
By no stretch of the imagination is there thrombus in the left popliteal vein.
Without our seeing any thrombus in it, the left popliteal vein was followed down.
The left popliteal vein was followed without thrombus coming into view.
The left popliteal vein was searched for thrombus, but in vain.
The left popliteal vein was searched for thrombus to no avail.
The left popliteal vein was said to hold thrombus, which we could not confirm.
The left popliteal vein was said to hold thrombus; this proved untrue.
The left popliteal vein looks as though it held thrombus but does not.
The left popliteal vein looks, at first glance, like thrombus.
The left popliteal vein, whose thrombus has gone, is open.
The left popliteal vein, last year the seat of a thrombus, has recovered.
The left popliteal vein, where thrombus was expected, surprised us by its emptiness.
The left popliteal vein has everything except thrombus.
The left popliteal vein has anything but thrombus in it.
The left popliteal vein: of thrombus, nothing.
The left popliteal vein: thrombus, none.
The left popliteal vein: clot? I saw none.
Left popliteal vein, left femoral vein - of clot, in both, nothing.
Left popliteal vein: thrombus nowhere.
Thrombus, long looked for, is nowhere to be met with in the left popliteal vein.
Thrombus, I am glad to say, the left popliteal vein does not contain.
Thrombus the left popliteal vein does not contain.
Thrombus is one thing the left popliteal vein does not contain.
Thrombus, if that is what it was, has left the left popliteal vein.
Thrombus, had there been any in the left popliteal vein, would have been seen.
Thrombus in the left popliteal vein is something of which I find no evidence.
Thrombus in the left popliteal vein is something I can neither see nor feel.
Thrombus in the left popliteal vein is a diagnosis that these images do not bear out.
Thrombus in the left popliteal vein is a diagnosis which has nothing to support it.
That there is thrombus in the left popliteal vein cannot be maintained.
That there is thrombus in the left popliteal vein I do not believe.
That the left popliteal vein holds thrombus is not the case.
That the left popliteal vein holds thrombus can be denied.
I fail to see any thrombus in the left popliteal vein.
I should not call the echoes in the left popliteal vein thrombus.
I looked for thrombus in the left popliteal vein, and there is none.
I would be surprised if there were thrombus in the left popliteal vein.
We are unable to find thrombus in the left popliteal vein.
We did not, despite every effort, find thrombus in the left popliteal vein.
Whoever expects thrombus in the left popliteal vein is disappointed.
It would be wrong to speak of thrombus in the left popliteal vein.
It would be an error to read the left popliteal vein as thrombosed.
It is hard to believe that the left popliteal vein is thrombosed.
It is untrue that the left popliteal vein is thrombosed.
It does not stop the flow, nor does the thrombus descend into the left popliteal vein.
The peroneal thrombus has nowhere reached the left popliteal vein.
The left peroneal clot, leaving the popliteal vein untouched, ends in the calf.
The left peroneal clot ends in the calf, leaving the popliteal vein alone.
The left peroneal clot ends before it would have entered the popliteal vein.
The left peroneal clot has sent nothing up into the popliteal vein.
The left peroneal clot has, as far as the popliteal vein, not come.
Into the left popliteal vein the thrombus has not risen.
Into the left popliteal vein the peroneal thrombus does not protrude.
As far as the left popliteal vein the thrombus has not come.
Up to the left popliteal vein the thrombus has not made its way.
Between the thrombus and the left popliteal vein there remain 4 cm of healthy vein.
A gap of 3 cm parts the thrombus from the left popliteal vein.
Short of the left popliteal vein the thrombus comes to rest.
"""
DOUBLY_DENIED = """
The left popliteal vein is anything but free of thrombus.
The left popliteal vein is not free of thrombus.
The left popliteal vein is far from clear of thrombus.
The left popliteal vein does contain thrombus.
The left popliteal vein does not lack thrombus.
The left popliteal vein has not escaped thrombosis.
The left popliteal vein has not been spared by the thrombus.
The left popliteal vein is not spared.
The left popliteal vein is all but filled by thrombus.
The left popliteal vein does indeed hold thrombus.
The left popliteal vein, and no other vein, holds thrombus.
The left popliteal vein, as no one will doubt, holds thrombus.
The left popliteal vein alone, of all the veins examined, is thrombosed.
No vein but the left popliteal is thrombosed.
No vein save the left popliteal holds thrombus.
Nowhere but in the left popliteal vein is there thrombus.
None of the veins other than the left popliteal holds thrombus.
Nothing but thrombus fills the left popliteal vein.
Not until the left popliteal vein is reached does one meet with thrombus.
Only in the left popliteal vein does one meet with thrombus.
"""


def _popliteal(text: str) -> set[str]:
    return {f.thrombus for f in read_report(text).findings if f.vein in ("popliteal", "leg_deep_unspecified")}


@pytest.mark.parametrize("text", DENIED.strip().splitlines())
def test_a_thrombus_that_is_denied_from_afar_is_never_present(text: str) -> None:
    assert "present" not in _popliteal(text)


@pytest.mark.parametrize("text", DOUBLY_DENIED.strip().splitlines())
def test_a_thrombus_that_is_doubly_denied_is_never_absent(text: str) -> None:
    assert _popliteal(text) <= {"present", "possible"}
    assert _popliteal(text)
