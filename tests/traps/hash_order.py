"""What patients are answered, one line each, for a process that hashes words in its own order.

``python -m tests.traps.hash_order`` prints it; ``test_hash_order.py`` compares it under several ``PYTHONHASHSEED``.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from service.answer import Answer
from service.content import cards_folder
from service.errors import DvtCdsError, FaultsError
from service.knowledge import load_knowledge
from service.replay.cases import read_cases
from service.replay.play import answer_case
from tests import builders
from tests.builders import days_ago, hours_ago, observation, service_request
from tests.traps.answers import ask

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
EVERY = 8
LEG, CALF = "SNOMED|244411005", "SNOMED|26703007"


def scanned_twice(site: str) -> list[Any]:
    """Two positive scans of two value sets whose dates begin at the same instant."""
    return [
        observation("LOINC|46364-6", None, "2026-11", site=site, interpretation="POS"),
        observation("SNOMED|45689001", None, "2026-11-01", site=site, interpretation="POS"),
        observation("limb-threat", site == LEG, hours_ago(2)),
    ]


def followed_up() -> list[Any]:
    """A calf thrombosis scanned again, under codes of two value sets without a display, and again ordered."""
    both = ["CPT|93970", "CPT|93971"]
    return [
        observation(both, None, days_ago(9), site=CALF, interpretation="POS"),
        observation(both, None, days_ago(2), site=CALF, interpretation="POS"),
        service_request(both, occurrenceDateTime=days_ago(-5)),
        service_request("LOINC|39420-5", occurrenceDateTime=days_ago(-5)),
    ]


def answered() -> Iterator[tuple[str, Any]]:
    """The name of each patient and what comes back: cards, extension, digest and the evidence of every fact."""
    knowledge = load_knowledge(cards_folder())
    for name, resources in (("leg", scanned_twice(LEG)), ("calf", scanned_twice(CALF)), ("again", followed_up())):
        yield name, _told(ask(knowledge, *resources))
    for case in itertools.islice(read_cases(CASES), 0, None, EVERY):
        try:
            yield case.name, _told(answer_case(case, knowledge))
        except (FaultsError, DvtCdsError) as error:
            yield case.name, str(error)


def _told(given: Answer) -> Any:
    facts = {
        name: [
            sorted(each.possible),
            each.state,
            each.notes,
            [(told.reference, told.what, told.value, told.when) for told in each.evidence],
        ]
        for name, each in given.features.items()
    }
    return [given.cards, given.extension, given.state, given.facts_digest, facts]


if __name__ == "__main__":
    builders._NUMBER = itertools.count(1)
    for name, told in answered():
        sys.stdout.write(f"{name} {orjson.dumps(told).decode()}\n")
