"""Amounts of a drug: units as they are spelled, the strength of a product, and whether several amounts say the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from service.fhir.quantities import UnreadableQuantity, number_of

Json = Mapping[str, Any]
Range = tuple[Decimal, Decimal]
ONE = Decimal(1)


class Amount(NamedTuple):
    """One dose."""

    dose: Range
    unit: str
    """``mg``, ``units``, ``mg/kg``, ``units/kg``; ``piece``, ``mL`` or ``count`` of the product (a bare number)."""


_MASS = {
    "mg": ONE,
    "milligram": ONE,
    "milligrams": ONE,
    "g": Decimal(1000),
    "ug": Decimal("0.001"),
    "mcg": Decimal("0.001"),
}
_UNITS = (
    "u", "iu", "[iu]", "unit", "units", "unt", "[usp'u]", "usp'u", "{unit}", "{units}", "int'l units",
    "international units", "ui", "ie", "i.e.",
)  # fmt: skip
_PIECE_WORDS = ("tablet", "tab", "tbl", "pill", "caplet", "capsule", "cap", "syringe")
_FOREIGN_PIECES = (
    "tablette", "tabletten", "filmtablette", "filmtabletten", "tabl", "tabl.", "tbl.", "kapsel", "kapseln", "kps",
    "stück", "stueck", "spritze", "spritzen", "fertigspritze", "fertigspritzen",
    "stuk", "stuks", "spuit", "spuiten",
    "wegwerpspuit",
)  # fmt: skip
"""German and Dutch."""
PIECES = (
    *(f"{word}{plural}" for word in _PIECE_WORDS for plural in ("", "s", "(s)")),
    # UCUM has no unit for a count of things: senders annotate the number one.
    *(f"{{{word}{plural}}}" for word in _PIECE_WORDS for plural in ("", "s", "(s)")),
    "each", "{each}", "piece", "pieces", "{piece}", "{pieces}", *_FOREIGN_PIECES,
)  # fmt: skip
"""A single piece of the product.  A dose, a package or a vial is none: it may hold several, or be used in part."""
SPELLINGS: Mapping[str, tuple[str, Decimal]] = {
    **{unit: ("mg", factor) for unit, factor in _MASS.items()},
    **{f"{unit}/kg": ("mg/kg", factor) for unit, factor in _MASS.items()},
    **dict.fromkeys(_UNITS, ("units", ONE)),
    **dict.fromkeys((f"{unit}/kg" for unit in _UNITS), ("units/kg", ONE)),
    **dict.fromkeys(("ml", "milliliter", "millilitre", "cc"), ("mL", ONE)),
    **dict.fromkeys(PIECES, ("piece", ONE)),
}
"""Spelled in lower case → (unit here, factor)."""

_NUMBER = r"\d{1,6}(?:\.\d{1,3})?"
_ORAL = re.compile(rf"({_NUMBER}) MG (?:Delayed Release )?Oral (?:Tablet|Capsule)")
_PER_ML = re.compile(rf"(?:({_NUMBER}) ML )?[a-z, ]+ ({_NUMBER}) (MG|UNT)/ML")
_COUNTED = re.compile(r"Oral (?:Tablet|Capsule)|Prefilled Syringe")
"""Products of which a bare number ("1-0-1") counts pieces; of a vial it may not."""


def read_amount(given: Json) -> Amount | None:
    """A FHIR Quantity or Range as it stands; ``None`` with a comparator, an unknown unit or no positive number."""
    low, high = (given.get("low"), given.get("high")) if "low" in given or "high" in given else (given, given)
    ends = [_quantity(each) for each in (low, high)]
    if ends[0] is None or ends[1] is None or ends[0][1] != ends[1][1]:
        return None
    return Amount((ends[0][0], ends[1][0]), ends[0][1])


def _quantity(quantity: Any) -> tuple[Decimal, str] | None:
    if not isinstance(quantity, dict) or quantity.get("comparator"):
        return None
    try:
        number = number_of(quantity.get("value"))
    except UnreadableQuantity:
        return None
    read = {SPELLINGS.get(str(quantity[name]).strip().lower()) for name in ("code", "unit") if quantity.get(name)}
    read.discard(None)
    unit = read.pop() if len(read) == 1 else None
    return (number * unit[1], unit[0]) if unit and number > 0 else None


def in_product(amount: Amount, product: str) -> Amount | None:
    """The dose in mg or units where it is told in tablets, syringes or mL of a product of known strength."""
    if amount.unit not in ("piece", "count", "mL"):
        return amount
    strength = _strength(product)
    if strength is None or (amount.unit == "count" and not _COUNTED.search(product)):
        return None
    content = strength.of_ml if amount.unit == "mL" else strength.of_piece
    return Amount((amount.dose[0] * content, amount.dose[1] * content), strength.unit) if content else None


def agreed(amounts: Sequence[Amount], product: str, *, is_total: bool = False) -> Amount | None:
    """The one dose that several ways of telling it mean; ``None`` where they contradict each other.

    Tablets, syringes and mL are compared by the strength of the product.  Where that is not known, a number of mL or
    one single piece contradicts nothing, nor do several pieces beside what is said to be their total (``is_total``).
    """
    if len(amounts) == 1:
        return in_product(amounts[0], product)
    read = [(each, in_product(each, product)) for each in amounts]
    known = {told for _, told in read if told is not None}
    if len(known) != 1:
        return None
    for each, told in read:
        if told is None and each.unit != "mL" and not is_total and each.dose != (ONE, ONE):
            return None
    return known.pop()


@dataclass(frozen=True, slots=True)
class _Strength:
    of_piece: Decimal | None
    """Content of one tablet, capsule or syringe."""
    of_ml: Decimal | None
    unit: str


@lru_cache(maxsize=512)
def _strength(product: str) -> _Strength | None:
    """The strength that the display of an RxNorm product states; a pack of two strengths has none."""
    oral = set(_ORAL.findall(product))
    if oral:
        return _Strength(Decimal(oral.pop()), None, "mg") if len(oral) == 1 else None
    liquid = _PER_ML.match(product)
    if not liquid:
        return None
    per_ml = Decimal(liquid[2])
    whole = Decimal(liquid[1]) * per_ml if liquid[1] else None
    return _Strength(whole, per_ml, "mg" if liquid[3] == "MG" else "units")


def is_counted_out(amount: Amount, product: str) -> bool:
    """Whether it is a number of tablets or capsules of known strength: exact, where syringes and mL are rounded."""
    return bool(_ORAL.search(product)) and in_product(amount, product) is not None


def is_pack(product: str) -> bool:
    """Whether an RxNorm product is a pack: of an anticoagulant, the starter pack with both phases of treatment."""
    return product.startswith("{")
