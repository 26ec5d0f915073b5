"""An earlier thrombosis told by a year, by "recurrent", by its date or in another language (definitions 8, G-12)."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago
from tests.unit.fhir.test_named_words import EARLIER, EMBOLISM, named


@pytest.mark.parametrize(
    "text",
    [
        "DVT 2018",
        "DVT in 2018",
        "DVT left leg 2018",
        "DVT 03/2018",
        "DVT, 2018",
        "2018 left leg DVT",
        "2018: DVT",
        "Unprovoked DVT 2016",
        "PE (2019)",
        "PE (March 2019)",
        "DVT 2018 and 2021",
        "Recurrent DVT",
        "Recurrent left leg DVT",
        "DVT, recurrent",
        "DVT (chronic)",
        "Chronic DVT",
        "DVT 5 years ago",
        "Z.n. TVT",
        "Z.n. TVT links",
        "Z. n. tiefer Beinvenenthrombose 2015",
        "Zustand nach TVT",
        "TVT in der Vorgeschichte",
        "St.n. TVT",
        "VG: trombosebeen",
        "Voorgeschiedenis: diepe veneuze trombose",
        "Antécédent de thrombose veineuse profonde",
        "ATCD d'embolie pulmonaire",
        "Rezidivierende TVT",
    ],
)
def test_it_is_named_as_earlier(text):
    assert EARLIER in named(condition({"text": text}, days_ago(1)))


@pytest.mark.parametrize(
    "text",
    [
        "DVT 2026",
        "DVT",
        "Recurrent falls and DVT",
        "Recurrent falls, DVT",
        "Chronic kidney disease with DVT",
        "DVT with hip surgery 2018",
        "No DVT 2018",
        "Mother DVT 2018",
        "DVT prophylaxis 2018",
        "DVT scan 2018",
        "Prevention of recurrent DVT",
        "Keine TVT",
        "Keine TVT 2018",
        "Mutter: TVT",
        "Familienanamnese: Lungenembolie 2010",
    ],
)
def test_it_is_not(text):
    assert EARLIER not in ", ".join(named(condition({"text": text}, days_ago(1))))


def test_what_the_acute_embolism_is_too_old_or_over_for_is_an_earlier_one():
    embolism = {"text": "Pulmonary embolism"}
    assert named(condition(embolism, days_ago(1500))) == [EARLIER]
    assert named(condition(embolism, days_ago(20), clinical="resolved")) == []
    assert named(condition(embolism, None, clinical="resolved")) == [EARLIER]
    assert named(condition(embolism, days_ago(1500), verification="refuted")) == []
    assert named(condition(embolism, days_ago(20))) == [EMBOLISM]
    assert named(condition({"text": "DVT 2018, acute PE"}, days_ago(1))) == [f"{EMBOLISM}, {EARLIER}"]
