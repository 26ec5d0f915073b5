"""Every error has one number for ever, says what to do, and is in the table of the guide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import service.errors
import service.replay.cases
import service.store.failures
from service.errors import (
    STORE_NUMBERS,
    DvtCdsError,
    FaultsError,
    MissingMemberError,
    WrongTypeError,
    operation_outcome,
)

GUIDE = Path(service.errors.__file__).parent / "hooks" / "README.md"
ISSUE_CODES = {
    "structure", "required", "value", "not-supported", "login", "forbidden", "not-found", "too-long", "exception",
    "throttled", "processing", "transient",
}  # fmt: skip


def numbered(base: type[DvtCdsError] = DvtCdsError) -> Iterator[type[DvtCdsError]]:
    """Every error class that has a number of its own."""
    for kind in base.__subclasses__():
        if "number" in vars(kind):
            yield kind
        yield from numbered(kind)


ERRORS = sorted(set(numbered()), key=lambda kind: (kind.number, kind.__name__))


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_an_error_says_what_is_wrong_with_a_known_issue_type_and_a_number_of_its_hundred(
    kind: type[DvtCdsError],
) -> None:
    assert kind.what.endswith(".")
    assert kind.issue_code in ISSUE_CODES
    assert kind.number // 100 in (1, 2, 3, 4, 5)
    assert 400 <= kind.status < 600


def test_no_number_is_given_twice() -> None:
    numbers = [kind.number for kind in ERRORS]
    assert sorted(set(numbers)) == numbers


def test_every_number_is_in_the_guide_and_the_guide_names_no_other() -> None:
    table = {int(number) for number in re.findall(r"^\| DVT-(\d{3}) \|", GUIDE.read_text(), flags=re.MULTILINE)}
    raised_by_other_modules = {
        int(number)
        for path in GUIDE.parents[1].rglob("*.py")
        for number in re.findall(r'"DVT-(\d{3})"', path.read_text())
    }
    assert {kind.number for kind in ERRORS} | set(STORE_NUMBERS) | raised_by_other_modules == table


def test_an_outcome_has_one_issue_per_fault_and_no_empty_member() -> None:
    faults = [MissingMemberError("`hook` is missing.", expression="hook"), service.errors.InternalError()]
    assert operation_outcome(faults) == {
        "resourceType": "OperationOutcome",
        "issue": [
            {
                "severity": "error",
                "code": "required",
                "details": {
                    "coding": [{"system": "https://dvt-cds.org/fhir/CodeSystem/error", "code": "DVT-103"}],
                    "text": "`hook` is missing. Send it as CDS Hooks 2.0 describes it.",
                },
                "expression": ["hook"],
            },
            {
                "severity": "error",
                "code": "exception",
                "details": {
                    "coding": [{"system": "https://dvt-cds.org/fhir/CodeSystem/error", "code": "DVT-120"}],
                    "text": service.errors.InternalError().text,
                },
            },
        ],
    }


@pytest.mark.parametrize("kind", [MissingMemberError, WrongTypeError])
@pytest.mark.parametrize(
    ("expression", "remedy"),
    [
        ("hook", "Send it as CDS Hooks 2.0 describes it."),
        ("fhirAuthorization.scope", "Send it as CDS Hooks 2.0 describes it."),
        ("context", "Send it as CDS Hooks 2.0 describes it."),
        ("context.draftOrders.entry[0]", "Send it as the hook's definition describes it."),
        ("feedback", 'Send {"feedback": [...]}, as CDS Hooks 2.0 describes it.'),
        ("feedback[0].card", "Send it as CDS Hooks 2.0 describes it."),
    ],
)
def test_a_member_that_is_missing_or_of_the_wrong_type_is_told_with_the_paper_that_describes_it(
    kind: type[DvtCdsError], expression: str, remedy: str
) -> None:
    assert kind(expression=expression).remedy == remedy
    assert kind(expression=expression, remedy="Send two.").remedy == "Send two."


def test_several_faults_have_the_status_of_the_first_and_none_is_no_error() -> None:
    assert FaultsError([MissingMemberError()]).status == 400
    with pytest.raises(ValueError, match="at least one"):
        FaultsError([])
