"""The words that carry meaning in a report, and cutting a sentence into them.

Every pattern is bounded (no nested open repeats), so that reading stays linear in the text.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from service.narrative import veins

VEIN, SIDE, THROMBUS, THROMBOSED, NO_THROMBUS = "vein", "side", "thrombus", "thrombosed", "no_thrombus"
NEGATION, NOT_SEEN, RESOLVED, HEDGE, AGE, OCCLUSION = "negation", "not_seen", "resolved", "hedge", "age", "occlusion"
COMPRESSION, CLEAR, UNSEEN, EXTENSION, SPARED = "compression", "clear", "unseen", "extension", "spared"
HISTORY, EXCEPTION, LIMITED, PERSISTS, BLANKET, REST = "history", "exception", "limited", "persists", "blanket", "rest"
PART, SCARRED, IGNORED = "part", "scarred", "ignored"


@dataclass(frozen=True, slots=True)
class Token:
    """One meaningful stretch of a sentence."""

    kind: str
    start: int
    end: int
    value: str = ""
    veins: tuple[str, ...] = ()


_STUDY = r"(?:exam\w*|stud(?:y|ies)|scans?|ultrasounds?|imaging|images?|duplex\w*|dopplers?|uss?\b|sonogra\w+|venogra\w+|report)"
_SEEN = (
    r"(?:seen|identified|visuali[sz]ed|demonstrated|detected|present|evident|shown|found|noted|apparent|observed|visible|"
    r"appreciated|elicited|discernible|discerned|recogni[sz]ed|recorded|there)"
)
_LEG = r"(?:legs?|limbs?|lower\s(?:limbs?|extremit(?:y|ies)|ext\b\.?)|extremit(?:y|ies)|sides?|calf|calves|thigh|le\b)"
_WHOLE_LEG = r"(?:legs?|limbs?|lower\s(?:limbs?|extremit(?:y|ies)|ext\b\.?)|extremit(?:y|ies)|sides?|le\b|[rl]le\b|leg\svenous\ssystem)"
_ANY_FLOW = r"(?:\w+\s){0,3}(?:flow|colou?r\s(?:signal|filling)|doppler\ssignal|signal)"
_CERTAIN = r"(?:entirely|completely|fully|confidently|reliably|definitively|definitely|absolutely|totally|wholly)"
_AGES = r"(?:acute|recent|fresh|new|old|chronic|sub-?acute|long-?standing)"
_NOUNS = r"(?:dvts?|thromb(?:us|i|osis|oses)|clots?|vte|svt|thromboembol\w+|deep\s(?:vein|venous)\sthrombo\w+|venous\sthrombo\w+)"

_PATTERNS: tuple[tuple[str, str, str], ...] = (
    (
        HISTORY,
        "",
        (
            rf"(?:prior|previous|earlier|old|outside|last|external|referr\w+|initial|first|original)\s(?:\w+\s){{0,2}}?{_STUDY}(?:\s\w+){{0,5}}?\s(?:described|showed|shows|demonstrated|reported|noted|"
            r"found|revealed|mentions?|mentioned|documented|documents|identified|recorded|suggested|diagnosed|describes|reports|stated|states|had|confirmed)"
        ),
    ),
    (
        HISTORY,
        "",
        rf"{_STUDY}\s(?:from|at)\s(?:\w+\s){{0,3}}?(?:hospital|cent(?:re|er)|clinic|practice|facility)|(?:outside|another|external|private|referring|local)\s(?:hospital|cent(?:re|er)|clinic|practice|facility)",
    ),
    # what only looks like one of the others
    (IGNORED, "", veins.IGNORED),
    (
        IGNORED,
        "",
        (
            rf"(?:family|no|denies(?:\sany)?|nil|without)\s(?:\w+\s){{0,3}}(?:history|hx)(?:\s(?:of|for)\s(?:\w+\s){{0,4}}?{_NOUNS})?"
            rf"|no\s(?:known\s)?(?:previous|prior|past)\s(?:\w+\s){{0,2}}?{_NOUNS}|never\shad\s(?:a\s)?{_NOUNS}"
        ),
    ),
    (
        IGNORED,
        "",
        (
            rf"(?:since|from|to|with|on|than|versus|vs\.?|against|per|in|at)\s(?:the\s|a\s|that\s|his\s|her\s|their\s)?(?:\w+\s)?"
            rf"(?:prior|previous|last|earlier|recent|initial|baseline|index|outside|old|first)\s(?:\w+\s){{0,3}}?{_STUDY}"
            rf"|(?:prior|previous|earlier|last|old)\s(?:\w+\s)?{_STUDY}(?!\s(?:report\s)?(?:described|showed|demonstrated|reported|"
            r"noted|found|revealed|had|with))|since\s(?:prior|previous|last\s\w+|(?:\w+\s){1,3}ago|(?:19|20)\d\d)|(?:for|available|no)\s(?:direct\s)?comparison"
            rf"|no\s(?:prior|previous|old|earlier)\s(?:\w+\s)?{_STUDY}|{_STUDY}\s(?:of|from|dated|performed|done|obtained|on)?\s?"
            r"(?:\w+\s){0,3}(?:ago|earlier|previously)|comparison\s(?:made|is\smade|with|to)"
        ),
    ),
    (
        IGNORED,
        "",
        (
            rf"(?:was\s|were\s)?(?:not|un)\s?(?:{_SEEN})\s(?:on|in|at)\s(?:the\s)?(?:\w+\s)?(?:prior|previous|earlier|last|"
            rf"recent|initial|first|{_STUDY})(?:\s{_STUDY})?"
        ),
    ),
    (
        PERSISTS,
        "",
        (
            r"no\s(?:\w+\s){0,3}?(?:change|progression|regression|improvement|interval|increase|decrease|alteration|difference)"
            r"(?:\s(?:change|in|of))?|not\s(?:significantly\s|substantially\s|appreciably\s)?changed|no\sdoubt|not\sonly|"
            r"no\sfurther\s(?:change|progression)|does\snot\slook\schanged"
        ),
    ),
    (
        IGNORED,
        "",
        (
            r"(?:extrinsic(?:ally)?|external(?:ly)?)\scompress\w*|compressed\s(?:between|by|from|against|beneath|under)|"
            r"(?:2|3|two|three)[\s-]?point\s(?:compression|comp)|compression\s(?:ultra\w+|us\b|sonogra\w+|manoeuv\w+|maneuv\w+|technique\w*|"
            r"stockings?|study|scan\w*|hosiery|bandag\w+|garments?|testing|duplex|protocol|views?|was\s(?:performed|applied|used)|"
            r"not\s(?:performed|attempted|tolerated|possible))|(?:with|using|by|under|graded|serial)\s(?:and\swithout\s)?(?:graded\s|serial\s|"
            r"transducer\s|probe\s|manual\s)?compression\b(?!\s(?:of|present|normal))|compression\sof\sthe\s(?:left|right)\s(?:common\s)?iliac\svein\sby|may-thurner\w*|compress\w*\s?[:-]?\s?(?:was\s|is\s)?not\s(?:seen|assess\w*|performed|obtained|done|tested|evaluated|documented)|compression\s(?:by|from)\s(?:the|an|overlying|adjacent)"
        ),
    ),
    (
        IGNORED,
        "",
        (
            r"chronic\s(?:venous\s)?(?:insufficiency|venous\s(?:disease|stasis)|reflux|kidney|lung|heart|pain|swelling|oedema|edema)|"
            r"(?:acute|recent|old)\s(?:on\sset\s)?(?:onset|pain|swelling|surgery|travel|flight|injury|fracture|trauma|history|calf\sp\w+|"
            r"hospital\w*|admission|immobili\w+|distress|finding\w*|abnormalit\w+|hip|knee)|\d{1,3}[\s-]?(?:years?|yrs?|y)[\s-]?(?:old|o)?\b(?!\sago)"
        ),
    ),
    (
        IGNORED,
        "",
        (
            r"dvt\s(?:study|scan|protocol|ultra\w+|doppler|duplex|screen\w*|clinic|assessment|exam\w*|us\b|uss\b|pathway|prophylaxis|risk|"
            r"evaluation|service|probability)|(?:negative|positive)\sd-?\s?dimer|d-?\s?dimer\s(?:is\s|was\s)?(?:negative|positive|normal|raised|elevated)|"
            r"(?:normal|symmetric\w*|preserved|good|clear)\s(?:(?!compress)\w+\s){0,2}?(?:flow|phasic\w*|augment\w*|waveforms?|respirat\w+|calib\w+|"
            r"diameter|variation|doppler|response|spectral|valsalva|signal|signals|pulses?|skin|soft\stissue\w*|filling)"
            r"(?!\s(?:and|,)?\s?(?:full\s|normal\s)?compress)|no\sflow\s(?:abnormal|limit|disturb)\w*|patent\s(?:stents?|ivc\sfilter|filter|foramen)|"
            r"(?:stents?|grafts?|filters?|arter\w+)\s(?:\w+\s){0,4}?(?:is|are|was|were|remains?|appears?|widely)?\s?(?:widely\s|fully\s)?patent|"
            r"not\sclear(?:ly)?|clear\scut|negative\spressure|clear\slungs?|normal\s(?:saline|range)|normally\s(?:on|at)\b"
        ),
    ),
    (
        IGNORED,
        "",
        (
            r"thrombus\sburden|"
            r"wall\sthickening|vein\swall\w*|valve\s\w+|thrombolysis|clot\sretraction|risk\sof\s\w+"
        ),
    ),
    (
        BLANKET,
        "absent",
        (
            rf"(?:(?:right|left|rt|lt|r|l|both|either)\s)?(?:\w+\s)?{_WHOLE_LEG}\s?(?:(?:is|are|was|were|for\scomparison|as\scomparison|scan|study|examined|also|"
            r"both|entirely|completely|remains?|venous\s(?:duplex|ultrasound|doppler)|duplex|veins|appears?)\s|[:-]\s?){0,3}(?:negative|normal|clear|unremarkable)"
            r"(?=\s?(?:[.;,)]|$|and\b|for\scomp|study|scan|duplex|today|exam|on\b|throughout|with\b))"
        ),
    ),
    (
        BLANKET,
        "absent",
        rf"(?:negative|normal|unremarkable)\s(?:\w+\s){{0,5}}?{_STUDY}(?!\sfor)|{_STUDY}\s(?:is\s|was\s|:\s)?(?:negative|normal)(?!\s(?:for|flow|compress|calib|phasic|cfv|common|femoral|popl))",
    ),
    # age
    (
        AGE,
        "indeterminate",
        (
            r"age[\s-]?indeterminate|indeterminate[\s-](?:age|in\sage|chronicity|for\sage)|(?:of\s)?(?:an?\s)?(?:uncertain|unknown|undetermined|"
            r"indeterminate)\s(?:age|chronicity|duration)|(?:age|chronicity)(?:\s(?:of|is|was|remains|the|this|thrombus|clot|being)){0,4}\s(?:uncertain|"
            r"indeterminate|unknown|unclear|undetermined|cannot\sbe\s(?:determined|established|ascertained|judged)|not\s(?:determined|certain))|"
            r"(?:cannot|not|unable\sto|difficult\sto)\s(?:\w+\s){0,2}?(?:determin\w*|age|date|establish)\s(?:the\s)?(?:age|thrombus|clot)|"
            r"(?:acute|recent|new)\s?(?:or|versus|vs\.?|v|/)\s?(?:chronic|old|sub-?acute)|chronic\s?(?:or|vs\.?|versus|/)\s?(?:acute|new)|"
            r"(?:acute\s?(?:to|-)\s?)?sub-?acute(?:[\s-](?:to|or|on)[\s-]chronic)?"
        ),
    ),
    (AGE, "acute", r"acute[\s-](?:on|upon|over|superimposed\son)[\s-]chronic"),
    (
        AGE,
        "acute",
        (
            r"(?:(?:most\s)?likely|probably|presumably|appear(?:s|ing)?|looks?|looking|favou?r(?:ed|s)?|thought|felt|presumed)\s"
            r"(?:(?:to\sbe|an?|as|relatively|more)\s){0,2}(?:acute|recent|fresh|new)\b"
        ),
    ),
    (AGE, "acute", r"\?\s?(?:acute|recent|fresh)\b(?!\s(?:\w+\s)?(?:thromb|dvt|clot|deep))"),
    (AGE, "chronic", r"\?\s?(?:chronic|old)\b(?!\s(?:\w+\s)?(?:thromb|dvt|clot|deep))"),
    (
        AGE,
        "chronic",
        (
            r"(?:(?:most\s)?likely|probably|presumably|appear(?:s|ing)?|looks?|favou?r(?:ed|s)?|thought|felt|possibly|presumed)\s"
            r"(?:(?:to\sbe|an?|as)\s){0,2}(?:chronic|old|long-?standing)\b"
        ),
    ),
    (AGE, "acute", r"(?:hyper-?)?acute(?:ly)?\b|fresh\b|recent\b(?!ly)"),
    (
        SCARRED,
        "",
        r"(?:chronic\s)?post-?\s?thrombotic\s?(?:change\w*|scar\w*|appearance\w*|sequela\w*|disease)?|chronic\s(?:venous\s)?(?:scar\w*|change\w*|sequela\w*)",
    ),
    (AGE, "chronic", r"chronic(?:ally)?|chronicity|\bold\b|long-?\s?standing|organi[sz](?:ed|ing)|well-established"),
    # a thrombus, and none
    (
        NO_THROMBUS,
        "",
        (
            r"(?:thrombus|thrombosis|clot|dvt)[\s-]free|free\s(?:of|from)\s(?:any\s|all\s)?(?:\w+\s)?(?:thrombus|clots?|thrombosis|thrombi|dvt)|"
            r"(?:un|non-?)thrombosed|not\s(?:been\s)?(?:affected|involved|thrombosed)|un-?(?:involved|affected)"
        ),
    ),
    (
        THROMBUS,
        "dvt",
        (
            r"dvts?\b|deep[\s-](?:vein|venous|leg\svein)s?\s(?:thrombo(?:sis|ses|tic)|clots?|thromb\w+)(?:\s(?:disease|process))?|"
            r"venous\s(?:thrombo(?:sis|ses)|thrombus|clots?)|vein\sthrombosis"
        ),
    ),
    (THROMBUS, "svt", r"superficial\s(?:vein|venous)?\s?(?:thrombo\w+|phlebitis)|svt\b|(?:thrombo)?phlebitis"),
    (
        THROMBUS,
        "web",
        (
            r"webs?\b|webbing|synechiae?|trabecula\w*|(?:intra-?luminal|luminal|fibrous|echogenic|fibrotic|wall-adherent|adherent)\s"
            r"(?:\w+\s)?(?:scar\w*|strands?|bands?|fibro\w+|septa\w*|septations?)"
        ),
    ),
    (
        THROMBUS,
        "material",
        (
            r"(?:echogenic|hypoechoic|echolucent|hypo-echoic|soft|thrombotic)\s(?:\w+\s)?(?:material|contents?|debris|filling)|"
            r"(?:intra-?luminal|luminal)\s(?:\w+\s)?(?:echoes|echogenicity|material|debris|filling|defects?|contents?)|filling\sdefects?"
        ),
    ),
    (THROMBOSED, "", r"thrombosed|clotted|thrombotic|(?:also|is|are|was|were)\s(?:also\s|now\s)?(?:involved|affected)"),
    (THROMBUS, "thrombus", r"thromb(?:us(?:es)?|i|osis|oses)\b|clots?\b|thrombotic\socclusion"),
    # occlusion
    (
        OCCLUSION,
        "non_occlusive",
        (
            r"non[\s-]{0,3}occlu\w*|not\s(?:completely\s|fully\s|entirely\s|totally\s)?(?:occlu\w+)|(?:no|without)\socclusion|"
            r"(?:partial(?:ly)?|partly|incomplete(?:ly)?|near[\s-](?:complete|total)(?:ly)?)\s(?:occlu\w+|fill\w*|obstruct\w*|obliterat\w+)|"
            r"sub-?total(?:ly)?(?:\socclu\w+)?|sub-?occlusive|partial(?:ly)?(?=\s(?:\w+\s)?(?:thromb\w+|clot\w*))|re-?canali[sz]\w*|"
            r"(?:some|residual|peripheral|central|preserved|persistent|persisting|marginal|trickle\sof|rim\sof|eccentric|reduced|remaining|crescent\sof|(?:a\s)?little|(?:a\s)?small\samount\sof|thin|"
            r"detectable|maintained)\s(?:colou?r\s|blood\s|peripheral\s|venous\s)?flow(?!\s(?:is\s)?(?:absent|not))|"
            r"(?:flow|colou?r(?:\sfilling)?)\s(?:(?:is|was|can|be|still|remains?|seen|present|detected|detectable|preserved|maintained|identified|"
            r"demonstrated|visible|noted|passing|demonstrable)\s){0,4}(?:around|past|through|alongside|along|about|beside|at\sthe\speriphery|peripherally)"
        ),
    ),
    (
        OCCLUSION,
        "occlusive",
        (
            r"(?:(?:completely|totally|fully)\s)?occlusive|(?:completely|totally|fully|entirely)\s(?:fill\w*|thrombosed(?=\b)|obliterat\w+|obstruct\w*)|"
            r"fill(?:s|ed|ing)(?=\swith\s(?:\w+\s)?(?:thromb|clot|echo))|fill(?:s|ed|ing)\s(?:the\s)?(?:\w+\s){0,2}(?:lumen|calibre|vein)(?!s?\scompletely\snormal)|"
            rf"(?:no|absen(?:t|ce\sof)|without|lack\sof|loss\sof|nil|zero|devoid\sof)\s(?:(?!compress|thromb)\w+\s){{0,4}}?(?:colou?r\s|spectral\s|doppler\s|venous\s)?(?:flow|colou?r\sfill\w*|"
            r"colou?r\ssignal|doppler\ssignal)(?!\s(?:abnormal|limit|disturb))|flow\s?(?:[-:]\s)?(?:(?:is|was|are|were|could|can|be|signal)\s){0,3}"
            rf"(?:absent|none|nil|not\s(?:be\s)?{_SEEN})|\bf-(?!\w)"
        ),
    ),
    (THROMBOSED, "occluded", r"occlud(?:ed|ing|es)\b|obliterated|blocked"),
    (THROMBUS, "occlusion", r"(?:complete\s|total\s)?occlusion\b"),
    # compression
    (
        COMPRESSION,
        "partial",
        (
            rf"(?:(?:does|do|did|could|can|is|are|was|were|will|would)\s?)?(?:not|n't|cannot|unable\sto|fails?\sto|failed\sto)\s(?:be\s)?{_CERTAIN}\s(?:be\s)?(?:compress\w*|collaps\w*|coapt\w*)|"
            rf"(?:(?:does|do|did|could|can|is|are|was|were|will|would)\s?)?(?:not|n't|cannot|fails?\sto)\s(?:be\s)?(?:compress\w*|collaps\w*|coapt\w*)\s(?:{_CERTAIN}|normally|well)|"
            r"(?:only\s)?(?:partial(?:ly)?|partly|incomplete(?:ly)?|reduced|impaired|poor(?:ly)?|limited|decreased|diminished|suboptimal(?:ly)?|"
            r"only\s(?:partially|slightly|minimally)|lacks?\sfull|somewhat)\s(?:in)?(?:compress\w*|comp\b|coapt\w*|collaps\w*|non-?compress\w*)|"
            r"compress\w*\s?(?:(?:is|was|are|were|remains?|only|:|appears|[(])\s?){0,2}(?:only\s)?(?:partial(?:ly)?|incomplete(?:ly)?|partly|poorly|reduced|impaired|in\spart)|"
            r"not\sfull\scompression|(?:is|was|are|were)\s(?:only\s)?(?:incomplete|partial)\b(?!\s\w*thromb)|less\sthan\s(?:full|complete)\scompress\w*"
        ),
    ),
    (
        COMPRESSION,
        "non_compressible",
        (
            r"non[\s-]{0,3}(?:compress\w*|comp\b|coapt\w*|collaps\w*)|in-?compress\w+|un-?compress\w+|"
            r"(?:does|do|did|could|can|would|is|are|was|were|will)(?:\snot|n't)\s(?:\w+\s)?(?:be\s)?(?:compress\w*|collaps\w*|coapt\w*)|cannot\s(?:be\s)?"
            r"(?:compress\w*|collaps\w*|coapt\w*)|fail(?:s|ed|ure|ing)?\s(?:to|of)\s(?:\w+\s){0,3}?(?:compress\w*|coapt\w*|collaps\w*)|failed\scompress\w*|"
            r"(?:no|absent|lack\sof|loss\sof|absence\sof|without|nil|lost|lacks)\s(?:\w+\s)?compress\w*(?!\sof)|compress\w*\s?(?:(?:is|was|are|were|:|-|=)\s?){0,2}"
            r"(?:absent|lost|none|nil|no\b|negative|not\s(?:present|demonstrated|achieved))|resist\w*\s(?:to\s)?compress\w*|not\scomp(?:ress\w*)?\b|\bc-(?!\w)|\bnc\b|neither(?:\s(?:of\s(?:which|these|them)|veins?))?\scompress\w*"
            r"|unable\sto\s(?:be\s)?compress\w*"
        ),
    ),
    (
        COMPRESSION,
        "compressible",
        r"compress\w*|comp\b|collaps(?:es|ible|ed?|ing)|coapts?\b|coapt(?:ed|ing|ation)|\bc\+",
    ),
    # certainty
    (
        HEDGE,
        "after",
        (
            r"(?:cannot|can\snot|could\snot|can't|couldn't|unable\sto|difficult\sto|impossible\sto|hard\sto|not\spossible\sto|does\snot|not|difficult\sto\sbe)"
            r"\s(?:be\s)?(?:\w+ly\s)?(?:be\s)?(?:exclud\w*|rul(?:e|ed)\sout|discount\w*)|not\s(?:\w+ly\s)?(?:excluded|confirmed|ruled\sout)|(?:is|was|are|remains?)\s(?:a\s)?"
            r"(?:possib\w+|suspected|likely|probable|questionable|equivocal|uncertain|unclear)|\bvs\.?\s|versus|in\sdoubt|inconclusive|borderline"
        ),
    ),
    (
        HEDGE,
        "before",
        (
            r"possib(?:le|ly|ility\sof)|probabl[ey]|suspicious(?:\s(?:for|of))?|suspicion\s(?:of|for)|suspected|suspect|questionable|question\sof|"
            r"equivocal|may\s(?:well\s)?(?:represent|be|reflect|contain|extend|involve|reach|indicate)|might|could\s(?:represent|be|reflect|indicate)|concern(?:ing|ed)?\s?(?:for|about)?|"
            r"suggest(?:s|ive|ing)(?:\sof)?|(?:most\s)?likely|query|\?+|presumed|presumptive|indeterminate\sfor|uncertain|unclear|raises?\s(?:the\s)?(?:possibility|question)|"
            r"raising\s(?:the\s)?(?:possibility|question)|potential(?:ly)?|apparent|doubtful|conceivabl[ey]|cannot\sconfirm"
        ),
    ),
    (
        NOT_SEEN,
        "",
        (
            rf"(?:(?:is|are|was|were|has|have|been|be|can|could|also)\s){{0,3}}(?:not|no\slonger|nowhere|never)\s(?:\w+ly\s)?(?:be\s|been\s|now\s|to\sbe\s)?{_SEEN}|"
            r"(?:(?:is|are|was|were|has|have|been|be|now)\s){0,3}(?:excluded|ruled\sout|absent\b(?!\s(?:thromb|clot|dvt|compress)))|(?<=[:=-]\s)(?:none|nil|no|absent|negative)\b(?!\s\w)|(?<=[:=-]\s)(?:none|nil|absent)\b|(?:(?<=thrombus\s)|(?<=clot\s)|(?<=dvt\s))no\b(?=\s?(?:[,;.)]|$))"
        ),
    ),
    (
        UNSEEN,
        "",
        (
            r"(?:(?:is|are|was|were|has|have|been|be|could|can)\s){0,3}(?:not|n't)\s(?:(?:\w+ly|well|fully|formally|specifically|be|been|all)\s){0,3}"
            r"(?:seen|visuali[sz]ed|assess\w*|examined|scanned|imaged|evaluat\w*|interrogated|included|studied|insonated|performed|demonstrated|covered|checked|delineated|resolved|looked\sat)|"
            r"(?:poorly|inadequately|incompletely|suboptimally|partially|not\swell)\s(?:seen|visuali[sz]ed|assessed|imaged|demonstrated|evaluated|shown|insonated|delineated)|"
            r"obscured|suboptimal|sub-optimal|limited\s(?:views?|visuali\w+|assessment|evaluation|examination|by|due|because|owing)|(?:views?|visuali[sz]ation|assessment|imaging)\s(?:\w+\s){0,5}?(?:limited|poor|inadequate|incomplete)|(?:inadequate|incomplete|poor)\s(?:views?|visuali\w+|assessment)|non-?\s?visuali[sz]\w+|unable\sto\s(?:\w+ly\s)?(?:see|visuali[sz]e|assess|image)|"
            r"(?:cannot|couldn't|can't)\s(?:\w+ly\s)?be\s(?:seen|visuali[sz]ed|assessed|imaged|evaluated|examined)|difficult\sto\s(?:see|visuali[sz]e|assess|image|examine)|nondiagnostic|non-diagnostic|"
            r"not\s(?:in\sview|routinely\s\w+|part\sof|attempted)|unseen|inaccessible|no\sview\w*"
        ),
    ),
    (
        PERSISTS,
        "",
        (
            r"(?:is|are)\snow\b(?!\s(?:\w+\s)?(?:patent|compress|clear|normal|resolved|absent|free|gone|fully|completely|not\b))|\b(?:now|today|currently)\s(?:measur\w+|(?=[\d~]))|(?:has|have)\snot\s(?:\w+\s)?(?:resolved|cleared)|(?:not|in)[\s-]?(?:completely|fully|entirely|complete)(?:ly)?\s(?:resolved|cleared|resolution)|unchanged|persist\w*|remains?|again|still|stable|ongoing|re-?demonstrated|(?:has|have|with)\s(?:\w+\s)?(?:partial(?:ly)?)\s(?:re-?solv\w+|resolution|clear\w+|lys\w+)|"
            r"partial(?:ly)?\s(?:resolv\w+|resolution|clearance|lys\w+|clear\w*)|improv\w+|decreas\w+|increas\w+|smaller|larger|shrunk|regress\w+|reduc(?:ed|tion)|\bnow(?=\s(?:shows?|extend\w*|reach\w*|also|non|occl|involv\w*|larger|(?:partially\s)?re-?canali))"
        ),
    ),
    (
        RESOLVED,
        "",
        (
            r"(?:(?:has|have|is|are|now|since)\s){0,3}(?:(?:completely|fully|entirely|totally|now)\s){0,2}(?:resolved|cleared|disappeared|lysed|dissolved|vanished)\b|(?:has|have|is|are|had)\s(?:\w+\s)?gone\b|"
            r"(?:interval\s|complete\s|full\s)?(?:resolution|clearance|disappearance|clearing)\sof|no\slonger(?=\s(?:contains?|shows?|any|there|has))"
        ),
    ),
    # where a negation starts
    (
        EXCEPTION,
        "",
        r"(?:with\sthe\s)?(?:sole\s|single\s|only\s)?exception\s(?:of|being)|except(?:ing)?(?:\s(?:for|in|at))?|apart\sfrom|other\sthan|aside\sfrom|save\sfor|but\sfor|excluding|barring",
    ),
    (
        SPARED,
        "short",
        r"but\snot\s(?:in)?to\b|(?<!\w)not\s(?:in)?to\b(?!\sbe)|(?:(?:stop|end|terminat|finish|fall|remain)\w*\s)?(?:just\s|well\s)?short\sof|(?:clear|away)\sof(?=\sthe)",
    ),
    (SPARED, "spared", r"spar(?:es|ing)(?:\sof)?|(?:is|are|was|were)?\s?spared"),
    (
        NEGATION,
        "noun",
        (
            r"no\b|nil\b|without(?:\sany)?|w/o|absence\sof|absent(?=\s(?:thromb|clot|dvt))|free\s(?:of|from)|clear\s(?:of|from)|devoid\sof|neg(?:ative)?\s(?:for|study\sfor|scan\sfor)|"
            rf"(?:negative|normal)\s(?:\w+\s)?{_STUDY}\sfor|rather\sthan|instead\sof|as\sopposed\sto|excludes?(?=\s)|rules\sout|fail(?:s|ed)?\sto\s(?:demonstrate|show|reveal|identify|detect|find)|"
            r"nothing\sto\s(?:suggest|indicate)|neither|nor\b|none\sof\sthe|argues?\sagainst|zero"
        ),
    ),
    (NEGATION, "verb", r"not\b|n't\b|cannot|never\b|un(?=thrombosed)"),
    (
        EXTENSION,
        "",
        (
            r"exten(?:d|ds|ded|ding|sion)\b|propagat\w+|continu(?:es|ing|ous|ed|ation|ity)\w*|protrud\w+|reach(?:es|ing|ed)?\b|progress(?:ed|es|ing|ion)\b|tracks?\b|tracking|spread\w*|advanc\w+|"
            r"involv(?:es?|ing|ed|ement)|grown|encroach\w+|bulg\w+|prolaps\w+|spill\w*|cross(?:es|ing|ed)?\b|enter(?:s|ing|ed)?\b|project\w+|occup(?:y|ies|ying)|affect(?:s|ing)?\b"
        ),
    ),
    (
        HISTORY,
        "",
        (
            r"history\sof|hx\b(?:\sof)?|h/o|previous(?:ly)?|prior\b|past\b|treated\s(?:for|in|with)|treatment\sfor|s/p|status\spost|after\streatment|"
            r"(?:day\s\d+\s)?(?:post|after|following)[\s-](?:\w+[\s-]){0,3}?(?:thrombolysis|thrombectomy|lysis|stenting|angioplasty|cdt)(?:\s\w+)?\s(?:for|of)|"
            r"\b(?:\w+)\s(?:years?|yrs?|months?|mths?|weeks?|wks?)\s(?:ago|back|earlier)|last\syear|formerly|earlier\s(?:this|last)|"
            r"(?:had|suffered)\s(?:a|an)\b|had\sbeen|\bhad\s(?=dvt)|(?:described|reported|showed|demonstrated)\son\s(?:the\s)?(?:outside|prior|previous)"
        ),
    ),
    (HISTORY, "year", r"(?:in\s(?:\w+\s)?|\()?(?:19|20)\d\d\b"),
    (HISTORY, "known", r"known\b"),
    (
        LIMITED,
        "",
        r"\bother\b|further|additional|elsewhere|otherwise|\bnew\b|residual|remaining|remainder|superimposed|recurrent|persistent|\brest\sof\b|concurrent|associated|contralateral\sdvt|free[\s-]floating|else\b|more\sproximal",
    ),
    (
        CLEAR,
        "",
        (
            r"(?:widely\s|fully\s|completely\s)?patent|patency|\bclear\b|(?<!ab)normal\b|unremarkable|\bok\b|okay|\bfine\b|\bnad\b|negative|intact|\bopen\b|healthy|echo-?\s?free|anechoic|"
            r"within\snormal\slimits|\bwnl\b|no\s(?:significant\s|focal\s|other\s)?abnormalit\w+|\bfree\b"
        ),
    ),
    (
        PART,
        "",
        r"\b(?:proximal|mid|distal|upper|lower|middle|cranial|caudal)(?:ly)?(?:\s(?:third|thirds|part|half|portion|segment|aspect|end))?\b|\bone\b|\bsecond\b|\bfirst\b|channel|duplicat\w*|\bpaired\b|the\sother|(?:part|portion|segment|limb|moiety|branch)\b|origin",
    ),
)

_SIDES = (
    r"(?P<side_both>bilateral(?:ly)?|both\s(?:(?:lower|sets|of|the|great|small|deep|leg)\s){0,3}(?:legs?|limbs?|sides?|extremit\w+|calves|groins?|thighs?|le\b)|"
    r"(?:either|each)\s(?:lower\s)?(?:leg|limb|side|extremity|lower\slimb|calf)|right\s?(?:and|&|/|or|\+|,)\s?(?:the\s)?left|left\s?(?:and|&|/|or|\+|,)\s?(?:the\s)?right|r\s?[&+/]\s?l\b(?!\w)|l\s?[&+/]\s?r\b(?!\w)|\bble\b|bilat\b)"
    r"|(?P<side_pair>\bboth\b(?!\sof\swhich)|\beach\b)"
    r"|(?P<side_right>\bright(?:-sided)?\b|\brt\b\.?|\brle\b|(?<![/\w.'+-])r\b(?![/'.+&-]|\s?/\s?\w)\.?|\(r\)|\br(?=\sleg)|\brl\sex\w+)"
    r"|(?P<side_left>\bleft(?:-sided)?\b(?!\suntreated)|\blt\b\.?|\blle\b|(?<![/\w.'+-])l\b(?![/'.+&-]|\s?/\s?\w)\.?|\(l\))"
    r"|(?P<side_other>contra-?lateral|opposite|unaffected\sleg|asymptomatic\s(?:leg|side))"
)


def _compiled() -> re.Pattern[str]:
    parts = []
    for index, (_, _, pattern) in enumerate(_PATTERNS[:_BEFORE_VEINS]):
        parts.append(f"(?P<c{index}>{_bounded(pattern)})")
    parts += [f"(?P<e{index}>{_bounded(pattern)})" for index, (pattern, _) in enumerate(veins.ELLIPSES)]
    parts += [f"(?P<v{index}>{_bounded(pattern)})" for index, (pattern, _) in enumerate(veins.NAMES)]
    parts.append(_SIDES)
    for index, (_, _, pattern) in enumerate(_PATTERNS[_BEFORE_VEINS:], _BEFORE_VEINS):
        parts.append(f"(?P<c{index}>{_bounded(pattern)})")
    return re.compile("|".join(parts))


def _bounded(pattern: str) -> str:
    """No stretch of text is looked at from more than a word's length of starts, so that reading stays linear."""
    return rf"(?<![a-z])(?:{pattern})".replace(r"\w+", r"\w{1,24}").replace(r"\w*", r"\w{0,24}")


