"""Words that deny, except, extend, limit, or place in the past."""

from __future__ import annotations

from service.narrative.cues import EXCEPTION, EXTENSION, HISTORY, LIMITED, NEGATION, PART, SPARED, Entry
from service.narrative.wording import STUDY

SCOPES: tuple[Entry, ...] = (
    # where a negation starts
    (
        EXCEPTION,
        "",
        r"(?:with\sthe\s)?(?:sole\s|single\s|only\s)?exception\s(?:of|being)|except(?:ing)?(?:\s(?:for|in|at))?|apart\sfrom|other\sthan|aside\sfrom|save(?:\sfor)?(?=\s(?:the|in|one|that|a|left|right|both|only)\b)|save\sfor|but\sfor|excluding|barring|all\sbut\b|everything\sbut\b|with\sthe\sexclusion\sof|\bbar\sthe\b|only\sexception",
    ),
    (
        SPARED,
        "short",
        r"before\sit\s(?:would\s|could\s|might\s)?(?:have\s|has\s|had\s)?(?:enter|reach|join|touch)\w*|(?:up\s|down\s)?to\s(?:just\s|immediately\s|a\spoint\s)?(?:below|beneath|distal\sto|short\sof)\b|but\s(?:does\s|did\s)?not\s(?:in)?to\b|(?:up\s|down\s)?to\s?,?\sbut\s(?:does\s|did\s)?not\s(?:includ|reach|enter|involv|cross|pass|beyond)\w*(?:\sinto)?|(?<!\w)not\s(?:in)?to\b(?!\sbe|\s(?:an?\s|any\s)?(?:dvt|thromb|clot|deep))|(?:(?:stop|end|terminat|finish|fall|remain)\w*\s)?(?:just\s|well\s)?short\sof|(?:clear|away)\sof(?=\sthe)",
    ),
    (SPARED, "spared", r"spar(?:es|ing)(?:\sof)?|(?:is|are|was|were)?\s?spared"),
    (
        NEGATION,
        "noun",
        (
            r"no\b|nil\b|far\sfrom\s(?:being\s)?(?=thromb|occlu|clot|block|plug|obstruct|closed|choked|fill|full|packed)|\b0(?=\s(?:thromb|clot|dvt))|nothing\s(?:remains|is\sleft|left|is\sseen|was\sseen)\sof|(?:and\s|but\s)?not\s(?:to|from|because\sof|by|of)\s(?:an?\s|any\s)?(?=dvt|thromb|clot|deep)|(?:in|on|within)\s(?:neither|none\sof(?:\sthe)?\b)|lack(?:s|ing)?(?:\sof)?\b|loss\sof|void\sof|unremarkable\sfor|no\ssigns?\sof|not\sa\ssingle|neg\.?\sfor|without(?:\sany)?|w/o|absence\sof|absent:?(?=\s(?:thromb|clot|dvt))|free\s(?:of|from)|clear\s(?:of|from)|devoid\sof|neg(?:ative)?\.?\s(?:for|study\sfor|scan\sfor)|"
            rf"(?:negative|normal)\s(?:\w+\s)?{STUDY}\sfor|rather\sthan|instead\sof|as\sopposed\sto|excludes?(?=\s)|exclusion\sof|non-?\s?visuali[sz]ation\sof|(?<=, )excluding|^(?:excluded|ruled\sout)\s?:|rules\sout|fail(?:s|ed)?\sto\s(?:demonstrate|show|reveal|identify|detect|find)|"
            r"nothing\sto\s(?:suggest|indicate|support|confirm|favou?r|justify|diagnose)|neither|nor\b|none\sof\s(?:it|this|that|them|these|which|the)\b|(?:argues?|speaks?|counts?|militates?)\sagainst|(?:appearances?|findings?|features?)\s(?:is|are)\sagainst|zero"
        ),
    ),
    (NEGATION, "verb", r"not\b|n't\b|cannot|never\b|yet\sto\b|un(?=thrombosed)"),
    (
        EXTENSION,
        "",
        (
            r"exten(?:d|ds|ded|ding|sion)\b|(?:ends?|ending|terminat\w+|finish\w+)\s(?:up\s)?(?:in|inside|within)\b|propagat\w+|continu(?:es|ing|ous|ed|ation|ity)\w*|protrud\w+|reach(?:es|ing|ed)?\b|progress(?:ed|es|ing|ion)\b|tracks?\b|tracking|spread\w*|advanc\w+|"
            r"involv(?:es?|ing|ed|ement)|grown|encroach\w+|bulg\w+|prolaps\w+|spill\w*|cross(?:es|ing|ed)?\b|enter(?:s|ing|ed)?\b|project\w+|occup(?:y|ies|ying)|affect(?:s|ing)?\b|traced\b|ascend\w+|descend\w+|climb\w*|\bruns?\b|running|cours(?:es|ing)|pok(?:es|ing)|migrat\w+|comes?\sup\sto|grows?\b|growing|invad\w+|crept\b|jut\w*|peep\w*|dip(?:s|ping)(?=\sinto)|hang\w*(?=\s(?:[\w~]+\s){0,3}into)|push(?:es|ing|ed)(?=\s(?:[\w~]+\s){0,3}into)|gone\s(?:on|up|down|into|as\sfar|further|beyond)\b|go(?:es|ing)\s(?:on|up|down|into|as\sfar)|grown\b|lead(?:s|ing)\sinto|ris(?:es|ing|en|e)\b|creep\w*|snak\w+|passes\b|passing"
        ),
    ),
    (
        EXTENSION,
        "",
        (
            r"(?:trail|stretch|dangl|wind|worm|snak|slip|slid|swing|sweep|straggl|wander)(?:es|s|ing)\b(?=\s(?:[\w~-]+\s){0,3}?(?:into|to|down|up|through|along|as\sfar|across|inside)\b)|"
            r"carr(?:y|ies|ying|ied)\son\b|(?:trailed|stretched|wound)(?=\s(?:[\w~-]+\s){0,3}?(?:into|down|up|through))"
        ),
    ),
    (
        HISTORY,
        "",
        (
            r"(?:on|taking|receiving|started|commenced|given)\s(?:on\s)?(?:(?:full|therapeutic|long-term|oral)\s)?(?:warfarin|apixaban|rivaroxaban|edoxaban|dabigatran|heparin|lmwh|enoxaparin|dalteparin|tinzaparin|anticoagul\w+|doac|noac)\s(?:\w+\s){0,3}?for\b|(?:after|following|post)[\s-](?:(?:a|an|the|previous|acute|remote|old|earlier|prior|known|past|chronic|documented|extensive|his|her|proximal|distal|left|right)\s){0,2}(?=dvt\b|(?:deep\s)?(?:vein\s|venous\s)?thrombosis\b)|(?:baseline|index\s(?:event|episode|dvt|vte|thrombosis|scan|lesion\sat)|initial\s(?:scan|study|event|finding\w*)|first\sscan|screening\sscan|day\s0|visit\s1|enrol\w+|diagnosis)"
            r"(?:\s\([^()]{0,30}\))?\s?:|(?:had|has)\sbeen\s(?:pointed|described|reported|noted|seen|diagnosed|found)|underwent|"
            r"(?:is|are|was|were)\s(?:said|reported|stated|known|alleged|supposed)\sto\shave\s(?:shown|held|contained|had|been)|at\sthat\stime|at\sthe\stime(?=\b)|at\s(?:initial\s)?(?:presentation|diagnosis|baseline)|pre-?\s?(?:lysis|treatment|procedure|thrombolysis)|used\sto|originally|back\sin|as\sa\schild|(?:prior|previous)\sto\s(?:lysis|treatment|therapy)|before\s(?:lysis|treatment|therapy|stenting)|completed\s(?:\w+\s){0,3}?(?:for|after)|history\sof|hx\b(?:\sof)?|h/o|previous(?:ly)?|prior\b|(?:the\spast\b|past\b(?!\s(?:which|it\b|this|them|that|the\b|on\b|either|both)|\s?[.,;]|$))|treated\s(?:for|in|with)|treatment\sfor|s/p|status\spost|after\streatment|"
            r"(?:day\s\d+\s)?(?:post|after|following)[\s-](?:\w+[\s-]){0,3}?(?:thrombolysis|thrombectomy|lysis|stenting|angioplasty|cdt|clearance|removal|aspiration|declotting|embolectomy|evacuation|extraction)(?:\s\w+)?\s(?:for|of)|"
            r"\b(?:\w+)\s(?:years?|yrs?|months?|mths?|weeks?|wks?)\s(?:ago|back|earlier)|last\syear|formerly|earlier\s(?:this|last)|"
            r"(?:had|suffered)\s(?:a|an)\b|had\sbeen|(?:has|have|having)\shad\b|\bhad\s(?=dvt)|(?:described|reported|showed|demonstrated)\son\s(?:the\s)?(?:outside|prior|previous)"
        ),
    ),
    (
        HISTORY,
        "",
        (
            r"\bpmhx?\b|\bs/p\b|status\spost\b|former(?=\s(?:[\w/-]+\s){0,4}?(?:dvts?|thromb|clot))|"
            r"(?:old|known|known\sold)\s(?:[\w/-]+\s){0,3}?(?:dvts?|thromb(?:us|osis)|clots?)\s(?:in|from|of)\s(?:\w{3,9}\s)?(?:19|20)\d\d\b(?![^.;]{0,60}\b(?:persist|still|unchang|remain|resid|today|now|ongoing))"
        ),
    ),
    (HISTORY, "year", r"(?:in\s(?:\w+\s)?|\()?(?:19|20)\d\d\b"),
    (HISTORY, "known", r"known\b"),
    (
        LIMITED,
        "",
        r"\bother\b|further|additional|elsewhere|otherwise|\bnew\b|residual|remaining|remainder|superimposed|recurrent|persistent|\brest\sof\b|concurrent|associated|contralateral\sdvt|free[\s-]floating|else\b|more\sproximal",
    ),
)
PARTS: tuple[Entry, ...] = (
    (
        PART,
        "",
        r"\b(?:prox|dist)\b\.?|\b(?:proximal|mid|distal|upper|lower|middle|cranial|caudal)(?:ly)?(?:\s(?:third|thirds|part|half|portion|segment|aspect|end))?\b|\bone\b|\bsecond\b|\bfirst\b|channel|duplicat\w*|\bpaired\b|the\sother|(?:part|portion|segment|limb|moiety|branch)\b|origin|(?:beyond|above|below|from)\s(?:this|that)\s(?:point|level|place|spot)\s(?:on(?:wards?)?)?",
    ),
)
