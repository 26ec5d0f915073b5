"""The words of a dosage text ("sig") that are understood: English, German and Dutch, as order systems write them.

Every entry is a regular expression in lower case.  Whatever is not listed here makes the whole text unread: "up to",
"as needed", "hold", "every other day", "or" are left out on purpose.
"""

from __future__ import annotations

import re

from service.features.dose_amounts import PIECES

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fourteen": 14, "twenty one": 21, "twenty-one": 21, "twenty four": 24, "twenty-four": 24,
    "thirty": 30, "ninety": 90,
    "eine": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "sieben": 7, "zwölf": 12,
    "een": 1, "één": 1, "twee": 2, "drie": 3, "zeven": 7, "twaalf": 12,
}  # fmt: skip
"""Words for whole numbers."""

UNITS = (
    "mg/kg", "units?/kg", "iu/kg", "mg", "mcg", "milligrams?", "international units", "units?", r"i\.e\.", "ie", "iu",
    "u", "ml",
    *sorted((re.escape(each) for each in PIECES if "each" not in each and "{" not in each), key=len, reverse=True),
)  # fmt: skip
"""Units a text may give a dose in; the longer spelling before the shorter one."""
PIECE = "|".join(UNITS[UNITS.index("ml") + 1 :])

A_DAY = (
    r"a day|daily|per day|each day|every day|/ ?day|täglich|tägl\.?|taeglich|tgl\.?|am tag|pro tag"
    r"|per dag|daags|dagelijks"
)
OFTEN = {
    "1": r"once nightly|once (?:daily|a day|per day|every day|each day)|every day|each day|daily"
    r"|qday|q day|q\.d\.?|qd|o\.d\.?|od|qhs|täglich|taeglich|tägl\.?|tgl\.?|dagelijks"
    r"|einmal (?:täglich|am tag|pro tag)|(?:een|één)maal (?:daags|per dag)",
    "2": r"twice (?:daily|a day|per day|each day|every day)|b\.i\.d\.?|bid|b\.d\.?|bd"
    r"|zweimal (?:täglich|am tag|pro tag)|tweemaal (?:daags|per dag)",
    "3": r"t\.i\.d\.?|tid|t\.d\.s\.?|tds|dreimal (?:täglich|am tag|pro tag)|driemaal (?:daags|per dag)",
    "4": r"q\.i\.d\.?|qid|qds",
}
"""Times a day → words."""
TIMES_A_DAY = rf"(?P<times>[1-4]) ?(?:x|-?times?|-?mal|maal|keer) ?(?:{A_DAY})|(?P<dd>[1-4]) ?dd"
EVERY_HOURS = (
    r"(?:every|each|q\.?|alle|elke|om de) ?(?P<hours>6|8|12|24) ?-?(?:hours?|hourly|hrs?\.?|h|stunden|std\.?|uur)"
    r"|(?P<hourly>6|8|12|24)[ -]?hourly"
)

MOMENTS = {
    "morning": r"mornings?|am|mane|qam|breakfast|morgens|früh|'?s ochtends",
    "noon": r"noon|midday|lunch|mittags|'?s middags",
    "evening": r"evening meal|evenings?|nights?|nightly|nocte|pm|qpm|bedtime|bed|dinner|supper|abends|zur nacht"
    r"|'?s avonds",
}
"""Time of day → words."""
BEFORE_MOMENT = r"(?:(?:every|each|in|at|with|before|after|the|an?) ){0,3}"

AND = r"and|&|und|en"
THEN = r"(?:and )?then|followed by|danach|dann|daarna"
AT_LAST = r"thereafter|after that|afterwards"
LASTING = (
    r"(?:for|x|für|voor|gedurende)(?: the)?(?P<first> first| next)? ?(?P<count>\d{1,3}) ?"
    r"(?:(?P<day>days?|d|tage?n?|dagen)|(?P<week>weeks?|wks?|wk|wochen?|weken)|(?P<month>months?|mos?|monate?n?|maanden))"
)

NO_MATTER = "|".join(
    (
        # what to do with it
        r"take|give|inject|administer|swallow|neem|innemen|nehmen|einnehmen|spritzen|spuiten|injecteren|je",
        r"to be (?:taken|given|injected)",
        # the way in
        r"by mouth|orally|oral|peroral|oraal|per os|p\.o\.?|po",
        r"by subcutaneous injection|subcutaneously|subcutaneous|subcut|subkutan|subcutaan|sub-?q|sub q",
        r"s\.c\.?|s/c|sc|sq",
        r"(?:under|into) (?:the |your )?skin|intravenously|intravenous|into a vein|i\.v\.?|iv",
        # food and drink
        r"with or without (?:food|meals?)|(?:with|after|before) (?:food|a meal|meals|the largest meal)",
        r"with (?:a (?:full )?glass of )?water|zum essen|mit (?:nahrung|wasser)|bij de maaltijd|met (?:voedsel|water)",
        # what for
        r"(?:for|as) (?:dvt|vte|clot) (?:prophylaxis|prevention)|to prevent (?:blood )?clots",
        r"for (?:a |the |your )?(?:blood clots?|clots?|dvt|deep (?:vein|venous) thrombosis|vte|venous thromboembolism)",
        r"for (?:pulmonary embolism|pe|dvt treatment|anticoagulation|blood thinning)|to (?:thin the|thin your) blood",
        r"gegen (?:die )?thrombose|voor (?:de )?trombose",
        # how the order was written
        r"scheduled|maintenance|normal|historical med|no print|phone in|[0-9]{1,2} refills?(?:\(s\))?",
        rf"# ?[0-9]{{1,3}} (?:{PIECE})",
    )
)
"""Words that change nothing about the dose."""
CHANGED_TO = r"continue(?: with| at| on)?|(?:reduce|decrease|increase|change) to"
"""Words that only a later step may begin with."""

FOREIGN = (
    r"täglich|tägl|taeglich|tgl|\bmal\b|maal|daags|dagelijks|per dag|pro tag|am tag|stunden|uur|morgens|abends"
    r"|\d ?dd|\d ?- ?\d ?- ?\d"
)
"""Words of a language that writes decimals with a comma."""

DOUBT = (
    r"hold|held|stop(?:ped)?|paused?|not|never|don'?t|prn|needed|if|until|unless|resume|when|only|discontinued?|finish(?:ed)?"
    r"|completed?|wait|after|nicht|kein|bedarf|pausier\w*|wenn|niet|geen|zo nodig|indien|tot"
)
"""Words that may take a dose back."""

DOSES = frozenset(("doses", "dosen", "gaben", "giften", "prises"))
COUNTED = frozenset(("for", "x", "times", "für", "voor", "pour"))
"""Before a number of doses that is all there is: "for 6 doses"."""
A_DAY_BEHIND = frozenset(("daily", "a", "per", "am", "pro", "par", "täglich", "tgl", "daags"))
"""Behind a number of doses that is one of each day."""
MORE_TO_COME = frozenset(
    (
        *("then", "followed", "after", "thereafter", "afterwards", "afterward", "subsequently", "next", "until"),
        *("continue", "continued", "continues", "continuing", "continuously", "ongoing", "resume", "maintenance"),
        *("dann", "danach", "anschließend", "anschliessend", "nachfolgend", "weiter", "weiterhin", "fortlaufend"),
        *("daarna", "vervolgens", "nadien", "verder", "doorgaan"),
        *("puis", "ensuite", "après", "continuer", "poursuivre"),
    )
)
