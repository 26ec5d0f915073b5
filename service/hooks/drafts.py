"""The Bundles inside a hook's context: draft orders, new problems, and the selections that name drafts.

Real clients' oddities are tolerated: no ``Bundle.type``, no ``fullUrl``, a draft without ``intent`` or medication,
a DSTU2 ``MedicationOrder``.  A draft of another patient is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from service.errors import AnotherPatientError, DvtCdsError, InvalidValueError, MissingMemberError, WrongTypeError
from service.fhir.bundles import R4_TYPES
from service.hooks.members import Members

MOST_LEVELS = 320
"""How deeply a draft or a new problem may be nested; drafts are given back, inside an answer."""
_NO_SINGLE_ORDER = frozenset({"Medication", "RequestGroup", "RequestOrchestration"})
"""Entries of a session that serve or hold orders: who selects one may mean any of them."""


def read_bundle(context: Members, name: str, *, required: bool = True) -> tuple[dict[str, Any], ...]:
    """The entries of a Bundle in the context, in order; each is the entry with its ``resource``.

    Notes (in ``context.faults``) what is not a Bundle, an entry that is not an object, and one without a resource.
    New problems may also come as a plain array of resources.
    """
    path = context.expression(name)
    if name == "conditions" and isinstance(listed := context.values.get(name), list):
        return tuple(
            {"resource": resource}
            for position, resource in enumerate(listed)
            if _is_usable({"resource": resource}, f"{path}[{position}]", context.faults)
        )
    bundle = context.object(name, required=required)
    if bundle is None:
        return ()
    if bundle.get("resourceType") != "Bundle":
        context.wrong_type(name, "a FHIR Bundle")
        return ()
    inside = Members(bundle, path, context.faults)
    usable = []
    for position, entry in enumerate(inside.array("entry", required=False) or ()):
        if _is_usable(entry, f"{path}.entry[{position}]", context.faults):
            usable.append(entry)
    return tuple(usable)


def _is_usable(entry: Any, path: str, faults: list[DvtCdsError]) -> bool:
    if not isinstance(entry, dict):
        faults.append(WrongTypeError(f"`{path}` is not an object.", expression=path))
        return False
    resource = Members(entry, path, faults).object("resource")
    if resource is not None and _is_deeper(resource, MOST_LEVELS):
        path = f"{path}.resource"
        remedy = "Send FHIR resources as they are."
        faults.append(InvalidValueError(f"`{path}` is nested too deeply.", expression=path, remedy=remedy))
        return False
    return resource is not None and Members(resource, f"{path}.resource", faults).string("resourceType") is not None


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether objects and arrays stand in each other on more than so many levels."""
    try:
        text = msgspec.json.encode(value)
    except RecursionError:
        text = b""
    if text and text.count(b"{") + text.count(b"[") <= levels:  # few drafts have as many of them at all
        return False
    layer = [value]
    for _ in range(levels):
        layer = [
            inside
            for each in layer
            for inside in (each.values() if isinstance(each, dict) else each)
            if isinstance(inside, (dict, list))
        ]
        if not layer:
            return False
    return True


def note_other_patients(
    entries: Sequence[Mapping[str, Any]], patient_id: str, path: str, faults: list[DvtCdsError]
) -> None:
    """Note every entry whose subject is readable and is not the patient in context (DVT-108).

    A subject that cannot be resolved (contained, display only, unknown ``urn:uuid``) is nobody's: it is left.
    """
    inside = {entry["fullUrl"]: entry["resource"] for entry in entries if isinstance(entry.get("fullUrl"), str)}
    for position, entry in enumerate(entries):
        resource = entry["resource"]
        # DSTU2 orders call the subject `patient`
        for member in ("subject", "patient"):
            subject = _patient_id(resource[member], inside) if member in resource else None
            if subject not in (None, patient_id):
                expression = f"{path}.entry[{position}].resource.{member}"
                faults.append(
                    AnotherPatientError(
                        f"`{expression}` is a patient other than `context.patientId`.", expression=expression
                    )
                )


def _patient_id(reference: Any, inside: Mapping[str, Mapping[str, Any]]) -> str | None:
    text = reference.get("reference") if isinstance(reference, dict) else None
    if not isinstance(text, str):
        return None
    if text in inside:
        target = inside[text]
        found = target.get("id") if target.get("resourceType") == "Patient" else None
        return found if isinstance(found, str) else None
    parts = text.split("/_history/")[0].rstrip("/").split("/")
    return parts[-1] if len(parts) >= 2 and parts[-2] == "Patient" else None


def read_selections(
    context: Members, entries: Sequence[Mapping[str, Any]], *, required: bool, notes: list[str]
) -> tuple[tuple[str, ...], tuple[dict[str, Any], ...]]:
    """The references of the selected drafts as the record has them, and those drafts.

    A selection matches by ``Type/id``, or by ``fullUrl`` or its tail; the reference is the draft's own all the same,
    ``""`` where it has no id yet.  One that matches nothing, or what holds or serves other orders, is ignored with a
    note: it may have meant any draft, so that there are no references then, which means all.
    """
    selections = context.array("selections", required=required)
    if selections is None:
        return (), ()
    path = context.expression("selections")
    names = _draft_names(entries)
    matched: list[dict[str, Any]] = []
    is_certain = True
    for position, selection in enumerate(selections):
        if not isinstance(selection, str):
            context.faults.append(
                WrongTypeError(f"`{path}[{position}]` is not a string.", expression=f"{path}[{position}]")
            )
        elif not selection.strip():
            context.faults.append(
                MissingMemberError(f"`{path}[{position}]` is blank.", expression=f"{path}[{position}]")
            )
        elif drafts := names.get(selection) or names.get("/".join(selection.split("/")[-2:])):
            matched += drafts
        else:
            is_certain = False
            notes.append(f"{path}[{position}] names no draft order and was ignored")
    selected = {id(draft): draft for draft in matched}.values()
    return tuple(dict.fromkeys(map(_reference, selected))) if is_certain else (), tuple(selected)


def _reference(draft: Mapping[str, Any]) -> str:
    kind, identity = draft["resourceType"], draft.get("id")
    return f"{R4_TYPES.get(kind, kind)}/{identity}" if isinstance(identity, str) and identity else ""


def _draft_names(entries: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Every name that a selection may use, with all drafts that bear it."""
    names: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        resource, full_url = entry["resource"], entry.get("fullUrl")
        kind, identity = resource["resourceType"], resource.get("id")
        if kind in _NO_SINGLE_ORDER:
            continue
        own = {f"{kind}/{identity}"} if isinstance(identity, str) and identity else set()
        if isinstance(full_url, str) and full_url:
            own |= {full_url, f"{kind}/{full_url.replace(':', '/').rsplit('/', 1)[-1]}"}
        for name in own:
            names.setdefault(name, []).append(resource)
    return names
