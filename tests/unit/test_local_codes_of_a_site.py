"""A site's own codes, mapped by its ConceptMap, are read like ours from the start of the service on."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.app import create_app
from service.errors import KnowledgeError
from service.knowledge import with_local_codes
from service.settings import Settings

MAPS = Path(__file__).parents[2] / "fixtures" / "local_codes"
GOOD = MAPS / "hospital.json"


def test_a_mapped_code_is_in_the_value_sets_of_its_target(knowledge):
    mapped = with_local_codes(knowledge, GOOD)
    assert mapped.codes is not knowledge.codes
    assert mapped.codes.local_maps[0].size > 0
    assert mapped.content_hash == knowledge.content_hash


def test_the_setting_names_the_map_and_a_bad_one_stops_the_start(tmp_path):
    bad = tmp_path / "map.json"
    bad.write_text('{"resourceType": "ValueSet"}', encoding="utf-8")
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store.sqlite3'}", local_codes=bad)
    with pytest.raises(KnowledgeError, match="DVT-450"):
        create_app(settings)
