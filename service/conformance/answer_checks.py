"""What holds for every answer, looked at when all others have been given."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator

from service.conformance import cors_checks
from service.conformance.card_rules import RULES
from service.conformance.checks import broken, check, fine, skipped, told
from service.conformance.outcome import Level, Verdict
from service.conformance.target import Answer, Target
from service.hooks.answers import empty_members

SECTION, CARDS = "every answer", "cards"
SLOW_SECONDS = 0.5
MOST_SHOWN = 5
TRACE = re.compile(rb"Traceback \(most recent call last\)|\n\s+at [\w.$]+\(")


def _bodies(target: Target) -> list[Answer]:
    return [each for each in target.answers if each.kind != "preflight" and each.body]


def _anywhere(place: str) -> str:
    """``cards[3].links[0]`` is told once, as ``cards[].links[]``."""
    return re.sub(r"\[\d+\]", "[]", place)


def _grouped(answers: list[Answer], faults: dict[str, str]) -> Iterator[Verdict]:
    """One verdict for each fault, with the number of answers it was in; one when there is none."""
    if not answers:
        yield skipped("answers", "no answer was seen")
    elif not faults:
        yield fine(f"{len(answers)} answers")
    for subject, fault in list(faults.items())[:MOST_SHOWN]:
        yield broken(subject, fault)
    if len(faults) > MOST_SHOWN:
        yield broken(f"and {len(faults) - MOST_SHOWN} more", "The same.")


@check("json-bodies", SECTION, "Every body, of errors too, is JSON and says so", "GEN-1")
def json_bodies(target: Target) -> Iterator[Verdict]:
    answers = _bodies(target)
    wrong: dict[str, str] = {}
    for answer in answers:
        if not answer.is_json:
            media_type = answer.headers.get("Content-Type", "no media type")
            place = f"{answer.kind} {answer.method} {answer.status}"
            wrong.setdefault(place, f"The body is not JSON ({media_type}): {answer.subject}")
    yield from _grouped(answers, wrong)


@check("empty-members", SECTION, "No member is null or empty", "GEN-3", "GEN-4", "GEN-5")
def no_empty_members(target: Target) -> Iterator[Verdict]:
    answers = [each for each in _bodies(target) if each.is_json]
    wrong: dict[str, str] = {}
    for answer in answers:
        # of an answer to feedback the specification says nothing, so `{}` is no fault there
        for place in empty_members(answer.value) if answer.value or answer.kind != "feedback" else ():
            wrong.setdefault(f"{answer.kind} {_anywhere(place)}", f"Is null or empty: {answer.subject}")
    yield from _grouped(answers, wrong)


@check("error-bodies", SECTION, "An error carries an OperationOutcome", "HTTP-5", level=Level.SHOULD)
def error_bodies(target: Target) -> Iterator[Verdict]:
    errors = [each for each in target.answers if each.status >= 400 and each.kind != "preflight"]
    wrong: dict[str, str] = {}
    for answer in errors:
        if not _is_outcome(answer.value):
            place = f"{answer.kind} {answer.method} {answer.status}"
            wrong.setdefault(place, f"Is no OperationOutcome with severity and code: {told(answer)}")
    yield from _grouped(errors, wrong)


def _is_outcome(body: object) -> bool:
    issues = body.get("issue") if isinstance(body, dict) and body.get("resourceType") == "OperationOutcome" else None
    if not isinstance(issues, list) or not issues:
        return False
    return all(isinstance(each, dict) and each.get("severity") and each.get("code") for each in issues)


@check("traces", SECTION, "No answer shows the inside of the program", "HTTP-5", level=Level.ADVICE)
def traces(target: Target) -> Iterator[Verdict]:
    wrong = {each.subject: "Shows a stack trace." for each in target.answers if TRACE.search(each.body)}
    yield from _grouped(_bodies(target), wrong)


@check("server-errors", SECTION, "No call makes the service fail", "HTTP-4")
def server_errors(target: Target) -> Iterator[Verdict]:
    wrong = {each.subject: f"Got {told(each)}" for each in target.answers if each.status >= 500}
    yield from _grouped(target.answers, wrong)


@check("cors-answers", cors_checks.SECTION, "Every answer, of errors too, names the origin", "CORS-1", needs="cors")
def cors_answers(target: Target) -> Iterator[Verdict]:
    yield from cors_checks.check_answers(target)


@check("latency", SECTION, "An answer comes within 500 ms", "REQ-13", level=Level.SHOULD)
def latency(target: Target) -> Iterator[Verdict]:
    seconds = [each.seconds for each in target.answers if each.kind == "call" and each.has_cards]
    yield judge_latency(seconds)


def judge_latency(seconds: list[float]) -> Verdict:
    """Reported, and warned of when one in twenty is slow; what a machine does at a moment fails nothing."""
    if not seconds:
        return skipped("calls", "no call was answered with cards")
    last = sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)]
    subject = (
        f"{len(seconds)} calls, median {statistics.median(seconds) * 1000:.0f} ms, "
        f"95 in 100 within {last * 1000:.0f} ms, slowest {max(seconds) * 1000:.0f} ms"
    )
    fault = "One call in twenty takes longer than 500 ms." if last > SLOW_SECONDS else ""
    return Verdict(subject, fault, never_fails=True)


# Cards -----------------------------------------------------------------------------------------------------------


def _rule(rule: str, title: str, level: Level) -> None:
    @check(f"rule-{rule.lower()}", CARDS, title, rule, level=level)
    def look(target: Target) -> Iterator[Verdict]:
        answers = [each for each in target.answers if each.kind == "call" and each.status == 200]
        cards = sum(len(each.cards) for each in answers)
        if rule == "CARD-0" and not answers:
            yield skipped("answers", "no call was answered with 200")
        elif rule != "CARD-0" and not any(each.cards or each.findings for each in answers):
            yield skipped("cards", "no answer held a card; give a call of your own with --call")
        else:
            yield from _broken_places(answers, cards, rule)


def _broken_places(answers: list[Answer], cards: int, rule: str) -> Iterator[Verdict]:
    counted: Counter[tuple[str, Level]] = Counter()
    example: dict[str, str] = {}
    for answer in answers:
        for found in answer.findings:
            if found.rule == rule:
                place = _anywhere(found.place)
                counted[place, found.level] += 1
                example.setdefault(place, answer.subject)
    for (place, level), count in counted.items():
        yield broken(place, f"{count} time(s), first in the answer to: {example[place]}", level)
    if not counted:
        yield fine(f"{cards} cards of {len(answers)} answers")


for _name, (_title, _level) in RULES.items():
    _rule(_name, _title, _level)
