"""Words that take back, or lay at another's door, a thrombus that they stand beside.

They are common words: what they do shows only in the company of what is affirmed.
"""

from __future__ import annotations

import re

TAKEN_BACK = re.compile(
    r"\bleav(?:e|es|ing)\s(?![^,;.]{0,40}\b(?:lumen|room|channel|part|space|passage|colou?r|flow|blood)\b)[^,;.]{2,50}?\s(?:alone|be|free|clear|open|intact|untouched|unscathed|unharmed|in\speace)\b|\bin\svain\b|\bto\sno\savail\b|\bdismiss\w*|\bphantom|\billusion|\bmirage|\bghost|"
    r"\b(?:let\w*\sgo|lost|loses|bare|rid|shed|stripped|emptied|purged|cleansed|relieved)\s(?:itself\s|themselves\s)?(?:of\b|its\b|their\b|the\b)(?!\s(?:\w{3,10}\s)?compress)|\b(?:kept|keeps?|stays?|stayed|held|holds)\s(?:\w{2,12}\s){0,2}(?:out\sof|away|off|aloof|clear|outside|at\sbay|distance)\b(?=[^,;.]{0,40}\b(?:veins?|thromb\w+|clots?|popliteal|femoral|iliac|saphenous|tibials?|peroneals?|soleal)\b)|"
    r"\b(?:everywhere|anywhere|everything|anything|all)\sbut\b|\bhardly\b|\bscarcely\b|\blittle\s(?:that|which|of|or)\b|\b(?:un)?believ\w+|\bimagin(?:e[ds]?|ary|ation)\b|\bfanc(?:y|ied)\b|\bpretend\w*|"
    r"\blook(?:s|ed|ing)?\s?,?\s(?:[^,;.]{0,40},\s)?(?:like|as\s(?:if|though))\b|\bas\s(?:if|though)\s(?:it|they|there)\b|\b(?:something|anything|nothing|much)\slike\b|\bso-called\b|"
    r"\bwould\s(?!not\b|fail|compress|collapse|coapt|only|resist|refuse|yield)\w+|\bshould\snot\b|\bif\b|\bwhether\b|\btill\sproven|\buntil\sproven|\botherwise\b|\bparts\sthe\b|\b(?:gap|interval|distance|stretch|margin)\sof\b[^;.]{0,40}\b(?:parts?|separat\w+|divid\w+|between|lies|remains?)\b|"
    r"\b(?:outgrown|vacated|deserted|abandoned|quit|departed|withdr[ae]wn?|retreat\w*|recede[ds]?|faded|melted|evaporated|perished|survive[sd]?|surviving)\b|\ba\sthing\sof\b|\bno\smore\b|"
    r"\b(?:no|any)\slonger\s?(?:[.,;)]|$)|\b(?:little|less|no|scant|small|slight)\s(?:to\ssuggest|reason|cause|ground)|\bmissing\b|\bbeyond\sthe\s(?:reach|range)|\brespect(?:s|ed|ing)\s(?!to\b)|"
    r"\bpass(?:es|ed|ing)\s[^,;.]{3,40}\sby\b|\bgiven\sup\b(?!\sground)|\b(?:laid|lay|put)\sto\srest\b|\bas\sit\s(?:should|ought|was\smeant)\b|\bforeign\sto\b|\b(?:ignores?|avoids?|shuns?|misses|skips)\b|\bpeters?\sout\b|\bdies\sout\b|"
    r"\bdiagnos\w+\sof\b[^;.]{0,60}\b(?:falls?|fails?|collapses)\b|\b(?:every|each|any|all)\s(?:\w{3,10}\s){0,3}?but\b|\bat\sfirst\b(?!\sonly)|\blast\s\w{3,8}\s(?:\w{2,10}\s){0,4}?(?:did|could)\snot\b|\bwhere\s(?:clot|thrombus|there)\s(?:was|were|had)\b|\bonly\s(?:because|since|as\slong\sas|while)\b|\bgroundless|\bunfounded"
)
"""Phrases that take back what is affirmed anywhere around them."""
ATTRIBUTED = re.compile(
    r"\b(?:requests?|requested|letter|referr(?:er|al|ing)\w{0,3}|refers|according\sto|tells?|told|mention(?:s|ed)?|speaks?|spoke|spoken|claim\w{0,3}|fear\w{0,4}|dread\w{0,3}|hope[ds]?|hoping|hesita\w{2,5}|"
    r"reluctan\w{1,5}|loath|seem(?:s|ed|ing(?:ly)?)?|slow\sto|call(?:s|ing)?\b(?!\sfor)|take\s[^,;.]{2,40}\sfor\b|mistook|suppos\w{1,5}|assum\w{1,5}|only\s(?:seems?|because)|complain\w{0,3}|heard|rumou?r\w{0,3}|supposedly|purport\w{0,4})\b"
)
"""Words of another's opinion, or of one's own reluctance, ahead of what is affirmed."""
