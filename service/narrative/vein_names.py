"""The names of the veins in reports: patterns over corrected lower-case words, and the veins that each names."""

from __future__ import annotations

_V = r"(?:\s(?:veins?|vv?\b\.?|venous|segments?|vessels?))?"
_J = r"(?:\s*(?:,|/|&|\+|and|or|and/or|,\s?and)\s*(?:the\s)?)"
_BONE = (
    r"artery|arteries|arterial|nerve|fossae?|cyst|crease|skin|region|aneurysm|lymph|node|head|neck|shaft|condyle|canal|"
    r"hernia|catheter|line|access|puncture|fracture|crest|bone|plateau|tendon|muscle|spine|space|pulses?|triangle|ring"
)
IGNORED = (
    r"(?:left|right)\s(?:(?:common|external|internal)\s)?iliac\sarter(?:y|ies)\b|"
    r"(?:(?:common|superficial|deep|external|internal|posterior|anterior|proximal|mid|distal)\s){0,3}"
    rf"(?:femoral|popliteal|iliac|tibial|peroneal|inguinal|profunda|saphenous)\s(?:{_BONE})\b|"
    r"(?:medial\s|lateral\s|both\s)?heads?\sof\s(?:the\s)?gastrocnemius(?:\s(?:muscles?\s)?and\s(?:the\s)?soleus(?!\sve|\ssin|\splex))?(?!\sve|\sthr)|popliteal\s(?:\(?baker'?s?\)?\s)|\b(?:gastrocnemius|soleus|calf|thigh|psoas|iliopsoas)\s(?:muscles?|tears?|haematomas?|"
    r"hematomas?|abscess\w*|strain)(?!\sve)|saphenous\s(?:ablation|harvest|stripping)|(?:sub)?inguinal\s\w+|"
    r"iliac\sstents?|ivc\sfilters?|(?:venous|vein)\sstents?"
)
"""Names that look like a vein and are none."""

_ILIAC_ADJECTIVES = {"common": "common_iliac", "external": "external_iliac", "internal": "internal_iliac"}
_FEMORAL_ADJECTIVES = {"common": "common_femoral", "superficial": "femoral", "deep": "deep_femoral"}
_FEMORAL_ADJECTIVES |= {"proximal": "femoral", "mid": "femoral", "distal": "femoral"}
_TIBIAL_ADJECTIVES = {"posterior": "posterior_tibial", "anterior": "anterior_tibial"}
_SAPHENOUS_ADJECTIVES = dict.fromkeys(("great", "greater", "long", "large"), "great_saphenous")
_SAPHENOUS_ADJECTIVES |= dict.fromkeys(("small", "short", "lesser", "little"), "small_saphenous")
ELLIPSES: tuple[tuple[str, dict[str, str]], ...] = tuple(
    (rf"(?:{'|'.join(adjectives)})(?:{_J}(?:{'|'.join(adjectives)})){{1,2}}\s{head}{_V}", adjectives)
    for head, adjectives in (
        ("iliac", _ILIAC_ADJECTIVES),
        ("femoral", _FEMORAL_ADJECTIVES),
        ("tibial", _TIBIAL_ADJECTIVES),
        ("saphenous", _SAPHENOUS_ADJECTIVES),
    )
)
"""Lists that share their noun: "common and external iliac veins"."""

