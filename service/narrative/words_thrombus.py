"""Words for a thrombus, its age and what it leaves of the lumen."""

from __future__ import annotations

from service.narrative.cues import AGE, BLANKET, NO_THROMBUS, OCCLUSION, SCARRED, THROMBOSED, THROMBUS, Entry
from service.narrative.wording import SEEN, STUDY, WHOLE_LEG

THROMBI: tuple[Entry, ...] = (
    (
        BLANKET,
        "absent",
        (
            rf"(?:(?:right|left|rt|lt|r|l|both|either)\s)?(?:\w+\s)?{WHOLE_LEG}(?<!veins on both sides)(?<!vein on both sides)(?<!veins on either side)(?<!vein on either side)(?<!veins on the left side)(?<!vein on the left side)(?<!veins on the right side)(?<!vein on the right side)\s?(?:(?:is|are|was|were|for\scomparison|as\scomparison|scan|study|examined|also|"
            r"both|entirely|completely|remains?|venous\s(?:duplex|ultrasound|doppler)|duplex|veins|appears?|all)\s|[:-]\s?){0,3}(?:negative|normal|clear|unremarkable)"
            r"(?=\s?(?:[.;,)]|$|and\b|for\scomp|study|scan|duplex|today|exam|on\b|throughout|with\b))"
        ),
    ),
    (
        BLANKET,
        "absent",
        rf"(?:negative|neg|normal|unremarkable|clear)\s(?:left|right|lt|rt|bilateral)\s(?:(?:lower|leg|limb|extremity|dvt|venous|vein|deep)\s){{0,4}}{STUDY}(?![a-z]|\sfor)|(?:negative|neg|normal|unremarkable)\s(?:\w+\s){{0,5}}?{STUDY}(?![a-z]|\sfor)|{STUDY}\s(?:is\s|was\s|:\s)?(?:negative|normal)(?!\s(?:for|flow|compress|calib|phasic|cfv|common|femoral|popl))",
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
            r"(?:(?:(?:most\s)?likely|probably|presumably)\s)?(?:acute\s?(?:to|-)\s?)?sub-?acute(?:[\s-](?:to|or|on)[\s-]chronic)?"
        ),
    ),
    (AGE, "acute", r"(?:acute|recent|fresh)\srather\sthan\s(?:chronic|old|sub-?acute)"),
    (AGE, "chronic", r"(?:chronic|old)\srather\sthan\s(?:acute|recent|fresh|new)(?=\s(?:thromb|clot|dvt))"),
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
        r"(?:chronic\s)?post-?\s?(?:thrombotic|phlebitic)\s?(?:change\w*|scar\w*|appearance\w*|sequela\w*|disease)?|chronic\s(?:venous\s)?(?:scar\w*|change\w*|sequela\w*)",
    ),
    (AGE, "chronic", r"chronic(?:ally)?|chronicity|\bold\b|long-?\s?standing|organi[sz](?:ed|ing)|well-established"),
    # a thrombus, and none
    (
        NO_THROMBUS,
        "",
        (
            r"(?:thrombus|thrombosis|clot|dvt)[\s-]free|(?:empty|bare|rid|innocent|devoid|void|barren|clean|vacant|destitute)\sof\s(?:(?:any|all|the|its)\s)?(?:\w+\s)?(?:thrombus|clots?|thrombosis|thrombi|dvt)|(?:free|clear)\s(?:of|from)\s(?:(?:any\s|all\s|the\s)?(?:\w+\s)?(?:thrombus|clots?|thrombosis|thrombi|dvt)|(?:the\ssame|it|this|these|any|such)\b)|"
            r"(?:contains?|shows?|ha(?:s|ve)|holds?|harbou?rs?|with)\snone\b(?!\sof)|(?:(?<=vein )|(?<=vein is )|(?<=vein was )|(?<=veins are )|(?<=veins ))not\sreached(?=[.,;)]|$)|"
            r"(?:un|non-?)thrombosed|not\s(?:been\s|yet\s)?(?:breached|encroached\s(?:up)?on|engaged|affected|involved|thrombosed|(?:reached|invaded|entered|filled)\sby(?:\s(?:any|the|this|that))?(?:\s(?:thrombus|clot))?|clotted|occluded\sby)|un-?(?:involved|affected)(?:\sby\s(?:any\s|the\s|this\s)?(?:thrombus|clots?|thrombosis|dvt|it)\b)?"
        ),
    ),
    (
        THROMBUS,
        "dvt",
        (
            r"dvts?\b(?![\s-]free\b)|deep[\s-](?:vein|venous|leg\svein)s?\s(?:thrombo(?:sis|ses|tic)|clots?|thromb\w+)\b(?![\s-]free\b)(?:\s(?:disease|process))?|deep\s(?:clots?|thromb(?:us|i|os[ie]s))\b(?![\s-]free\b)|"
            r"venous\s(?:thrombo(?:sis|ses)|thrombus|clots?)\b(?![\s-]free\b)|vein\sthrombosis(?![\s-]free\b)"
        ),
    ),
    (THROMBUS, "svt", r"superficial\s(?:vein|venous)?\s?(?:thrombo\w+|phlebitis)|svt\b|(?:thrombo)?phlebiti[sc]\b"),
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
            r"(?:echogenic|hypoechoic|echolucent|hypo-echoic|soft|thrombotic|solid|clot-like|thrombus-like|echo-?rich)\s(?:\w+\s)?(?:filling\sdefects?|material|contents?|debris|filling|echoes)|"
            r"(?:intra-?luminal|luminal)\s(?:\w+\s)?(?:echoes|echogenicity|material|debris|filling|defects?|contents?)|filling\sdefects?"
        ),
    ),
    (
        THROMBOSED,
        "",
        r"(?:\bpositive|\bpos)(?=\s?(?:[.;:,)(]|$|\s-))|(?:involved|affected)\s(?:veins?|vessels?|segments?)|^(?:involved|affected|positive|clotted)(?=\s?:)|(?<=:\s)(?:involved|affected)(?=\s?(?:[.;,]|$))|(?:veins?|vessels?|segments?)\s(?:involved|affected)|pos(?:itive)?\.?\sfor(?=\s(?:\w+\s){0,2}(?:dvt|thromb|clot))|(?:re-?)?thrombosed|clotted|thrombotic(?!\s(?:occlu|block|obstr|echo|tongue|column|fill|debris|closure|plug|cast|mass|depos|lesion|burden|process|event|disease|risk|change))|(?:also|is|are|was|were|likewise|similarly)\s(?:also\s|now\s|likewise\s|similarly\s|both\s)?(?:involved|affected)",
    ),
    (
        THROMBUS,
        "thrombus",
        r"(?:re-?)?thromb(?:us(?:es)?|i|osis|oses)\b|clots?\b|thrombotic\s(?:tongues?|columns?|occlusion|plugs?|casts?|mass(?:es)?|deposits?|lesions?)|coagulum|(?:a\s|\d\s?cm\s)(?:tongue|plug)\b(?!\sof)|\d\s?cm\s(?:column|cast|cord|cylinder)(?=\sin\b)|\btail(?=\sin\b)|thromboembol(?:us|i|ism)\b",
    ),
    # occlusion
    (
        OCCLUSION,
        "non_occlusive",
        (
            r"(?:near(?:ly)?|almost|virtually|practically|not\squite|close\sto|just\sshort\sof)[\s-](?:(?:completely|totally|fully|entirely|wholly|complete|total|full|entire)[\s-])?(?:occlusive|occluding(?=\s(?:thromb|clot))|(?=occlu|block|obliterat|obstruct|clogged|plugged|fill(?:s|ed|ing)))|"
            r"(?:part|half)[\s-](?:occlu\w+|fill\w*|obstruct\w*)|(?:partial(?:ly)?|partly|incomplete(?:ly)?)-(?:occlu\w+|fill\w*)|"
            r"(?:a\s)?(?:thin\s|narrow\s|small\s|fine\s|bare\s)?(?:sliver|thread|chink|streak|ribbon|whisker|trickle|rim|film|jet|channel)\sof\s(?:moving\s|flowing\s|residual\s|peripheral\s|blood\s|thin\s)?(?:blood|flow|colou?r)|"
            r"blood\s(?:still\s)?(?:slips?|trickles?|threads?|threading|squeezes|passes|passing|gets|runs|flows|flowing|creeps|sneaks|slipping|trickling)\s(?:past|around|round|by|alongside|between|through)"
        ),
    ),
    (
        OCCLUSION,
        "occlusive",
        (
            r"(?:no|nil|without|absent|zero)\s(?:any\s)?signals?\b(?!\s(?:void|drop|abnorm|loss|change))|doppler[\s-](?:is\s)?silent|silent\s(?:on|to|at|with|under)\s(?:\w+\s)?doppler"
        ),
    ),
    (
        OCCLUSION,
        "non_occlusive",
        (
            r"non[\s-]{0,3}occlu\w*|not\s(?:completely\s|fully\s|entirely\s|totally\s)?(?:occlu\w+)|(?:no|without)\socclusion|"
            r"(?:partial(?:ly)?|partly|incomplete(?:ly)?|near[\s-](?:complete|total)(?:ly)?)\s(?:occlu\w+|fill\w*\b(?!\sdefect)|obstruct\w*|obliterat\w+)|"
            r"sub-?total(?:ly)?(?:\socclu\w+)?|sub-?occlusive|partial(?:ly)?(?=\s(?:\w+\s)?(?:thromb\w+|clot\w*))|re-?canali[sz]\w*|"
            r"(?:some|residual|peripheral|central|preserved|persistent|persisting|marginal|trickle\sof|rim\sof|eccentric|reduced|remaining|crescent\sof|(?:a\s)?little|(?:a\s)?small\samount\sof|thin|"
            r"detectable|maintained)\s(?:colou?r\s|blood\s|peripheral\s|venous\s)?flow(?!\s(?:is\s)?(?:absent|not))|"
            r"(?:flow|colou?r(?:\sfilling)?)\s(?:(?:is|was|can|be|still|remains?|seen|present|detected|detectable|preserved|maintained|identified|"
            r"demonstrated|visible|noted|passing|demonstrable)\s){0,4}(?:around|past|through|alongside|along|about|beside|on\s(?:either|both|one|each)\sside\sof|by\b|at\sthe\speriphery|peripherally)"
        ),
    ),
    (
        OCCLUSION,
        "occlusive",
        (
            r"(?:none|neither)\s(?:of\s(?:them|these|which)\s)?shows?\s(?:any\s)?(?:colou?r\s)?flow|"
            r"(?:(?:completely|totally|fully)\s)?occlusive|(?:completely|totally|fully|entirely)\s(?:fill\w*|thrombosed(?=\b)|obliterat\w+|obstruct\w*)|"
            r"fill(?:s|ed|ing)(?=\swith\s(?:\w+\s)?(?:thromb|clot|echo))|fill(?:s|ed|ing)\s(?:(?:the|its|whole|entire|venous|full|this|complete|up)\s){0,3}(?:lumen|calibre|caliber|vein\b)(?!s?\scompletely\snormal)|"
            rf"(?:no|absen(?:t|ce\sof)|without|lack\sof|loss\sof|nil|zero|devoid\sof)\s(?:(?!compress|thromb)\w+\s){{0,4}}?(?:colou?r\s|spectral\s|doppler\s|venous\s)?(?:flow|colou?r\sfill\w*|"
            r"colou?r\ssignal|doppler\ssignal)(?!\s(?:abnormal|limit|disturb))|no\scolou?r\b|flow\s?(?:[-:]\s)?(?:(?:is|was|are|were|could|can|be|signal)\s){0,3}"
            rf"(?:absent|none|nil|not\s(?:be\s)?{SEEN})|\bf-(?!\w)"
        ),
    ),
    (THROMBOSED, "occluded", r"occlud(?:ed|ing|es)\b|obliterated|blocked"),
    (THROMBOSED, "occluded", r"clogged(?:\sup)?|bunged\sup|silted\sup|clotted\soff"),
    (THROMBUS, "occlusion", r"(?:complete\s|total\s)?occlusion\b"),
    (THROMBUS, "occlusion", r"thrombotic\s(?:blockage|obstruction|closure)s?\b|(?:complete|total)\sblockage\b"),
)
