"""What must hold of every changed body: used by the tests with few bodies and by ``make fuzz`` with many."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from service.answer import Answer
from service.conformance.card_rules import broken_rules
from tests.fuzz.mutations import Body
from tests.fuzz.seeds import Seed, Service, answered, seeds
from tests.fuzz.touched import TOUCHED, VALUES
from tests.fuzz.variants import IRRELEVANT, UNREAD, code_of, in_other_units, observations, one_of

REFUSALS = (400, 412, 413)


def keeps_the_contract(service: Service, body: Body) -> int:
    """The status of the answer to a broken body; an assertion fails where the failure contract is not kept."""
    status, answer = service.post(body.seed, body.text)
    if status == 200:
        assert broken_rules(answer) == []
        return status
    assert status in REFUSALS, (body, status, answer)
    assert answer["resourceType"] == "OperationOutcome"
    assert all(issue["details"]["coding"][0]["code"].startswith("DVT-") for issue in answer["issue"])
    assert "cards" not in answer
    return status


def _said(answer: Answer) -> dict[str, Any]:
    """Everything an answer says."""
    return {
        "cards": _without_unread(answer.cards),
        "extension": answer.extension,
        "state": answer.state,
        "features": {name: (each.possible, each.state) for name, each in answer.features.items()},
    }


def _without_unread(value: Any) -> Any:
    """An update of a client's order gives back the client's own members, also those that nobody reads."""
    if isinstance(value, dict):
        return {name: _without_unread(member) for name, member in value.items() if name != UNREAD}
    return [_without_unread(each) for each in value] if isinstance(value, list | tuple) else value


_BEFORE: dict[str, Answer] = {}


def before(seed: Seed) -> Answer:
    """The answer to the seed as it was recorded."""
    if seed.name not in _BEFORE:
        _BEFORE[seed.name] = answered(seed, seed.request)
    return _BEFORE[seed.name]


@dataclass(frozen=True, repr=False)
class Changed:
    """The request of a seed after changes, and what they were: names, a code, or how many values were rewritten."""

    seed: Seed
    what: Any
    request: dict[str, Any]

    def __repr__(self) -> str:
        return f"{self.seed} after {self.what!r}"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(repr(self))  # Hypothesis would write out all members


@st.composite
def irrelevant_changes(draw: st.DrawFn) -> Changed:
    """A seed with one to three changes that must not matter."""
    seed = one_of(draw, seeds())
    request = seed.copy()
    names = tuple(draw(st.lists(st.sampled_from(sorted(IRRELEVANT)), min_size=1, max_size=3, unique=True)))
    for name in names:
        if (request["prefetch"].get("observations") or {}).get("entry"):
            IRRELEVANT[name](draw, request)
    return Changed(seed, names, request)


def stays_as_it_was(changed: Changed) -> None:
    """An irrelevant change leaves cards, extension, state and features as they were."""
    now, then = _said(answered(changed.seed, changed.request)), _said(before(changed.seed))
    for part in then:
        assert now[part] == then[part], (changed, part)


@st.composite
def rewritten_units(draw: st.DrawFn) -> Changed:
    """A seed with some of its values in other units."""
    seed = one_of(draw, seeds())
    request = seed.copy()
    return Changed(seed, in_other_units(draw, request), request)


def decides_as_before(changed: Changed) -> None:
    """The same values in other units leave the decision, the features and the orders as they were; the card quotes
    values as they were recorded, so its text may differ there."""
    now, then = answered(changed.seed, changed.request), before(changed.seed)
    assert _features(now) == _features(then), changed
    assert now.decision == then.decision
    assert now.modifiers == then.modifiers
    assert now.state == then.state
    assert [_orders(card) for card in now.cards] == [_orders(card) for card in then.cards], changed


def _features(answer: Answer) -> dict[str, Any]:
    return {
        name: (each.possible, each.state, each.quantity and float(f"{each.quantity.value:.9g}"))
        for name, each in answer.features.items()
    }


def _orders(card: dict[str, Any]) -> list[Any]:
    suggestions = copy.deepcopy(card.get("suggestions", []))
    for suggestion in suggestions:
        for action in suggestion["actions"]:
            action.get("resource", {}).pop("note", None)  # may quote a value
    return suggestions


@st.composite
def changed_values(draw: st.DrawFn) -> Changed:
    """A seed with another value of one Observation, and the code of that."""
    seed = one_of(draw, seeds())
    request = seed.copy()
    found = [each for each in observations(request) if code_of(each) in TOUCHED and _can_change(each)]
    if not found:
        return Changed(seed, "", request)
    resource = one_of(draw, found)
    code = code_of(resource)
    if code in VALUES:
        resource["valueQuantity"]["value"] = draw(st.sampled_from(VALUES[code]))
    elif "valueBoolean" in resource:
        resource["valueBoolean"] = not resource["valueBoolean"]
    elif "valueInteger" in resource:
        resource["valueInteger"] = draw(st.integers(1, 4))
    else:
        resource["dataAbsentReason"] = {"text": "not known"}
        resource.pop("valueCodeableConcept", None)
    return Changed(seed, code, request)


def _can_change(resource: dict[str, Any]) -> bool:
    quantity = resource.get("valueQuantity")
    return isinstance(quantity, dict) or any(
        member in resource for member in ("valueBoolean", "valueInteger", "valueCodeableConcept")
    )


def touches_only_its_own(changed: Changed) -> frozenset[str]:
    """The features that differ after a change of value are among those listed for its code; gives them."""
    now, then = answered(changed.seed, changed.request), before(changed.seed)
    differ = frozenset(
        name
        for name, each in now.features.items()
        if (each.possible, each.state) != (then.features[name].possible, then.features[name].state)
    )
    others = sorted(differ - TOUCHED.get(changed.what, frozenset()))
    assert not others, (changed, others)
    return differ
