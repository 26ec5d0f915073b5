"""The veins of the leg: which name covers which vein, and the order along the leg."""

from __future__ import annotations

from collections.abc import Iterable

VEINS = (
    "inferior_vena_cava",
    "common_iliac",
    "external_iliac",
    "internal_iliac",
    "iliac_unspecified",
    "common_femoral",
    "femoral",
    "deep_femoral",
    "popliteal",
    "tibioperoneal_trunk",
    "anterior_tibial",
    "posterior_tibial",
    "peroneal",
    "gastrocnemius",
    "soleal",
    "calf_unspecified",
    "calf_muscular_unspecified",
    "great_saphenous",
    "small_saphenous",
    "other_superficial",
    "leg_proximal_unspecified",
    "leg_deep_unspecified",
)

_ILIAC = frozenset(("common_iliac", "external_iliac", "internal_iliac", "iliac_unspecified"))
MUSCULAR = frozenset(("gastrocnemius", "soleal", "calf_muscular_unspecified"))
_AXIAL_CALF = frozenset(("tibioperoneal_trunk", "anterior_tibial", "posterior_tibial", "peroneal"))
CALF = MUSCULAR | _AXIAL_CALF | {"calf_unspecified"}
PROXIMAL = _ILIAC | {
    "inferior_vena_cava",
    "common_femoral",
    "femoral",
    "deep_femoral",
    "popliteal",
    "leg_proximal_unspecified",
}
SUPERFICIAL = frozenset(("great_saphenous", "small_saphenous", "other_superficial"))
DEEP = CALF | PROXIMAL | {"leg_deep_unspecified"}
PAIRED = CALF - {"calf_unspecified"}

COVERS: dict[str, frozenset[str]] = {
    "iliac_unspecified": _ILIAC - {"iliac_unspecified"},
    "calf_unspecified": CALF - {"calf_unspecified"},
    "calf_muscular_unspecified": MUSCULAR - {"calf_muscular_unspecified"},
    "leg_proximal_unspecified": PROXIMAL - {"leg_proximal_unspecified"},
    "leg_deep_unspecified": DEEP - {"leg_deep_unspecified"},
}
"""A generic name and the veins that it may stand for."""

AXIS = ("inferior_vena_cava", "common_iliac", "external_iliac", "common_femoral", "femoral", "popliteal")
_BELOW = ("tibioperoneal_trunk",)
_BELOW_TRUNK = frozenset(("posterior_tibial", "peroneal"))


def between(upper: str, lower: str) -> tuple[str, ...]:
    """Every axial vein from one named vein to another, both included; only the two when one lies off the axis."""
    if upper in AXIS and lower in AXIS:
        first, last = sorted((AXIS.index(upper), AXIS.index(lower)))
        return AXIS[first : last + 1]
    if upper == "leg_deep_unspecified":
        return (lower,)
    for one, other in ((upper, lower), (lower, upper)):
        if one in AXIS and other in CALF - MUSCULAR:
            trunk = _BELOW if other in _BELOW_TRUNK else ()
            return (*AXIS[AXIS.index(one) :], *trunk, other)
        if one in AXIS and other == "iliac_unspecified":
            return (other, *AXIS[AXIS.index("common_femoral") : AXIS.index(one) + 1])
    return (upper, lower)


def height(vein: str) -> int:
    """How far up the leg: larger is nearer the heart, 0 for the calf and for superficial veins."""
    order = ("popliteal", "femoral", "common_femoral", "external_iliac", "common_iliac", "inferior_vena_cava")
    ranks = {"deep_femoral": 2, "internal_iliac": 4, "iliac_unspecified": 4, "leg_proximal_unspecified": 1}
    return order.index(vein) + 1 if vein in order else ranks.get(vein, 0)


def covered(generic: str, named: Iterable[str]) -> frozenset[str]:
    """Those of the named veins that a generic name stands for."""
    return COVERS.get(generic, frozenset()) & frozenset(named)
