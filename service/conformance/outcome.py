"""What a check is and what it can find."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How strong the words of the specification are."""

    SHALL = "SHALL"
    SHOULD = "SHOULD"
    ADVICE = "advice"
    """Plain English in the specification, or our own advice where it is silent."""


class Outcome(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    WARNED = "warned"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is checked, on one or many subjects."""

    name: str
    """``missing-key``; unique, and what ``--only`` takes."""
    section: str
    title: str
    """A sentence that is true of a service that passes."""
    requirements: tuple[str, ...]
    level: Level = Level.SHALL
    needs: str = ""
    """``calls``: hook calls must be possible; ``tokens``: the service must want a token; ``issuer``: and ours be
    registered with it; ``cors``: the service must be one for browsers."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found on one subject (a service, a body, a token)."""

    subject: str
    fault: str = ""
    """What is wrong and what to do; empty when nothing is."""
    skipped: str = ""
    """Why it could not be checked."""
    level: Level | None = None
    """In place of the level of the check."""
    never_fails: bool = False
    """A warning stays one, also when warnings count as failures."""


@dataclass(frozen=True, slots=True)
class Result:
    """A verdict with its consequence."""

    check: Check
    subject: str
    outcome: Outcome
    text: str = ""


def judge(check: Check, verdict: Verdict, *, strict: bool = False) -> Result:
    """A broken SHALL fails; a broken SHOULD or advice warns, and fails with ``strict``."""
    if verdict.skipped:
        return Result(check, verdict.subject, Outcome.SKIPPED, verdict.skipped)
    if not verdict.fault:
        return Result(check, verdict.subject, Outcome.PASSED)
    level = verdict.level or check.level
    warns = verdict.never_fails or (level is not Level.SHALL and not strict)
    return Result(check, verdict.subject, Outcome.WARNED if warns else Outcome.FAILED, verdict.fault)
