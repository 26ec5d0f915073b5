"""The coverage table is current, and no binding requirement stands without a test or a reason."""

from __future__ import annotations

import pytest

from tests.conformance import coverage

TESTS, VERIFYING = coverage.read_tests()


def test_the_page_is_the_one_that_would_be_written_now() -> None:
    current = coverage.PAGE.read_text(encoding="utf-8")
    assert current == coverage.write(), "run `python -m tests.conformance.coverage`"


@pytest.mark.parametrize("row", coverage.read_table(), ids=lambda row: row["id"])
def test_every_requirement_has_a_test_or_a_reason(row: dict[str, str]) -> None:
    tests = coverage.tests_of(row, VERIFYING)
    assert set(tests) <= TESTS
    if row["level"] in coverage.BINDING:
        assert row["how"] != "open"
    if row["how"] in ("tested", "rule"):
        assert tests
    else:
        assert row["reason"].strip()
        assert not tests
