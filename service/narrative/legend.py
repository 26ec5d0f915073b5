"""What a report says its own codes mean: "Key: C = compressible", "(+) thrombus, (-) none"."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PAIR = re.compile(
    r"(?:^|(?<=[\s,;(:.]))['\"]?(?P<code>[A-Z][A-Za-z0-9/+-]{0,3}|[0-9+*-]{1,3}|±)['\"]?\s?(?:=|(?<=[A-Z0-9+-])\s?:(?=\s[a-z]))\s?['\"]?(?P<words>[a-zA-Z][^,;=|.\n()\[\]/]{1,60}?)['\"]?(?=\s*(?:[,;.|)\]/\n]|$|\s+(?:[A-Z0-9+-]{1,4}\s?=)))"
)
_BARE_SIGN = re.compile(
    r"(?:^|[;,]\s{0,3})(?P<code>[+-]{1,2})\s(?P<words>(?:no\s)?(?:clot|thrombus|thrombosed|dvt|none|compressible|clear|patent))(?=\s{0,3}(?:[,;.)]|$))"
)
_IS_VEIN = re.compile(
    r"[CSPD]?FV|[CEI]IV|IVC|POPV?|PV|[AP]TV?S?|PERO?V?|[GSL]SV|[SP][FP]J|SFJ|GCV|TPT|FEM", re.IGNORECASE
)
_SIGN = r"\(?(?:[+-]|[✓✔√✗✘])\)?"
_SIGNS = re.compile(
    rf"(?:^|(?<=\s)){_SIGN}\s?[=:]?\s?[a-z][a-z -]{{2,40}}?[\s,;/]+{_SIGN}\s?[=:]?\s?[a-z].{{0,60}}(?:thromb|compress|clot|normal|patent)",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"\s*[\"']?(?P<code>[A-Za-z0-9]{1,3}|[+-]{1,3}|[✓✔√✗✘]|\([+-]{1,2}\)|\d)[\"']?\s*(?:[=:-]|(?<=[+)✓✔√✗✘-])|\s-)\s*(?P<words>[A-Za-z].{1,60})$"
)
_LEGEND_LINE = re.compile(
    r"\W*(?:key(?!\s(?:finding|image|point|result))|legend|abbreviations?|codes?|coding|scale|grading)\b[\s:.-]*",
    re.IGNORECASE,
)


_ELLIPTIC = {
    **dict.fromkeys(("does not", "do not", "not", "not at all", "no", "fails", "fails to"), "does not compress"),
    **dict.fromkeys(("partly", "partially", "in part", "incompletely", "only in part"), "partially compressible"),
}


class Legend:
    """What a report's own codes mean."""

    def __init__(self, meanings: dict[str, str]) -> None:
        self.meanings = meanings
        codes = sorted(meanings, key=len, reverse=True)
        letters = "|".join(
            re.escape(code) for code in codes if code[0].isalpha() and not (code.islower() and len(code) < 2)
        )
        small = "|".join(re.escape(code) for code in codes if code.islower() and len(code) < 2)
        digits = "|".join(re.escape(code) for code in codes if not code[0].isalpha())
        patterns = [rf"(?<![\w+/-])(?:{letters})(?![\w+-]|\s?=)(?!\.\w)"] if letters else []
        # Digits and signs are codes only where nothing else can stand.
        patterns += (
            [rf"(?<=[:=])\s*(?:{digits})(?=\s*(?:$|[|,;/\t]))|(?<=\s\s)(?:{digits})(?=\s*(?:$|\s\s))"] if digits else []
        )
        signs = "|".join(re.escape(code) for code in codes if code[0] in "+-✓✔√✗✘")
        patterns += [rf"(?<=[A-Z:] )(?:{small})(?=\s*(?:[,;/|]|$))"] if small else []
        patterns += [rf"(?<=[\s:=])\(?(?:{signs})\)?(?=[\s,;|/]|$)(?!\s?\d)"] if signs else []
        self._codes = re.compile("|".join(patterns)) if patterns else None

    def in_words(self, line: str) -> str:
        """The line with its codes written out."""
        return self._codes.sub(self._words, line) if self._codes else line

    def of_cell(self, cell: str) -> str:
        """The cell of a table with its codes written out."""
        return self.meanings.get(cell) or self.in_words(cell)

    def _words(self, match: re.Match[str]) -> str:
        code = match.group()
        return code[: len(code) - len(code.lstrip())] + self.meanings[code.strip(" ()\t")]


def read_legend(lines: Sequence[str]) -> tuple[Legend, list[str]]:
    """What the report's own codes mean, and its lines without the legend."""
    meanings: dict[str, str] = {}
    kept: list[str] = []
    open_legend = False
    for line in lines:
        headed = _LEGEND_LINE.match(line) is not None
        items = _items(line, headed)
        pairs = [] if items else _pairs(line, headed or open_legend)
        meanings |= items
        is_legend = bool(pairs) and (open_legend or headed or sum("=" in pair.group() for pair in pairs) > 1)
        if is_legend:
            meanings |= {pair["code"]: pair["words"].strip().lower() for pair in (*pairs, *_BARE_SIGN.finditer(line))}
            head = line[: pairs[0].start()].strip(" ([")
            if head and not _LEGEND_LINE.fullmatch(head):
                kept.append(head)
        elif not items:
            kept.append(line)
        open_legend = is_legend or _LEGEND_LINE.fullmatch(line) is not None
    return Legend(_completed(meanings)), kept


def _completed(meanings: dict[str, str]) -> dict[str, str]:
    """ "C = compresses, P = partly, N = does not": the verb of one code is that of all."""
    if not any(words.startswith("compress") for words in meanings.values()):
        return meanings
    return {code: _ELLIPTIC.get(words, words) for code, words in meanings.items()}


def _pairs(line: str, headed: bool) -> list[re.Match[str]]:
    """ "C = compressible, NC = non-compressible": "CFV = compressible" is a finding and no code."""
    if "=" not in line and not headed:
        return []
    return [pair for pair in _PAIR.finditer(line) if not _IS_VEIN.fullmatch(pair["code"])]


def _items(line: str, headed: bool) -> dict[str, str]:
    """ "Key: a - compressible, b - thrombosed", "(+) thrombus, (-) no thrombus"."""
    if not (_SIGNS.search(line) or (headed and not _pairs(line, headed))):
        return {}
    told = _LEGEND_LINE.sub("", line, count=1) if headed else line
    found = [item for part in re.split(r"[,;]|\s{2,}", told) if (item := _ITEM.match(part))]
    if any(_IS_VEIN.fullmatch(item["code"]) for item in found):
        return {}
    return {item["code"].strip("()"): item["words"].strip(" .").lower() for item in found}
