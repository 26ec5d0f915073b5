"""Words of doubt, of what was not seen, of what persists or has resolved."""

from __future__ import annotations

import re

from service.narrative.cues import HEDGE, NOT_SEEN, PERSISTS, RESOLVED, UNSEEN, Entry
from service.narrative.wording import SEEN

CERTAINTIES: tuple[Entry, ...] = (
    # certainty
    (
        HEDGE,
        "after",
        (
            r"(?:cannot|can\snot|could\snot|can't|couldn't|unable\sto|difficult\sto|impossible\sto|hard\sto|not\spossible\sto|does\snot|not|difficult\sto\sbe)"
            r"\s(?:be\s)?(?:\w+ly\s)?(?:be\s)?(?:exclud\w*|rul(?:e|ed)\sout|discount\w*)|not\s(?:\w+ly\s)?(?:excluded|confirmed|ruled\sout)|(?:is|was|are|remains?)\s(?:a\s)?"
            r"(?:possib\w+|suspected|likely|probable|questionable|equivocal|uncertain|unclear)|\bvs\.?\s|versus|\bif\s(?:present|any(?:where)?|at\sall)\b|in\sdoubt|inconclusive|borderline|would\s(?:have|explain|account|be|need|require|fit|represent|mean)\b"
        ),
    ),
    (
        HEDGE,
        "after",
        (
            r"(?:is|was|were|has\sbeen|had\sbeen|are)\s(?:\w+ly\s)?(?:feared|dreaded|mooted|entertained|considered\s(?:likely|possible)|in\squestion|the\s(?:concern|worry|question|fear|thought)|wondered\sabout|thought\s(?:likely|possible|probable)|anticipated|sought|looked\sfor|worried\sabout|on\sthe\scards)|"
            r"(?:may|might|could)\s(?:well\s|still\s|also\s|therefore\s)?(?:lie|sit|hide|lurk|exist|extend|reach|contain|hold|harbou?r|represent|begin|start|go\son|run\son)\b"
        ),
    ),
    (
        HEDGE,
        "before",
        (
            r"worr(?:y|ies|ied|ying)\s(?:a\slittle\s|somewhat\s)?(?:about|over|that|for|of)\b|(?:makes?|made|leaves?|left|got|has|have)\s(?:me|us|one)\s(?:\w+\s)?(?:wonder\w*|suspect\w*|fear\w*|think(?:ing)?\sof|concerned|worried|uneasy|anxious)(?:\s(?:about|of))?|(?:i|we)\s(?:do\s)?(?:fear|dread|wonder|suspect)\b|afraid\s(?:of|that)|(?:uneasy|anxious|nervous)\sabout|(?:my|our|the|a|main|only|one)\s(?:worry|fear|anxiety|unease)\s(?:is|remains|of|that)|(?:hints?|whiff|whisper|shadow\sof\sa\sdoubt)\s(?:at|of\sa\spossible)|"
            r"exclusion\sof(?=[^.;]{0,70}\b(?:not|impossible|cannot|incomplete|limited|possible|requested|required|wanted|needed|asked)\b)|\bdd(?:x)?\b|differential(?:\sdiagnosis)?|(?:ct|mri?|mrv|ctv|cta|venogra\w+)\s(?:\w+\s){0,2}?(?:reported|showed|suggested|described|demonstrated|raised|queried)|possib(?:le|ly|ility\sof)|perhaps|maybe|conceivable|presumabl[ye]|tentative\w*|plausibl\w*|worrisome|worrying\sfor|not\scertain|not\sconvinced|cannot\sbe\scertain|cannot\ssay|low\sconfidence|artefact\w*|artifact\w*|versus\sslow|probabl[ey]|suspicious(?:\s(?:for|of))?|suspicion\s(?:of|for)|suspected|suspect|questionable|question\sof|"
            r"equivocal|(?<!\d )may\s(?:well\s)?(?:represent|be|reflect|contain|extend|involve|reach|indicate)|might|could\s(?:represent|be(?!\s(?:\w+ly\s)?\w+(?:ed|wn|ad)\b)|reflect|indicate)|concern(?:ing|ed)?\s?(?:for|about)?|"
            r"suggest(?:s|ive|ing)(?:\sof)?|(?:most\s)?likely|query|\?+|undecided|unsettled\b|hard\sto\s(?:say|tell|judge)|not\ssure|unsure|in\sthe\sbalance|anyone's\sguess|presumed|presumptive|indeterminate\sfor|uncertain|unclear|raises?\s(?:the\s)?(?:possibility|question)|"
            r"(?:suggestion|hints?|impression)\sof(?!\sthe\sleg)|raising\s(?:the\s)?(?:possibility|question)|potential(?:ly)?|apparent|doubtful|conceivabl[ey]|cannot\sconfirm|"
            r"un(?:confirmed|prove[dn]|verified|substantiated|corroborated)|quer(?:ied|ies|ying)|wonders|thought\s(?:that\s)?(?:there|to\s(?:be|contain|represent))|believed|wondered|mistaken\sfor|misinterpreted|looked\slike|resembl\w+|simulat\w+|mimick\w+|provisional(?:ly)?|speculat\w+|putative|alleged(?:ly)?"
        ),
    ),
    (
        NOT_SEEN,
        "anywhere",
        rf"(?:none|nothing)\s(?:(?:is|was|are|were|has|have|be|been|could)\s){{1,3}}(?:\w+ly\s)?(?:left|{SEEN}|there)\b(?!\s(?:in|of|within)\b)|(?:none|nothing)\sremains?\b(?!\sof)",
    ),
    (
        NOT_SEEN,
        "",
        (
            rf"(?:(?:is|are|was|were|has|have|been|be|can|could|also)\s){{0,3}}(?:not|no\slonger|nowhere|never)\s(?:\w+ly\s)?(?:be\s|been\s|now\s|to\sbe\s)?{SEEN}|"
            r"(?:(?:is|are|was|were|has|have|been|be|now)\s){0,3}(?:not\s(?:reproduced|corroborated|substantiated|replicated|borne\sout|upheld|supported)|denied|refuted|disproved|disproven|dispelled|discounted|answered\sin\sthe\snegative|(?<!^)excluded|(?<!^)ruled\sout|absent\b(?!\s(?:thromb|clot|dvt|compress)))|(?<=[:=-]\s)(?:none|nil|no|absent|negative)\b(?!\s\w)|(?:(?<=[:=]\s)|(?<=-\s)(?!\w+\s(?:in|within|at|above|below|of)\b))(?:none|nil|absent|0(?![.,]?\d|\s?(?:cm|mm|%|x|/)))\b(?!\s(?:(?:\w+\s){0,2}?(?:thromb|clot|dvt|evidence|sign|flow|colou?r|signal|compress)|(?:of|new|else|further|other|elsewhere)\b))|(?:(?<=thrombus\s)|(?<=clot\s)|(?<=dvt\s))(?:no\b|0(?![.,]?\d|\s?(?:cm|mm|%|x|/))|\(-\)|-(?:ve)?(?!\w|\s\w))(?=\s?(?:[,;.)]|$))"
        ),
    ),
    (
        UNSEEN,
        "",
        (
            r"(?:(?:is|are|was|were|has|have|been|be|could|can)\s){0,3}(?:not|n't)\s(?:(?:\w+ly|well|fully|formally|specifically|be|been|all)\s){0,3}"
            r"(?:seen|visuali[sz]ed|assess\w*|examined|scanned|imaged|evaluat\w*|interrogated|included|studied|insonated|performed|demonstrated|covered|checked|accessible|explorable|judg[e]?able|delimited|reachable|interpretable|evaluable|assessable|viewed|accessed|delineated|resolved|looked\sat)|"
            r"(?:poorly|inadequately|incompletely|suboptimally|partially|not\swell)\s(?:seen|visuali[sz]ed|assessed|imaged|demonstrated|evaluated|shown|insonated|delineated)|"
            r"obscured|suboptimal|sub-optimal|limited\s(?:views?|visuali\w+|assessment|evaluation|examination|by|due|because|owing)|(?:views?|visuali[sz]ation|assessment|imaging)\s(?:\w+\s){0,5}?(?:limited|poor|inadequate|incomplete)|(?:inadequate|incomplete|poor)\s(?:views?|visuali\w+|assessment)|non-?\s?visuali[sz]\w+\b(?!\sof\s(?:\w+\s)?(?:thromb|clot))|unable\sto\s(?:\w+ly\s)?(?:see|visuali[sz]e|assess|image|make\sout|view|examine|trace|follow|show|reach)|not\s(?:be\s)?(?:told\sapart|made\sout|distinguished\sfrom)|left\sun(?:examined|seen|scanned|studied)|"
            r"(?:cannot|couldn't|can't)\s(?:\w+ly\s)?be\s(?:seen|visuali[sz]ed|assessed|imaged|evaluated|examined)|difficult\sto\s(?:see|visuali[sz]e|assess|image|examine)|nondiagnostic|non-diagnostic|"
            r"not\s(?:in\sview|routinely\s\w+|part\sof|attempted)|unseen|inaccessible|no\sview\w*"
        ),
    ),
    (
        PERSISTS,
        "",
        (
            r"(?:(?:has|have|is|are)\s)?not\s(?:yet\s|all\s|quite\s|completely\s|entirely\s|fully\s)?(?:gone(?!\s(?:solid|hard|firm|rigid|into|up\b|down|on\b|as\b|beyond|further|past|above|to\b))|disappeared|vanished|dispersed|melted\saway|dissolved)\b|(?:is|are)\snow\b(?!\s(?:\w+\s)?(?:patent|compress|clear|normal|resolved|absent|free|gone|fully|completely|not\b))|\b(?:now|today|currently)\s(?:measur\w+|(?=[\d~]))|(?:has|have)\snot\s(?:\w+\s)?(?:resolved|cleared|gone(?!\s(?:solid|hard|firm|rigid|into|up\b|down|on\b|as\b|beyond|further|past|above|to\b))|disappeared|vanished|dissolved)|(?:not|in)[\s-]?(?:completely|fully|entirely|complete)(?:ly)?\s(?:resolved|cleared|resolution)|unchanged|persist\w*|remains?|again|still|stable|ongoing|re-?demonstrated|(?:has|have|with)\s(?:\w+\s)?(?:partial(?:ly)?)\s(?:re-?solv\w+|resolution|clear\w+|lys\w+)|"
            r"partial(?:ly)?\s(?:resolv\w+|resolution|clearance|lys\w+|clear\w*)|improv\w+|decreas\w+|increas\w+|smaller|larger|shrunk(?:en)?|regress\w+|reduc(?:ed|tion)|\bnow(?=\s(?:shows?|extend\w*|reach\w*|also|non|occl|involv\w*|larger|(?:partially\s)?re-?canali))"
        ),
    ),
    (
        RESOLVED,
        "",
        (
            r"(?:(?:has|have|is|are|now|since)\s){0,3}(?:(?:completely|fully|entirely|totally|now)\s){0,2}(?:resolved|cleared|disappeared|lysed|dissolved|vanished)\b|(?:has|have|is|are|had)\s(?!not\b|never\b)(?:\w+\s)?gone\b(?!\s(?:solid|hard|firm|thick|rigid|stiff|dark|bright|on\b|up\b|down\b|into|as\b|beyond|further|past\b|above|over|from|to\b))|(?:(?<=clot )|(?<=clots )|(?<=thrombus )|(?<=thrombosis )|(?<=dvt ))gone\b(?=\s?(?:[.,;)]|$)|\s(?:now|today|entirely|completely|altogether)\b)|(?:has|have|had|is|are)\s(?:(?:all|now|completely|entirely|largely\snot|since)\s)?(?:melted(?:\saway)?|dispersed|broken\sdown|lysed|evaporated|washed\sout)\b|^gone\s(?:is|are)\b|"
            r"(?:interval\s|complete\s|full\s)?(?:resolution|clearance|disappearance|clearing)\sof|no\slonger(?=\s(?:contains?|shows?|any|there|has))"
        ),
    ),
)

