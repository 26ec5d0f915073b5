"""The statements of a report put together: one finding for each vein and leg."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.narrative import veins
from service.narrative.findings import ABSENT, LEFT, POSSIBLE, PRESENT, RIGHT, UNSTATED, ReportFinding, Statement

Key = tuple[str, str]


def merge(
    statements: Sequence[Statement], impression: frozenset[int], quotes: Sequence[str]
) -> tuple[ReportFinding, ...]:
    """One finding for each (vein, leg), in the order of the leg; ``impression`` are the sentences of the conclusion."""
    by_key: dict[Key, list[Statement]] = {}
    for each in _one_leg_where_both_are_named(statements, impression):
        if each.thrombus:
            by_key.setdefault((each.vein, each.side), []).append(each)
    attributes = [s for s in statements if not s.thrombus and s.side]
    findings = {key: _finding(key, group, attributes, impression, quotes) for key, group in by_key.items()}
    findings = _with_denials(findings, by_key)
    findings = _without_generic(findings, by_key)
    findings = _without_sideless(findings)
    order = {vein: number for number, vein in enumerate(veins.VEINS)}
    return tuple(sorted(findings.values(), key=lambda f: (order[f.vein], f.side)))


def _finding(
    key: Key, group: list[Statement], attributes: Iterable[Statement], impression: frozenset[int], quotes: Sequence[str]
) -> ReportFinding:
    thrombus, deciding, certainty = _decide(group)
    if thrombus == PRESENT and _is_only_seen(group, quotes):
        doubted = next(s for s in group if s.thrombus == POSSIBLE and s.explicit)
        thrombus, deciding, certainty = POSSIBLE, doubted, "hedged"
    quote = quotes[deciding.sentence]
    if thrombus == ABSENT:
        squeezed = [s.compressibility for s in group if s.compressibility in ("compressible", "partial")]
        compressibility = "partial" if "partial" in squeezed else "compressible" if squeezed else UNSTATED
        return ReportFinding(*key, ABSENT, UNSTATED, UNSTATED, compressibility, None, None, None, quote, certainty)
    told = [s for s in group if s.thrombus in (PRESENT, POSSIBLE)]
    told += [s for s in attributes if (s.vein, s.side) == key]
    told.sort(key=lambda s: s.sentence in impression)
    return ReportFinding(
        *key,
        thrombus,
        _last(s.age for s in told),
        _last(s.occlusion for s in told),
        _compressibility(told),
        next((s.length_cm for s in told if s.length_cm is not None), None),
        next((s.diameter_mm for s in told if s.diameter_mm is not None), None),
        next((s.distance_cm for s in told if s.distance_cm is not None), None),
        quote,
        certainty,
    )


def _decide(group: list[Statement]) -> tuple[str, Statement, str]:
    """What the statements about one vein come to, the one that decides, and how certain that is."""
    present = [s for s in group if s.thrombus == PRESENT]
    possible = [s for s in group if s.thrombus == POSSIBLE]
    absent = [s for s in group if s.thrombus == ABSENT]
    named = [s for s in present if s.explicit]
    # "Thrombus in the great saphenous vein, not reaching its junction" denies nothing of the vein itself.
    denied = [s for s in absent if s.explicit and not (named and s.extension)]
    if present and not named and denied:
        if any(s.compressibility == "non_compressible" for s in present):
            return POSSIBLE, present[0], "contradictory"
        return ABSENT, denied[0], "stated"
    if named and denied and not any(s.partial_vein for s in named + denied):
        return POSSIBLE, named[0], "contradictory"
    if present and not named and any(s.explicit for s in possible):
        return POSSIBLE, possible[0], "hedged"
    if present and _is_unsure(present):
        return POSSIBLE, present[0], "unsure"
    if present:
        deciding = next((s for s in named or present if not s.unsure), (named or present)[0])
        return PRESENT, deciding, "stated" if deciding.explicit else "inferred"
    if possible and denied and all(not s.explicit and s.compressibility == "partial" for s in possible):
        # Compressed only in part because it hurts, and said to hold none.
        return ABSENT, denied[0], "stated"
    if possible:
        return POSSIBLE, possible[0], "hedged"
    deciding = (denied or absent)[0]
    return ABSENT, deciding, "stated" if deciding.explicit else "inferred"


def _is_only_seen(group: Sequence[Statement], quotes: Sequence[str]) -> bool:
    """ "A filling defect in X. This is suspicious for thrombus": what is seen is called a thrombus only with doubt."""
    if not any(s.thrombus == POSSIBLE and s.explicit for s in group):
        return False
    seen = [quotes[s.sentence] for s in group if s.thrombus == PRESENT]
    return all(_SEEN.search(quote) and not _NAMED.search(quote) for quote in seen)


_SEEN = re.compile(
    r"\b(?:echo\w*|material|matter|defects?|debris|contents?|densit\w{1,3}|foc(?:us|i)|structures?)\b", re.IGNORECASE
)
_NAMED = re.compile(r"thromb|clot|dvt|phlebit|occlu|coagul", re.IGNORECASE)


def _is_unsure(present: Sequence[Statement]) -> bool:
    """Every sentence that affirms the thrombus holds words that were not understood, and no two affirm it."""
    return all(s.unsure for s in present) and len({s.sentence for s in present}) < 2


def _last(values: Iterable[str]) -> str:
    stated = [value for value in values if value != UNSTATED]
    return stated[-1] if stated else UNSTATED


def _compressibility(told: Sequence[Statement]) -> str:
    found = [s.compressibility for s in told]
    for value in ("non_compressible", "partial"):
        if value in found:
            return value
    return UNSTATED


def _with_denials(findings: dict[Key, ReportFinding], by_key: dict[Key, list[Statement]]) -> dict[Key, ReportFinding]:
    """ "No DVT" of a leg makes an affirmed deep vein of that leg contradictory: one of the two was misread or miswritten."""
    checked = dict(findings)
    for (generic, side), told in by_key.items():
        denied = [s for s in told if s.thrombus == ABSENT and s.explicit and not s.limited and not s.history]
        if generic not in ("leg_deep_unspecified", "leg_proximal_unspecified") or not denied:
            continue
        if any(s.thrombus == PRESENT for s in told):
            continue
        for key, finding in findings.items():
            # A muscular vein is often told beside "no DVT".
            covered = key[0] in veins.COVERS[generic] and key[0] not in veins.MUSCULAR
            if covered and side in (key[1], UNSTATED) and finding.thrombus == PRESENT:
                checked[key] = replace(finding, thrombus=POSSIBLE, certainty="contradictory")
    return checked


def _without_generic(
    findings: dict[Key, ReportFinding], by_key: dict[Key, list[Statement]]
) -> dict[Key, ReportFinding]:
    """Generic names give way to the named veins they cover, after lending them age and occlusion."""
    kept = dict(findings)
    for key, generic in findings.items():
        if generic.vein not in veins.COVERS:
            continue
        covered = [
            k for k in findings if k[0] in veins.COVERS[generic.vein] and (k[1] == key[1] or UNSTATED in (k[1], key[1]))
        ]
        positive = [k for k in covered if kept.get(k) and findings[k].thrombus == PRESENT]
        if generic.thrombus == PRESENT and positive:
            for k in positive:
                kept[k] = _lend(kept[k], generic)
            kept.pop(key)
        elif (generic.thrombus == POSSIBLE and any(findings[k].thrombus in (PRESENT, POSSIBLE) for k in covered)) or (
            generic.thrombus == ABSENT and _is_contradicted(generic, positive, findings, by_key[key])
        ):
            kept.pop(key)
    return kept


def _without_sideless(findings: dict[Key, ReportFinding]) -> dict[Key, ReportFinding]:
    """A vein told of both legs and once more of neither ("both common iliac veins ... of the common iliac veins")."""

    def is_told(finding: ReportFinding) -> bool:
        both = [findings.get((finding.vein, side)) for side in (LEFT, RIGHT)]
        return finding.side == UNSTATED and all(each and each.thrombus == finding.thrombus for each in both)

    return {key: finding for key, finding in findings.items() if not is_told(finding)}


def _is_contradicted(
    generic: ReportFinding, positive: list[Key], findings: dict[Key, ReportFinding], statements: list[Statement]
) -> bool:
    if generic.vein == "calf_unspecified":
        positive = [k for k in positive if k[0] not in ("gastrocnemius", "soleal", "calf_muscular_unspecified")]
    if positive:
        return True
    if all(s.limited for s in statements):
        return any(
            findings[k].age == "chronic" or findings[k].thrombus != ABSENT
            for k in findings
            if k[0] in veins.DEEP and k[1] == generic.side and k[0] != generic.vein
        )
    return False


def _lend(finding: ReportFinding, generic: ReportFinding) -> ReportFinding:
    return replace(
        finding,
        age=generic.age if finding.age == UNSTATED else finding.age,
        occlusion=generic.occlusion if finding.occlusion == UNSTATED else finding.occlusion,
    )


def _one_leg_where_both_are_named(statements: Sequence[Statement], impression: frozenset[int]) -> list[Statement]:
    """A vein positive on one side in the findings and only on the other in the impression: one leg, not known which."""
    below = {(s.vein, s.side) for s in statements if s.sentence not in impression and s.thrombus}
    positive = {(s.vein, s.side) for s in statements if s.sentence not in impression and s.thrombus == PRESENT}
    concluded = {(s.vein, s.side) for s in statements if s.sentence in impression and s.thrombus == PRESENT}
    torn: set[str] = set()
    for vein, side in concluded:
        other = {LEFT: RIGHT, RIGHT: LEFT}.get(side, "")
        if (vein, other) in positive and (vein, side) not in below and (vein, other) not in concluded:
            torn.add(vein)
    return [replace(s, side=UNSTATED) if s.vein in torn and s.thrombus == PRESENT else s for s in statements]
