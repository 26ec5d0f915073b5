"""Words around a size: what tells a length from a diameter, a distance, a place and the size of something else."""

from __future__ import annotations

import re

NUMBER = r"(?<![\w.,])\d{1,3}(?:[.,]\d{1,2})?"
UNIT = r"(?:cms?\b|mms?\b|centimet(?:re|er)s?\b|millimet(?:re|er)s?\b)"
QUANTITY = re.compile(
    rf"(?P<first>{NUMBER})\s?(?P<unit1>{UNIT})?"
    rf"(?:\s?(?:(?P<times>x|by)|(?P<range>-|to|and|or|up\sto))\s?(?P<second>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?(?P<unit2>{UNIT})?)?"
    rf"(?:\s?(?:x|by)\s?(?P<third>\d{{1,3}}(?:[.,]\d{{1,2}})?)\s?(?P<unit3>{UNIT})?)?"
)
WORDS = {
    word: str(number)
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
NUMBER_WORD = re.compile(rf"\b({'|'.join(WORDS)})(?=(?:\s(?:to|or)\s\w{{3,6}})?\s(?:cm|mm|centimet|millimet))")

POPLITEAL = (
    r"(?:popliteal(?!\s(?:skin|crease|fossa|artery|cyst|space|region|lymph|node))(?:\svein)?(?:\s(?:confluence|junction|vein))?|"
    r"pop\s?v?\b|pv\b|spjs?\b|saphen(?:o|ous)[\s-]?popliteal(?:\sjunction)?|popliteal-?\w{0,12}\sconfluence)"
)
APART = (
    r"(?:below|above|from|distal\sto|proximal\sto|short\sof|off|caudal\sto|caudad\sto|cephalad\sto|inferior\sto|superior\sto|beneath|"
    r"deep\sto|away\sfrom|before|beyond|of|to|under|over|distally\sfrom|down\sfrom|up\sfrom|inferiorly\sto|shy\sof|distant\sfrom|clear\sof|"
    r"apart\sfrom|distant\sto|remote\sfrom|near\sto|after|past)"
)
ADVERB = r"(?:(?:just|approximately|about|well|still|distance|gap|away|clear|lies|lying|short|only|and)\s){0,3}"
ARTICLE = r"(?:(?:the|its|a|an|his|her|level|lower|upper|of|right|left|medial|lateral|tip|end|origin|insertion|confluence|junction|with|entry|into|ipsilateral|border|edge|margin)\s){0,6}"
TO_POPLITEAL = re.compile(
    rf"\s?\)?\s?(?:\w{{1,8}}\s)?{ADVERB}{APART}\s{ARTICLE}{POPLITEAL}(?!\s(?:to|into|down|up|skin|crease))"
)
LANDMARK = (
    r"(?:\w{1,20}\s){0,2}?(?:sfj|saphen\w{0,10}[\s-]?femoral\w{0,9}|skin|surface|crease|ankle|malleol\w{0,3}|ligament|groin|knee|joint|calcaneus|heel|patella|"
    r"hiatus|canal|junction|confluence|bifurcation|origin|fold|cfv|femoral|profunda|tibial|peroneal|iliac|trunk|trifurcation|fossa|umbilicus|level|tubercle|"
    r"condyle|plateau|fascia|transducer|probe|filter|stent|aorta|renal|vein|head|neck)"
)
POSITION = re.compile(
    rf"\s?{ADVERB}(?!of\s|to\s|over\s)(?:{APART})\s{ARTICLE}{LANDMARK}(?:\sskin)?(?:\s(?:crease|vein|junction))?|\s(?:deep|proximally\sto|lateral|medial)\b|\s?(?:above|below|proximal\sto|distal\sto)\s(?:it|this|that)\b"
)
POPLITEAL_BEFORE = re.compile(
    rf"(?:(?:distance|gap|clearance|interval|separation|separated)\b.{{0,80}}{POPLITEAL}(?:\sby)?.{{0,22}}|"
    rf"{POPLITEAL}.{{0,14}}\b(?:distance|gap|clearance)\b.{{0,14}})$"
)
POPLITEAL_AFTER_DISTANCE = re.compile(
    rf"\s(?:gap|distance|clearance|margin|interval|separation|segment)\s(?:\w{{1,12}}\s){{0,6}}{POPLITEAL}"
)
POPLITEAL_AWAY = re.compile(
    rf"{POPLITEAL}\s(?:(?:is|lies|lying|being|at|about|approximately|some|located|remains|begins|starts|joins)\s){{0,3}}$"
)
AWAY = re.compile(
    r"\s(?:away|distant|proximal|cephalad|above|higher|further\sup|clear|from\s(?:the\s)?(?:clot|thromb|tip|upper|proximal|top))"
)

NOT_THROMBUS = re.compile(
    r"\b(?:cyst\w{0,3}|nodes?|lymph\w{0,10}|haematoma\w?|hematoma\w?|aneurysm\w{0,5}|collection|mass|arter\w{1,4}|velocit\w{1,3}|wall|thick\w{0,5}|depth|"
    r"tear|effusion|lipoma|fluid|abscess|reflux|seroma|lesion|stent|fascia|intima|skin|ovary|fibroid|cath\w{1,6}|bursa\w?|septum|valve)\b"
)
THROMBUS = re.compile(r"\b(?:thromb\w{1,12}|clots?|dvts?|occlu\w{1,8}|non-?\s?comp\w{0,12})\b")
FORMER = re.compile(
    r"(?:\b(?:previous(?:ly)?|formerly|(?:was|were)(?!\s(?:expanded|distended|dilated|enlarged|widened)\b)|initially|earlier|prior|had\sbeen|originally|compared\s(?:to|with)|versus|vs|cf|before|against|down\sfrom|up\sfrom|then|measured)\b\.?|\(from)\s?(?:\w{1,12}\s){0,2}$"
)
FORMER_SCAN = re.compile(
    r"\b(?:baseline|(?:first|initial|last)\s(?:scan|visit|study)|(?:on\s)?day\s\d{1,2}|yesterday|on\s\w{3,6}day)\s?(?:(?:was|it\swas|of|value|length|:|,)\s?){0,2}$"
)
FORMER_AFTER = re.compile(
    r"\s?(?:\)\s?)?(?:previously|on\s\d|on\s(?:the\s)?(?:prior|previous|last|earlier)|at\s(?:the\s)?(?:prior|previous|last)|before\b|last\s(?:week|scan|month|time|visit|year|exam\w{0,8}|\w{3,6}day)|on\s\w{3,6}day\b|yesterday|in\s(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|at\s(?:the\s)?(?:first|initial|baseline|outset)|on\s(?:the\s)?(?:first|initial|baseline)|initially|at\s(?:presentation|diagnosis)|(?:\w{3,8}|\d{1,2})\s(?:days?|weeks?|months?)\s(?:ago|earlier|before))"
)
GAP_BEFORE = re.compile(
    r"(?<!over a )(?<!for a )(?<!along a )(?<!across a )\b(?:distance|gap|clearance|separation|margin)\b(?!\s(?:of\s)?(?:about\s|approximately\s)?$)"
)
"""Behind "distance of the tip from the junction:" stands no length."""
FROM = re.compile(r"(?:from)\s(?:\w{1,12}\s){0,1}$")
FROM_A = re.compile(r"\bfrom\s(?:\w{1,12}\s){0,1}$")
TO_B = re.compile(rf"[^;.:]{{0,50}}?\sto\s(?:\w{{1,12}}\s){{0,2}}?{NUMBER}\s?{UNIT}")
""" "From 2 cm last week to 5 cm": only the second is one of today."""
WITHIN = re.compile(r"\bwithin\s(?:\w{1,12}\s)?$")
NOT_A_SIZE_AFTER = re.compile(
    r"\s?(?:/\s?s|per\ssec|thick\w{0,5}|residual|wall|water|hg|cyst|node|lymph|haemat|hemat|aneurysm|collection|deep\b|intima|valve|stent|slice|probe|arter\w{1,4}|mass|skin)"
)
RELATION = r"(?:\s?(?:of|is|was|to|at|about|approximately|approx\.?|around|some|circa|c\.|ca\.?|nearly|almost|over|up|least|in|a|an|the|total|maximum|maximal|max\.?|:|=|~|<|>|=|measures?|measuring|estimated|roughly|just|now|more|than|exceed\w{1,3}|by|length|distance|further|overall|thrombosed|segment|excess|minimum|currently|under|[(]|,|its|full|ap|transverse|widest|point|greatest|vein|veins|wide|measured|has|been|below|today|currently))*\s?$"
DIAMETER_BEFORE = re.compile(
    r"(?:(?:diameter|width|calib(?:re|er))\s(?:reach(?:es|ed|ing)?|attains?|comes)(?:\sto)?|diameters?|diam\.?|calib(?:re|er)|width|dilated|distended|distension|expanded|enlarged|swollen|engorged|wide|across|dilatation|dilation|expansion|widen\w{0,3}|distends|expands|dilates|enlarges|ballooned|cross-section|bore|widest(?:\s(?:point|part|place|spot))?|broadest(?:\s(?:point|part|place|spot))?|stretch(?:ed|ing)(?:\s(?:it|them|the\s\w{3,10}(?:\svein)?))?|blown\sup|swells?|bloated)"
    + RELATION
)
DIAMETER_AFTER = re.compile(
    r"\s?(?:in\s|at\sits\s)?(?:(?:max\w{0,6}\.?|vein|ap|a\.p\.|transverse|cross-sectional|outer|widest|greatest|total|internal|antero-?posterior|venous|short-axis|luminal)\s){0,3}(?:diameters?|diam\b\.?|calib(?:re|er)|wide\b|width|across|in\sbore|ap\b|at\sits\swidest|dilat|distended|distension)"
)
LENGTH_BEFORE = re.compile(
    r"(?:length|long|exten(?:ds?|ded|ding|t|sion)(?:\s\w{1,12}){0,3}?|over|runs?(?:\s\w{1,10})?|running|span(?:s|ning)?|segments?|stretch(?:es)?\b|occup\w{1,5}|craniocaudal\w{0,2}|tracks?|measur(?:es?|ing)|cover\w{0,3}|reaches|for|traced|total\w{0,4})"
    + RELATION
)
LENGTH_AFTER = re.compile(
    r"\s?(?:in\s)?(?:(?:max\w{0,6}|total|overall|craniocaudal|cranio-caudal|cc|longitudinal|thrombus|approximate)\s){0,2}(?:lengths?|long\b|longitudinal\w{0,2}|cranio\w{0,8}|in\sextent|extent|"
    r"(?:\w{1,14}\s){0,3}?(?:segment|stretch|portion|(?:run|column|cast|plug)(?=\s?(?:[,.;)]|$|of\b|and\b))|of\s(?:the\s)?(?:\w{1,14}\s){0,3}?(?:thromb|clot|vein|peroneal|popliteal|femoral|posterior|occlu))|distally|proximally|in\stotal|craniocaudad)"
)
REACHES_BY = re.compile(
    r"(?:protrud|extend|prolaps|project|reach)\w{0,4}\s(?:\w{1,14}\s){1,9}(?:by|for)\s(?:approximately\s|about\s|some\s)?$"
)
NOUN_AFTER = re.compile(
    r"[\s-](?:(?:long|occlusive|acute|non-?occlusive|echogenic|hypoechoic|chronic|short|segmental|intraluminal|fresh|old)\s){0,3}(?:thromb|clot|dvt)"
)
BECAME = re.compile(
    r"\b(?:now|today|currently|meanwhile|since)\b|\b(?:shr[aiu]nk\w*|short\w+|lengthen\w+|grown|drawn\sback|reduced|regressed|decreased|increased|extended)\b|\bscan\sto\s$"
)
IN_BRACKETS = re.compile(r"\(\s?$")