# Common words: what they do shows only in the company of what is affirmed.
TAKEN_BACK = re.compile(
    r"\bleav(?:e|es|ing)\s(?![^,;.]{0,40}\b(?:lumen|room|channel|part|space|passage|colou?r|flow|blood)\b)[^,;.]{2,50}?\s(?:alone|be|free|clear|open|intact|untouched|unscathed|unharmed|in\speace)\b|\bin\svain\b|\b(?:unlikely|improbable|implausible|far-?fetched)\b(?!\s(?:to\b|acute|recent|chronic|old|fresh))|\bto\sno\savail\b|\bdismiss\w*|\bphantom|\billusion|\bmirage|\bghost|"
    r"\b(?:let\w*\sgo|lost|loses|bare|rid|shed|stripped|emptied|purged|cleansed|relieved)\s(?:itself\s|themselves\s)?(?:of\b|its\b|their\b|the\b)(?!\s(?:\w{3,10}\s)?compress)|\b(?:kept|keeps?|stays?|stayed|held|holds)\s(?:\w{2,12}\s){0,2}(?:out\sof|away|off|aloof|clear|outside|at\sbay|distance)\b(?=[^,;.]{0,40}\b(?:veins?|thromb\w+|clots?|popliteal|femoral|iliac|saphenous|tibials?|peroneals?|soleal)\b)|"
    r"\b(?:everywhere|anywhere|everything|anything|all)\sbut\b|\bhardly\b|\bscarcely\b|\blittle\s(?:that|which|of|or)\b|\b(?:un)?believ\w+|\bimagin(?:e[ds]?|ary|ation)\b|\bfanc(?:y|ied)\b|\bpretend\w*|"
    r"\blook(?:s|ed|ing)?\s?,?\s(?:[^,;.]{0,40},\s)?(?:like|as\s(?:if|though))\b|\bas\s(?:if|though)\s(?:it|they|there)\b|\b(?:something|anything|nothing|much)\slike\b|\bso-called\b|"
    r"\bwould\s(?!not\b|fail|compress|collapse|coapt|only|resist|refuse|yield)\w+|\bshould\snot\b|\bif\b|\bwhether\b|\btill\sproven|\buntil\sproven|\botherwise\b|\bparts\sthe\b|\b(?:gap|interval|distance|stretch|margin)\sof\b[^;.]{0,40}\b(?:parts?|separat\w+|divid\w+|between|lies|remains?)\b|"
    r"\b(?:outgrown|vacated|deserted|abandoned|quit|departed|withdr[ae]wn?|retreat\w*|recede[ds]?|faded|melted|evaporated|perished|survive[sd]?|surviving)\b|\ba\sthing\sof\b|\bno\smore\b|"
    r"\b(?:no|any)\slonger\s?(?:[.,;)]|$)|\b(?:little|less|no|scant|small|slight)\s(?:to\ssuggest|reason|cause|ground)|\bmissing\b|\bbeyond\sthe\s(?:reach|range)|\brespect(?:s|ed|ing)\s(?!to\b)|"
    r"\bpass(?:es|ed|ing)\s[^,;.]{3,40}\sby\b|\bgiven\sup\b(?!\sground)|\b(?:laid|lay|put)\sto\srest\b|\bas\sit\s(?:should|ought|was\smeant)\b|\bforeign\sto\b|\b(?:ignores?|avoids?|shuns?|misses|skips)\b|\bpeters?\sout\b|\bdies\sout\b|"
    r"\bdiagnos\w+\sof\b[^;.]{0,60}\b(?:falls?|fails?|collapses)\b|\b(?:every|each|any|all)\s(?:\w{3,10}\s){0,3}?but\b|\bat\sfirst\b(?!\sonly)|\blast\s\w{3,8}\s(?:\w{2,10}\s){0,4}?(?:did|could)\snot\b|\bwhere\s(?:clot|thrombus|there)\s(?:was|were|had)\b|\bonly\s(?:because|since|as\slong\sas|while)\b|\b(?:memory|thought|idea|fear|rumou?r|suspicion|semblance|illusion)\sof\s(?:an?\s|the\s|any\s|its\s)?(?:\w{3,10}\s)?(?:thromb|clot|dvt)|\b(?:no|any)\slonger\s(?:fills?|occup\w+|lines?|lies|sits|holds?|contains?)\b(?!\s(?:the\s)?(?:whole|entire|lumen|complete|fully))|\b(?:does|do|did)\snot\s(?:fill|occupy|line)\s(?:it|them)\b(?!\s(?:complete|whol|full|entire))|(?:^|[;:]\s)any\s(?:\w{3,10}\s)?(?:thromb(?:us|osis)|clots?|dvt)\b|\bgroundless|\bunfounded|"
    r"\b(?:is|was|are|were)\s(?:(?:only|merely|just|but|really|actually|nothing\sbut|in\s(?:fact|truth|reality))\s)?(?:an?\s|the\s)?(?:\w{3,12}\s)?(?:reflections?|reverberations?|shadows?|noise|gain|smoke|rouleaux|tendons?|nerves?|lymph\snodes?|cysts?|artery|slow\s(?:flow|blood)|sluggish\s(?:flow|blood))\b"
)
"""Phrases that take back what is affirmed anywhere around them."""
ATTRIBUTED = re.compile(
    r"\b(?:requests?|requested|letter|referr(?:er|al|ing)\w{0,3}|refers|according\sto|tells?|told|mention(?:s|ed)?|speaks?|spoke|spoken|talks?\s(?:of|about)|(?:notes|records|file|papers)\s(?:say|talk|tell|list|quote)|says?\s(?:that\s)?(?:there|she|he|it)\b|believes?|thinks?\b|claim\w{0,3}|fear\w{0,4}|dread\w{0,3}|hope[ds]?|hoping|hesita\w{2,5}|"
    r"reluctan\w{1,5}|loath|seem(?:s|ed|ing(?:ly)?)?|slow\sto|call(?:s|ing)?\b(?!\sfor)|(?:take|took)\s[^,;.]{2,40}\sfor\b|(?:take|took|taken)\sfor\b|what\s(?:i|we|one|he|she|they)\s(?!see\b|saw\b|find\b|found\b|have\sfound\b)\w+|mistook|suppos\w{1,5}|assum\w{1,5}|only\s(?:seems?|because)|complain\w{0,3}|heard|rumou?r\w{0,3}|supposedly|purport\w{0,4})\b"
)
"""Words of another's opinion, or of one's own reluctance, ahead of what is affirmed."""
