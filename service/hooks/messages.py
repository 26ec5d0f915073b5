"""A hook call as the client sent it, checked: bytes → :class:`HookRequest`.

Every fault of a body is listed at once, each with the member it is about; no message repeats a value of the
request.  What a client may get wrong without harm is tolerated and kept in ``notes``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec

from service.errors import AuthorizationWithoutServerError, DvtCdsError, FaultsError, HookMismatchError
from service.fhir.drug_references import DRUGS
from service.fhir.opened import Opened
from service.hooks import json_text
from service.hooks.contexts import BUNDLES, MEMBERS
from service.hooks.drafts import note_other_patients, read_bundle, read_selections
from service.hooks.members import Members
from service.hooks.services import Service

_UUID = re.compile(r"(?:urn:uuid:)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FhirAuthorization:
    """The access token of one call and what it allows.  Transient: never stored, logged or reused."""

    access_token: str = field(repr=False)
    expires_in: int
    """Seconds from the receipt of the call."""
    scope: str
    """Space-separated SMART scopes, version 1 or 2 forms."""
    subject: str = field(repr=False)
    patient: str | None = field(default=None, repr=False)


class HookRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One checked hook call.  Values of the patient do not show in its repr."""

    hook: str
    hook_instance: str
    """Lower-case UUID."""
    service_id: str
    context: Mapping[str, Any]
    prefetch: Mapping[str, Opened | msgspec.Raw]
    """JSON per key, its resources undecoded; an absent key was not sent, ``null`` was asked and empty."""
    fhir_server: str | None = None
    """Absolute URL without trailing slash."""
    fhir_authorization: FhirAuthorization | None = None
    patient_id: str
    encounter_id: str | None = None
    user_id: str
    draft_orders: tuple[dict[str, Any], ...] = ()
    """Resources of ``context.draftOrders``; revised orders keep a status other than draft."""
    draft_medications: Mapping[str, dict[str, Any]] = {}
    """Medications of ``context.draftOrders`` by ``fullUrl``: a drug that is new there has no id yet."""
    selections: tuple[str, ...] = ()
    """References of the selected drafts, ``""`` for one without an id; none when it is not certain which are meant."""
    selected: tuple[dict[str, Any], ...] = ()
    """The drafts that ``selections`` name, in the same order."""
    conditions: tuple[dict[str, Any], ...] = ()
    """Resources of ``context.conditions`` (problem-list-item-create)."""
    extension: Mapping[str, Any] = {}
    notes: tuple[str, ...] = ()
    """Tolerated oddities, by member name, without values."""

    def __repr__(self) -> str:
        shown = ("hook", "hook_instance", "service_id", "fhir_server", "notes")
        return f"HookRequest({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


def read_request(body: bytes, service: Service, *, production: bool = False) -> HookRequest:
    """Check the body of a call to one service.

    Raises :class:`FaultsError` with every fault (all status 400).  With ``production`` an http ``fhirServer`` is
    refused (CLI-7).  Sources: CDS Hooks 2.0 "Calling a CDS Service", the hook library, CLI-1 to CLI-12.
    """
    faults: list[DvtCdsError] = []
    notes: list[str] = []
    envelope = json_text.read_envelope(body, faults)
    top = Members(envelope.members, "", faults)
    is_undecodable = bool(faults) and any(fault.expression == "context" for fault in faults)

    _check_hook(top, service)
    hook_instance = _read_hook_instance(top)
    fhir_server = _read_fhir_server(top, production)
    authorization = _read_authorization(top, has_server=top.values.get("fhirServer") is not None)
    values = None if is_undecodable else top.object("context")
    context = _read_context(Members(values, "context", faults), service.hook, notes) if values is not None else {}
    extension = top.object("extension", required=False) or {}
    if authorization and authorization.patient and authorization.patient != context.get("patient_id"):
        top.invalid(
            "fhirAuthorization.patient",
            "`fhirAuthorization.patient` is not `context.patientId`.",
            remedy="Send a token of the patient in context.",
        )
    if faults:
        raise FaultsError(faults)
    return HookRequest(
        hook=service.hook,
        hook_instance=hook_instance or "",
        service_id=service.id,
        context=values or {},
        prefetch=envelope.prefetch,
        fhir_server=fhir_server,
        fhir_authorization=authorization,
        extension=extension,
        notes=tuple(notes),
        **context,
    )


