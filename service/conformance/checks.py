"""The list of checks: each module of this package adds its own, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from service.conformance.outcome import Check, Level, Verdict
from service.conformance.target import Answer, Listed, Target

Look = Callable[[Target], Iterator[Verdict]]
CHECKS: dict[Check, Look] = {}


def check(
    name: str, section: str, title: str, *requirements: str, level: Level = Level.SHALL, needs: str = ""
) -> Callable[[Look], Look]:
    """Add a function as a check; it yields a verdict for each subject it looks at."""

    def add(look: Look) -> Look:
        assert all(each.name != name for each in CHECKS)
        CHECKS[Check(name, section, title, requirements, level, needs)] = look
        return look

    return add


def fine(subject: str) -> Verdict:
    return Verdict(subject)


def broken(subject: str, fault: str, level: Level | None = None) -> Verdict:
    return Verdict(subject, fault, level=level)


def skipped(subject: str, reason: str) -> Verdict:
    return Verdict(subject, skipped=reason)


def told(answer: Answer) -> str:
    """What came, in a few words: the status and, for what is no success, the beginning of the body."""
    if answer.has_cards:
        return f"200 with {len(answer.cards)} card(s)"
    text = " ".join(answer.body[:160].decode(errors="replace").split())
    return f"{answer.status} {text}" if text else f"{answer.status} without a body"


def expect_cards(answer: Answer) -> Verdict:
    """200 with an array of cards."""
    return (
        fine(answer.subject)
        if answer.has_cards
        else broken(answer.subject, f"Expected 200 with cards, got {told(answer)}")
    )


def expect_refusal(answer: Answer, level: Level | None = None) -> Verdict:
    """A 4xx that is not 404 and has a JSON body."""
    subject = answer.subject
    if answer.has_cards and not answer.cards:
        return broken(subject, "Was answered 200 with no cards, which reads as: nothing to advise. Answer 400.", level)
    if answer.status == 404:
        return broken(
            subject, "Was answered 404, as if there were no such service. Answer 400 and name the fault.", level
        )
    if not 400 <= answer.status < 500:
        return broken(subject, f"Expected a 4xx, got {told(answer)}", level)
    return fine(subject) if answer.is_json else broken(subject, f"The {answer.status} is not JSON: {told(answer)}")


def answering(target: Target) -> list[Listed]:
    """The services that answered a complete call with cards; only of them can more be asked."""
    return [listed for listed in target.services if answered(target, listed)]


def answered(target: Target, listed: Listed) -> bool:
    """Whether a complete call was answered with cards; made once, whatever checks were chosen."""
    for answer in target.answers:
        if answer.is_sound and answer.subject == listed.name:
            return answer.has_cards
    return target.call(listed.id, listed.call(), listed.name, is_sound=True).has_cards
