"""The Bundles inside a hook's context: draft orders, new problems, and the selections that name drafts.

Real clients' oddities are tolerated: no ``Bundle.type``, no ``fullUrl``, a draft without ``intent`` or medication,
a DSTU2 ``MedicationOrder``.  A draft of another patient is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from service.errors import AnotherPatientError, DvtCdsError, MissingMemberError, WrongTypeError
from service.hooks.members import Members


def read_bundle(context: Members, name: str, *, required: bool = True) -> tuple[dict[str, Any], ...]:
    """The entries of a Bundle in the context, in order; each is the entry with its ``resource``.

    Notes (in ``context.faults``) what is not a Bundle, an entry that is not an object, and one without a resource.
    """
    bundle = context.object(name, required=required)
    if bundle is None:
        return ()
    path = context.expression(name)
    if bundle.get("resourceType") != "Bundle":
        context.wrong_type(name, "a FHIR Bundle")
        return ()
    inside = Members(bundle, path, context.faults)
    entries = inside.array("entry", required=False) or []
    return tuple(
        entry
        for position, entry in enumerate(entries)
        if _is_usable(entry, f"{path}.entry[{position}]", context.faults)
    )


def _is_usable(entry: Any, path: str, faults: list[DvtCdsError]) -> bool:
    if not isinstance(entry, dict):
        faults.append(WrongTypeError(f"`{path}` is not an object.", expression=path))
        return False
    resource = Members(entry, path, faults).object("resource")
    return resource is not None and Members(resource, f"{path}.resource", faults).string("resourceType") is not None


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
            subject = _patient_id(resource.get(member), inside)
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
    """The selections that name a draft, and those drafts.

    A selection matches by ``Type/id``, or by the tail of ``fullUrl`` (a draft that has no id yet).  One that
    matches nothing is ignored with a note: the draft may have gone since, and the rest of the call is sound.
    """
    selections = context.array("selections", required=required)
    if selections is None:
        return (), ()
    path = context.expression("selections")
    names = _draft_names(entries)
    matched: dict[str, dict[str, Any]] = {}
    for position, selection in enumerate(selections):
        if not isinstance(selection, str):
            context.faults.append(
                WrongTypeError(f"`{path}[{position}]` is not a string.", expression=f"{path}[{position}]")
            )
        elif not selection.strip():
            context.faults.append(
                MissingMemberError(f"`{path}[{position}]` is blank.", expression=f"{path}[{position}]")
            )
        elif (draft := names.get(selection) or names.get("/".join(selection.split("/")[-2:]))) is not None:
            matched["/".join(selection.split("/")[-2:])] = draft
        else:
            notes.append(f"{path}[{position}] names no draft order and was ignored")
    return tuple(matched), tuple(matched.values())


def _draft_names(entries: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Every name a selection may use for a draft; ``Type/id`` wins over a ``fullUrl`` tail."""
    names: dict[str, dict[str, Any]] = {}
    for entry in entries:
        resource = entry["resource"]
        kind, full_url = resource["resourceType"], entry.get("fullUrl")
        if isinstance(full_url, str) and full_url:
            names.setdefault(full_url, resource)
            names.setdefault(f"{kind}/{full_url.replace(':', '/').rsplit('/', 1)[-1]}", resource)
    for entry in entries:
        resource = entry["resource"]
        if isinstance(resource.get("id"), str) and resource["id"]:
            names[f"{resource['resourceType']}/{resource['id']}"] = resource
    return names