def _check_hook(top: Members, service: Service) -> None:
    hook = top.string("hook")
    if hook is not None and hook != service.hook:
        top.faults.append(
            HookMismatchError(
                f"`hook` is not one that {service.id} answers: it answers {service.hook}.", expression="hook"
            )
        )


def _read_hook_instance(top: Members) -> str | None:
    text = top.string("hookInstance")
    if text is None:
        return None
    match = _UUID.fullmatch(text)
    if match is None:
        top.invalid("hookInstance", "`hookInstance` is not a UUID.", remedy="Send a new UUID with each call.")
        return None
    return match[1].lower()


def _read_fhir_server(top: Members, production: bool) -> str | None:
    text = top.string("fhirServer", required=False)
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        sound = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and parts.username is None
            and not (parts.query or parts.fragment)
            and parts.port != 0
        )
    except ValueError:
        sound = False
    if not sound or any(character.isspace() for character in text):
        top.invalid(
            "fhirServer", "`fhirServer` is not an absolute http(s) URL.", remedy="Send the base URL of the FHIR server."
        )
        return None
    if production and parts.scheme != "https":
        top.invalid(
            "fhirServer", "`fhirServer` is not an https URL.", remedy="Production data travels over https only."
        )
        return None
    return text.rstrip("/")


def _read_authorization(top: Members, *, has_server: bool) -> FhirAuthorization | None:
    values = top.object("fhirAuthorization", required=False)
    if values is None:
        return None
    if not has_server:
        top.faults.append(AuthorizationWithoutServerError(expression="fhirServer"))
    block = Members(values, "fhirAuthorization", top.faults)
    token, token_type = block.string("access_token"), block.string("token_type")
    expires_in = block.value("expires_in", int)
    scope, subject = block.string("scope"), block.string("subject")
    patient = block.string("patient", required=False)
    if token_type is not None and token_type.lower() != "bearer":
        block.invalid("token_type", "`fhirAuthorization.token_type` is not Bearer.")
        return None
    if expires_in is not None and expires_in < 0:
        block.invalid("expires_in", "`fhirAuthorization.expires_in` is negative.")
        return None
    if token is None or expires_in is None or scope is None or subject is None:
        return None
    return FhirAuthorization(token, expires_in, scope, subject, patient)


def _read_context(context: Members, hook: str, notes: list[str]) -> dict[str, Any]:
    """The fields of :class:`HookRequest` that come from the context of this hook."""
    members = MEMBERS[hook]
    read: dict[str, Any] = {
        "user_id": context.type_and_id("userId"),
        "patient_id": context.id("patientId"),
        "encounter_id": context.id("encounterId", required=members["encounterId"].required),
    }
    bundles: dict[str, tuple[dict[str, Any], ...]] = {}
    for name in BUNDLES[hook]:
        entries = bundles[name] = read_bundle(context, name)
        if entries and read["patient_id"] is not None:
            note_other_patients(entries, read["patient_id"], f"context.{name}", context.faults)
    drafts = bundles.get("draftOrders", ())
    orders, medications = [], {}
    for entry in drafts:
        orders.append(entry["resource"])
        if entry["resource"]["resourceType"] in DRUGS and isinstance(entry.get("fullUrl"), str):
            medications[entry["fullUrl"]] = entry["resource"]
    read["draft_orders"], read["draft_medications"] = tuple(orders), medications
    if conditions := bundles.get("conditions"):
        read["conditions"] = tuple([entry["resource"] for entry in conditions])
    if selections := members.get("selections"):
        read["selections"], read["selected"] = read_selections(
            context, drafts, required=selections.required, notes=notes
        )
    if "MedicationOrder" in [resource["resourceType"] for resource in orders]:
        notes.append("context.draftOrders holds a DSTU2 MedicationOrder, which is not judged")
    return read
