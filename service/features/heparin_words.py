"""What the words of a heparin order say: what it is for, whether it may treat, how strong and how fast it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from service.features.dosage import texts_of
from service.fhir.medications import dosages, medication_text, words_of
from service.fhir.record import Resource
from service.fhir.word_kinds import COMMA, Part, Token, WordKinds

if TYPE_CHECKING:
    from service.features.chart import Chart

PURPOSES = frozenset({"flush", "lock", "circuit", "line"})
_AT_ITS_HEAD = frozenset({"flush", "lock"})
_ECHO = PURPOSES | {"between", "goes_into", "is_for", "unit", "hour"}
_BEFORE_HEAD = frozenset({"between", "way_in"})
_PER = frozenset({"/", "in", "per", "pro", "auf", "op", "dans", "an", "à"})
_LONGEST = 12
"""Words, or signs of a number, that are looked at beside one."""
_SPAN = 6
"""Words between "over" and its hours: "over the next 12 hours", "over 8-12 hours"."""
LONGEST = 8_000
"""Characters of one order that are read."""
MOST = 100_000
"""Characters that are read in one call, each text once."""


@dataclass(frozen=True)
class HeparinTold:
    """The words of one order, statement or dose, in parts."""

    drug: tuple[Part, ...]
    sig: tuple[Part, ...]
    more: tuple[Part, ...]
    """What it is given for as needed, by which route and to which site."""
    reason: tuple[Part, ...]
    bag: tuple[Decimal, Decimal]
    """The least units and mL of what is hung or put into a pump, and is no ampoule."""
    is_cut: bool = False
    """Whether there is more text than is read: what it is for is not known then."""

    @property
    def ordered(self) -> tuple[Part, ...]:
        return (*self.drug, *self.sig, *self.more)

    @cached_property
    def kinds(self) -> frozenset[str]:
        return _kinds(self.ordered)

    @cached_property
    def drug_kinds(self) -> frozenset[str]:
        return _kinds((*self.drug, *self.more))

    @cached_property
    def purposes(self) -> frozenset[str]:
        """What the words say that it is for; what merely stands beside it is none."""
        found = {each for part in (*self.drug, *self.more) for at in range(len(part)) for each in _meant(part, at)}
        return frozenset(found | {each for part in self.sig for each in _purposes_of(part)})

    @cached_property
    def treats(self) -> bool:
        """Whether a word says that it may treat, but for what it is to prevent in a line or circuit."""
        is_flush = bool(_kinds(self.drug) & _AT_ITS_HEAD)
        return any(map(_speaks_of_treatment, (*self.ordered, *(() if is_flush else self.reason))))

    @cached_property
    def flows(self) -> bool:
        """Whether it runs: an infusion, a pump, a bag."""
        return bool(self.kinds & {"flows", "pump"}) or any(
            units >= self.bag[0] and ml >= self.bag[1] for part in self.ordered for units, ml in _mixtures(part)
        )

    @cached_property
    def lasts(self) -> bool:
        """Whether it is given over more than an hour: ``over 24 h``, ``for 12 hours``."""
        return any(_runs_for_hours(part) for part in self.ordered)

    @cached_property
    def strength(self) -> Decimal | None:
        """Units in one mL, the highest that is told."""
        return max((units / ml for part in self.ordered for units, ml in _mixtures(part)), default=None)

    @cached_property
    def rates(self) -> tuple[tuple[Decimal, str], ...]:
        """The rates in the instructions, an hour, in ``units``, ``units/kg`` or ``mL``."""
        return tuple(each for part in self.sig for each in _rates(part))

    @cached_property
    def largest_dose(self) -> Decimal:
        """The largest number of units in the instructions that is neither a strength nor a rate."""
        return max((each for part in self.sig for each in _doses(part)), default=Decimal(0))


def read_heparin_words(chart: Chart, resource: Resource) -> HeparinTold:
    """The words of an order by the kinds of ``cards/heparin_words.yaml``."""
    read: dict[int, tuple[Resource, HeparinTold]] = chart.once("heparin words", lambda _: {})
    found = read.get(id(resource))
    if found is None:
        # The resource is kept beside its words: another one cannot get its id while the chart lives.
        found = read[id(resource)] = (resource, _read(chart, resource))
    return found[1]


def tells_a_rate(chart: Chart, texts: Iterable[str]) -> bool:
    """Whether one of these texts tells units or mL an hour, or is too long to be read."""
    (parts,), is_cut = _reader(chart).of_order(texts)
    return is_cut or any(True for part in parts for _ in _rates(part))


def bag_of(chart: Chart) -> tuple[Decimal, Decimal]:
    """Units and mL from which on a container of heparin is a bag or a syringe of a pump."""
    return chart.threshold("heparin_bag_units"), chart.threshold("heparin_bag_ml")


class _Reader:
    """Reads each text of one call once, up to a number of characters."""

    def __init__(self, words: WordKinds) -> None:
        self._words, self._left = words, MOST
        self._read: dict[str, tuple[Part, ...]] = {}

    def of_order(self, *texts: Iterable[str]) -> tuple[list[tuple[Part, ...]], bool]:
        """The parts of every group of texts of one order, and whether some of them were not read to the end."""
        room, is_cut, found = LONGEST, False, []
        for group in texts:
            parts: list[Part] = []
            for text in group:
                told = self._parts(text) if len(text) <= room else None
                room -= len(text)
                is_cut = is_cut or told is None
                parts += told or ()
            found.append(tuple(parts))
        return found, is_cut

    def _parts(self, text: str) -> tuple[Part, ...] | None:
        found = self._read.get(text)
        if found is None and len(text) <= self._left:
            self._left -= len(text)
            found = self._read[text] = tuple(self._words.parts(text))
        return found


def _reader(chart: Chart) -> _Reader:
    found: _Reader = chart.once("reader of heparin words", lambda each: _Reader(each.knowledge.codes.heparin_words))
    return found


def _read(chart: Chart, resource: Resource) -> HeparinTold:
    reasons = resource.data.get("reasonCode")
    told = words_of(tuple(each for each in reasons if isinstance(each, dict))) if isinstance(reasons, list) else ""
    texts = (medication_text(resource),), texts_of(resource), tuple(_more_words(resource)), (told,)
    (drug, sig, more, reason), is_cut = _reader(chart).of_order(*texts)
    return HeparinTold(drug, sig, more, reason, bag_of(chart), is_cut)


def _more_words(resource: Resource) -> Iterator[str]:
    for each in dosages(resource):
        concepts = [each.get(member) for member in ("asNeededCodeableConcept", "route", "site", "method")]
        concepts += each["asNeededFor"] if isinstance(each.get("asNeededFor"), list) else []
        told = words_of(tuple(one for one in concepts if isinstance(one, dict)))
        if told:
            yield told


def _kinds(parts: Iterable[Part]) -> frozenset[str]:
    return frozenset(kind for part in parts for each in part for kind in each.kinds)


# --- what it is for -------------------------------------------------------------------------------------------


def _meant(part: Part, at: int) -> frozenset[str]:
    """The purposes that a word may name: not denied, and no mere way into a vein."""
    found = part[at].kinds & PURPOSES
    if not found or any("denied" in each.kinds for each in part[max(0, at - 3) : at]):
        return frozenset()
    if "circuit" in found:
        behind = at + 1
        while behind < min(len(part), at + _LONGEST) and "circuit" in part[behind].kinds:
            behind += 1
        if behind < len(part) and part[behind].kinds & {"way_in", "person"} and not part[behind].kinds & PURPOSES:
            return found - {"circuit"}
    return found


def _purposes_of(part: Part) -> Iterator[str]:
    """What one sentence of an instruction says that the heparin is for."""
    kinds = _kinds((part,))
    attends = bool(kinds & {"attendant", "fluid"})
    for at in range(len(part)):
        for kind in _meant(part, at):
            if kind == "flush" and "fluid" in kinds:
                continue
            led = _led_by(part, at)
            if (
                "is_for" in led
                or (kind == "circuit" and ("goes_into" in led or _has_before(part, at, "prevents")))
                or (kind == "line" and "circuit" in kinds and "goes_into" in led)
                or (_stands_alone(part, at) and not (kind == "flush" and attends))
                or (kind in _AT_ITS_HEAD and _begins(part, at) and not (kind == "flush" and attends))
            ):
                yield kind


def _has_before(part: Part, at: int, kind: str) -> bool:
    return any(kind in each.kinds for each in part[max(0, at - _LONGEST) : at])


def _led_by(part: Part, at: int) -> frozenset[str]:
    """The kinds of the preposition before a word, with articles and such between them only."""
    before = at - 1
    while before >= max(0, at - _LONGEST):
        kinds = part[before].kinds
        if kinds & {"is_for", "goes_into"}:
            # "at start of each": the words before it say no more.
            return kinds & {"is_for", "goes_into"}
        if not kinds & (PURPOSES | {"between"}):
            return frozenset()
        before -= 1
    return frozenset()


def _begins(part: Part, at: int) -> bool:
    return at <= 3 and all(each.kinds & _BEFORE_HEAD for each in part[:at])


def _stands_alone(part: Part, at: int) -> bool:
    """Whether a word stands between commas with nothing beside it but an amount: "Hemodialysis, as needed"."""
    first, last = at, at
    while first > max(0, at - _LONGEST) and part[first - 1].word != COMMA:
        first -= 1
    while last + 1 < min(len(part), at + _LONGEST) and part[last + 1].word != COMMA:
        last += 1
    if (first and part[first - 1].word != COMMA) or (last + 1 < len(part) and part[last + 1].word != COMMA):
        return False
    return all(
        not each.kinds & {"attendant", "fluid", "person"} and (each.kinds & _ECHO or _is_amount(each))
        for each in part[first : last + 1]
    )


def _is_amount(token: Token) -> bool:
    return token.word[0].isdigit() or token.word in ("ml", "/")


def _speaks_of_treatment(part: Part) -> bool:
    is_near = bool(_kinds((part,)) & (PURPOSES | {"way_in"}))
    return any(
        "treats" in each.kinds and not (is_near and _has_before(part, at, "prevents")) for at, each in enumerate(part)
    )


# --- numbers --------------------------------------------------------------------------------------------------


def _number(token: Token) -> Decimal | None:
    """A number as it is written in English or German: three digits behind a mark are thousands."""
    word = token.word
    if not (word[0].isdigit() and word.isascii()) or len(word) > _LONGEST:
        return None
    groups = word.replace(",", ".").split(".")
    if len(groups) > 1 and groups[0] != "0" and all(len(each) == 3 for each in groups[1:]):
        return Decimal("".join(groups))
    return Decimal(".".join(groups)) if len(groups) <= 2 else None


def _at(part: Sequence[Token], at: int) -> Token:
    return part[at] if at < len(part) else Token(COMMA, frozenset())


def _mixtures(part: Part) -> Iterator[tuple[Decimal, Decimal]]:
    """Units and the mL that hold them: ``25.000 I.E./50 ml``, ``20,000 units in 20 ml``, ``500 IE/ml``."""
    for at, each in enumerate(part):
        units = _number(each) if "unit" in _at(part, at + 1).kinds and _at(part, at + 2).word in _PER else None
        if units is None:
            continue
        ml = _number(_at(part, at + 3))
        if _at(part, at + 3 if ml is None else at + 4).word in ("ml", "milliliter", "millilitre", "cc"):
            ml = Decimal(1) if ml is None else ml
            if ml > 0:
                yield units, ml


def _rates(part: Part) -> Iterator[tuple[Decimal, str]]:
    for at, each in enumerate(part):
        number, unit = _number(each), _at(part, at + 1)
        if number is None or not ("unit" in unit.kinds or unit.word == "ml"):
            continue
        name, behind = ("mL" if unit.word == "ml" else "units"), at + 2
        if name == "units" and _at(part, behind).word == "/" and _at(part, behind + 1).word == "kg":
            name, behind = "units/kg", behind + 2
        if _at(part, behind).word not in _PER:
            continue
        hours = _number(_at(part, behind + 1))
        if "hour" in _at(part, behind + 1 if hours is None else behind + 2).kinds and (hours is None or hours > 0):
            yield number / (hours or 1), name


def _runs_for_hours(part: Part) -> bool:
    for at, each in enumerate(part):
        hours = _number(part[at - 1]) if at and "hour" in each.kinds else None
        if hours is not None and hours > 1 and any("over" in one.kinds for one in part[max(0, at - _SPAN) : at - 1]):
            return True
    return False


def _doses(part: Part) -> Iterator[Decimal]:
    for at, each in enumerate(part):
        number = _number(each)
        if number is not None and "unit" in _at(part, at + 1).kinds and _at(part, at + 2).word not in _PER:
            yield number
