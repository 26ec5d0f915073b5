"""What ``pressing`` and ``closing`` share: pressure and the probe, how a vein closes and how far, the nouns of closing."""

from __future__ import annotations

_KIND = r"(?:(?:the|a|my|our|its|some|any|all|mere|even|only|just|little|light|lightest|gentle|gentlest|firm|firmest|moderate|slight|manual|direct|minimal|maximal|maximum|mild|simple|easy|full|normal|good|strong|hard|heavy|external|graded|steady|sustained|probe|transducer)\s){0,4}"
PRESSURE = rf"{_KIND}(?:pressure|force|pressing|compression|squeeze|squeezing|push|probe|transducer|touch)\b(?:\s(?:from|of)\sthe\s(?:probe|transducer))?"
HAND = rf"{_KIND}(?:pressure|force|pressing|compression|squeeze|squeezing|push|probe|transducer|touch|hand|fingers?|weight)\b"
HOWEVER_HARD = r"(?:(?:however|no\smatter\show)\s(?:hard|much|firmly|long|strongly|often)\b[^.;:,]{0,30}|whatever\s(?:the\s)?(?:force|pressure|i\sdo|we\sdo)\b[^.;:,]{0,20})"
UNDER = rf"(?:,?\s(?:{HOWEVER_HARD}|(?:even\s)?(?:under|with|despite|against|on|to|upon|beneath|during|by|in\sspite\sof|in\sresponse\sto|for\sall)\s(?:any\samount\sof\s)?{HAND}(?:\s(?:from|of)\s(?:the\s)?(?:probe|transducer))?))"
"""Under the probe, with its space."""

_HOW = r"(?:right|all\sthe\sway|fully|completely|entirely|totally|wholly|easily|readily|normally|promptly|quickly|well|perfectly|properly|neatly|nicely|quite|together|down|all)"
EASY = rf"(?:\s{_HOW}){{0,2}}"
FLAT = rf"{EASY}\s(?:flat|shut|closed|together|away|empty|(?:down\s|away\s)?to\s(?:nothing|zero|nil|a\s(?:thin\s)?(?:line|slit|ribbon)))\b(?:\s(?:completely|fully|entirely)\b)?"
ENDS = (
    rf"(?={UNDER}|\s(?:{_HOW}|out|away|throughout|only|in\spart|partly|partially|part-?way|half-?way|incompletely|along|at\s(?:all|every)|too|as\s(?:well|expected)|and|but|as)\b"
    r"(?!\s(?:the|its|his|her|by|this|that)\b)|\s?(?:[.,;:)(-]|$))"
)
"""Where a verb of closing has no object: the vein itself closes."""
HALF = r"(?:(?:but|only|just|merely|no\smore\sthan)\s){0,2}(?:by\s)?(?:half-?\s?way|part-?\s?way|in\spart|partly|partially|incompletely|to\shalf(?:\sits\s\w{4,8})?|half|some\sof\sthe\sway|a\slittle|slightly|somewhat|to\s(?:a\s(?:limited|small)|some)\sextent|not\s(?:completely|fully|entirely))"

ACT = r"(?:(?:vein|venous|wall|mural|luminal|lumen|wall-to-wall)\s)?(?:coaptation|apposition|approximation|collapse|collapsibility|closure|flattening|effacement|obliteration)"
ANY_ACT = rf"(?:{ACT}|compression|compressibility|squash|squeeze)"
BE = r"(?:\s?[:=-]\s?|\s(?:(?:is|was|are|were|remains?|appears?|now|being|proved|looks)\s){0,3})"
FULL = r"(?:complete|full|good|normal|satisfactory|excellent|adequate|preserved|maintained|retained|intact|perfect|total|easy|ready|prompt|brisk|unimpaired|achieved|obtained|present|ok)"
PARTIAL = r"(?:incomplete|partial|poor|impaired|limited|imperfect|reduced|unsatisfactory|inadequate|suboptimal|deficient|defective|diminished)"
NONE = r"(?:absent|lost|nil|none|not\s(?:achieved|obtained|obtainable|possible|seen|achievable|present|elicited|demonstrated)|impossible|abolished)"

IT = r"(?:it|them|this|these|the\s(?:vein|veins|lumen|vessel|vessels|channel|segment|walls)|its\slumen|their\slumen|either|both)"
NEVER = r"(?:(?:does|did|will|would|can|could|do)\s(?:not|never)|cannot|never|fails?\sto|failed\sto|refuse[sd]?\sto|is\sunable\sto|was\sunable\sto)"
TO_SHUT = r"(?:close|shut|flatten|squash|squeeze|obliterate|efface|empty|collapse|compress|press|appose|approximate|coapt|fold|pinch)"
SHUTS = r"(?:clos(?:es?|ed)|shuts?|flatten(?:s|ed)?|collaps(?:es?|ed)|obliterate[sd]?|efface[sd]?|empt(?:y|ies|ied)|squash(?:es|ed)?|compress(?:es|ed)?|coapt(?:s|ed)?|appose[sd]?|folds?|squeezes?\sshut|press(?:es)?\sflat)"
WALLS = r"\b(?:(?:the|its|their|whose|both|opposing|opposite|two|vein)\s){0,3}walls\s"
MEET = r"(?:(?:be\s)?(?:made\s(?:to\s)?|brought\s(?:to\s)?|pressed\s|pushed\s)?(?:meet(?!\swith\b)|touch|kiss|appose|coapt|join|come\stogether|together|approximate|close)|be\sapposed|be\sapproximated)"
APART = r"(?:stay|stayed|remain|remained|keep|are\skept|are\sheld|lie|stand|stood)\s(?:(?:well|wide|firmly|still|\w{3,8})\s)?(?:apart|separated?|parted)\b(?!\sby)"
