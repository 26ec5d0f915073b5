"""Words that only look like a finding: earlier scans, techniques, other structures."""

from __future__ import annotations

from service.narrative import vein_names
from service.narrative.cues import CLEAR, HISTORY, IGNORED, PERSISTS, Entry
from service.narrative.wording import NOUNS, SEEN, STUDY

_OTHER = r"(?:cysts?|(?:pseudo)?aneurysms?|arter(?:y|ies)|(?:bypass\s)?grafts?|bypass(?:es)?|fistulae?|ha?ematomas?|collections?|bursae?|lymph\snodes?|stumps?\sof\sthe\sartery)\b"
"""Structures that may hold a clot, or be thrombosed, and are no vein."""

LOOKALIKES: tuple[Entry, ...] = (
    (
        IGNORED,
        "",
        (
            rf"(?:no\s|without\s)?(?:thromb(?:us|osis|i)|clots?)\s(?:in|within|of|inside|filling|lining)\s(?:(?:the|an?|his|her|its)\s)?(?:(?!veins?\b|vv?\b|and\b|or\b|in\b|of\b|to\b|with\b)[\w'-]+\s){{0,3}}?{_OTHER}(?!\svein)|"
            rf"(?:partially\s|partly\s)?(?:thrombosed|clotted|thrombotic)\s(?:(?!veins?\b|vv?\b|and\b|or\b|in\b|with\b)[\w'-]+\s){{0,3}}?{_OTHER}|ha?ematomas?\swith\sclots?"
        ),
    ),
    (CLEAR, "", r"(?:(?:wide|fully|now)\s)?(?:open|patent)\sagain\b"),
    (
        CLEAR,
        "",
        r"(?:complete(?:ly)?|full(?:y)?|total(?:ly)?)\sre-?canali[sz]\w+|re-?canali[sz]ed\s(?:completely|fully|totally|entirely)|(?<!partially )(?<!partly )(?<!not )(?<!yet )(?:fully\s|completely\s)?re-?opened\b(?!\s(?:partially|partly|in\spart|only))",
    ),
    (
        IGNORED,
        "",
        (
            rf"(?:(?:was\s|were\s)?not\s{SEEN}|(?:was\s|were\s)(?:clear|patent|normal|free|compressible|absent))\s(?:on|in|at)\s(?:\d|(?:the\s)?(?:[\w-]{{1,20}}\s)?(?:{STUDY}|january|february|march|april|may|june|july|august|"
            r"september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday|discharge|admission|baseline|day\s\d))(?:\s\w+\s(?:days?|weeks?|months?|years?)\s(?:ago|earlier|before))?|"
            r"(?:formerly|previously)\s(?=\d)|"
            r"(?:compared\s(?:to|with)|since|than|from|versus)\s(?:\d+|a|an|one|two|three|four|five|six|ten)\s(?:days?|weeks?|months?|years?|hours?)\s(?:ago|earlier|before|previously)|"
            r"(?:without|with\sno)\s(?:an?\s|any\s)?(?:interruption|break|breaks|gap|gaps|skip\sareas?|interval)|not\s(?:\w+ly\s)?(?:dilated|distended|expanded|enlarged|tender|swollen|thickened|painful|widened)"
        ),
    ),
    (
        HISTORY,
        "",
        (
            rf"(?:prior|previous|earlier|old|outside|last|external|referr\w+|initial|first|original|baseline|index|diagnostic|admission|presenting|january|february|march|april|may|june|july|august|september|october|november|december|\d\d)\s(?:\w+\s){{0,2}}?{STUDY}(?:\s\w+){{0,3}}?(?:,?\s?\([^()]{{0,40}}\),?|,[^,.;]{{0,30}},)?(?:\s\w+){{0,5}}?\s(?:described|showed|shows|demonstrated|reported|noted|"
            r"found|revealed|mentions?|mentioned|documented|documents|identified|recorded|suggested|diagnosed|describes|reports|stated|states|had|confirmed)"
        ),
    ),
    (
        HISTORY,
        "",
        rf"{STUDY}\s(?:\w+\s){{0,4}}?(?:another|other|outside|external|elsewhere|dated|referring|previous|last|prior|earlier|(?:19|20)\d\d)\b[^.;:]{{0,40}}?\s(?:described|showed|demonstrated|reported|noted|found|revealed|recorded|documented)\b",
    ),
    (
        HISTORY,
        "",
        rf"{STUDY}\s(?:from|at)\s(?:\w+\s){{0,3}}?(?:hospital|cent(?:re|er)|clinic|practice|facility)|(?:outside|another|external|private|referring|local)\s(?:hospital|cent(?:re|er)|clinic|practice|facility)",
    ),
    (
        IGNORED,
        "",
        (
            r"(?:there\sis\s)?no\s(?:question|doubt)\b(?!\sof)(?:\s(?:that|but))?|(?:without|beyond)\s(?:any\s|a\s)?(?:doubt|question)\b|"
            r"(?:hurts?|hurting|ach(?:es|ing)|painful|pains?|sore|swollen|swells?|swelling|tender|puffy)\s(?:\w{2,4}\s)?(?:once\s)?again\b|(?:once\s)?again\s(?:hurts?|hurting|ach(?:es|ing)|painful|sore|swollen|swells?|tender|puffy)|"
            r"as\s(?:was\s)?(?:clinically\s)?(?:suspected|expected|anticipated|feared)(?:\sclinically)?|"
            r"(?:formerly|previously|once|hitherto|(?:last|the\sother)\s(?:week|month|time|year))\s(?:still\s|yet\s)?(?:clear|normal|patent|compressible|free|untouched|uninvolved|spared|open|unaffected)(?=\s?[,)])|"
            r"(?<=,\s)(?:which\s)?(?:(?:in|on)\s\w{3,9}\s(?:was|were)\s(?:still\s)?)?(?:clear|normal|patent|compressible|free|open)(?:\s(?:in|on)\s(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday))?,\s(?=(?:is|are|now|has|have)\b[^.;]{0,40}\b(?:now|thromb|clot|occlu))|"
            r"(?:and\s)?not\s(?:an?\s)?art[ei]fact\w*|rather\sthan\s(?:an?\s)?(?:slow\sflow|art[ei]fact\w*)"
        ),
    ),
    (
        IGNORED,
        "",
        rf"(?:exam\w*|check\w*|search\w*|screen\w*|look\w*|inspect\w*|interrogat\w*|evaluat\w*|scan\w*|scrutini\w*|survey\w*|test\w*|hunt\w*|investigat\w*|tested)\sfor\s(?:(?!popl|fem|cal)\w+\s){{0,2}}?{NOUNS}",
    ),
    (
        IGNORED,
        "",
        rf"(?:(?:was|were|had|has)\s)?not\s(?:been\s)?(?:previously|formerly|hitherto|there\sbefore|(?:there|present|{SEEN})\s(?:before|previously|hitherto|last\stime|earlier))(?:\s(?:been\s)?{SEEN})?",
    ),
    (
        IGNORED,
        "",
        rf"(?:pe|pulmonary\sembol\w+|(?:baker'?s?\s)?cysts?|arterial\s(?:disease|\w+)|fracture|cellulitis|ha?ematoma|(?:muscle\s)?(?:rupture|tear)|mass|collection|lymphadenopathy|phlegmasia)\s(?:(?:is|was|has\sbeen)\s)?(?:excluded|ruled\sout|not\s{SEEN})",
    ),
    # what only looks like one of the others
    (IGNORED, "", vein_names.IGNORED),
    (
        IGNORED,
        "",
        (
            rf"(?:family|no|denies(?:\sany)?|nil|without)\s(?:\w+\s){{0,3}}(?:history|hx)(?:\s(?:of|for)\s(?:\w+\s){{0,4}}?{NOUNS})?"
            rf"|no\s(?:known\s)?(?:previous|prior|past)\s(?:\w+\s){{0,2}}?{NOUNS}|never\shad\s(?:a\s)?{NOUNS}"
        ),
    ),
    (
        IGNORED,
        "",
        (
            rf"(?:since|from|to|with|on|than|versus|vs\.?|against|per|in|at)\s(?:the\s|a\s|that\s|his\s|her\s|their\s)?(?:\w+\s)?"
            rf"(?:prior|previous|last|earlier|recent|initial|baseline|index|outside|old|first)\s(?:\w+\s){{0,3}}?{STUDY}"
            rf"|(?:prior|previous|earlier|last|old)\s(?:\w+\s)?{STUDY}(?!\s(?:report\s)?(?:described|showed|demonstrated|reported|"
            r"noted|found|revealed|had|with))|since\s(?:prior|previous|last\s\w+|(?:\w+\s){1,3}ago|(?:19|20)\d\d)|(?:for|available|no)\s(?:direct\s)?comparison"
            rf"|no\s(?:prior|previous|old|earlier)\s(?:\w+\s)?{STUDY}|{STUDY}\s(?:of|from|dated|performed|done|obtained|on)?\s?"
            r"(?:\w+\s){0,3}(?:ago|earlier|previously)|comparison\s(?:made|is\smade|with|to)"
        ),
    ),
    (
        IGNORED,
        "",
        (
            rf"(?:was\s|were\s)?(?:not|un)\s?(?:{SEEN})\s(?:on|in|at)\s(?:the\s)?(?:\w+\s)?(?:prior|previous|earlier|last|"
            rf"recent|initial|first|{STUDY})(?:\s{STUDY})?"
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
            r"(?:normal|symmetric\w*|preserved|good|clear)\s(?:(?!compress)\w+\s){0,2}?(?:flow|phasic\w*|augment\w*|waveforms?|traces?|tracings?|respirat\w+|calib\w+|"
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
)
