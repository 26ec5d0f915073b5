"""Tokens as a client signs them, and with one thing wrong each."""

from __future__ import annotations

import base64
import hmac
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

LIFETIME_SECONDS = 300
ABSENT: Any = object()
"""In place of a header member or claim that is left out."""
_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class KeyUnusableError(Exception):
    """A key file holds no private key that can sign."""


@dataclass(frozen=True, slots=True)
class Signer:
    """A client with a private key.  ``now`` counts seconds since 1970."""

    key: PrivateKey = field(repr=False)
    issuer: str
    kid: str
    jku: str = ""
    tenant: str = ""
    now: Callable[[], float] = time.time

    @property
    def algorithm(self) -> str:
        return _CURVES[self.key.curve.name] if isinstance(self.key, ec.EllipticCurvePrivateKey) else "RS384"

    def header(self, **members: Any) -> dict[str, Any]:
        made = {"alg": self.algorithm, "typ": "JWT", "kid": self.kid, **({"jku": self.jku} if self.jku else {})}
        return _present({**made, **members})

    def claims(self, audience: Any, **members: Any) -> dict[str, Any]:
        issued = int(self.now())
        made = {"iss": self.issuer, "aud": audience, "iat": issued, "exp": issued + LIFETIME_SECONDS}
        tenant = {"tenant": self.tenant} if self.tenant else {}
        return _present({**made, "jti": str(uuid.uuid4()), **tenant, **members})

    def token(self, audience: Any, header: Mapping[str, Any] | None = None, **claims: Any) -> str:
        """A token with some members of header or claims replaced or, as ABSENT, left out."""
        return self.signed(self.header(**(header or {})), self.claims(audience, **claims))

    def signed(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        text = f"{encoded(header)}.{encoded(claims)}"
        signature = jwt.get_algorithm_by_name(self.algorithm).sign(text.encode(), self.key)
        return f"{text}.{encoded(signature)}"

    def unsigned(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        return f"{encoded(header)}.{encoded(claims)}."

    def signed_with_public_key(self, header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
        """The confusion of algorithms: HMAC with the public key, which everybody has, as the secret."""
        text = f"{encoded(header)}.{encoded(claims)}"
        secret = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return f"{text}.{encoded(hmac.digest(secret, text.encode(), 'sha256'))}"

    def jwk(self) -> dict[str, Any]:
        """The public key as a JSON Web Key."""
        written = json.loads(jwt.get_algorithm_by_name(self.algorithm).to_jwk(self.key.public_key()))
        written.pop("key_ops", None)
        return {**written, "kid": self.kid, "use": "sig", "alg": self.algorithm}


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not ABSENT}


def encoded(value: Any) -> str:
    """JSON or bytes in the base64 of tokens."""
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def stranger(jku: str) -> Signer:
    """A client that no service knows, with a key made on the spot."""
    key = ec.generate_private_key(ec.SECP384R1())
    return Signer(key, "https://conformance.invalid/issuer", "conformance-key-1", jku)


def read_private_key(path: Path) -> PrivateKey:
    """The private key of a PEM or JWK file (EC P-256, P-384, P-521 or RSA); raises :class:`KeyUnusableError`."""
    data = path.read_bytes()
    try:
        if data.lstrip().startswith(b"{"):
            key: Any = jwt.PyJWK(json.loads(data)).key
        else:
            key = load_pem_private_key(data, None)
    except (ValueError, TypeError, jwt.PyJWTError):
        raise KeyUnusableError("it holds no private key in PEM or JWK form") from None
    is_curve = isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES
    if is_curve or isinstance(key, rsa.RSAPrivateKey):
        return key
    raise KeyUnusableError("it holds no private EC (P-256, P-384, P-521) or RSA key")
