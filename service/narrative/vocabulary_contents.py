"""More words of ``vocabulary``: what is said of the contents of a vein, what a thrombus does to it, and how it was looked at."""

from __future__ import annotations

CONTENTS = """
including include includes included comprising compared comparison comparing become becomes became becoming amount amounts
volume mass remnant remnants remains remain remaining residue residual lingers lingering persists persisting irregular smooth
rough shaggy lobulated palpable corresponding corresponds correlates lump cluster clusters knot nodule hardened indurated
calcified calcification fibrotic fibrosis fibrous sclerotic scarred scarring walled faint slight slightly mild mildly
moderately severe severely sluggish slow turbulent tail tongue plug cast sleeve core point points time times different
difference change changes changed unchanged similar identical everywhere anywhere somewhere favoring favouring favors favours
sliver slivers chink streak whisker moving threading threads slips slipping trickles trickling squeezes sneaks creeps gurgles
stiff stiffened rigid turgid tense taut patulous circular round rounded roundly tubular knobbly woody beaded ragged frayed
shrivelled wizened pencil-thin thready
tongue finger sleeve cylinder sausage column worm ribbon tapering tapers tapered trails trailing trailed dangles dangling stretches
stretching stretched winds winding snakes snaking slides curls curling carries carrying pursues
mouth ostium orifice opening root stem take-off takeoff beginning
silent dead mute quiet motionless
lodged wedged impacted jammed ensconced
crossed bridged traversed criss-crossed webs bands strands
expanded swelled swells swelling bulges ballooned ballooning
rock rock-hard hugs hugging clings stringy wispy rind crust skin-deep bloated blown
nubbin stuck stick sticks wedge valve cusp
brimming brims solid solidly chock-full chock jam-packed crammed loaded laden
jelly debris matter stuff substance sludge
mid-thigh mid-calf thigh-high knee-high handbreadth handsbreadth fingerbreadth fingerbreadths
couch probe gel tilted head-up sitting standing supine prone bedside
whatever whatsoever indeed firmly stubbornly
blood
stuffs stuffing corked corks corking bung bunged clogs clogging chokes lurks lurking lurk hug
adheres adhering adhere adhesion clinging abuts abutting wedges wedging rammed impacts lodging blockage blockages obstruction
obstructions obliterates obliterating obliteration engorges seals sealing crams cramming brim brimful overflowing laced ladened
lines populates pervades permeates pervading replaces replacing displaces effacing distorting balloons plumped
ribbon-like rope-like cigar worm-like finger-like club-shaped bullet bulb bulbous knuckle knob wedge-shaped mushroom-shaped serpent
lollipop pedicle peninsula promontory island islet crusts crusted rinds scab shell hull sheath lamina laminae skein
turned proved proven gobbet gobbets dollop wodge clump clumps clumped aggregate aggregates conglomerates coagulated coagulum curdled jelly-like slurry
stretch swathes tract tracts runs lengths footlong inch-long
component components entirety wholeness throughoutness calved abuttal
comes coming sprout sprouts sprouting stemming springs sprang budding buds bud issuing issues wells welling
rides riding perched poised anchored anchoring moored rooted based centred centering centers
insinuates insinuating insinuated noses nosing pokes poking peeks peeking pops bulging herniates
shuts shutting bars barring barricades dams damming blocking blocks block hampers hampering impedes impeding throttles narrows
sited siting housed bedded seated dwelt resident squatting camped holed
props propped propping budge budged budging
swollen tumid plump tented splayed
"""
"""Words that describe and neither deny, doubt nor tell of another time."""
