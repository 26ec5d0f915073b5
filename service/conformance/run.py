"""One run: learn what the service is, make the checks that can be made, give a result for each."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from service.conformance import (
    answer_checks,
    call_checks,
    cors_checks,
    discovery_checks,
    feedback_checks,
    prefetch_checks,
    token_checks,
)
from service.conformance.checks import CHECKS, Look
from service.conformance.outcome import Check, Outcome, Result, judge
from service.conformance.target import NoAnswerError, Target

MODULES = (
    discovery_checks,
    call_checks,
    prefetch_checks,
    feedback_checks,
    token_checks,
    cors_checks,
    answer_checks,
)
"""The modules whose checks are made, imported here so that they add them."""
SECTIONS = ("discovery", "calls", "prefetch", "cards", "feedback", "tokens", "cross-origin", "every answer")
LOOKING_BACK = ("cards", "every answer")


class UnreachableError(Exception):
    """Nothing answers at the URL, or no CDS Hooks service."""


class UnknownCheckError(Exception):
    """``--only`` names no check, section or requirement."""


def run(
    target: Target, *, only: Collection[str] = (), strict: bool = False, require: Collection[str] = ()
) -> list[Result]:
    """Make the chosen checks (all unless ``only``) and judge them.

    ``only`` holds names, sections or requirement ids; ``require`` holds ``jwt`` or ``cors``, which then may not be
    skipped.  Raises :class:`UnreachableError` and :class:`UnknownCheckError`.
    """
    chosen = {check: look for check, look in CHECKS.items() if not only or _is_chosen(check, only)}
    if only and not chosen:
        raise UnknownCheckError(", ".join(only))
    learn(target)
    # what looks at every answer so far comes last, whatever the order of the report
    first = [each for each in chosen if each.section not in LOOKING_BACK and each.name != "cors-answers"]
    results: list[Result] = []
    for check in [*first, *(each for each in chosen if each not in first)]:
        results += _made(target, check, chosen[check], strict, require)
    return sorted(results, key=lambda each: SECTIONS.index(each.check.section))


def _is_chosen(check: Check, only: Collection[str]) -> bool:
    names = {name.lower() for name in (check.name, check.section, *check.requirements)}
    return any(each.lower() in names for each in only)


def learn(target: Target) -> None:
    """Read discovery, and find out whether calls need a token.

    Raises :class:`UnreachableError` when nothing answers, or 404: a service that lists nothing has nothing to check.
    """
    try:
        discovery = target.discover()
    except NoAnswerError as error:
        raise UnreachableError(str(error)) from None
    if discovery.status == 404:
        raise UnreachableError("discovery answered 404; is the base URL right?")
    target.services = discovery_checks.read_services(discovery)
    target.is_for_browsers = cors_checks.names_origin(discovery, target.origin)
    target.wants_token = discovery.status == 401
    for listed in target.services[:1]:
        try:
            target.wants_token |= target.call(listed.id, listed.call(), "token: none", token=None).status == 401
        except NoAnswerError:
            return


def _made(target: Target, check: Check, look: Look, strict: bool, require: Collection[str]) -> Iterator[Result]:
    if reason := _unmet(target, check):
        is_required = ("jwt" in require and check.needs in ("tokens", "issuer")) or (
            "cors" in require and check.needs == "cors"
        )
        outcome = Outcome.FAILED if is_required else Outcome.SKIPPED
        yield Result(check, "", outcome, f"{'Required, but ' if is_required else ''}{reason}")
        return
    try:
        for verdict in look(target):
            yield judge(check, verdict, strict=strict)
    except NoAnswerError as error:
        yield Result(check, "", Outcome.FAILED, str(error))


def _unmet(target: Target, check: Check) -> str:
    """Why a check cannot be made; empty when it can."""
    if check.needs and check.needs != "cors" and not target.services:
        return "no service is listed"
    if check.needs == "calls" and not target.calls_are_possible:
        return "the service wants a token: give --issuer-key, --issuer and --kid of a registered client"
    if check.needs in ("tokens", "issuer") and not target.wants_token:
        return "the service answers without a token"
    if check.needs == "issuer" and target.signer is None:
        return "no registered client: give --issuer-key, --issuer and --kid"
    if check.needs == "cors" and not target.is_for_browsers:
        return f"discovery does not name the origin {target.origin}: the service is not for browsers there"
    return ""
