"""Every way a call can fail, with a stable number, and how a fault is told to the person who must act.

    DvtCdsError
    ├── ProtocolError                       1xx  what the caller sent, or how it was sent
    │   ├── MalformedJsonError              101  400  not JSON: syntax, NaN, encoding, nesting
    │   ├── NotAnObjectError                102  400  JSON, but not an object
    │   ├── MissingMemberError              103  400  a required member is absent, null or blank
    │   ├── WrongTypeError                  104  400  a member has the wrong JSON type or FHIR shape
    │   ├── InvalidValueError               105  400  right type, unusable value
    │   ├── HookMismatchError               106  400  the service does not answer this hook
    │   ├── AuthorizationWithoutServerError 107  400  fhirAuthorization without fhirServer
    │   ├── AnotherPatientError             108  400  data of a patient other than context.patientId
    │   ├── DuplicateMemberError            109  400  one object names a member twice
    │   ├── UnauthenticatedError            110  401  opaque: never says why
    │   ├── ForbiddenError                  111  403
    │   ├── UnknownPathError                112  404
    │   ├── MethodNotAllowedError           113  405
    │   ├── UnsupportedMediaTypeError       114  415
    │   ├── UnsupportedEncodingError        115  415
    │   ├── BodyTooLargeError               116  413
    │   ├── LengthRequiredError             117  411
    │   ├── IncompleteBodyError             118  400
    │   ├── ResponseMemberError             119  500  our answer held a null or empty member
    │   ├── InternalError                   120  500  our bug
    │   ├── OverloadedError                 121  503
    │   ├── RequestRefusedError             122  (any other status the web framework gives)
    │   ├── TooManyEntriesError             123  413
    │   ├── SettingsError                   130  start only: a DVT_CDS_ variable is wrong
    │   └── TrustFileError                  131  start only: the trust file is wrong
    ├── FhirAccessError                     2xx  data the service needs and cannot have
    │   ├── RequiredDataMissingError        201  412
    │   ├── RequiredDataFailedError         202  412
    │   ├── RequiredDataUnreadableError     203  412
    │   └── FhirServerRefusedError          204  403  fhirServer is not one this service calls
    ├── FeatureError                        301  500  an extractor failed
    ├── CaseFileError                       302  replay only: a recorded case cannot be read
    ├── KnowledgeError                      401  503  cards/ cannot be loaded (value sets: 440-455)
    └── StoreFailedError                    5xx  503  (500-507, given by the store)

A number is never given a second meaning.  Texts hold member names of the request, never its values: a value
may be a patient's name or a token.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

ERROR_SYSTEM = "https://dvt-cds.org/fhir/CodeSystem/error"
"""The code system of the numbers in ``OperationOutcome.issue.details.coding``."""


class DvtCdsError(Exception):
    """One fault: what is wrong, where (``expression``), why it matters and what to do about it.

    A subclass supplies the number, the HTTP status, the FHIR issue type and the default texts; the place that
    raises it narrows them.  ``diagnostics`` is for names a program may want (a prefetch key), never for values.
    """

    number: ClassVar[int]
    status: int = 500
    issue_code: ClassVar[str] = "exception"
    severity: ClassVar[str] = "error"
    what: str = "The call failed."
    why: str = ""
    remedy: str = ""

    def __init__(
        self, what: str = "", *, expression: str = "", why: str = "", remedy: str = "", diagnostics: str = ""
    ) -> None:
        self.what = what or type(self).what
        self.expression = expression
        self.why = why or type(self).why
        self.remedy = remedy or type(self).remedy
        self.diagnostics = diagnostics
        super().__init__(self.text)

    @property
    def code(self) -> str:
        """The stable number as it is printed, ``DVT-103``."""
        return f"DVT-{self.number}"

    @property
    def text(self) -> str:
        """What, why and what to do, in one paragraph."""
        return " ".join(part for part in (self.what, self.why, self.remedy) if part)

    @property
    def line(self) -> str:
        """The fault for a terminal: number, place and text, the number and the place once."""
        number = "" if self.what.startswith("DVT-") else f"{self.code}: "
        place = "" if not self.expression or self.expression in self.what else f"{self.expression}: "
        return f"{number}{place}{self.text}"

    @property
    def lines(self) -> tuple[str, ...]:
        """As :attr:`FaultsError.lines`."""
        return (self.line,)

    @property
    def headers(self) -> dict[str, str]:
        """HTTP headers the status asks for (``Allow`` with 405, ``WWW-Authenticate`` with 401)."""
        return {}


class FaultsError(Exception):
    """Several faults of one call, told together so that the caller mends them in one round.

    ``status`` is the status of the first fault; the faults of one call are of one kind (all 400, or all 412).
    """

    def __init__(self, errors: Sequence[DvtCdsError]) -> None:
        if not errors:
            raise ValueError("a FaultsError needs at least one fault")
        self.errors = tuple(errors)
        super().__init__("; ".join(error.code for error in self.errors))

    @property
    def status(self) -> int:
        return self.errors[0].status

    @property
    def lines(self) -> tuple[str, ...]:
        """Each fault for a terminal."""
        return tuple(error.line for error in self.errors)


def operation_outcome(errors: Iterable[DvtCdsError]) -> dict[str, Any]:
    """The FHIR OperationOutcome that every error body of the service is: one issue per fault, no empty member."""
    return {"resourceType": "OperationOutcome", "issue": [_issue(error) for error in errors]}


def _issue(error: DvtCdsError) -> dict[str, Any]:
    issue: dict[str, Any] = {
        "severity": error.severity,
        "code": error.issue_code,
        "details": {"coding": [{"system": ERROR_SYSTEM, "code": error.code}], "text": error.text},
    }
    if error.diagnostics:
        issue["diagnostics"] = error.diagnostics
    if error.expression:
        issue["expression"] = [error.expression]
    return issue


# 1xx protocol --------------------------------------------------------------------------------------------------------


class ProtocolError(DvtCdsError):
    """What the caller sent, or how it was sent."""

    status = 400
    issue_code = "structure"


class MalformedJsonError(ProtocolError):
    number = 101
    what = "The body is not JSON."
    why = "No member of the request could be read."
    remedy = "Send one JSON object in UTF-8, without NaN or Infinity, comments or trailing commas."


class NotAnObjectError(ProtocolError):
    number = 102
    what = "The body is JSON but not an object."
    remedy = "Send one JSON object."


class MemberError(ProtocolError):
    """A member that is not as a paper describes it; the place of the member says which paper that is."""

    def __init__(self, what: str = "", *, expression: str = "", remedy: str = "", **texts: str) -> None:
        super().__init__(what, expression=expression, remedy=remedy or _as_described(expression), **texts)


def _as_described(expression: str) -> str:
    if expression.startswith("context."):
        return "Send it as the hook's definition describes it."
    if expression == "feedback":
        return 'Send {"feedback": [...]}, as CDS Hooks 2.0 describes it.'
    return "Send it as CDS Hooks 2.0 describes it."


class MissingMemberError(MemberError):
    number = 103
    issue_code = "required"
    what = "A required member is missing."


class WrongTypeError(MemberError):
    number = 104
    what = "A member has the wrong type."


class InvalidValueError(ProtocolError):
    number = 105
    issue_code = "value"
    what = "A member has a value that cannot be used."


class HookMismatchError(ProtocolError):
    number = 106
    issue_code = "not-supported"
    what = "This service does not answer the hook named in the body."
    remedy = "Call the service that the discovery answer lists for the hook."


class AuthorizationWithoutServerError(ProtocolError):
    number = 107
    issue_code = "required"
    what = "`fhirAuthorization` came without `fhirServer`."
    why = "A token without the server it is for cannot be used."
    remedy = "Send both or neither."


class AnotherPatientError(ProtocolError):
    number = 108
    issue_code = "value"
    what = "The data belongs to a patient other than `context.patientId`."
    why = "Advice built from two patients is unsafe, so no card was made."
    remedy = "Send only data of the patient in context."


class DuplicateMemberError(ProtocolError):
    number = 109
    what = "An object names the same member twice."
    why = "Which of the two values is meant cannot be known."
    remedy = "Send each member once."


class UnauthenticatedError(ProtocolError):
    """Opaque on purpose: the same body whatever was wrong with the token; the reason is in our log only."""

    number = 110
    status = 401
    issue_code = "login"
    what = "The call is not authenticated."
    remedy = (
        "Send `Authorization: Bearer` with a JSON Web Token of a registered issuer; "
        "which check failed stands in the log of the service, in the line `unauthenticated`."
    )

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class ForbiddenError(ProtocolError):
    number = 111
    status = 403
    issue_code = "forbidden"
    what = "The caller may not make this call."


class UnknownPathError(ProtocolError):
    number = 112
    status = 404
    issue_code = "not-found"
    what = "There is nothing at this address."
    remedy = "GET /cds-services lists the services."


class MethodNotAllowedError(ProtocolError):
    number = 113
    status = 405
    issue_code = "not-supported"
    what = "This address does not take this HTTP method."

    def __init__(self, allowed: Iterable[str] = (), **texts: str) -> None:
        self.allowed = tuple(sorted(allowed))
        texts.setdefault("remedy", f"Use {' or '.join(self.allowed)}." if self.allowed else "")
        super().__init__(**texts)

    @property
    def headers(self) -> dict[str, str]:
        return {"Allow": ", ".join(self.allowed)} if self.allowed else {}


class UnsupportedMediaTypeError(ProtocolError):
    number = 114
    status = 415
    issue_code = "not-supported"
    what = "The body is not sent as JSON in UTF-8."
    remedy = "Send Content-Type: application/json (application/fhir+json is taken too)."


class UnsupportedEncodingError(ProtocolError):
    number = 115
    status = 415
    issue_code = "not-supported"
    what = "The body is compressed."
    why = "A small compressed body can unpack to one of any size, so compression is refused."
    remedy = "Send the body without Content-Encoding."

    @property
    def headers(self) -> dict[str, str]:
        return {"Accept-Encoding": "identity"}


class BodyTooLargeError(ProtocolError):
    number = 116
    status = 413
    issue_code = "too-long"
    what = "The body is larger than this service reads."
    why = "A body that is cut off would look like a smaller record, so it is refused whole."
    remedy = "Send less prefetched data; the limit is set with DVT_CDS_MAX_BODY_BYTES."


class LengthRequiredError(ProtocolError):
    number = 117
    status = 411
    issue_code = "required"
    what = "The body has no length that the server can check."
    remedy = "Send Content-Length."


class IncompleteBodyError(ProtocolError):
    number = 118
    what = "The body ended before its announced length."
    why = "Part of a record must not be read as the whole of it."
    remedy = "Send the call again."


class ResponseMemberError(ProtocolError):
    number = 119
    status = 500
    issue_code = "exception"
    what = "The answer held a null or empty member."
    why = "CDS Hooks forbids both; clients have failed on them."
    remedy = "This is a fault of the service: report the number."


class InternalError(ProtocolError):
    number = 120
    status = 500
    issue_code = "exception"
    what = "The service failed."
    why = "No advice was given, and none may be inferred from this answer."
    remedy = "This is a fault of the service: report the number and the time of the call."


class OverloadedError(ProtocolError):
    number = 121
    status = 503
    issue_code = "throttled"
    what = "The service is overloaded."
    remedy = "Call again later."

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": "1"}


class RequestRefusedError(ProtocolError):
    """Any status of the web framework that has no class of its own here."""

    number = 122
    issue_code = "processing"
    what = "The request was refused."

    def __init__(self, status: int = 400, **texts: str) -> None:
        super().__init__(**texts)
        self.status = status


class TooManyEntriesError(ProtocolError):
    number = 123
    status = 413
    issue_code = "too-long"
    what = "There is more feedback in one call than this service stores at once."
    why = "While it is written no card of any patient can be recorded. Nothing of it was stored."
    remedy = "Send it in several calls."


class SettingsError(ProtocolError):
    """Raised at start only; ``expression`` is the environment variable."""

    number = 130
    status = 500
    what = "A setting is wrong."


class TrustFileError(ProtocolError):
    """Raised at start only; ``expression`` is the place in the trust file."""

    number = 131
    status = 500
    what = "The trust file cannot be used."
    why = "Who may call is not guessed, so the service does not start."


# 2xx FHIR access -----------------------------------------------------------------------------------------------------


class FhirAccessError(DvtCdsError):
    """Data the service needs and cannot have."""

    status = 412
    issue_code = "processing"
    why = "Without it every recommendation would rest on a record that was never seen."


class RequiredDataMissingError(FhirAccessError):
    number = 201
    what = "Required data was neither prefetched nor could be fetched."
    remedy = "Send the key in `prefetch` (null when the search found nothing)."


class RequiredDataFailedError(FhirAccessError):
    number = 202
    what = "Required data could not be fetched: the search for it failed."
    remedy = "See to the failed search at the FHIR server, then call again."


class RequiredDataUnreadableError(FhirAccessError):
    number = 203
    what = "Required data came in a shape that cannot be read."
    remedy = "Send the FHIR searchset Bundle that the template asks for, or null."


class FhirServerRefusedError(FhirAccessError):
    """An address that is never called: not listed for this caller, or inside a network that is not."""

    number = 204
    status = 403
    issue_code = "forbidden"
    what = "`fhirServer` is not an address that this service calls for this caller."
    why = "A service that calls any address it is given could be used to reach into a network."
    remedy = "Have the base URL of the FHIR server registered with this service."


# 3xx features, 4xx knowledge, 5xx store ------------------------------------------------------------------------------


class FeatureError(DvtCdsError):
    number = 301
    what = "A clinical fact could not be extracted because its extractor failed."
    why = "No advice was given, and none may be inferred from this answer."
    remedy = "This is a fault of the service: report the number and the time of the call."


class KnowledgeError(DvtCdsError):
    number = 401
    status = 503
    what = "The clinical knowledge (the cards folder) cannot be loaded."
    remedy = "Mend the file and key that are named, or name another folder with --cards; `dvt-cds cards` checks it."


class StoreFailedError(DvtCdsError):
    """The store could not be opened, written or read; the number (501-507) is the store's own.

    A card that is not recorded cannot be accounted for and its feedback could not be told apart, so the call
    fails rather than answer unrecorded.
    """

    number = 500
    status = 503
    issue_code = "transient"
    what = "The store failed."
    why = "An answer that is not recorded cannot be accounted for, so none was given."
    remedy = "See the log of the service for the number."

    def __init__(self, number: int = 500, **texts: str) -> None:
        super().__init__(**texts)
        self.number = number  # type: ignore[misc]


STORE_NUMBERS = range(500, 508)
"""500 not classified, 501 URL unusable, 502 not reachable, 503 schema unknown, 504 upgrade failed,
505 pseudonym key missing or short, 506 write failed, 507 read failed."""
