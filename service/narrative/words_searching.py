"""What ``searching`` and ``acquitting`` share: the search for a thrombus, how it ends with nothing, and what was searched for."""

from __future__ import annotations

NOUN = (
    r"(?:dvts?|vte|(?:deep\s)?(?:vein|venous)\s(?:thrombo(?:sis|ses)|clots?)|thromb(?:us|i|osis|oses)|clots?|coagulum)"
)
_QUALITY = (
    r"(?:(?:(?:left|right|rt|lt)(?:[-\s](?:sided|hand|leg))?|bilateral|legs?|limb|lower\slimb|lower\sextremity|contralateral|opposite|acute|fresh|new|significant|recent|chronic|old|proximal|distal|deep|calf|thigh|pelvic|muscular|"
    r"(?:above|below)[\s-](?:the[\s-])?knee|femoral|common|superficial|external|popliteal|iliac|ilio-?femoral|femoro-?popliteal|tibial|peroneal|soleal|gastrocnemius|saphenous|vein|venous|occlusive|lurking|hidden|silent|occult|underlying|possible|suspected|real|actual)\s){0,5}"
)
WHAT = rf"(?:(?:an?|any|the|some|this|that|her|his|its|such|either|signs?\sof|evidence\sof|traces?\sof|presence\sof|possibility\sof)\s){{0,3}}(?P<what>{_QUALITY}{NOUN})\b(?!['-])"
"""A thrombus, with its articles before it."""
WHERE = r"(?P<where>(?:,?\s(?:in|of|within|on|at|inside|along|affecting|involving|anywhere\sin)\s(?!(?:vain|the\send|any\scase|question)\b)[^,;:.]{1,60}?)?)"
PLACE = r"(?:\s(?:of|through|in|along|over|on|down|at|within)\s(?!vain\b)(?P<place>(?:(?!(?:positive|pos|negative|neg|no|not)\b)[^,;:.\s]{1,20}\s?){1,7}?))?"
SEARCH = r"(?:search(?:es)?|hunt(?:ing)?|quest|look|looking|searching|trawl|enquir(?:y|ies)|inquir(?:y|ies)|work-?\s?ups?|screen(?:ing)?|survey|surveillance|sweep|check|investigations?|pursuit|queries|query|probing|scrutiny|inspection|interrogation|workup|exploration|evaluation|assessment|testing|test)"
EXAM = r"(?:(?:duplex|doppler|ultrasound|compression|sonographic|vascular|venous)\s){0,3}(?:exam(?:s|ination|inations)?|stud(?:y|ies)|scan(?:s|ning)?|ultrasounds?|imaging|duplex|dopplers?|uss?|sonography|sonogram)"
_NOTHING = r"(?:nothing|none|nil|naught|nought|not\sa\sthing|no\s(?:such\s(?:thing|clot|thrombus|finding)|results?|yield|fruit|success|trace|joy|reward|catch|quarry)|neither\shide\snor\shair)(?:\s(?:at\sall|whatever|whatsoever|of\s(?:the\s(?:kind|sort)|note|it)|found|seen|to\s(?:show|report)|there|anywhere))?"
_FIND = r"(?:find|finds|found|see|sees|saw|show|shows|showed|reveal|reveals|revealed|uncover(?:ed)?|disclose[sd]?|discover(?:ed)?|identif(?:y|ied)|detect(?:ed)?|unearth(?:ed)?|turn(?:s|ed)?\sup|brings?\sup|brought\s(?:up|to\slight|forth)|throws?\sup|threw\sup|yield(?:s|ed)?|produce[sd]?|g[ai]ves?|bears?|bore|demonstrate[sd]?|locate[sd]?|spot(?:ted)?|pick(?:s|ed)?\sup|elicit(?:ed)?|meets?\swith|met\swith|came\sacross|come\sacross)"
IN_VAIN = r"(?:in\svain|vainly|fruitlessly|unsuccessfully|without\s(?:any\s)?(?:success|result|results|yield|reward|avail|joy|luck|finding\s(?:one|any|it|anything)|a\sfind)|to\sno\savail|for\snothing)"
_STATE = rf"(?:negative|neg|nil|fruitless|futile|vain|unrewarding|unrewarded|unproductive|unavailing|unsuccessful|unfruitful|unremarkable|normal|clear|clean|blank|barren|bare|empty(?:-handed)?|reassuring|innocent|disappointing|of\sno\savail|all\sclear|a\sblank|a\sfailure|{IN_VAIN})"
_BE = r"(?:(?:(?:has|have|had)\s)?(?:is|was|were|are|be|been|proved|proven|proves|remained|remains|turned\sout|turns\sout|went|goes|came\sback|comes\sback|ended(?:\sup)?|ends)\s(?:to\sbe\s)?(?:(?:entirely|completely|wholly|quite|again|all|therefore|thus|however|happily|thankfully|fortunately|reassuringly)\s)?)"
END = r"(?=\s?(?:[.;,:)]|$)|\s(?:and|but|today|throughout|so|this\stime|again|on\s(?:either|both|the)|in\s(?:either|both|the)|at\s(?:any|all)|from|with)\b)"
NOTHING_CAME = (
    rf"(?:(?:,?\s(?:but|and|yet|which|it|we|i|this|that|has|have|however))*\s?(?:[:-]\s|\s)?(?:{_BE}{_STATE}|(?:[:-]\s)(?:all\s)?{_STATE}|(?:{_FIND}|came\sto|comes\sto|come\sto|led\sto|leads\sto|ended\sin|ends\sin|amounted\sto|resulted\sin|encountered)\s{_NOTHING}|(?:[:-]\s){_NOTHING}|"
    rf"(?:came|comes|come|came\saway|come\saway|went\saway|returned|left\sus|leaves\sus)\s(?:up\s)?(?:(?:quite|completely|entirely)\s)?(?:empty(?:[\s-]handed)?|blank|short|dry|with\s(?:nothing|empty\shands))|(?:drew|draws|drawn|drawing)\s(?:an?\s)?(?:complete\s|total\s)?blanks?|"
    rf"(?:went|got|gets|goes|led|leads)\s(?:us\s)?nowhere|(?:failed|fails|did\snot|does\snot|could\snot|was\sunable|were\sunable)(?:\sto)?(?:\s{_FIND}(?:\s(?:one|any|it|anything|this|such|them|a\sclot|a\sdvt|thrombus|clot))?)?|{IN_VAIN}){END})"
)
"""That nothing was found, behind the thrombus that was searched for."""
TIME = r"(?!\s(?:last|previously|earlier|before|yesterday|elsewhere|only|if|unless|until|once|pending|in\s(?:19|20)\d\d|on\s(?:the\s)?(?:mon|tue|wed|thu|fri|sat|sun|last|first|previous|prior|earlier|\d)|at\s(?:the\s)?(?:last|first|previous|prior|earlier))\b)"
