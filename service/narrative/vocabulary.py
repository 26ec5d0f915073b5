"""Words that a report may use beside a finding without changing what the finding means.

A word outside this list, outside the word lists of the reader and not a number makes a statement unsure: it may be a
denial, a doubt or another time that the rules do not know.
"""

from __future__ import annotations

import re

from service.narrative.vocabulary_contents import CONTENTS

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
stop stops stopping stopped ended limit limits border margin edge boundary itself themselves pericatheter perivalvular
parietal intrastent instent stent stents stented filter filters bowel gas expansile expansive volumes bridging bridges
straddles straddling overlying underlying adjacent neighbouring neighboring immediate direct joins joining joined merges
merging drains draining drained feeds feeding supplies receives received surrounded encircling circumferential
circumferentially anular ring halo target sign signs evidence previously known newly interval progression progressed worsening
worse improved improvement increase increased decrease decreased smaller reduced reduction growth grown regressed regression
stable static remodelled chronicity amputated amputation stump blind graft bypass bypassed reconstruction native transplanted
ligated stretch run span column packed crammed stuffed plugged blocked clogged sealed fed caused causing encased invaded
infiltrated tumour tumor node nodes lymph haematoma hematoma cyst baker obscured obscures shadowing artefact depth deeper
shallow shallower tonight yesterday afternoon evening monday tuesday wednesday thursday friday saturday sunday january
february march april june july august september october november december appeared developed developing formed forming arisen
originated narrowed narrows narrowing nub knob shelf sheet coat lining marks marking labelled labeled named termed called
so-called viz incl high low higher far distally-most inferior-most further-most centimetre centimetres centimeter centimeters
millimetre millimetres millimeter millimeters cms mms inch inches obtained obtainable elicited elicitable recorded registered
absent absence lack lacking loss mottled bluish discoloured cyanotic phlegmasia cord-like asymptomatic unaffected index
injured operated plaster boot brace
"""
_OTHER_TIME = re.compile(
    r"(?:unclear|yes\b|baseline|histor|former|archiv|earlier|initial|original|ago|since|prior|previous|then|before|elsewhere|outside|refer|repeat|old\b|once|used|gone|dissol|dissip|"
    r"vanish|disappear|treat|lys|retriev|remov|extract|aspirat|resect|excis|exclud|refut|negat|unlik|improb|doubt|artef|artif|mimic|pseudo|suppos|assum|imagin|question|"
    r"if\b|unless|whether|might|rul|suspect|theor|hypoth|would|intend|plan|expect|anticipat|prevent|avoid|risk|family|mother|father|other)"
)
_ORDINARY = """
able accept accepted accepting accommodate accommodates accompanied accompanying according achieve achieved acquire
acquired act acting acts actual add added adding addition adds adjoining admission admit admits admitted adult advance
advanced advances agree agreed aim aligned alignment allow allowed allowing allows alone already alter altered
altogether always ambulatory amongst angle angles anticoagulated anticoagulation apex apixaban appeal applied applies
apply applying appreciable appreciate appreciated approaching approximate arranged array arrive arrived arrow ask
asked assessed assessment assisted asymmetric asymmetrical attach attaches attaching attachment attempt attempted
attempting attention available average awake axis baby ball band bands bar bare basal base based basis beam bear
bearing bed bedside began begun behaviour bend bent best better bigger biggest bind bit bits black bland blend blob
blobs block blood bodies body boluses bond bored born bottom bound bowed branching breadth breath breathe breathing
brief briefly bring brings broad brought build builds built bulk bundle burdened caesarean cake caked calibrated call
came camera canalised capacity careful carefully carried carry casts casualty catch caught causes cavity centre
centred certainly chain chair check checked choke choked choking chunk chunks circle circular circumference clamp
clarity class classic classical clean cleanly climb climbed climbs clinging clings clinic close closely closer
clotting clutch coach coarse coated coating coiled cold collect collected colonised columnar combination combine
combined come comes comfortable commence communicate communicates communicating compact compacted comparable compare
complement complicated complicating component components comprehensive compromise compromised compromising
concentrically concern concerned conclude concluded concomitant concurrent condition conditions conduct confidently
configuration conform conglomerate connect connected connecting connection connects consecutive considerably
consistently consisting consists constant constitute constitutes construct consultant contact contend contiguity
continue continued contour contoured contours contribute control convex convincing convincingly cooperate correct
correlate corresponded couple coupled cover covered covid created creates creating creep cross current curve curved
customary cut cuts dabigatran dalteparin damaged dangling darker data decubitus deeply degree degrees delivery dense
densely department dependent depict deposit deposited deposits describe described description deserves designate
detach detached detail detailed detectable determined develops deviates diagnosing dilates diminish diminished
directed dirty disclosed discloses discover discovered discrete diseased display displayed dispose disposed
disseminated distinct distinctly distinguish disturbed divided divides division doac doctor dominant dominate dorsal
dorsally doubled doubtless downstream draft dramatic dramatically draw drawn driver drop drops dry dull duration
during dwell dwelling dwells early earned ease easily easy ed edges edoxaban effectively elastic elderly electively
element elements elongated emanate emanates emanating embedded embolic embrace embraces emerge emergency emergent
emerges emerging employ employed emptying encase enclose enclosed encounter encountered encroaches engorgement engulf
engulfed engulfs enhance enlargement enormous enough enoxaparin ensue ensuing entrance entry envelop envelops equal
equals eroding essentially examine examiner examining exceed exceeding exceeds excellent excessive exclusively
exhibited exist existing exists exit explain explains expose exposed express expressed exquisitely extra extreme
extremely eye face faces facing fairly fall falls familiar fashion fat featureless fibre fibrin fibrinous field fields
fifth figure figures filament filaments film final finally fine finger fingerlike fingers finish finished finishes
firmly fit fits fixation fixed flanked flap flat flatly flattened fleck flecks flight flights floats floppy
fluctuating focus fold follow followed follows force fore form formation forms fourth fraction fracture fragment
fragments frank frankly freely fresher friable frond fronds front fullness function fusiform gain gained gather
gathered gelatin general generally generous gentle gently giant give given gives giving glance glimpse globular go
goes going good gp grade granular gravid great greatest greatly greyish grip ground group groups grow guided
gynaecology habitus hairline halfway hand handle hang hanging hangs harbor harbored harboured hazy headed heading
healthy hears heavily heavy height held help heparin hesitation heterogeneously highly hinder hint hollow home
homogeneously horizontal hospital host hosts house housed huge hyperechogenic hypoechogenic icu idea ideal immature
immobile immobilised immobility impacted impaction impinge implicate implicated implicates important impressive
improve incidence incidental incidentally incline independent indistinct individual indolent inflamed inflammatory
inhabit inhabiting inhabits injury inlet innumerable inpatient insert inserts inside inspect install instead intact
intense intensely intensive interface interior intermediate intermittent internally interposed interrogate
interrogated interrogation interrupt interspersed intervening intimate intraluminally intravascular invariably
inverted investigate investigated islands issue item jacket jammed job join journey judge judged junctional juxta
juxtaposed keep keeps kept kind kinds know lace lacks laid lastly later latter lay layer layering layers lead leading
leads leaf learn leave leaves leaving led lengthening lengthwise lengthy let letter light limiting linearly lined list
little live lives lmwh load local localisation locally locate loculated lodge lodged lodges lodging longitudinally
loose loosely lost lots lumenal lumens luminally made maintain maintained majority make making manage manifest
manifestly mapped marbled margins mark marker match matches matted matter mature maximally mean means meanwhile
measurable medical medically medium meet membrane membranous merge mesh met micro midway migrated mineralised
minimally minute mixture model modest moment monophasic morphology motion mould moulded mouth move moved moves moving
multiloculated multisegmental multivessel mushroom nearby neat necessary need needle nestled nestles nestling network
nice nicely nodular nonocclusively notable notably noteworthy numerous nurse obese obey observed obstetric obstruct
obstructs obviously occasional occasionally occult occupancy occupant occur occurring occurs offer oncology ones
opaque open operation operative operator opposite orient oriented orifice originate orthogonal orthopaedic outflow
outline outlined outlines outlining outpatient outpatients oval overgrown overlapping overlie overlies overt pack
packing packs pad paediatric palpated palpation pancake parallel parallels paravalvular parted particular pass passage
passes patch patches patchily path peak pear peculiar pedunculated pencil perivenous permitted persist persistent
phase photograph physiotherapy pick picked piece pieces pinpoint place placed places plainly plane planes plaque
plaques plastered plugging plugs pocket pockets pointing polypoid poor poorly populated position positioned possess
possessed possesses posteromedial postnatal postoperative potent practically practice precise predominant
preferentially premier prepare presented presenting press principal proceed proceeding proceeds produced producing
product profuse prolonged prominent prominently prompt promptly prone pronounced proof proper properly protrude prove
proved proves provide provides proximity pulled pulls purely push pushed pushing put quantity radiating radiological
radiology ragged raised random range ranges ranging rapid read readily reading ready really reappear rear reason
reasonable receive recesses recognisable recognised recognizable record reference reflective regard regional register
regular regularly relation relationship relative relatively relevant reliable rely remark remarkable remarkably
rendered renders repeated replace replaced replaces require reserved reside resided resides residing resist resistance
resistant resists respect respond responding responds rest resting restrict resulting resume resumes retain retained
reticular reticulated retrograde reverse rich rigid rings rise rises rivaroxaban robust rod roll roof root rope
ropelike ropey round rounded roundish route routine row rubbery rule sac saccular sat sausage scant scattered screen
seal search seat seated sectional seek seemed seeming seems segmentally selected semi send sense separate separated
separately sequence sequential serial series serious serpentine serpiginous serve set sets shadow shape shaped shapes
share shared sharing sharp sharply shift shoulder shut sight signify silhouette silted silting simple simply
simultaneous simultaneously sink sinusoidal sit situ situation sixth sizable sizeable skirt slender slide slit slither
sludge slug smallish smear smoothly smudge snake snaking snug softer solid solidly somewhat sonographer sort sound
source space speak speaks speckled specks spherical spindle spiral splinted split splits spontaneously spot spots
spread springs stack stage staging stagnant stain stalk stand stands state states status stay stays steep stem step
stick sticking stiff straddle straight strand strandlike strands streak streaks stretched stretches stretching
strictly strikingly stringy strip striped strips stroke strong strongly structure structures stub subject submit
subsegmental subsequent substance substantially subtle subtly success successive sudden suddenly suffer suffering
suffers sufficient suite sum summit superimposed supervised supine supplied support surely surface surfaces surgical
surround sustained swathe sweep swell swells symmetric symmetrical systematic take taken takes taper tapered tapering
tapers task technician technologist telangiectatic tell tells tend tendril tends tense term terminal terminally test
texture theatre therapist therapy thicken thicker thickish thing think thinner thinnest thread threadlike threads tie
tight tightly top torpedo tortuous toto touch touches touching traceable traced track traction trail trailing trails
transected transition transitional translucent transmit transmitted transmitting transversely trapped trauma travel
travelled travelling travels traverses traversing treatment tree triangular trifurcates true truly try tube turn turns
typically typified ubiquitous ultimately unambiguous unambiguously undeniable understand undisputed undoubted
undoubtedly uneven uniform unit unite united unites unmistakable unmistakably unorganised unorganized unquestionable
unquestionably unusual unusually updated upstream uses using usual usually utmost value valvular variable variably
varied various vary varying vast ventilated ventral ventrally veritable vertical vicinity view viewed views virtually
viscous visibly visit visual visually voluminous wad wandering ward warfarin watch wavy way weak web webbed wedge
wedged weight whitish wholly widely widen widening wider widest window wisp wisps wispy work worm wormlike wrapped
wraps write yellow yield yielded yielding yields young younger zones aponeurosis brimming clung crept disappears dusky
ebb encloses conceal conceals fascia gorged gullet harbour heap hidden hide hides inched jam jams laden lain lumps
meets mid-grey nest nested penetrate penetrated penetrates perch perches quickens ribbon ribbons rooted settle settled
settles shred shreds shrivelled silt slip slips squats squeeze strewn strung studded sunk threading trickles trickling
tufts wall-to-wall whatsoever culprit trouble amiss ill ailing sick
"""
_PLAIN_ENDINGS = re.compile(r"[a-z]{2,18}(?:like|shaped|ish|ly|ous|oid|al|ular|iform|most|wards?|ic|est)")
"""How words that only describe end."""
KNOWN_WORDS = frozenset(" ".join((_GRAMMAR, _ANATOMY, _THROMBUS, _CARE, _DESCRIPTION, _ORDINARY, CONTENTS)).split())
_NAMING_WORDS = frozenset(" ".join((_GRAMMAR, _ANATOMY, "far join joins joining joined deeper shallower")).split())
_WORD = re.compile(r"[a-z]{2,}")


def unknown_words(text: str) -> list[str]:
    """The words of a lower-case text that are neither in the list nor of a form that only describes."""
    return [word for word in _WORD.findall(text) if word not in KNOWN_WORDS and not _describes(word)]


def only_names(text: str) -> bool:
    """Whether the words beside the name of a vein only point at it or tell where it lies."""
    return all(word in _NAMING_WORDS for word in _WORD.findall(text))


def _describes(word: str) -> bool:
    """A form of a word of the list ("harbour" beside "harbours"), or a word of a plain ending."""
    if _OTHER_TIME.match(word):
        return False
    stems = (word + "s", word.removesuffix("s"))
    return any(len(stem) > 3 and stem in KNOWN_WORDS for stem in stems) or bool(_PLAIN_ENDINGS.fullmatch(word))


def unsettling_words(text: str) -> list[str]:
    """Those unknown words that may put what was said before them into doubt or into another time."""
    return [word for word in _WORD.findall(text) if word not in KNOWN_WORDS and _OTHER_TIME.match(word)]
