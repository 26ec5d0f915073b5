"""Denials of a sentence that denied nothing the rules know: what is affirmed beside one may be what it denies.

The words that deny are a closed class, so that this holds for sentences whose grammar is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from service.narrative import cues
from service.narrative.clause import Clause
from service.narrative.scope import Mark
from service.narrative.words_certainty import ATTRIBUTED, TAKEN_BACK

_DENIAL = re.compile(
    r"\b(?:no(?!\.\s?\d)|not|never|none|nothing|nobody|no-one|nowhere|neither|nor|without|cannot|hardly|scarcely|unable|fail(?:s|ed|ing)?\sto|refus(?:e|es|ed|ing)\sto|"
    r"nil|neg(?:ative)?|absent|absence|excluded|exclusion|(?<=thrombus\s)n|(?<=clot\s)n|(?<=dvt\s)n|(?<=\[)n(?=\]\s(?:thromb|clot|dvt))|"
    r"lack(?:s|ed|ing)?|devoid|bereft|instead|un(?:true|founded|scathed|harmed|touched|convinced)|false(?:ly)?|wrong(?:ly)?|mistaken\w*|mistake|error)\b"
)
_HARMLESS = re.compile(
    r"(?:\w+(?:\sto)?)(?:,?\s(?:however|of\scourse|yet|indeed),?)?\s(?:(?:be|been|being|a|an|any|the|its|their|much|very|so|yet|at|all|quite|even|with|only|from|either|allow|leave|leaves|find|show|shows|wholly|fully|completely|entirely|quite|longer|real|one|single|significant|visible|detectable|further)\s){0,4}?"
    r"(?:colou?rs?|flow\w*|blood|doppler|spectral|signals?|streams?|room|phasic\w*|augment\w*|respirat\w+|wav\w+|mov(?:e|es|ed|ing|ement)|mobil\w+|float\w*|free\s(?:tail|end|tip)|fill\w*|occup\w+|clos(?:e|ing)\s(?:it|the)|block\w*|stop\w*|"
    r"obstruct\w*|occlu\w+|reach\w*|chang\w+|differen\w+|alter\w+|growth|gr[oe]wn?|progress\w*|propagat\w+|ext\w+|spread\w*|longer|shorter|larger|smaller|wider|bigger|less\sthan|more\sthan|gain\w*|lengthen\w*|shr[aiu]nk\w*|"
    r"dilat\w+|distend\w*|distens\w+|expan\w+|enlarg\w+|swollen|widen\w*|stretch\w*|soft|hard|scarred|acute|chronic|recent|old|fresh|exact\w*|precise\w*|measur\w+|separat\w+|distinguish\w*|counted|followed|traced|"
    r"age|dat(?:e|ed|ing)|interruption|breaks?|gaps?|steps?|involv\w+|recanali\w+|collateral\w*|symptom\w*|pain\w*|tender\w*|treat\w+|anticoag\w+|looked|pursued|scanned|examined|hid\w*|yield\w*|compress\w*|collaps\w*|"
    r"squeez\w*|the\ssame|at\sthe\ssame|in\sits|surpris\w+|doubt\w*|question|mistak\w+|trivial|small|mild|minor|subtle|insignificant|inconsiderable|other|further|additional|new|free|else|given|lost|much\b|many\b|great\b|far\b|tail|less\b|made\sto|hindr\w+|hindered|quite\sfinished)\b"
)
"""What may be denied of a thrombus that is there."""
_OF_FLOW = re.compile(r"\b(?:blood|flow|colou?r|doppler|signals?|streams?)\b")
_EXPLAINS = re.compile(
    r":\s(?:(?:here|there|now|today|within|inside|a|an|the|its|fresh|old|recent|soft|grey|firm|acute|much|more)\s){0,4}$|:\s(?:[^;:.,]{0,50}\s)?(?:there|it)\s(?:still\s)?(?P<verb>is|lies|clings|sits|hangs|stands|contains|holds|carries|harbou?rs|shows|bears)\b"
)
_FILLS = re.compile(
    r"\w+\s(?:still\s|now\s|again\s)?(?:fills?|occup(?:y|ies)|plugs?|blocks?|lines?|chokes?|stuffs?|packs?|distends?|lies|sits|clings)\b"
)
_OF_WORDS = re.compile(
    r"\b(?:say|said|tell|told|report\w*|letter|request\w*|ask\w*|quer\w+|question\w*|suspect\w*|suspicion|fear\w*|search\w*|look\w*|exclud\w*|rule|indicat\w+|reason|wonder\w*|hop(?:e|ed|ing)|claim\w*|think|thought|belie\w+|feel|felt|true|case|certain|sure|convinced|agree\w*|mean\w*|write|written|read|possible|likely|state[ds]?|correct|right\sto)\b"
)
_AGREES = re.compile(
    r"\b(?:agree|confirm|support|bear|suggest|show|prove|tell|convince|say|speak|warrant|justify|allow|permit)\w*\b"
)
_ITS_CLAUSE = re.compile(r"[,;:]|\b(?:and|but|though|although|while|whereas|where|which|that|with|so)\b")
_ELSEWHERE = re.compile(
    r"(?:nothing|none|no\smore)\s(?:(?:is|was|are|were|more|seen|found|to\sbe\sseen|further)\s){0,3}(?:above|below|beyond|higher|lower|further|elsewhere|proximally|distally|upwards?|downwards?|in\sthe\s(?:thigh|calf|pelvis|groin|foot))\b(?!\s(?:it|this|that|the\s(?:vein|clot|thrombus))\b)"
)
"""Of another part of the leg."""
_CONFINED = re.compile(
    r"\b(?:not|never|nor|no\slonger)\s(?:\w{2,10}\s)?(?:keeps?|kept|confined?|restrict\w*|limit\w*|stops?|end|stay|remain|content|cease|halt)\s?(?:itself\s)?(?:to|at|in|within|with|here|there|below|above|short)\b"
)
"""That a thrombus keeps to a vein may be denied of one that is there: it goes beyond it."""
_OF_ITS_END = re.compile(
    r"\b(?:limit|end|top|tip|head|extent|border|margin|origin|start)s?\s(?:(?:is|was|are|were|has|have|being|could|can)\s)?$"
)
_BEFORE_A_VEIN = re.compile(
    r"\w+(?:,?\s(?:though|but|so|yet|is|are|was|were|does|do|in|on|of|to|into|the|a|an|any|either|both|one|other|further|down|up|lower|higher|left|right))*\s?"
)
_AUXILIARY = re.compile(r"(?:\b(?:is|are|was|were|does|do|did|has|have|can|could|will|but|veins?|left|right),?\s|,\s)$")
_NAMES_A_THROMBUS = re.compile(r"thromb|clot|dvt|occlu|block|compress")
_PROVED = re.compile(r"\b(?:prove[sd]?|turn(?:s|ed)\sout|revealed\sitself)\b")
_POINTS_BACK = re.compile(
    r"\s?(?:(?:but|and|yet|though|of|in|from|by|all)\s){0,2}(?:this|that|it|these|they|them|which|both|none|nothing|neither|no|not)\b"
)
_AFFIRMS = frozenset((cues.THROMBUS, cues.THROMBOSED, cues.COMPRESSION, cues.SCARRED, cues.OCCLUSION))


def is_taken_back(words: str, clause: Clause, marks: Sequence[Mark]) -> bool:
    """Whether a denial that found nothing to deny stands between the semicolons around an affirming clause."""
    start, end = _stretch(words, clause)
    inside = [mark for mark in marks if start <= mark.token.start < end]
    if any(_is_of(clause, inside, match) for match in _phrases(words, start, end)):
        return True
    if _is_attributed(words, clause, start) or _proved_otherwise(words, marks, start, end):
        return True
    return any(_is_idle(words, clause, inside, match) for match in _DENIAL.finditer(words, start, end))


@lru_cache(maxsize=1)
def _phrases(words: str, start: int, end: int) -> tuple[re.Match[str], ...]:
    """The phrases that take back in a stretch, which the clauses of a list ask for one after another."""
    return tuple(TAKEN_BACK.finditer(words, start, end))


def is_harmless(words: str, mark: Mark) -> bool:
    """Whether what is denied may be denied of a thrombus that is there."""
    return _is_harmless_at(words, mark.token.start)


def _is_harmless_at(words: str, start: int) -> bool:
    return bool(_HARMLESS.match(words, start) or _OF_ITS_END.search(words, max(0, start - 30), start))


def _is_of(clause: Clause, marks: Sequence[Mark], match: re.Match[str]) -> bool:
    """Whether a phrase that takes back speaks of the clause: one that names another vein does not."""
    named = [m.token.start for m in marks if m.token.kind == cues.VEIN and match.start() <= m.token.start < match.end()]
    return not named or any(clause.start <= start < clause.end for start in named)


def _stretch(words: str, clause: Clause) -> tuple[int, int]:
    """The words between the semicolons around what a clause affirms, and what follows them if it points back."""
    told = [m.token for m in clause.marks if m.token.kind in _AFFIRMS and not m.negated]
    first = min([t.start for t in told] + ([clause.group.start] if clause.group else []), default=clause.start)
    last = max([t.end for t in told] + ([clause.group.end] if clause.group else []), default=clause.end)
    start = words.rfind(";", 0, max(first, 1)) + 1
    end = words.find(";", last)
    if end < 0:
        return start, len(words)
    following = words.find(";", end + 1)
    if _POINTS_BACK.match(words, end + 1) and not any(c.isdigit() for c in words[end:following]):
        return start, len(words) if following < 0 else following
    return start, end


def _is_idle(words: str, clause: Clause, marks: Sequence[Mark], match: re.Match[str]) -> bool:
    """Whether a word that denies denies nothing that was read."""
    mark = next((m for m in marks if m.token.start <= match.start() < m.token.end), None)
    if mark is not None and (mark.used or mark.token.kind != cues.NEGATION):
        return mark.token.kind == cues.NOT_SEEN and not mark.used and clause.start <= match.start() < clause.end
    if _is_harmless_at(words, match.start()) or any(
        turn.match(words, match.start()) for turn in (_CONFINED, _ELSEWHERE)
    ):
        return False
    if _is_of_flow(words, match) or match.start() < explained_from(words, clause):
        return False
    own = clause.start <= match.start() < clause.end
    if own and _AUXILIARY.search(words, max(0, match.start() - 8), match.start()) and not _affirms(clause):
        # "The popliteal vein is not": the denial is what the clause says.
        return False
    vein = next((m.token for m in marks if m.token.kind == cues.VEIN and m.token.start >= match.end()), None)
    if vein is None or clause.start <= vein.start < clause.end:
        return True
    return _BEFORE_A_VEIN.fullmatch(words[match.start() : vein.start]) is None


def explained_from(words: str, clause: Clause) -> int:
    """ "X has not fared so well: there clings thrombus to its wall": where what was only hinted at is told; 0 when it is not."""
    told = [m.token.start for m in clause.marks if m.token.kind in _AFFIRMS]
    explains = _EXPLAINS.search(words, clause.start, told[0]) if told else None
    if explains is None:
        return 0
    head = words[words.rfind(";", 0, explains.start()) + 1 : explains.start()]
    if _NAMES_A_THROMBUS.search(head) or _OF_WORDS.search(head):
        return 0
    # "The soleal vein holds what the popliteal vein does not: clot".
    is_whole = explains["verb"] is not None or _FILLS.match(words, told[0])
    return explains.start() if is_whole or not _DENIAL.search(head) else 0


def _is_of_flow(words: str, match: re.Match[str]) -> bool:
    """ "No blood gets past": the clause around the denial has the blood for its subject."""
    borders = [each.end() for each in _ITS_CLAUSE.finditer(words, max(0, match.start() - 60), match.start())]
    start = borders[-1] if borders else max(0, match.start() - 60)
    ahead = words[start : match.start()]
    border = _ITS_CLAUSE.search(words, match.end())
    behind = words[match.end() : border.start() if border else len(words)]
    if not _OF_FLOW.search(ahead) and not _OF_FLOW.match(behind.lstrip()):
        return False
    return not _NAMES_A_THROMBUS.search(ahead + behind) and not _AGREES.search(behind)


def _affirms(clause: Clause) -> bool:
    return any(m.token.kind in _AFFIRMS for m in clause.marks)


def _is_attributed(words: str, clause: Clause, start: int) -> bool:
    """Told by somebody else, or called so with reluctance, before it is told."""
    told = [m.token.end for m in clause.marks if m.token.kind in _AFFIRMS and not m.negated]
    return ATTRIBUTED.search(words, start, max(told, default=clause.end)) is not None


def _proved_otherwise(words: str, marks: Sequence[Mark], start: int, end: int) -> bool:
    """ "Thrombus in the popliteal vein turned out to be slow flow"."""
    match = _PROVED.search(words, start, end)
    if match is None:
        return False
    return not any(m.token.kind in _AFFIRMS and match.end() <= m.token.start < end for m in marks)