_T = r"(?:dvts?|clots?|thromb\w+|(?:deep\s)?(?:vein|venous)\s(?:thromb|clot)\w+)"
_NEXT_IS_DEEP = rf"(?=[\s-](?:(?:leg|lower\slimb|lower\sextremity|acute|occlusive|isolated)\s)?(?:{_T}|deep\s(?!femoral)|veins?\b|venous))"
_CALF_NEXT = r"(?=\s(?:deep|muscle|muscular|veins?|vv?\b|vessels?|axial|venous|dvts?|clots?|thromb))"
NAMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"ilio-?caval" + _V, ("inferior_vena_cava", "iliac_unspecified")),
    (r"(?:infrarenal\s|suprarenal\s)?(?:(?:inferior|lower)\svena\scava|ivc|vena\scava|cava)", ("inferior_vena_cava",)),
    (r"il[ie]o-?\s?femoral" + _V, ("iliac_unspecified", "common_femoral")),
    (r"(?:femoro|femero)-?\s?popliteal" + _V + r"|fem[\s/-]?pop\b" + _V, ("femoral", "popliteal")),
    (r"(?:com(?:mon|m)?\.?|c)\siliac" + _V + r"|civs?\b", ("common_iliac",)),
    (r"ext(?:ernal|\.)?\siliac" + _V + r"|eivs?\b", ("external_iliac",)),
    (r"int(?:ernal|\.)?\siliac" + _V + r"|iivs?\b|hypogastric" + _V, ("internal_iliac",)),
    (r"iliacs?" + _V + r"|pelvic(?=\s(?:dvt|veins?|venous|deep|thromb|clot|segment))" + _V, ("iliac_unspecified",)),
    (
        r"(?:main\s\(common\)|main|com(?:mon|m)?\.?)\s(?:femorals?|fem\b\.?)"
        + _V
        + r"|cfvs?\b|comm?\.?\sf\.?v\b|saphenofemoral\sconfluence"
        r"|c\.?f\.?\sveins?",
        ("common_femoral",),
    ),
    (
        r"(?:deep|profunda)\s(?:femorals?|femoris|fem\b\.?)"
        + _V
        + r"|profundas?"
        + _V
        + r"|pfvs?\b|dfvs?\b|pf\sveins?"
        + r"|prof\b\.?\s(?:fem\b\.?|v(?:eins?|ns?)?\b\.?)|prof\b(?=\s?[:=|/]|,\s|\s(?:compress|coapt|non-?compress|patent|clear|nc\b|ok\b|normal|thromb|clot|occl))",
        ("deep_femoral",),
    ),
    (
        r"(?:superficial|sup\.?)\s(?:femorals?|fem\b\.?)"
        + _V
        + r"|sfvs?\b|fvs?\b|femorals?"
        + _V
        + r"|fem\b\.?"
        + _V
        + r"|subsartorial"
        + _V
        + r"|sf\sveins?",
        ("femoral",),
    ),
    (r"popliteals?" + _V + r"|pop\b\.?" + _V + r"|popl?\.?\s?vs?\b|popl\b\.?" + _V + r"|pv\b", ("popliteal",)),
    (
        r"tibi(?:o|al)?[\s-]?(?:peroneal|fibular)(?:\s(?:venous\s)?trunks?)?" + _V + r"|tp\strunk|tpt\b|tptv?\b",
        ("tibioperoneal_trunk",),
    ),
    (
        r"(?:anterior|ant\.?)\s(?:tibials?|tib\b\.?)" + _V + r"|atvs?\b|at\sveins?|\bat(?=\s?(?:and|&|,|/|\+)\s?pt\b)",
        ("anterior_tibial",),
    ),
    (
        r"(?:posterior|post\.?)\s(?:tibials?|tib\b\.?)"
        + _V
        + r"|ptvs?\b|pt\sveins?|(?<=/)pt\b|\bpt(?=/)|\bpt(?=,?\s?(?:and|&|or|,|\+)\s?(?:the\s)?(?:per|at\b|popl|gastroc|soleal))|pts\b(?=\sveins|,?\s(?:and|&|\+)\s(?:the\s)?(?:peron|per\b|pero\b|ats\b))",
        ("posterior_tibial",),
    ),
    (
        r"peroneals?"
        + _V
        + r"|perone?\b\.?"
        + _V
        + r"|fibular"
        + _V
        + r"|pero\b\.?"
        + _V
        + r"|per\.?\sv(?:eins?|v)?\b\.?|per\b\.?(?=\s?(?:[:,;/=)&+-]|nc\b|c\b|and\b|or\b|comp|non|ok\b|clear|patent|thromb|clot|normal|not\b|nv\b|ns\b|no\b|x2|occl|dvt|$|acute))|perov?s?\b|pervs?\b",
        ("peroneal",),
    ),
    (
        r"(?:medial\s|lateral\s)?(?:gastrocnemius|gastrocnemial|gastrocnemii|gastrocs?\b\.?)"
        + _V
        + r"|gcvs?\b|gnvs?\b|[ml]gvs?\b|gastrocnemious"
        + _V
        + r"|sural\sveins?",
        ("gastrocnemius",),
    ),
    (r"(?:soleal|soleus)(?:\s(?:sinus(?:es)?|sinusoids?|plexus))?" + _V, ("soleal",)),
    (
        (
            r"(?:(?:intra)?muscular|muscle)\s(?:calf\s)?(?:veins?|dvt|branch\w*)|calf\s(?:muscle|muscular|intramuscular)\s"
            r"(?:veins?|dvt|sinus\w*|branch\w*|thromb\w+)|(?:intra)?muscular\s(?:calf\s)?(?:thromb\w+|venous)"
            r"|muscular\scalf(?=\sdvt)"
        ),
        ("calf_muscular_unspecified",),
    ),
    (
        r"(?:great(?:er)?|long|large)(?:\s\((?:great(?:er)?|long)\))?\ssaph(?:enous|\.)?"
        + _V
        + r"|gsvs?\b|lsvs?\b|saphen(?:o|ous)[\s-]?femoral\sjunctions?"
        r"|sfjs?\b|sf\sj(?:ct|unction|xn)\b|saphenofemoral(?:\s(?:jct|jn|jxn|junct)\.?)?" + _V,
        ("great_saphenous",),
    ),
    (
        r"(?:small|short|lesser|little)(?:\s\((?:small|short|lesser)\))?\ssaph(?:enous|\.)?"
        + _V
        + r"|ssvs?\b|saphen(?:o|ous)[\s-]?popliteal\s(?:junctions?|jct|jn|jxn)|spjs?\b",
        ("small_saphenous",),
    ),
    (
        r"varicosit(?:y|ies)|varicose\s(?:veins?|tributar(?:y|ies))|varix|varices|varicose\sve(?:i)?ns|tributar(?:y|ies)|"
        r"(?:anterior|posterior)\saccessory\s(?:great\s)?saphenous" + _V + r"|aasv|giacomini" + _V,
        ("other_superficial",),
    ),
    (
        r"(?:axial\s|deep\s|paired\s)?calf"
        + _CALF_NEXT
        + r"(?:\s(?:axial|deep))?(?:\s(?:veins?|vv?\b\.?|vessels?)(?!\sthromb))?|"
        r"infra-?\s?popliteal"
        + _V
        + r"|(?:crural|infragenicul\w+|calf)\s(?:veins?|trunks?|vv\b)|below\sknee\sve\w+|bk\sveins?|tibial\sve(?:ins?|ssels?)|tibials\b|calf\strifurcation|trifurcation\sve\w+|"
        r"(?:incl(?:uding|\.)?|inclusive\sof)\s(?:the\s)?calf\b|"
        r"(?:deep\s)?veins?\s(?:of|in)\s(?:the\s)?(?=(?:right\s|left\s)?cal(?:f|ves)\b)|(?:(?<=^right\s)|(?<=^left\s)|^)(?:calf|calves)(?=\s?[:|])|calf(?=\s(?:is\s|also\s)?(?:patent|clear|ok|neg|negative|compressible)\b)|"
        rf"(?:isolated\s)?distal{_NEXT_IS_DEEP}(?:\sdeep(?:\svein(?:s|(?!\sthromb))?)?|\sveins?(?!\sthromb))?|"
        rf"below[\s-](?:the[\s-])?knee{_NEXT_IS_DEEP}(?:\sdeep\sveins?(?!\sthromb)|\sveins?(?!\sthromb))?|"
        r"(?:veins?\s)?below\sthe(?=\s(?:right|left)\sknee)|below\sthe\sknee(?=\s?(?:[.;,)]|$))|veins?\sbelow\sthe\sknee|distal\sveins?|axial\sveins?\sof\sthe\scalf",
        ("calf_unspecified",),
    ),
    (
        (
            rf"(?:proximal|above[\s-](?:the[\s-])?knee|(?<!mid-)(?<!mid\s)(?<!upper\s)(?<!lower\s)(?<!distal\s)thigh){_NEXT_IS_DEEP}(?:\sdeep\sveins?(?!\sthromb)|\sveins?(?!\sthromb))?|"
            r"above\sthe(?=\s(?:right|left)\sknee)|above\sthe\sknee(?=\s?(?:[.;,)]|$))|"
            r"proximal(?=\s(?:and|or|nor)\s(?:distal|calf|below))"
        ),
        ("leg_proximal_unspecified",),
    ),
    # Named, but not which: keeps what is said of it from being taken for the vein named before.
    (
        (
            r"(?:all|everything|nothing|anything|anywhere)\selse|(?:the\s)?(?:rest|remainder)(?=\s(?:is|are|of\sthe\s(?:leg|limb|calf|veins?|deep|scan|study|examination|venous|system|lower))|\s?:)"
            r"(?:\sof\sthe\s(?:\w+\s){0,2}?(?:leg|limb|calf|veins?|system|scan|study|examination|extremity))?|all\sothers?\b|(?:the\s)?others\b|"
            r"(?:plantar|dorsal\sfoot|genicul\w+|gonadal|ovarian|renal|pudendal|epigastric|circumflex|portal|azygos|jugular|subclavian|axillary|brachial|basilic|cephalic)\sveins?"
        ),
        (),
    ),
    (r"saphenous" + _V + r"|(?:superficial|perforat\w+)\sveins?(?!\sthromb)", ()),
    (
        (
            r"(?:(?:visuali[sz]ed|imaged|examined|interrogated|major|main|all|other|remaining)\s){0,2}deep\s(?:leg\s|limb\s)?"
            r"(?:venous\s(?:system|structures?|vasculature|segments?|circulation)|veins?|vessels?|system)(?!\sthromb)"
            r"|^(?:the\s)?veins(?=\s(?:are|compress|patent|all|appear|normal|remain))|veins\s(?:of|in)\s(?:the\s)?(?=(?:right\s|left\s)?(?:leg|lower\s(?:limb|extrem)))"
            r"|all\s(?:the\s)?(?:visuali[sz]ed\s|imaged\s|examined\s)?(?:leg\s)?veins?|(?:leg|lower\slimb|lower\sextremity)\sveins?(?!\s(?:ultra|dup|dop|scan|us\b|stud|thromb))"
        ),
        ("leg_deep_unspecified",),
    ),
)
"""Pattern (over corrected lower-case words) and the veins that it names; earlier entries win at the same place."""
