"""The example patient of a violation, in the words of ``features.yaml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import z3

from service.knowledge_types import FactSpec
from service.proof.formulas import Example
from service.proof.knowing import Knowing
from service.tables import Facts, Model

NOT_KNOWN = "not known"
REST = "everything else: absent, not recorded, or as in most patients"


def typical(model: Model, facts: Mapping[str, FactSpec]) -> Facts:
    """An unremarkable patient: what an answered query without a match gives, an adult of middle age."""
    found = {}
    for name in model.facts:
        domain, spec = model.inputs[name].domain, facts.get(name)
        if spec is not None and spec.world == "closed":
            value = spec.not_found
        else:
            ordinary = ("absent", "from_18_to_64", "over_50", "from_100", "from_9", "over_60_to_100", "low")
            value = next((each for each in ordinary if each in domain), domain[0])
        found[name] = frozenset((value,))
    return found


def facts_of(example: Example, knowing: Knowing) -> Facts:
    """What is known of the example patient: for each fact the values it may still have."""
    named = [(name, value) for name, values in knowing.may.items() for value in values]
    truths = example.truths([knowing.may[name][value] for name, value in named])
    found: dict[str, set[str]] = {name: set() for name in knowing.may}
    for (name, value), possible in zip(named, truths, strict=True):
        if possible:
            found[name].add(value)
    return {name: frozenset(values) for name, values in found.items()}


def plain(example: Example, knowing: Knowing, usual: Facts) -> Facts:
    """The plainest patient that fits: every fact unremarkable, else at least known, where that is possible."""
    for name, values in knowing.may.items():
        wanted = [_as(may, value in usual[name]) for value, may in values.items()]
        if not example.narrow(wanted):
            for value in values:
                if example.narrow([_as(may, other == value) for other, may in values.items()]):
                    break
    return facts_of(example, knowing)


def _as(variable: z3.BoolRef, wanted: bool) -> z3.BoolRef:
    return variable if wanted else z3.Not(variable)


def described(facts: Facts, specs: Mapping[str, FactSpec], usual: Facts, always: Iterable[str] = ()) -> tuple[str, ...]:
    """One line for each remarkable fact (and for those in ``always``), then one for the rest."""
    shown = {*always, "location", "acute_leg_dvt_confirmed", "age_y"}
    remarkable = {name: values for name, values in facts.items() if values != usual.get(name) or name in shown}
    lines = [f"{specs[name].label}: {in_words(values, specs[name].domain)}" for name, values in remarkable.items()]
    return (*lines, REST)


def in_words(values: Iterable[str], domain: Sequence[str] | Iterable[str]) -> str:
    """``not known``, or the possible values joined by *or*."""
    ordered = [value for value in domain if value in set(values)]
    whole = list(domain)
    if len(ordered) == len(whole) and len(whole) > 1:
        return NOT_KNOWN
    return " or ".join(value.replace("_", " ") for value in ordered)
