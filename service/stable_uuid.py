"""The uuid of a thing that is named by words: the same words give the same uuid (RFC 9562, version 5)."""

from __future__ import annotations

import hashlib
import uuid


def stable_uuid(namespace: uuid.UUID, *words: str) -> str:
    """What ``str(uuid.uuid5(namespace, "|".join(words)))`` gives, at a third of the cost."""
    named = namespace.bytes + "|".join(words).encode()
    octets = bytearray(hashlib.sha1(named, usedforsecurity=False).digest()[:16])
    octets[6] = octets[6] & 0x0F | 0x50
    octets[8] = octets[8] & 0x3F | 0x80
    text = octets.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
