"""The settings of one running service, read once from the ``DVT_CDS_`` variables of the environment.

A wrong, unknown or half-given setting refuses the start: a misspelt safety setting that is silently ignored is
worse than a service that does not start.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from service.errors import DvtCdsError, FaultsError, SettingsError
from service.site import FREE_TEXT_BY_DEFAULT, Site

PREFIX = "DVT_CDS_"
SANDBOX_ORIGINS = ("https://sandbox.cds-hooks.org", "http://localhost:8080", "http://127.0.0.1:8080")
"""The public CDS Hooks Sandbox and the places it runs at on a developer's machine."""
LARGEST_BODY_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that never shows itself; ``reveal()`` is the only way to it."""

    _value: str = field(repr=False)

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret('***')"

    __str__ = __repr__


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Frozen settings; the defaults suit a developer's machine and nothing else.

    Build it from the environment with :meth:`from_environment`; tests build it directly.
    """

    database_url: str = field(default="sqlite:///var/dvt-cds.sqlite3", repr=False)
    """SQLAlchemy URL of the store; may hold a password, so it is not shown."""
    cards: Path | None = None
    """Folder of the clinical knowledge; None: the one shipped with the package or checkout."""
    bind: str = "127.0.0.1:8000"
    """Where the service listens: ``host:port`` or ``unix:/path``."""
    mode: str = "development"
    trust: str = "open"
    trust_file: Path | None = None
    public_url: str | None = None
    launch_url: str | None = None
    allowed_origins: tuple[str, ...] = SANDBOX_ORIGINS
    """Browser origins that may call; ``*`` alone allows any.  With trust ``required`` the default is none."""
    max_body_bytes: int = 64 * 1024 * 1024
    deadline_ms: int = 400
    """One deadline for all FHIR queries of a call."""
    max_waiting_ms: int = 3000
    """A call that waited longer for a worker is answered 503 at once; 0: never."""
    log_level: str = "INFO"
    feedback: bool = True
    pseudonym_key: Secret | None = None
    """At least 32 bytes; None in development: the store makes one for itself."""
    local_codes: Path | None = None
    """A FHIR ConceptMap from the site's own codes to the codes of ``cards/value_sets``."""
    cdt_on_site: bool | None = None
    limb_threat_cards: bool = True
    free_text: bool = FREE_TEXT_BY_DEFAULT
    """Whether the text of ultrasound reports is read (``cards/free_text.yaml``)."""
    open_fhir_servers: tuple[str, ...] = ()
    """With open trust: base URLs of FHIR servers that may be read, also without a token.  In a trust file otherwise."""
    ca_bundle: Path | None = None
    """Certificate authorities of FHIR servers and key sets, in place of the shipped list."""
    discovery_trust: str = "open"
    """``required``: discovery too is answered to authenticated callers only."""
    discovery_version: str | None = None
    """The release of CDS Hooks that discovery names (3.0); None: not sent, for clients of 2.0."""
    autolaunch: bool = False
    """Mark SMART links as ``autolaunchable`` (3.0)."""

    def __post_init__(self) -> None:
        faults = _contradictions(self)
        if faults:
            raise FaultsError(faults)

    @property
    def production(self) -> bool:
        return self.mode == "production"

    @property
    def site(self) -> Site:
        """The part the clinical core may see."""
        return Site(
            cdt_on_site=self.cdt_on_site,
            limb_threat_cards=self.limb_threat_cards,
            free_text=self.free_text,
            launch_url=self.launch_url,
            public_url=self.public_url,
        )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Settings from the ``DVT_CDS_`` variables of a mapping; other variables are not looked at.

        Raises :class:`FaultsError` of :class:`SettingsError` that lists every fault at once: unknown variables
        (with the nearest known name), values that cannot be read, and settings that need another one.
        """
        values: dict[str, Any] = {}
        faults: list[DvtCdsError] = []
        for variable in sorted(name for name in environment if name.startswith(PREFIX)):
            name = variable.removeprefix(PREFIX).lower()
            if name not in READERS:
                faults.append(_unknown_variable(variable))
                continue
            if not environment[variable].strip():  # compose files and unit files hand on unset variables as empty
                continue
            try:
                values[name] = READERS[name](environment[variable].strip())
            except ValueError as error:
                faults.append(SettingsError(f"{variable} cannot be used: {error}.", expression=variable))
        if faults:
            raise FaultsError(faults)
        if values.get("trust", cls.__dataclass_fields__["trust"].default) == "required":
            values.setdefault("allowed_origins", ())
        return cls(**values)


def _unknown_variable(variable: str) -> SettingsError:
    known = sorted(PREFIX + name.upper() for name in READERS)
    near = difflib.get_close_matches(variable, known, n=1)
    meant = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(known)}."
    return SettingsError(f"{variable} is not a setting of this service.", expression=variable, remedy=meant)


def _contradictions(settings: Settings) -> list[DvtCdsError]:
    """Settings that are each readable but must not stand together."""
    faults = [*_trust_faults(settings), *(_production_faults(settings) if settings.production else ())]
    return [SettingsError(what, expression=PREFIX + name.upper(), remedy=remedy) for name, what, remedy in faults]


def _trust_faults(settings: Settings) -> Iterator[tuple[str, str, str]]:
    if settings.trust == "open":
        if not is_loopback(settings.bind):
            remedy = "Set DVT_CDS_TRUST=required with a trust file, or bind to 127.0.0.1."
            yield "trust", f"Open trust is allowed on a loopback address only ({settings.bind} is none).", remedy
        if settings.trust_file:
            remedy = "Set DVT_CDS_TRUST=required."
            yield "trust_file", "A trust file is named but DVT_CDS_TRUST is open, so it would not be read.", remedy
        if settings.discovery_trust == "required":
            remedy = "Set DVT_CDS_TRUST=required."
            yield "discovery_trust", "Discovery cannot be kept to known callers while everybody is trusted.", remedy
        return
    if settings.open_fhir_servers:
        remedy = "List the server in the trust file, with `open: true`."
        yield "open_fhir_servers", "It is read with open trust only.", remedy
    if not settings.trust_file:
        yield "trust_file", "DVT_CDS_TRUST=required needs a trust file.", "Set DVT_CDS_TRUST_FILE."
    if not settings.public_url:
        what = "DVT_CDS_TRUST=required needs the public URL, which the `aud` of a token is compared with."
        yield "public_url", what, "Set DVT_CDS_PUBLIC_URL."


def _production_faults(settings: Settings) -> Iterator[tuple[str, str, str]]:
    if settings.trust != "required":
        remedy = "Set DVT_CDS_TRUST=required and DVT_CDS_TRUST_FILE."
        yield "trust", "Production mode needs authenticated callers.", remedy
    if not (settings.public_url or "").startswith("https://"):
        yield "public_url", "Production mode needs a public https URL.", "Set DVT_CDS_PUBLIC_URL to an https URL."
    if settings.pseudonym_key is None:
        remedy = "Set DVT_CDS_PSEUDONYM_KEY to at least 32 random bytes."
        yield "pseudonym_key", "Production mode needs a pseudonym key.", remedy
    if settings.launch_url and not settings.launch_url.startswith("https://"):
        yield "launch_url", "Production mode needs an https launch URL.", "Set DVT_CDS_LAUNCH_URL to an https URL."
    if "*" in settings.allowed_origins:
        yield "allowed_origins", "Production mode does not open the service to every web page.", "List the origins."


def is_loopback(bind: str) -> bool:
    """Whether ``host:port`` or ``unix:/path`` can be reached from this machine only."""
    if bind.startswith("unix:"):
        return True
    host = bind.rsplit(":", 1)[0].strip("[]")
    return host in ("localhost", "::1") or (host.startswith("127.") and host.replace(".", "").isdigit())


# Readers: text of the environment → value; ValueError says what is wrong without repeating the text --------------


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        for value in allowed:
            if text.lower() == value.lower():
                return value
        raise ValueError(f"it must be one of {', '.join(allowed)}")

    return read


def _boolean(text: str) -> bool:
    if text.lower() in ("true", "on", "yes", "1"):
        return True
    if text.lower() in ("false", "off", "no", "0"):
        return False
    raise ValueError("it must be on or off (true or false)")


def _true_false_or_unset(text: str) -> bool | None:
    return None if text.lower() == "unset" else _boolean(text)


def _between(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or len(text) > 12 or not lowest <= int(text) <= highest:
            raise ValueError(f"it must be a whole number from {lowest} to {highest}")
        return int(text)

    return read


def _web_url(text: str) -> str:
    parts = urlsplit(text)
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    if not is_web or parts.username is not None or parts.query or parts.fragment:
        raise ValueError("it must be an absolute http(s) URL without credentials, query or fragment")
    return text.rstrip("/")


def _web_urls(text: str) -> tuple[str, ...]:
    return tuple(_web_url(part.strip()) for part in text.split(",") if part.strip())


def _semantic_version(text: str) -> str:
    if not re.fullmatch(r"\d{1,3}\.\d{1,3}\.\d{1,3}(?:-[0-9A-Za-z.-]{1,20})?", text):
        raise ValueError("it must be a semantic version such as 2.0.1")
    return text


def _origins(text: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())
    for origin in origins:
        parts = urlsplit(origin)
        if origin != "*" and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path):
            raise ValueError("it must be a comma list of origins (https://host or http://host:port), or *")
    return origins


def _bind(text: str) -> str:
    if text.startswith("unix:/"):
        return text
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ValueError("it must be host:port or unix:/path")
    return text


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise ValueError("there is no such folder")
    return path


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise ValueError("there is no such file")
    return path


def _key(text: str) -> Secret:
    if len(text.encode()) < 32:
        raise ValueError("it must be at least 32 bytes")
    return Secret(text)


READERS: Mapping[str, Callable[[str], Any]] = {
    "database_url": str,
    "cards": _folder,
    "bind": _bind,
    "mode": _one_of("development", "production"),
    "trust": _one_of("open", "required"),
    "trust_file": _file,
    "public_url": _web_url,
    "launch_url": _web_url,
    "allowed_origins": _origins,
    "max_body_bytes": _between(1024, LARGEST_BODY_BYTES),
    "deadline_ms": _between(1, 60_000),
    "max_waiting_ms": _between(0, 600_000),
    "log_level": _one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    "feedback": _boolean,
    "pseudonym_key": _key,
    "local_codes": _file,
    "cdt_on_site": _true_false_or_unset,
    "limb_threat_cards": _boolean,
    "free_text": _boolean,
    "open_fhir_servers": _web_urls,
    "ca_bundle": _file,
    "discovery_trust": _one_of("open", "required"),
    "discovery_version": _semantic_version,
    "autolaunch": _boolean,
}
"""One reader per setting; the names are those of :class:`Settings` (a test compares)."""

assert set(READERS) == {entry.name for entry in fields(Settings)}
