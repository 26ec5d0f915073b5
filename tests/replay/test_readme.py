"""The card in the README is the card the service gives."""

from __future__ import annotations

from pathlib import Path

from service.replay.cases import read_case
from service.replay.play import answer_case

ROOT = Path(__file__).parents[2]


def test_the_card_in_the_readme_is_that_of_the_index_case(knowledge):
    case = read_case(ROOT / "fixtures" / "cases" / "gastrocnemius_four_cm_no_risk_feature")
    card = answer_case(case, knowledge).cards[0]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert card["summary"] in readme
    assert "\n".join(f"> {line}".rstrip() for line in card["detail"].split("\n")) in readme
