"""Words that a report may use beside a finding without changing what the finding means.

A word outside this list, outside the word lists of the reader and not a number makes a statement unsure: it may be a
denial, a doubt or another time that the rules do not know.
"""

from __future__ import annotations

import re

_GRAMMAR = """
a an the this that these those it its they them their there here he she his her him i we you my our who whom whose which what
when where how while whilst as at by for from in into of off on onto out over per to up down upon with within through throughout
thru across along alongside around about above below beneath under underneath between beyond behind before after against among
amid near next toward towards via until till plus and or nor but both each either all any some one two three four five six seven
eight nine ten twelve several many most more much less least few only just also too as well so such than then thus therefore hence
too very quite rather again further first second third last another other others same own is are was were be been being am has
have had having do does did done can could will would shall should may must get gets got x s t v vs ie eg etc re cc ii iii iv
once twice again back away apart together since yet still now today currently presently here hereby
whereas although though however because due owing despite moreover furthermore additionally overall
"""
_ANATOMY = """
vein veins venous vv vessel vessels vasculature leg legs limb limbs extremity extremities lower upper thigh thighs calf calves knee
knees ankle ankles groin groins hip foot feet heel toe shin popliteal femoral iliac pelvic pelvis inguinal abdomen abdominal crural
axial deep superficial muscular intramuscular muscle muscles gastrocnemius soleus soleal saphenous perforator perforators tributary
tributaries branch branches trunk trunks trifurcation bifurcation confluence junction junctions origin insertion ostium termination
fossa crease canal hiatus adductor hunter hunters malleolus malleolar patella tibia fibula tubercle condyle plateau
medial lateral anterior posterior proximal distal mid middle central peripheral cranial caudal cephalad caudad cranially caudally
superior inferior superiorly inferiorly proximally distally medially laterally anteriorly posteriorly centrally peripherally upwards
downwards upward downward ascending descending inner outer internal external common main head heads belly mm cm
half halves third thirds quarter part parts portion portions segment segments segmental section sections length lengths level levels
end ends tip tips aspect region regions site sites area areas zone side sides sided compartment system systems course courses
moiety duplicated duplication duplicate paired pair pairs double bifid accessory twin single sole solitary multiple
wall walls mural lumen luminal intraluminal intima cusp cusps valve valves sinus sinuses sinusoid sinusoids plexus
deepest highest lowest nearest uppermost lowermost topmost prox dist ant post med lat sup inf
artery arteries arterial
"""
_THROMBUS = """
thrombus thrombi thrombosis thromboses thrombosed thrombotic thrombose clot clots clotted dvt dvts vte svt phlebitis thrombophlebitis
thromboembolic thromboembolism burden material content contents echo echoes echogenic echogenicity echotexture echolucent hypoechoic
hyperechoic isoechoic anechoic heterogeneous homogeneous heterogenous mixed dark bright grey gray scale greyscale soft firm hard spongy
gelatinous mobile floating free adherent attached tethered non occlusive nonocclusive occluding occluded occlude occludes occlusion
obstructing obstructive obstructed filling fills filled fill fully full partly partial partially complete completely total totally
incomplete incompletely entire entirely whole near nearly almost subtotal eccentric concentric central laminar layered crescentic
crescent rim peripheral trickle trace small large larger largest big bulky massive extensive extensively long longer longest short
shorter tiny minor major minimal moderate marked markedly gross grossly significant considerable substantial thin thick thickened
thickening narrow wide widened expanded expands expanding expand distended distends distending distend distension distention dilated
dilatation dilation enlarged engorged swollen bulging plump tubular cord like string linear contracted shrunken retracted
acute subacute chronic old recent fresh new age aged ageing organised organized organising organizing longstanding standing established
post acutely chronically appearing appearance appearances appears appear looks look looking features feature characteristic
characteristics nature type pattern consistent keeping compatible typical indicating indicates indicate representing represents
represent reflecting confirming confirms confirm confirmed confirmation definite definitely clearly clear obvious unequivocal
unequivocally certain evident evidently noted note notes noting seen see sees visible visualised visualized visualise visualize
visualisation visualization identified identify demonstrated demonstrate demonstrates demonstrating demonstration shown show shows
showing showed revealed reveal reveals revealing found find finding findings detected detect depicted depicts present presents presence
contains contain containing contained harbours harbors harbouring houses holds hold holding carries bears exhibits displays
sits sitting lies lying lie located location localised localized situated starting starts start begins beginning begin arising arises
ending commencing commences terminates terminating originates originating extending extends extend extended extension extent extensions
propagating propagates propagation continues continuing continuous continuously continuation contiguous contiguously reaching reaches
reach reached involves involving involved involvement involve affects affecting affected confined limited restricted isolated localising
occupies occupying occupied occupy crossing crosses crosses entering enters enter protrudes protruding protrusion projecting projects
tracks tracking tracked runs running spans spanning covers covering surrounds surrounding encases around encasing involving
measuring measures measured measure measurement measurements diameter diameters calibre caliber width wide bore ap transverse size sized
maximum maximal max min minimum approximately approx about circa estimated total roughly least some greater up thickness longitudinal
dimension dimensions length distance gap
flow flows flowing colour color coloured doppler signal signals spectral waveform waveforms phasic phasicity augmentation augment
augments augmented augmenting spontaneous respiratory respiration valsalva response pulsed power mode bmode duplex perfusion patency
patent recanalised recanalized recanalisation recanalization recanalising collateral collaterals collateralisation reflux refluxing
compress compresses compressed compressing compressible compressibility compression compressions noncompressible incompressible
incompressibility compressive pressure probe transducer graded manual manoeuvre normal normally fail fails failed failure
abnormal abnormality abnormalities abnormally pathological positive pos negative
diagnosis diagnostic diagnosed conclusion impression summary result results report comment opinion interpretation
proven acutely
"""
_CARE = """
patient patients pt year years old male female man woman day days week weeks month months hour hours am pm night morning
scan scans scanned scanning ultrasound us uss sonogram sonographic sonographically imaging image images imaged examination examined
exam study studies
pain painful tender tenderness swelling swollen oedema edema red redness warm clinical clinically symptom symptoms symptomatic
catheter line lines picc central venous dialysis cannula introducer sheath
secondary related associated provoked unprovoked spontaneous
cancer malignancy pregnancy pregnant postpartum surgery
immediately directly entirely exactly precisely predominantly mainly mostly primarily largely principally especially particularly
respectively alike each similarly likewise equally uniformly diffusely diffuse focal focally patchy generalised multifocal
bilateral bilaterally unilateral unilaterally contralateral ipsilateral right left rt lt both sided
dr team notified informed discussed
"""
_DESCRIPTION = """
including include includes included comprising compared comparison comparing become becomes became becoming amount amounts volume mass
remnant remnants remains remain remaining residue residual lingers lingering persists persisting irregular smooth rough shaggy lobulated
palpable corresponding corresponds correlates cord lump cluster clusters knot nodule hardened indurated calcified calcification fibrotic
fibrosis fibrous sclerotic scarred scarring walled faint slight slightly mild mildly moderately severe severely sluggish slow turbulent
tail tongue plug cast sleeve core point points time times different difference change changes changed unchanged similar identical
everywhere anywhere somewhere throughout favoring favouring favors favours stop stops stopping stopped ended limit limits limited border
margin edge boundary itself themselves pericatheter perivalvular parietal intrastent instent stent stents stented filter filters bowel gas
expansile expansive volumes diffuse extends bridging bridges straddles straddling overlying underlying adjacent neighbouring neighboring
immediate direct directly joins joining joined merges merging drains draining drained feeds feeding supplies receives received enters
surrounded surrounding encircling circumferential circumferentially anular ring halo target sign signs evidence imaging
previously known newly new interval progression progressed worsening worse improved improvement increase increased decrease decreased
smaller larger reduced reduction growth grown regressed regression stable static remodelled chronicity
amputated amputation stump blind graft bypass bypassed reconstruction native transplanted ligated
course entire stretch run span column column filled packed crammed stuffed plugged blocked clogged sealed
fed caused causing compressing compressed encased invaded infiltrated tumour tumor mass node nodes lymph haematoma hematoma cyst baker
obscured obscures visualised shadowing artefact depth deeper shallow shallower
today tonight yesterday morning afternoon evening monday tuesday wednesday thursday friday saturday sunday january february march april
may june july august september october november december
appeared appearing developed developing formed forming arisen originated narrowed narrows narrowing nub knob shelf sheet coat lining lines
marks marking labelled labeled named termed called so-called ie viz incl approx
high low higher lower far distally-most inferior-most further-most centimetre centimetres centimeter centimeters millimetre millimetres
millimeter millimeters cms mms inch inches
obtained obtainable elicited elicitable recorded registered spectral trace absent absence lack lacking loss
mottled bluish discoloured cyanotic phlegmasia pain tender hard cord-like
symptomatic asymptomatic affected unaffected index injured operated plaster cast boot brace
"""
_OTHER_TIME = re.compile(
    r"(?:unclear|yes\b|baseline|histor|former|archiv|earlier|initial|original|ago|since|past|prior|previous|then|before|elsewhere|outside|refer|repeat|old\b|once|used|gone|dissol|dissip|"
    r"vanish|disappear|treat|lys|retriev|remov|extract|aspirat|resect|excis|exclud|refut|negat|unlik|improb|doubt|artef|artif|mimic|pseudo|suppos|assum|imagin|question|"
    r"if\b|unless|whether|might|rul|suspect|theor|hypoth|would|intend|plan|expect|anticipat|prevent|avoid|risk|family|mother|father|other)"
)
KNOWN_WORDS = frozenset(" ".join((_GRAMMAR, _ANATOMY, _THROMBUS, _CARE, _DESCRIPTION)).split())
_WORD = re.compile(r"[a-z]{2,}")


def unknown_words(text: str) -> list[str]:
    """The words of a lower-case text that are not in the list."""
    return [word for word in _WORD.findall(text) if word not in KNOWN_WORDS]


def unsettling_words(text: str) -> list[str]:
    """Those unknown words that may put what was said before them into doubt or into another time."""
    return [word for word in unknown_words(text) if _OTHER_TIME.match(word)]
