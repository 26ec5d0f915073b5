"""The table of (analyte, unit) → factor, in Decimal, and the spellings under which real systems send a unit.

Every factor is exact or carries its constant beside it.  A unit that is not here is not known for its analyte.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

D = Decimal
ONE = D(1)
_LENGTH_CM = {"cm": ONE, "mm": D("0.1"), "m": D(100), "[in_i]": D("2.54")}
_LENGTH_MM = {unit: factor * 10 for unit, factor in _LENGTH_CM.items()}
_MASS_NG_ML = {
    "ng/ml": ONE,
    "ug/l": ONE,
    "ug/ml": D(1000),
    "mg/l": D(1000),
    "pg/ml": D("0.001"),
    "ng/l": D("0.001"),
    "ug/dl": D(10),
    "mg/dl": D(10_000),
    "ng/dl": D("0.01"),
    "g/l": D(1_000_000),
}
_COUNT = {"": ONE, "1": ONE, "{score}": ONE, "{count}": ONE, "{#}": ONE, "{veins}": ONE}
_ENZYME = {"u/l": ONE, "u/ml": D(1000), "ukat/l": D(60)}
_PRESSURE = {"mm[hg]": ONE, "kpa": 1 / D("0.133322387415")}
_PLATELETS = {
    "10*9/l": ONE,
    "10*3/ul": ONE,
    "10*6/ml": ONE,
    "10*4/ul": D(10),
    "10*6/ul": D(1000),
    "10*12/l": D(1000),
    "/ul": D("0.001"),
    "/l": D("0.000000001"),
    # G/L (giga per litre), Gpt/L and Tsd/ul are what German and French laboratories print; nobody weighs platelets.
    "g/l": ONE,
    "gpt/l": ONE,
    "tsd/ul": ONE,
    "/nl": ONE,
}

TABLE: Mapping[str, tuple[str, Mapping[str, Decimal]]] = {
    "length_cm": ("cm", _LENGTH_CM),
    "distance_cm": ("cm", _LENGTH_CM),
    "height_cm": ("cm", {**_LENGTH_CM, "[ft_i]": D("30.48")}),
    "diameter_mm": ("mm", _LENGTH_MM),
    "weight_kg": ("kg", {"kg": ONE, "g": D("0.001"), "[lb_av]": D("0.45359237"), "[oz_av]": D("0.028349523125")}),
    # 1 mg/dL of creatinine is 88.42 umol/L (molar mass 113.12 g/mol; research/stack.md 11).
    "creatinine_mg_dl": (
        "mg/dL",
        {"mg/dl": ONE, "umol/l": 1 / D("88.42"), "mmol/l": 1000 / D("88.42"), "mg/l": D("0.1"), "ug/ml": D("0.1")},
    ),
    "creatinine_clearance_ml_min": ("mL/min", {"ml/min": ONE, "ml/s": D(60)}),
    "egfr_ml_min_173": ("mL/min/{1.73_m2}", {"ml/min/{1.73_m2}": ONE, "ml/min": ONE}),
    "platelets_10e9_l": ("10*9/L", _PLATELETS),
    # 1 mmol/L of haemoglobin (monomer) is 1.6114 g/dL (16,114 g/mol).
    "haemoglobin_g_dl": ("g/dL", {"g/dl": ONE, "g/l": D("0.1"), "mg/dl": D("0.001"), "mmol/l": D("1.6114")}),
    "inr": ("1", {**_COUNT, "{inr}": ONE, "{ratio}": ONE}),
    "d_dimer_feu_ng_ml": ("ng/mL{FEU}", _MASS_NG_ML),
    "d_dimer_ddu_ng_ml": ("ng/mL{DDU}", _MASS_NG_ML),
    # 1 mg/dL of bilirubin is 17.104 umol/L (molar mass 584.66 g/mol).
    "bilirubin_mg_dl": ("mg/dL", {"mg/dl": ONE, "umol/l": 1 / D("17.104"), "mg/l": D("0.1")}),
    "alt_u_l": ("U/L", _ENZYME),
    "ast_u_l": ("U/L", _ENZYME),
    "systolic_mm_hg": ("mm[Hg]", _PRESSURE),
    "diastolic_mm_hg": ("mm[Hg]", _PRESSURE),
    # A visual analogue scale of 100 mm is read off in millimetres (definitions 11).
    "pain_score": (
        "{score}",
        {**_COUNT, "{score}/10": ONE, "/10": ONE, "cm": ONE, "mm": D("0.1"), "{score}/100": D("0.1"), "/100": D("0.1")},
    ),
    "gestational_age_weeks": ("wk", {"wk": ONE, "d": 1 / D(7)}),
    "vein_count": ("{count}", _COUNT),
    "ecog": ("{score}", _COUNT),
}
"""Analyte → (canonical unit in UCUM, unit as spelled by :func:`spelled_unit` → factor to it)."""

ANALYTES: Mapping[str, str] = {analyte: unit for analyte, (unit, _) in TABLE.items()}
"""Analyte → its canonical unit."""

_VARIANTS: Mapping[str, str] = {
    "10*3/ul": """k/ul k/mm3 k/mm^3 k/cumm k/mcl 10e3/ul x10e3/ul 10^3/ul x10^3/ul x10*3/ul th/ul thou/ul thousand/ul
        10*3/mm3 10^3/mm3 10^3/mm^3 x10^3/mm^3 thou/mm3 thou/mm^3 thou/cumm 10*3/mcl 10^3/mcl x10e3/mcl
        x10(3)/mcl x10(3)/ul 10(3)/mcl 10(3)/ul x10^3/mcl x10*3/mcl k/cmm thou/mcl thousand/mcl th/mcl 10^3/cmm
        x10^3/cmm tsd/mm3 tsd./mm3 10e3/mcl x10e3/mm3 10e3/mm3""",
    "10*9/l": """giga/l 10e9/l x10e9/l 10^9/l x10^9/l x10*9/l bil/l bill/l billion/l mrd/l mrd./l x10(9)/l 10(9)/l
        10*9/liter 10*9/litre""",
    "tsd/ul": "tsd./ul",
    "/nl": "1/nl {cells}/nl cells/nl",
    "/ul": "/mm3 /mm^3 /cumm /mcl cells/ul {cells}/ul {#}/ul 1/ul",
    "cm": "cms centimeter centimeters centimetre centimetres",
    "mm": "mms millimeter millimeters millimetre millimetres",
    "m": "meter meters metre metres",
    "[in_i]": 'in inch inches [in_us] "',
    "[ft_i]": "ft foot feet",
    "kg": "kgs kilo kilogram kilograms kilogramme kilogrammes",
    "g": "gm gms gram grams gramme grammes",
    "[lb_av]": "lb lbs lb_av pound pounds [lb_us]",
    "[oz_av]": "oz ounce ounces",
    "g/dl": "gm/dl g% g/100ml gm/100ml g/100_ml",
    "mg/dl": "mg%",
    "ug/ml": "mcg/ml",
    "ug/l": "mcg/l",
    "ug/dl": "mcg/dl",
    "umol/l": "mcmol/l",
    "u/l": "iu/l [iu]/l units/l unit/l",
    "u/ml": "iu/ml [iu]/ml",
    "mm[hg]": "mmhg",
    "ml/min/{1.73_m2}": """ml/min/1.73m2 ml/min/1.73m^2 ml/min/1.73m*2 ml/min/1.73_m2 ml/min/{1.73m2} ml/min/1.73sqm
        ml/min/1.73 ml/min/bsa ml/min/{bsa}""",
    "{inr}": "inr",
    "{ratio}": "ratio",
    "1": "{index} {nominal} [1]",
    "{score}": "score points point {points}",
    "/10": "outof10",
    "wk": "week weeks wks {weeks}",
    "d": "day days",
    "{veins}": "vein veins {vein}",
    "{count}": "count",
}
_SPELLINGS = {variant: unit for unit, variants in _VARIANTS.items() for variant in variants.split()}
_SIGNS = str.maketrans({"μ": "u", "µ": "u", "×": "x", "²": "^2", "³": "^3", "⁶": "^6", "⁹": "^9"})
"""Two code points for micro, and exponents that normalisation would turn into plain digits (10³ into 103)."""


def spelled_unit(unit: str) -> str:
    """A unit in the spelling of the table: case, spaces, micro and multiplication signs made equal.

    Case may be folded because no analyte of the table accepts two units that differ by case only.
    """
    return _spelled_again(unit) if len(unit) < _LONGEST_KEPT else _spelled(unit)


def _spelled(unit: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", unit.translate(_SIGNS)).split()).lower()
    return _SPELLINGS.get(text, text)


_LONGEST_KEPT = 50
_spelled_again = lru_cache(maxsize=1024)(_spelled)
