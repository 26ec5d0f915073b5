"""Tokens as clients sign them, and as attackers and careless clients do."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jwt
import yaml
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from flask import Flask

from service.settings import Secret
from tests.hook_calls import NOW, make_app

ISSUER = "https://ehr.example/issuer"
PUBLIC_URL = "https://cds.example"
PATIENT_VIEW = f"{PUBLIC_URL}/cds-services/dvt-patient-view"
EPOCH = int(NOW.timestamp())
ABSENT: Any = object()
_NUMBERS = itertools.count()


@cache
def ec_key(name: str = "ours", curve: str = "P-384") -> ec.EllipticCurvePrivateKey:
    curves = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1, "P-521": ec.SECP521R1}
    return ec.generate_private_key(curves[curve]())


@cache
def rsa_key(name: str = "ours", bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def jwk(key: Any, kid: str, algorithm: str, **members: Any) -> dict[str, Any]:
    """The public JSON Web Key of a private key; a member given as ABSENT is left out."""
    written = json.loads(jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key()))
    written.pop("key_ops", None)
    made = {**written, "kid": kid, "use": "sig", "alg": algorithm, **members}
    return {name: value for name, value in made.items() if value is not ABSENT}


def encoded(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(header: Any, payload: Any, key: Any, algorithm: str) -> str:
    """A JWS of exactly this header and payload."""
    text = f"{encoded(header)}.{encoded(payload)}"
    return f"{text}.{encoded(jwt.get_algorithm_by_name(algorithm).sign(text.encode(), key))}"


@dataclass
class Client:
    """A registered client that signs tokens; each has a ``jti`` of its own."""

    key: Any = field(default_factory=ec_key)
    algorithm: str = "ES384"
    kid: str = "key-1"
    jku: str | None = None
    issuer: str = ISSUER

    def header(self, **members: Any) -> dict[str, Any]:
        made = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid, **members}
        if self.jku is not None:
            made.setdefault("jku", self.jku)
        return {name: value for name, value in made.items() if value is not ABSENT}

    def claims(self, **members: Any) -> dict[str, Any]:
        made = {
            "iss": self.issuer,
            "aud": PATIENT_VIEW,
            "iat": EPOCH,
            "exp": EPOCH + 300,
            "jti": f"token-{next(_NUMBERS)}",
            **members,
        }
        return {name: value for name, value in made.items() if value is not ABSENT}

    def token(self, header: Mapping[str, Any] = {}, **claims: Any) -> str:
        return signed(self.header(**header), self.claims(**claims), self.key, self.algorithm)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def write_trust(folder: Path, *issuers: Mapping[str, Any]) -> Path:
    """A trust file; numbers are quoted as the strict reader wants them."""
    path = folder / "trust.yaml"
    path.write_text(yaml.safe_dump({"issuers": [_quoted(each) for each in issuers]}, sort_keys=False))
    return path


def _quoted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _quoted(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_quoted(member) for member in value]
    return value if isinstance(value, bool) else str(value)


def trusting_app(folder: Path, *issuers: Mapping[str, Any], core: Any = None, **settings: Any) -> Flask:
    """An application that takes the tokens of these issuers only."""
    folder.mkdir(exist_ok=True)
    production = {"pseudonym_key": Secret("k" * 32)} if settings.get("mode") == "production" else {}
    parts = {name: settings.pop(name) for name in ("trust", "store") if name in settings}
    return make_app(
        folder,
        core,
        parts=parts,
        **{
            "trust": "required",
            "trust_file": write_trust(folder, *issuers),
            "public_url": PUBLIC_URL,
            "allowed_origins": (),
            **production,
            **settings,
        },
    )