# Names of veins come before the words for parts, clear and so on, which they contain ("distal veins", "free").
_BEFORE_VEINS = next(index for index, (kind, _, _) in enumerate(_PATTERNS) if kind == COMPRESSION)


@functools.cache
def _master() -> re.Pattern[str]:
    return _compiled()


def lex(words: str) -> tuple[Token, ...]:
    """The tokens of the words of one sentence, in order; what means nothing here is left out."""
    return tuple(_token(match) for match in _master().finditer(words))


def _token(match: re.Match[str]) -> Token:
    name = match.lastgroup or ""
    start, end = match.span()
    if name.startswith("side_"):
        return Token(SIDE, start, end, name.removeprefix("side_"))
    number = int(name[1:])
    if name[0] == "c":
        kind, value, _ = _PATTERNS[number]
        return Token(kind, start, end, value)
    if name[0] == "v":
        return Token(VEIN, start, end, match.group(), veins.NAMES[number][1])
    return Token(VEIN, start, end, match.group(), _of_list(match.group(), number))


def _of_list(text: str, number: int) -> tuple[str, ...]:
    adjectives = veins.ELLIPSES[number][1]
    found = (adjectives[word] for word in re.findall(r"[a-z]+", text) if word in adjectives)
    return tuple(dict.fromkeys(found))


_master()
