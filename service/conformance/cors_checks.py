"""Cross-origin calls: what a browser asks before it calls, for a service that is for browsers at all."""

from __future__ import annotations

from collections.abc import Iterator

from service.conformance.checks import broken, check, fine, told
from service.conformance.feedback_checks import takes_feedback
from service.conformance.outcome import Verdict
from service.conformance.target import Answer, Target

SECTION = "cross-origin"


def names_origin(answer: Answer, origin: str) -> bool:
    """Whether a page of this origin may read the answer."""
    return answer.headers.get("Access-Control-Allow-Origin") in ("*", origin)


@check("preflight", SECTION, "A preflight is answered without a token and without a redirect", "CORS-1", needs="cors")
def preflight(target: Target) -> Iterator[Verdict]:
    paths = [("discovery", "GET", target.path())]
    for identity in dict.fromkeys(each.id for each in target.services):
        paths.append((identity, "POST", target.path(identity)))
        if takes_feedback(target, identity):
            paths.append((f"{identity}/feedback", "POST", target.path(identity, "feedback")))
    for name, method, path in paths:
        asked = {
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type",
        }
        answer = target.send("preflight", name, "OPTIONS", path, token=None, headers=asked)
        fault = _preflight_fault(answer, target.origin, method)
        yield broken(name, fault) if fault else fine(name)


def _preflight_fault(answer: Answer, origin: str, method: str) -> str:
    if not 200 <= answer.status < 300:
        return f"The preflight was answered {told(answer)}"
    if not names_origin(answer, origin):
        return f"The preflight does not allow {origin}."
    methods = _listed(answer, "Access-Control-Allow-Methods")
    if methods and method.lower() not in methods and "*" not in methods:
        return f"The preflight does not allow {method}."
    missing = {"authorization", "content-type"} - _listed(answer, "Access-Control-Allow-Headers")
    return f"The preflight does not allow the headers {', '.join(sorted(missing))}." if missing else ""


def _listed(answer: Answer, header: str) -> set[str]:
    return {each.strip().lower() for each in answer.headers.get(header, "").split(",") if each.strip()}


def check_answers(target: Target) -> Iterator[Verdict]:
    """Every answer so far, one verdict for each kind and status."""
    groups: dict[str, list[Answer]] = {}
    for answer in target.answers:
        if answer.kind != "preflight":
            groups.setdefault(f"{answer.kind} {answer.method} {answer.status}", []).append(answer)
    for name, answers in groups.items():
        silent = [answer for answer in answers if not names_origin(answer, target.origin)]
        if silent:
            yield broken(name, f"{len(silent)} of {len(answers)} answers do not name the origin: {silent[0].subject}")
        else:
            yield fine(name)
