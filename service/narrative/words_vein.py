"""Words for the state of a vein: how it compresses, that it is clear."""

from __future__ import annotations

from service.narrative.cues import CLEAR, COMPRESSION, Entry
from service.narrative.wording import SQUEEZE

_CERTAIN = r"(?:entirely|completely|fully|confidently|reliably|definitively|definitely|absolutely|totally|wholly)"

COMPRESSIONS: tuple[Entry, ...] = (
    # compression
    (
        COMPRESSION,
        "partial",
        (
            rf"(?:(?:does|do|did|could|can|is|are|was|were|will|would)\s?)?(?:not|n't|cannot|unable\sto|fails?\sto|failed\sto)\s(?:be\s)?{_CERTAIN}\s(?:be\s)?{SQUEEZE}|"
            rf"(?:(?:does|do|did|could|can|is|are|was|were|will|would)\s?)?(?:not|n't|cannot|fails?\sto)\s(?:be\s)?{SQUEEZE}\s(?:{_CERTAIN}|normally|well)|"
            r"(?:only\s)?(?:partial(?:ly)?|partly|incomplete(?:ly)?|reduced|impaired|poor(?:ly)?|limited|decreased|diminished|suboptimal(?:ly)?|"
            r"only\s(?:partially|slightly|minimally)|lacks?\sfull|somewhat)\s(?:in)?(?:compress\w*|compr?\b|coapt\w*|collaps\w*|non-?compress\w*)|"
            r"compress\w*\s?(?:(?:is|was|are|were|remains?|only|:|-|appears|[(])\s?){0,2}(?:only\s)?(?:partial(?:ly)?|incomplete(?:ly)?|partly|poorly|reduced|impaired|in\spart)|"
            rf"(?:(?:does|do|did|could|can|is|are|was|were)\s)?(?:hardly|barely|scarcely|minimally)\s(?:be\s)?{SQUEEZE}|"
            r"(?:does|do|did)\snot\s(?:demonstrate|show|have|exhibit)\s(?:normal|full|complete)\scompress\w*|compress\w*\s(?:to\s|by\s|only\s){0,2}(?:[<~>]\s?|less\sthan\s|about\s|under\s)?\d\d\s?%|(?:only\s)?(?:incomplete|partial|imperfect)\s(?:wall\s)?(?:apposition|coaptation|closure|collapse)|"
            r"not\sfull\scompression|(?:is|was|are|were)\s(?:only\s)?(?:incomplete|partial)\b(?!\s\w*thromb)|less\sthan\s(?:full|complete)\scompress\w*"
        ),
    ),
    (
        COMPRESSION,
        "non_compressible",
        (
            r"non[\s-]{0,3}(?:compress\w*|compr?\b|coapt\w*|collaps\w*)|in-?compress\w+|un-?compress\w+|in-?collaps\w+|un-?collaps\w+|"
            rf"(?:does|do|did|could|can|would|is|are|was|were|will)(?:\snot|n't)\s(?:\w+\s)?(?:be\s(?:made\sto\s)?)?{SQUEEZE}|cannot\s(?:be\s)?"
            rf"{SQUEEZE}|fail(?:s|ed|ure|ing)?\s(?:to|of)\s(?:\w+\s){{0,3}}?{SQUEEZE}|failed\scompress\w*|"
            r"(?:no|absent|lack\sof|loss\sof|absence\sof|without|nil|lost|lacks)\s(?:(?:any|full|complete|normal|adequate|significant|visible|demonstrable|good|proper|venous|vein|useful|real|definite|appreciable|luminal)\s)?compress(?:ibility|ion\b(?!\sof)|\w*\b(?!ion)(?!\sof))(?!\s(?:loss|deficit|defect|failure|abnormal))|compress\w*\s?(?:(?:is|was|are|were|:|-|=)\s?){0,2}"
            rf"(?:absent|lost|not\s(?:present|demonstrated|achieved))|compress\w*\s?[:=?-]*\s?(?:none|nil|no|negative)(?=\s?(?:[.;,)(|]|$|-\s))|resist\w*\s(?:to\s)?compress\w*|not\scomp(?:r|ress\w*)?\b|no\scompr?\b|\bc-(?!\w)|\bnc\b|(?:neither|none)(?:\s(?:of\s(?:which|these|them|the\sveins)|veins?))?\s(?:can\sbe\s)?{SQUEEZE}"
            r"|unable\sto\s(?:be\s)?compress\w*|(?:lost|loses)\s(?:its|their|all|the)\s(?:normal\s)?compressibility|(?:defies|prevents?|precludes?|impedes?)\s(?:\w+\s)?compress\w*|(?:(?:is|are)\s)?no\slonger\s(?:be\s|fully\s)?compress\w*|(?:does|do|did)\snot\s(?:demonstrate|show|have|exhibit)\s(?:any\s)?compressibility|fail(?:s|ed)?\s(?:the\s)?compress\w*(?:\stest\w*)?"
        ),
    ),
    (
        COMPRESSION,
        "compressible",
        (
            r"(?:squash|flatten)(?:es|s|ed|able|ing)?\b|press(?:es|ed)?\s(?:flat|away|together|shut)|(?:can\s)?be\spressed\s(?:away|together|flat)|clos(?:es|ed?|ing)(?:\s\w+)?\s(?:with|under|on)\s(?:\w+\s)?(?:pressure|compression|probe)|"
            r"(?:obliterat|effac)\w+(?:\s\w+)?\s(?:with|under|on)\s(?:\w+\s)?(?:pressure|compression)|(?:meet|touch|coapt|appose)\s(?:completely|fully|throughout|normally)|walls\s(?:meet|touch|coapt|appose|oppose)\w*|appos(?:es|e|ed)\b|"
            r"compress\w*|compr?\b|collaps(?:es|ible|ed?|ing)|coapts?\b|coapt(?:ed|ing|ation)|\bc\+"
        ),
    ),
)
CLEAR_WORDS: tuple[Entry, ...] = (
    (
        CLEAR,
        "",
        (
            r"(?:widely\s|fully\s|completely\s)?patent|patency|\bclear\b|(?<!ab)normal\b|unremarkable|\bok\b|okay|\bfine\b(?!\s(?:echogenic|webs?|strands?|bands?|lines?|sept\w+|echoes|debris|linear|synechiae|threads?|thromb))|\bnad\b|negative|intact|\bopen\b|healthy|echo-?\s?free|anechoic|"
            r"\bneg\b|\bnl\b|\bnrml\b|\bclean\b|\bempty\b|recovered|unobstructed|not\sobstructed|satisfactory|(?:nil|nothing)\s(?:in\sit|seen\swithin|within|abnormal(?:\sseen)?)|"
            r"no\s(?:abnormal\sfindings?|disease|pathology|concern\w*)|not\s(?:remarkable|abnormal)|"
            r"(?:looks?|appears?)\s(?:good|well|right|all\sright)(?=\s?(?:[.,;)]|$|and\b))|in\s(?:good\s)?order\b(?!\s(?:to|of))|pristine|spotless|faultless|unspoil\w+|trouble-?free|disease-?free|all\sright\b|alright|"
            r"within\snormal\slimits|\bwnl\b|no\s(?:significant\s|focal\s|other\s)?abnormalit\w+|(?<!lies\s)(?<!lying\s)(?<!floats\s)(?<!hangs\s)(?<!moves\s)\bfree\b(?![\s-](?:float|tail|end|edge|tip|margin|fluid|moving|mobile|hang))|passable|permeable|unhindered|unimpeded|pristine|unscathed|untouched|undiseased|disease-?\s?free|unharmed|unblemished|all\s(?:good|well)\b|\bgood(?=\s?(?:[.;]|$))|nothing\s(?:amiss|untoward|wrong|sinister|suspicious|remarkable|of\snote|to\sreport|to\sworry\sabout)|no\s(?:problems?|issues?|irregularit\w+)(?=\s?(?:[.;,]|$))|unaffected\sveins"
        ),
    ),
)
