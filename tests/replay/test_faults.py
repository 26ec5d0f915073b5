"""Every recorded fault gets its status and number, over the real application, and never a card."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.replay.cases import Expected, Story
from service.strict_yaml import read_yaml

FAULTS = sorted((Path(__file__).parents[2] / "fixtures" / "faults").iterdir())


@pytest.mark.parametrize("folder", FAULTS, ids=lambda folder: folder.name)
def test_the_fault_gets_its_status_and_number(folder, client):
    story = Story.model_validate(read_yaml(folder / "case.yaml"))
    expected = Expected.model_validate(read_yaml(folder / "expected.yaml"))
    body = next(folder.glob("request.json"), None) or folder / "body.txt"
    response = client.post(f"/cds-services/{story.service}", data=body.read_bytes(), content_type="application/json")
    told = response.get_json(force=True)
    assert str(response.status_code) == expected.status
    assert told["resourceType"] == "OperationOutcome"
    assert told["issue"][0]["details"]["coding"][0]["code"] == expected.error
    assert "cards" not in told
