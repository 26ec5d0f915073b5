"""Verbs for a vein that holds a thrombus, and for a thrombus that holds a vein, affirmed and denied."""

from __future__ import annotations

import pytest

from service.narrative import read_report

FILLED = """
The left popliteal vein holds thrombus.
The left popliteal vein houses a thrombus.
The left popliteal vein harbours clot.
The left popliteal vein bears a thrombus.
The left popliteal vein carries clot on its back wall.
The left popliteal vein conceals a clot.
The left popliteal vein encloses a clot.
The left popliteal vein has acquired a thrombus.
The left popliteal vein has taken on clot.
The left popliteal vein has clotted.
The left popliteal vein is laden with clot.
The left popliteal vein is packed with thrombus.
The left popliteal vein is crammed with clot.
The left popliteal vein is choked with thrombus.
The left popliteal vein is plugged by clot.
The left popliteal vein is stuffed with clot.
The left popliteal vein is distended by thrombus.
The left popliteal vein is swollen with clot.
The left popliteal vein is stretched by thrombus.
The left popliteal vein is lined by thrombus.
The left popliteal vein is sealed by clot.
The left popliteal vein has been taken by fresh clot.
The left popliteal vein has been invaded by thrombus.
The left popliteal vein has been reached by the thrombus.
The left popliteal vein is home to a thrombus.
The left popliteal vein is the seat of a thrombus.
The left popliteal vein is given over to clot.
The left popliteal vein contains a cast of clot.
A cast of clot fills the left popliteal vein.
A clot has settled in the left popliteal vein.
A clot has lodged in the left popliteal vein.
A clot clings to the wall of the left popliteal vein.
A clot nestles in the left popliteal vein.
A thrombus has established itself in the left popliteal vein.
A thrombus has taken hold of the left popliteal vein.
A thrombus has made its home in the left popliteal vein.
A thrombus has formed in the left popliteal vein.
Thrombus lines the left popliteal vein.
Thrombus occupies the left popliteal vein.
Thrombus dwells in the left popliteal vein.
Thrombus has crept into the left popliteal vein.
Thrombus distends the left popliteal vein.
Thrombus stretches the left popliteal vein.
Thrombus chokes the left popliteal vein.
Thrombus keeps the left popliteal vein from being compressed.
Within the left popliteal vein there lies a clot.
In the left popliteal vein one meets thrombus.
In the left popliteal vein we came upon a clot.
In the left popliteal vein a clot was met with.
In the left popliteal vein sits a clot.
It is in the left popliteal vein that the thrombus lies.
It is the left popliteal vein that is thrombosed.
There clings to the wall of the left popliteal vein a ribbon of thrombus.
What the left popliteal vein contains is thrombus.
Colour no longer enters the left popliteal vein, which is full of clot.
The clot in the left popliteal vein measures 3 cm.
"""
NOT_FILLED = """
The left popliteal vein holds no thrombus.
The left popliteal vein does not hold thrombus.
The left popliteal vein houses nothing that could be called thrombus.
The left popliteal vein harbours neither thrombus nor scar.
The left popliteal vein harbours none.
The left popliteal vein bears no trace of thrombus.
The left popliteal vein carries no clot.
The left popliteal vein conceals no clot.
The left popliteal vein has acquired no thrombus.
The left popliteal vein has not acquired a thrombus.
The left popliteal vein has not clotted.
The left popliteal vein is not laden with clot.
The left popliteal vein is packed with nothing, neither clot nor scar.
The left popliteal vein has not been taken by clot.
The left popliteal vein has not been invaded by thrombus.
The left popliteal vein has not been reached by the thrombus.
The left popliteal vein is home to no thrombus.
The left popliteal vein is the seat of no thrombus.
The left popliteal vein shows none of the thrombus.
The left popliteal vein knows nothing of the thrombus below.
The left popliteal vein has no share in the thrombus below.
The left popliteal vein takes no part in the thrombosis.
The left popliteal vein has no part in the thrombosis.
The left popliteal vein remains a stranger to thrombus.
The left popliteal vein is innocent of thrombus.
The left popliteal vein is devoid of clot.
The left popliteal vein is void of clot.
The left popliteal vein is bare of clot.
The left popliteal vein is empty of clot.
The left popliteal vein is rid of its thrombus.
The left popliteal vein has rid itself of its thrombus.
The left popliteal vein has freed itself of thrombus.
The left popliteal vein has shed its clot.
The left popliteal vein has lost its thrombus.
The left popliteal vein escapes the thrombus.
The left popliteal vein has escaped the thrombosis.
The left popliteal vein lacks any thrombus.
The left popliteal vein wants for thrombus.
The left popliteal vein stands clear of the thrombus.
No clot has settled in the left popliteal vein.
No clot clings to the wall of the left popliteal vein.
No thrombus has taken hold of the left popliteal vein.
No thrombus whatever was met with in the left popliteal vein.
Not a shred of thrombus lies in the left popliteal vein.
Not so much as a strand of clot lies in the left popliteal vein.
Hardly a thrombus is what one sees in the left popliteal vein.
Nothing of a thrombus is left in the left popliteal vein.
Nothing like a thrombus lies in the left popliteal vein.
Little that could be called thrombus lies in the left popliteal vein.
Scarcely anything of the clot survives in the left popliteal vein.
It is not in the left popliteal vein that the thrombus lies.
It is not the left popliteal vein that is thrombosed.
Thrombus has not crept into the left popliteal vein.
Thrombus nowhere touches the left popliteal vein.
Thrombus in no way touches the left popliteal vein.
Thrombus lies everywhere but in the left popliteal vein.
Thrombus leaves the left popliteal vein alone.
Thrombus leaves the left popliteal vein unscathed.
Thrombus has let go of the left popliteal vein.
Thrombus has withdrawn from the left popliteal vein.
Thrombus has retreated from the left popliteal vein.
Thrombus has vacated the left popliteal vein.
Thrombus halts at the door of the left popliteal vein.
Thrombus stops on the threshold of the left popliteal vein.
Thrombus keeps away from the left popliteal vein.
Thrombus has kept out of the left popliteal vein.
Thrombus was feared in the left popliteal vein.
Thrombus was looked for in the left popliteal vein.
Thrombus in the left popliteal vein is a thing of the past.
Thrombus in the left popliteal vein belongs to last year.
Thrombus in the left popliteal vein there is none.
Thrombus in the left popliteal vein I saw none.
Thrombus in the left popliteal vein proved a phantom.
Thrombus in the left popliteal vein turned out to be slow flow.
Thrombus in the left popliteal vein could be dismissed.
Thrombus in the left popliteal vein is out of the question.
Thrombus in the left popliteal vein was looked for in vain.
Thrombus in the left popliteal vein would surprise me.
Thrombus in the left popliteal vein is what we failed to find.
"""


def _popliteal(text: str) -> str:
    found = {f.vein: f.thrombus for f in read_report(text).findings}
    return found.get("popliteal", "")


@pytest.mark.parametrize("text", FILLED.strip().splitlines())
def test_a_vein_that_holds_a_thrombus_is_thrombosed(text: str) -> None:
    assert _popliteal(text) == "present"


@pytest.mark.parametrize("text", NOT_FILLED.strip().splitlines())
def test_a_vein_that_holds_none_is_never_thrombosed(text: str) -> None:
    assert _popliteal(text) != "present"
