"""Grave things that a Condition or Procedure names in words alone: no diagnosis, and not read as absent either.

fhir-input.md "Codes".  The words are clinical content (``cards/named_in_words.yaml``, read by
:mod:`service.named_words`); leg vein thrombosis itself is :mod:`service.fhir.words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import msgspec
from msgspec.structs import replace

from service.fhir.text import normalise_phrase, normalise_words, phrases, texts_of
from service.fhir.value_set_files import fold_uri

_BREAK = re.compile(r"([,;:()\n]|(?<!\b[nN])(?<!\b[zZ])\.\s|\.$|\s-\s)")
"""A full stop behind ``Z.n.`` (German: status post) parts nothing."""
_TURNS = (
    "but|with|due to|secondary to|because of|now|aber|jedoch|mit|bei|wegen|infolge|jetzt|maar|bij|door|vanwege|"
    "mais|avec"
)
_TURN = re.compile(rf"\b(?:and|und|sowie|en(?! faveur)|et|{_TURNS})\b")
"""Where a denial ends: "no fever and GI bleed"."""
_NOW = (
    r"(?:acute|active|current|ongoing|new|recurrent|akute\w*|frische\w*|neue\w*|acuut|actieve|nieuwe|aiguë?|nouvelle)\b"
)
_PAST_TURN = re.compile(rf"\b(?:{_TURNS}|(?:and|und|sowie|en|et)(?= {_NOW}))\b")
"""Where a history ends: "former smoker with lung cancer", "prior PE and acute PE"."""
_IS_NOW = re.compile(_NOW)
_NOT_YET = (
    r"\b(?:not|never|cannot|can t|could not|couldn t|isn t|wasn t|hasn t|haven t|to|must|should|until|unless|"
    r"nicht|niet|nog|non|pas)"
    r"(?: (?:be|been|yet|fully|completely|entirely|definitely|definitively|safely|reliably|in|is|was|"
    r"sicher|ganz|sicherheit|mit|noch|worden|met|zekerheid|zeker|nog|encore|été|formellement))*? "
)
"""What makes doubt of the denial behind it: "not yet resolved", "cannot be excluded", "to be ruled out"."""
_DOUBT_BEFORE = re.compile(
    r"\b(?:no|not|never|without|unable|nicht|kein\w*|ohne|niet|geen|zonder|non|pas|sans)(?: \w+){0,2} "
    r"(?:exclu\w+|rul\w+ out|resol\w+|improve\w*|ausgeschl\w+|auszuschl\w+|ausschl\w+|"
    r"uitgesl\w+|uit te sluiten|élimin\w+|écart\w+)\b"
)
"""What looks like a denial and is doubt: "could not exclude acute PE"."""
_SHOWS = r"(?:(?<! of)|$)(?! (?:of \w|positive|pos\b|for \w|show))"
"""Not behind what denies by standing directly behind a name: "screening positive", "history of ulcer"."""
_YEAR = r"(?:19|20)\d\d"
_YEAR_BEHIND = re.compile(rf"(?: ?(?:in|of|from|dated|year))?(?: (?:[a-z]{{3,9}}|\d{{1,2}})){{0,2}} ?\b{_YEAR}\b")
_YEARS = re.compile(rf"\b{_YEAR}\b")
_SOME = r"(?:[^\W\d_]\w*|\d{1,2})"
_YEAR_NEAR_BEHIND = re.compile(rf"(?: {_SOME}){{0,4}} ({_YEAR})\b")
_YEAR_NEAR_BEFORE = re.compile(rf"\b({_YEAR})(?: {_SOME}){{0,3}} $")
_YEAR_NEXT = re.compile(rf"(?:{_SOME} ){{0,2}}({_YEAR})\b")
_FURTHEST, _PIECE = 2_000, 150
"""How far a text is read, and in what pieces where it has no commas: it comes from callers."""
_MEMORY = 10_000
_LONGEST = 600
_NOTHING = re.compile(r"(?!)")
_LINKS = frozenset(("of", "in", "for"))


class Named(msgspec.Struct, frozen=True):
    """One thing of the list, with its words as patterns."""

    says: str
    sets: frozenset[str]
    types: frozenset[str]
    words: re.Pattern[str]
    unless: re.Pattern[str] | None
    days: int | None
    """What is surely older is passed over."""
    current: bool
    """Passed over when it is over."""
    whatever_the_code: bool
    last_words: frozenset[str]
    """The last word of each phrase: a text with none of them names nothing."""
    to_its_end: bool = False
    """The days are counted from its end, where one is told."""
    unless_alone_behind: re.Pattern[str] = _NOTHING
    about: re.Pattern[str] = _NOTHING
    """What stands before or directly behind a name that is then of something else: a class, a specimen."""
    about_behind: re.Pattern[str] = _NOTHING
    past: str = ""
    """What counts although it is over: ``dated`` (dated within the days), ``ever``; ``only``: nothing else counts; its
    twin ``older``: what surely began before the days does."""
    coded: tuple[tuple[str, str], ...] = ()
    """Part of the URI of a classification that is not read, and how its codes for this thing begin."""


class Coverage(Protocol):
    """What the index of codes tells of a system."""

    def covers(self, system: str | None, sets: Iterable[str], code: str, /) -> bool:
        """Whether this code of this system, which is not in these value sets, means something else."""

    def may_mean(self, system: str, code: str, /) -> frozenset[str]:
        """The value sets that a code of an unlisted relative of a listed classification may belong to."""


class _Part(NamedTuple):
    """What stands between two commas or the like."""

    before: str
    words: str
    behind: str


class NamedWords:
    """The list; without ``concepts`` it finds nothing."""

    def __init__(
        self,
        concepts: Iterable[Named] = (),
        denied_before: Iterable[str] = (),
        past_before: Iterable[str] = (),
        denied_behind: Iterable[str] = (),
        directly_behind: Iterable[str] = (),
        headers: Iterable[str] = (),
        over: Iterable[str] = (),
        earlier: Iterable[str] = (),
        no_answers: Iterable[str] = (),
        again: Iterable[str] = (),
    ) -> None:
        denied, past, behind = tuple(denied_before), tuple(past_before), tuple(denied_behind)
        headers, directly = tuple(headers), tuple(directly_behind)
        # What is over counts by its date only, what is not over whatever its date.
        self._concepts = tuple(one for each in concepts for one in _twins(each))
        over = tuple(over)
        self._over, self._earlier = phrases(over), phrases((*over, *earlier))
        self._denied, self._past, self._behind = phrases(denied), phrases((*past, *headers)), phrases(behind)
        self._directly = re.compile(rf" {phrases(directly).pattern}{_SHOWS}")
        self._doubt = re.compile(rf"{_NOT_YET}(?={self._behind.pattern})(?:{self._behind.pattern})")
        self._header = phrases((*past, *headers))
        self._denial = phrases((*denied, "none", "negative", "nein", "nee", "non"))
        self._directly_alone = phrases(directly)
        answers = tuple(no_answers)
        self._no_answer = phrases(answers)
        self._no_longer_answer = phrases(each for each in answers if " " in each)
        self._again = phrases(again)
        self._hints: dict[str, tuple[bytes, ...]] = {}
        self._whatever: dict[str, tuple[Named, ...]] = {}
        # Words beside codes come with every record and say nothing of a patient; texts longer than that are not kept.
        self._met: dict[tuple[str, bytes], tuple[Named, ...]] = {}

    def about(self, value_set: str) -> Named | None:
        """The first thing of the list that leaves the inputs of this value set unknown."""
        return next((each for each in self._concepts if value_set in each.sets), None)

    def may_name(self, value_set: str, text: bytes) -> bool:
        """Whether a text, as JSON, may name what leaves the inputs of this value set unknown: a cheap first look."""
        hints = self._hints.get(value_set)
        if hints is None:
            words = {each for one in self._concepts if value_set in one.sets for each in one.last_words}
            hints = self._hints[value_set] = tuple(sorted(each.encode() for each in words))
        text = text.lower()
        return any(each in text for each in hints)

    def is_denial(self, value: str) -> bool:
        """Whether a value in words says that what was asked about is not so, or that nobody looked."""
        words = normalise_words(value[:_PIECE])
        if self._no_answer.fullmatch(words) or self._denial.fullmatch(words):
            return True
        return self._no_longer_answer.match(words) is not None and _DOUBT_BEFORE.search(words) is None

    def in_code(self, kind: str, code: bytes, decoded: Any, codes: Coverage) -> tuple[Named, ...]:
        """What the ``code`` member of a resource of this type names in words, or in a classification that is not read,
        in the order of the list.

        ``decoded`` reads the bytes as JSON; ``codes`` tells whether the codes of a system outrank words.
        """
        if not self._concepts:
            return ()
        found = self._met.get((kind, code))
        if found is None:
            found = self.in_concept(kind, decoded(code), codes)
            if len(self._met) >= _MEMORY:
                self._met.clear()
            if len(code) <= _LONGEST:
                self._met[kind, code] = found
        return found

    def in_words_of(self, kind: str, concept: Any, value_set: str) -> bool:
        """Whether the words of a CodeableConcept name something of one value set that counts whatever the code."""
        sought = self._whatever.get(value_set)
        if sought is None:
            of_set = (each for each in self._concepts if each.whatever_the_code and value_set in each.sets)
            sought = self._whatever[value_set] = tuple(of_set)
        return any(kind in named.types for text in texts_of(concept) for named in self._named_in(text, sought))

    def in_concept(self, kind: str, concept: Any, codes: Coverage) -> tuple[Named, ...]:
        """As :meth:`in_code`, of a CodeableConcept."""
        texts = texts_of(concept)
        pairs = [(_text(each.get("system")), each["code"]) for each in _coded(concept)]
        sought = [
            each
            for each in self._concepts
            if kind in each.types
            and (each.whatever_the_code or not any(codes.covers(system, each.sets, code) for system, code in pairs))
        ]
        named = [named for text in texts for named in self._named_in(text, sought)]
        found = [each for each in sought if each in named or (each.coded and _is_coded(each, pairs))]
        if kind == "Condition" and (sets := frozenset().union(*(codes.may_mean(*pair) for pair in pairs))):
            found.append(_of_relative(sets))
        return tuple(found)

    def _named_in(self, text: str, sought: Iterable[Named]) -> Iterator[Named]:
        # Most texts name nothing, and cutting one into parts is dear; that of a phrase may be known already.
        whole = normalise_phrase(text) or normalise_words(text[:_FURTHEST])
        words = frozenset(whole.split())
        sought = [each for each in sought if not each.last_words.isdisjoint(words) and each.words.search(whole)]
        if sought:
            parts = self._parts(text)
            yield from (each for each in sought if self._names(each, parts))

    def _parts(self, text: str) -> list[_Part]:
        """The parts of a text; one that is only a header stands at the head of the next as well."""
        parts: list[_Part] = []
        for before, words, behind in _pieces(text):
            last = parts[-1] if parts else None
            if (
                last is not None
                and len(last.words) <= _PIECE
                and not _IS_NOW.match(words)
                and self._heads(last, first=len(parts) == 1)
            ):
                words = f"{last.words} {words}"
            parts.append(_Part(before, words, behind))
        return parts

    def _heads(self, part: _Part, first: bool) -> bool:
        """Whether a part says of the next one that it is past, of the family, or denied."""
        if self._is_header(part.words):
            return part.behind == ":" or first or part.before in (";", ".", "\n")
        return part.behind == ":" and part.before != ":" and self._denial.fullmatch(part.words) is not None

    def _is_header(self, words: str) -> bool:
        # What is left is looked at, not the whole matched: words of callers must not be tried in every combination.
        rest = self._header.sub(" ", words)
        return rest != words and _LINKS.issuperset(rest.split())

    def _names(self, concept: Named, parts: list[_Part]) -> bool:
        told = parts
        if concept.past:
            over = self._over if concept.past == "dated" else self._earlier
            parts = [each._replace(words=" ".join(over.sub(" ", each.words).split())) for each in told]
        for place, part in enumerate(parts):
            if concept.past == "only" and not self._is_past(concept, told, place):
                continue
            rest = concept.unless.sub(" ", part.words) if concept.unless is not None else part.words
            then = parts[place + 1] if place + 1 < len(parts) else None
            former = parts[place - 1].words if place and part.before in (",", "(", "-", ":") else ""
            for found in concept.words.finditer(rest):
                alone = found.group() == rest and concept.unless_alone_behind.search(former)
                if not (
                    alone or self._denies(rest, found) or self._is_denied_by(then) or _is_about(concept, rest, found)
                ):
                    return True
        return False

    def _is_past(self, concept: Named, parts: list[_Part], place: int) -> bool:
        """Whether a part names it as past: by a word before it, behind it, or as all that follows."""
        words = parts[place].words
        then = parts[place + 1] if place + 1 < len(parts) else None
        after = then is not None and then.before in (",", ":", "(", "-") and self._earlier.match(then.words)
        return any(
            after
            or self._again.search(_since(_TURN, words, found))
            or (then is not None and then.before in (",", "(", "-") and self._again.fullmatch(then.words))
            or self._earlier.search(_since(_PAST_TURN, words, found))
            or self._earlier.search(_TURN.split(words[found.end() :])[0])
            for found in concept.words.finditer(words)
        )

    def _denies(self, part: str, found: re.Match[str]) -> bool:
        """Whether the words of the same part say that it is not, or not now."""
        behind = part[found.end() :]
        return bool(
            self._past.search(_DOUBT_BEFORE.sub(" ", _since(_PAST_TURN, part, found)))
            or self._denied.search(_DOUBT_BEFORE.sub(" ", _since(_TURN, part, found)))
            or self._behind.search(self._doubt.sub(" ", _TURN.split(behind)[0]))
            or self._directly.match(behind)
        )

    def _is_denied_by(self, then: _Part | None) -> bool:
        """Whether all that follows the comma, colon or bracket denies what stands before it: "Stroke: no"."""
        if then is None or not then.words:
            return False
        if self._behind.fullmatch(then.words):
            return True
        if then.behind == ":":
            return False  # a header of what follows
        if self._directly_alone.fullmatch(then.words):
            return True
        if then.before not in (",", ":", "(", "-"):
            return False  # a sentence of its own
        return bool(self._is_header(then.words) or (then.before != "," and self._denial.fullmatch(then.words)))


def year_told(concept: Named, code: Any) -> int | None:
    """The year that a text gives beside every name of it ("GI bleed 2015"), the latest when it gives several."""
    latest = None
    for text in texts_of(code):
        whole = normalise_words(text[:_FURTHEST])
        found = list(concept.words.finditer(whole))
        if any(_YEAR_BEHIND.match(whole, each.end()) is None for each in found):
            return None
        if found:
            latest = max([latest or 0, *map(int, _YEARS.findall(whole))])
    return latest


def old_year_told(concept: Named, code: Any) -> int | None:
    """The earliest year that a text gives beside any name of it: in the same part, or as the next ("PE (2019)")."""
    years: list[int] = []
    for text in texts_of(code):
        parts = list(_pieces(text))
        for place, part in enumerate(parts):
            for found in concept.words.finditer(part.words):
                behind = _TURN.split(part.words[found.end() :])[0]
                near = _YEAR_NEAR_BEHIND.match(behind) or _YEAR_NEAR_BEFORE.search(_since(_TURN, part.words, found))
                if near is None and not behind.strip() and place + 1 < len(parts):
                    near = _YEAR_NEXT.match(parts[place + 1].words)
                if near is None and part.before in (":", "-") and place:
                    near = _YEAR_NEXT.fullmatch(parts[place - 1].words)
                years += [int(near[1])] if near else []
    return min(years, default=None)


def _twins(concept: Named) -> tuple[Named, ...]:
    """What is over counts by its date only, what is not over whatever its date; an earlier event by its words, or by a
    year or date."""
    if concept.past == "dated":
        return replace(concept, past=""), concept
    if concept.past == "only" and concept.days is not None:
        return replace(concept, days=None), replace(concept, past="older")
    return (concept,)


def _coded(concept: Any) -> list[dict[str, Any]]:
    return (
        [each for each in _codings(concept) if isinstance(each.get("code"), str)] if isinstance(concept, dict) else []
    )


def _is_coded(concept: Named, pairs: Iterable[tuple[str, str]]) -> bool:
    folded = [(fold_uri(system[:300]), code.strip().upper()) for system, code in pairs]
    return any(part in uri and code.startswith(stem) for uri, code in folded for part, stem in concept.coded)


def _of_relative(sets: frozenset[str]) -> Named:
    """What a code of an unlisted relative of ICD-10 may mean."""
    return Named(
        says="a diagnosis of a national ICD-10",
        sets=sets,
        types=frozenset(("Condition",)),
        words=_NOTHING,
        unless=None,
        days=None,
        current=False,
        whatever_the_code=False,
        last_words=frozenset(),
        coded=(("icd-10", ""),),
    )


def _codings(concept: dict[str, Any]) -> list[dict[str, Any]]:
    codings = concept.get("coding")
    return [each for each in (codings if isinstance(codings, list) else [codings]) if isinstance(each, dict)]


def _since(turn: re.Pattern[str], part: str, found: re.Match[str]) -> str:
    """What stands before a name, from the last turn on."""
    ends = [each.end() for each in turn.finditer(part) if each.end() <= found.start()]
    return part[max(ends, default=0) : found.start()]


def _is_about(concept: Named, part: str, found: re.Match[str]) -> bool:
    behind = part[found.end() :].lstrip()
    return bool(
        concept.about.search(_since(_TURN, part, found))
        or concept.about.match(behind)
        or concept.about_behind.match(behind)
    )


def _pieces(text: str) -> Iterator[_Part]:
    """What stands between commas; a long run of words in pieces that overlap, so that no phrase is cut through."""
    cut = ["\n", *_BREAK.split(text[:_FURTHEST]), "\n"]
    before = "\n"
    for place in range(1, len(cut) - 1, 2):
        behind = cut[place + 1].strip() or "\n"
        pieces = list(filter(None, map(normalise_phrase, _lengths(cut[place]))))
        yield from (_Part(before, each, behind) for each in pieces)
        # An empty part parts nothing, but a bracket that opens behind a comma is one.
        before = behind if pieces or behind in ("(", ":", "-") or before == ")" else before


def _lengths(part: str) -> Iterator[str]:
    for start in range(0, max(len(part) - _PIECE // 3, 1), _PIECE - _PIECE // 3):
        yield part[start : start + _PIECE]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
