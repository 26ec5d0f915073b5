"""Public keys of clients: picked by ``kid``, checked against the algorithm, cached, and refreshed with restraint."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import InvalidKeyError, PyJWKError

MOST_KEYS = 100
SMALLEST_RSA_BITS = 2048
CURVES = {"ES256": "secp256r1", "ES384": "secp384r1", "ES512": "secp521r1"}
ALGORITHMS = (*CURVES, "RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
"""Algorithms a trust file may list; none is symmetric, and ``none`` is not among them (SEC-14, SEC-15)."""
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

Jwk = Mapping[str, Any]


class KeyRefusedError(Exception):
    """A key cannot be had or may not be used; ``reason`` is one of our own words, for the log."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def read_key_set(body: bytes) -> tuple[Jwk, ...]:
    """The keys of a JWK Set (RFC 7517); raises :class:`KeyRefusedError`."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise KeyRefusedError("keys_unreadable") from None
    keys = value.get("keys") if isinstance(value, dict) else None
    if not isinstance(keys, list) or len(keys) > MOST_KEYS:
        raise KeyRefusedError("keys_unreadable")
    return tuple(key for key in keys if isinstance(key, dict))


def find_key(keys: Sequence[Jwk], kid: str) -> Jwk | None:
    """The one key of this ``kid``; raises :class:`KeyRefusedError` when there are two (SEC-12)."""
    found = [key for key in keys if key.get("kid") == kid]
    if len(found) > 1:
        raise KeyRefusedError("kid_not_unique")
    return found[0] if found else None


def public_key(jwk: Jwk, algorithm: str) -> EllipticCurvePublicKey | RSAPublicKey:
    """The key, if it may verify a signature of this algorithm; raises :class:`KeyRefusedError`.

    ``kty``, the curve, ``alg``, ``use`` and ``key_ops`` must agree with the algorithm, an RSA key must have 2048 bits,
    and a key that is not public is no key of a client (SEC-16).
    """
    operations = jwk.get("key_ops", ["verify"])
    fits = (
        jwk.get("alg", algorithm) == algorithm
        and jwk.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
        and jwk.get("kty") == ("EC" if algorithm in CURVES else "RSA")
        and PRIVATE_MEMBERS.isdisjoint(jwk)
    )
    if not fits:
        raise KeyRefusedError("key_not_for_this")
    try:
        key = PyJWK(dict(jwk), algorithm=algorithm).key
    except (PyJWKError, InvalidKeyError, ValueError, TypeError, KeyError):
        raise KeyRefusedError("key_unreadable") from None
    if isinstance(key, EllipticCurvePublicKey):
        if key.curve.name != CURVES.get(algorithm):
            raise KeyRefusedError("key_not_for_this")
    elif not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_RSA_BITS:
        raise KeyRefusedError("key_too_short")
    return key


@dataclass(slots=True)
class _Cached:
    """The key set of one address."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    keys: tuple[Jwk, ...] = ()
    fetched_at: float | None = None
    tried_at: float | None = None


class KeySets:
    """Key sets by address, each fetched when first needed and kept for ``fresh`` seconds.

    A ``kid`` that is not in a fresh set may be a rotated key: the set is fetched once more, but no sooner than
    ``pause`` seconds after the last attempt, so that made-up kids cannot be turned into traffic.  A set that cannot be
    refreshed is used for ``stale`` seconds from its last fetch and then no more.
    """

    def __init__(
        self,
        fetch: Callable[[str], bytes],
        clock: Callable[[], float],
        *,
        fresh: float = 3600,
        stale: float = 24 * 3600,
        pause: float = 60,
    ) -> None:
        self._fetch, self._clock = fetch, clock
        self._fresh, self._stale, self._pause = fresh, stale, pause
        self._lock = threading.Lock()
        self._sets: dict[str, _Cached] = {}

    def find(self, url: str, kid: str) -> Jwk | None:
        """The key of this ``kid`` at a listed address, None when there is none.

        Raises :class:`KeyRefusedError` when the set cannot be had or has the ``kid`` twice.
        """
        with self._lock:
            cached = self._sets.setdefault(url, _Cached())
        with cached.lock:
            now = self._clock()
            if cached.fetched_at is None or now - cached.fetched_at >= self._fresh:
                self._refresh(url, cached, now)
            if cached.fetched_at is None or now - cached.fetched_at >= self._stale:
                raise KeyRefusedError("keys_unreachable")
            found = find_key(cached.keys, kid)
            if found is None and self._refresh(url, cached, now):
                found = find_key(cached.keys, kid)
            return found

    def _refresh(self, url: str, cached: _Cached, now: float) -> bool:
        """Fetch the set anew, unless that was tried a moment ago; whether it came."""
        if cached.tried_at is not None and now - cached.tried_at < self._pause:
            return False
        cached.tried_at = now
        try:
            cached.keys = read_key_set(self._fetch(url))
        except KeyRefusedError:
            return False
        cached.fetched_at = now
        return True
