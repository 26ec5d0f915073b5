"""The uuid made from words is the one that the standard library makes."""

from __future__ import annotations

import uuid

import pytest

from service.stable_uuid import stable_uuid

NAMESPACE = uuid.UUID("6d1c1f4e-6a0c-5d0e-9a41-2b0f5d7f5a10")


@pytest.mark.parametrize(
    "words", [(), ("one",), ("5d3f0f9c", "dvt-order-sign", "é", ""), *((str(n),) for n in range(50))]
)
def test_it_is_version_five_of_the_words_joined(words):
    assert stable_uuid(NAMESPACE, *words) == str(uuid.uuid5(NAMESPACE, "|".join(words)))
