"""Everyday wording of several veins and both legs: denials behind the noun, veins pointed at, where a thrombus goes."""

from __future__ import annotations

import pytest

from service.narrative import read_report

OF_VEINS = """
femoral.right present | Right femoral: walls won't meet, packed with clot. Right popliteal squashes down to nothing.
popliteal.right absent | Right femoral: walls won't meet, packed with clot. Right popliteal squashes down to nothing.
popliteal.right absent | I could press the right popliteal vein flat without any trouble.
popliteal.right present | I could not press the right popliteal vein flat.
femoral.left present | We were unable to squash the left femoral vein.
femoral.left absent | We were able to squash the left femoral vein completely.
peroneal.left present | One left peroneal vein could not be pinched shut; its twin could.
common_femoral.left absent | Light pressure closes the left common femoral vein.
soleal.right present | A vein inside the right soleus muscle is solid with clot.
gastrocnemius.left present | A swollen vein within the left gastrocnemius muscle is full of clot and will not flatten.
calf_unspecified.left absent | The axial veins of the left calf all squash flat.
leg_deep_unspecified.right absent | Right leg. DVT can be crossed off.
leg_deep_unspecified.left absent | Left leg: DVT neg.
leg_deep_unspecified.left absent | Left leg DVT -ve.
leg_deep_unspecified.left absent | DVT has been ruled out in the left leg.
leg_deep_unspecified.left absent | I failed to find any DVT in the left leg.
leg_deep_unspecified.left absent | Everything deep in the left leg squashes flat.
leg_deep_unspecified.left never present | DVT cannot be ruled out in the left leg.
leg_deep_unspecified.left never present | DVT cannot be dismissed in the left leg.
femoral.right never present | The doctor worried about a clot in the right femoral vein. It squashes flat.
femoral.right absent | The doctor worried about a clot in the right femoral vein. It squashes flat.
femoral.right never present | Heparin was given as clot in the right femoral was suspected. That vein is healthy.
femoral.right absent | Heparin was given as clot in the right femoral was suspected. That vein is healthy.
femoral.right present | The popliteal clot on the right has grown. The right femoral vein now has it too.
femoral.right never present | No clot in the right popliteal vein. The right femoral vein now has it too.
peroneal.right present | Clot sits in the right posterior tibial vein, and the right peroneal has been drawn in.
peroneal.right absent | Clot sits in the right posterior tibial vein; the right peroneal has not been drawn in.
popliteal.right absent | The clot in the right peroneal vein has kept out of the popliteal.
popliteal.right absent | The clot in the right peroneal vein peters out before it reaches the popliteal vein.
popliteal.right absent | Clot in a right soleal vein. It has stayed out of the popliteal vein.
femoral.left present | The left femoral vein is double. The deeper one will not squash.
femoral.left absent | The left femoral vein is double. Both channels squash flat.
common_femoral.right present | Out of the right great saphenous vein clot has crept into the common femoral vein.
great_saphenous.right present | From the right great saphenous a plug of clot hangs 2 cm into the common femoral vein.
external_iliac.left present | Clot runs from the left common iliac to as far down as the popliteal vein.
femoral.left present | Clot stretches from the left common femoral all the way down to the popliteal vein.
deep_femoral.right present | The right femoral vein is blocked by clot. Clotted too is the profunda.
deep_femoral.right absent | The right femoral vein is blocked by clot. Open, however, is the right profunda.
deep_femoral.right absent | The right common femoral vein squashes. Healthy too is the right profunda.
posterior_tibial.left absent | Left PTVs: good squash, no clot.
posterior_tibial.left present | Left PTVs: squash poor, clot +.
small_saphenous.left absent | Short saphenous, left: in order.
femoral.left present | On 11 June the left femoral vein was still free. Today I find fresh clot there.
popliteal.right present | Right popliteal: clot in the upper half, none in the lower half.
inferior_vena_cava.unstated never present | Left common iliac blocked by clot. It may run on into the cava.
femoral.left present | What I see in the left femoral vein is clot, not slow blood.
femoral.left never present | What drifts in the left femoral vein is only slow blood and not clot.
femoral.left absent | The left femoral vein holds nothing but blood.
soleal.left present | The left soleal vein has turned into a cord of clot.
femoral.left never present | Two earlier DVTs: left leg 2009, right leg 2017.
leg_deep_unspecified.left never present | Two earlier DVTs: left leg 2009, right leg 2017.
leg_deep_unspecified.right never present | Two earlier DVTs: left leg 2009, right leg 2017.
popliteal.right present | Nothing has changed in the right popliteal clot.
popliteal.right never present | Nothing has changed; still no clot in the right popliteal vein.
popliteal.right absent | Whatever clot there was in the right popliteal vein is no longer there.
popliteal.right present | Less clot in the right popliteal than last month.
popliteal.right present | Right popliteal: clot as before, not as much as last time.
popliteal.right absent | Right popliteal: all clot has gone, squashes fully.
leg_proximal_unspecified.left absent | Left leg. No clot from the knee upwards.
great_saphenous.left present | Left great saphenous vein clotted and hard from the knee upwards.
common_femoral.left absent | Left common femoral, femoral, popliteal fold together.
femoral.right absent | Right femoral vein winks shut.
femoral.right never present | No clot, fresh or old, is hugging the wall of the right femoral vein.
femoral.right never present | Neither a string nor a plug of clot lies in the right femoral vein.
femoral.right never present | No finger of clot dangles into the right femoral vein.
common_femoral.right never present | The tail of clot does not dangle into the right common femoral vein.
popliteal.right never present | Clot has not turned up in the right popliteal vein.
popliteal.right never present | The right popliteal vein has not turned to clot.
popliteal.right never present | The right popliteal vein is neither plugged by clot nor narrowed.
popliteal.right never present | The right popliteal vein was never stopped up by clot.
popliteal.right never present | The right popliteal vein would not fold if clot were in it; it folds flat.
leg_deep_unspecified.left absent | Left leg: DVT negative.
leg_deep_unspecified.left absent | DVT neg left leg.
leg_deep_unspecified.left absent | Lt leg DVT scan: negative.
leg_deep_unspecified.left absent | Left leg. DVT: nil.
leg_deep_unspecified.left absent | Left leg. DVT none found.
leg_deep_unspecified.left absent | Left leg. DVT not found.
leg_deep_unspecified.right absent | Impression: right leg DVT study negative.
leg_deep_unspecified.right absent | R leg -ve for DVT.
leg_deep_unspecified.right present | R leg +ve for DVT.
popliteal.right absent | R popliteal: thrombus neg, squash OK.
popliteal.right absent | Clot in right popliteal: not found.
popliteal.right never present | Thrombus negative in right popliteal, right femoral.
popliteal.right present | DVT of the right popliteal vein; D-dimer negative.
popliteal.right present | Right popliteal DVT, none in the calf.
popliteal.right never present | Left popliteal clot. Right leg: DVT neg.
femoral.left present | Left FV corked with clot, rock solid, won't budge under probe. CFV above shuts OK.
common_femoral.left absent | Left FV corked with clot, rock solid, won't budge under probe. CFV above shuts OK.
popliteal.right absent | Right popliteal vein pancakes under the transducer.
popliteal.right absent | Right popliteal vein irons out flat with probe pressure.
popliteal.right absent | Right popliteal vein: complete collapse with probe.
popliteal.right absent | Right popliteal vein: full wall apposition.
popliteal.right absent | Right popliteal vein coapts.
popliteal.right absent | Right popliteal vein: walls appose fully under the transducer.
popliteal.right present | Right popliteal vein: walls fail to appose.
popliteal.right present | Right popliteal vein: walls will not come together.
popliteal.right present | Right popliteal vein: no wall apposition on compression.
popliteal.right present | The walls of the right popliteal vein could not be made to touch.
popliteal.right present | The right popliteal vein has lost its squash and is chock full of thrombus.
popliteal.right present | The right popliteal vein is chock-a-block with clot.
popliteal.right present | The right popliteal vein is brimming with clot.
popliteal.right present | The right popliteal vein is loaded with clot.
popliteal.right present | The right popliteal vein is rammed full of thrombus.
popliteal.right present | The right popliteal vein is tightly packed with echogenic clot.
popliteal.right present | The right popliteal lumen is taken up by clot.
popliteal.right present | The right popliteal lumen is entirely replaced by clot.
popliteal.right present | A cast of clot occupies the right popliteal vein.
popliteal.right present | Clot found: right popliteal vein.
popliteal.right present | Clot is present; it sits in the right popliteal vein.
popliteal.right present | Positive for clot: right popliteal vein.
popliteal.right present | The right popliteal vein tests positive for clot.
popliteal.right absent | The right popliteal vein tests negative for clot.
popliteal.right absent | The right popliteal vein is devoid of clot.
popliteal.right absent | The right popliteal vein shows no filling defect and presses flat.
popliteal.right absent | No intraluminal echoes in the right popliteal vein; it squashes.
popliteal.right absent | The right popliteal vein gets a clean bill of health.
popliteal.right absent | The right popliteal vein is entirely innocent.
popliteal.right absent | Right popliteal vein - all good.
popliteal.right absent | Right popliteal vein: no problem.
popliteal.right absent | Right popliteal vein: no issues.
popliteal.right absent | Right popliteal vein, no clot, squashes.
popliteal.right absent | Clot-free: right femoral and popliteal veins.
popliteal.right absent | Free of clot are the right femoral and popliteal veins.
popliteal.right absent | The clot stops short of the right popliteal vein.
popliteal.right absent | The same cannot be said of... the right popliteal vein is fine.
leg_deep_unspecified.left never present | Left leg: DVT can be excluded only by venography.
femoral.left never present | The left popliteal vein is free of clot. The femoral has it too.
"""


@pytest.mark.parametrize("line", OF_VEINS.strip().splitlines())
def test_a_vein_in_everyday_words_is_read(line: str) -> None:
    expected, _, text = line.partition(" | ")
    key, _, thrombus = expected.partition(" ")
    found = {f"{f.vein}.{f.side}": f.thrombus for f in read_report(text).findings}
    if thrombus == "never present":
        assert found.get(key) != "present"
    else:
        assert found.get(key) == thrombus
