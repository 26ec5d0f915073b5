"""A suspicion that a later entry of the same code refutes is over, whatever it was of."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago

DVT = condition("ICD-10-CM|I82.461", days_ago(2))
HIT, EMBOLISM, BLEED = "ICD-10-CM|D75.82", "ICD-10-CM|I26.99", "ICD-10-CM|K92.2"
LEG = "ICD-10-CM|I82.401"
OF = [("hit", HIT), ("acute_pe", EMBOLISM), ("active_bleeding", BLEED)]


def entry(code, days, verification, updated=None):
    meta = {} if updated is None else {"meta": {"lastUpdated": updated}}
    return condition(code, recorded=days_ago(days), verification=verification, **meta)


@pytest.mark.parametrize(("name", "code"), OF)
def test_a_later_refutation_ends_a_suspicion(extracted, name, code):
    suspected = entry(code, 3, "provisional")
    assert extracted(name, DVT, suspected).value is None
    assert extracted(name, DVT, suspected, entry(code, 1, "refuted")).value == "absent"


@pytest.mark.parametrize(("name", "code"), OF)
def test_an_earlier_one_one_of_something_else_and_a_confirmed_entry_stand(extracted, name, code):
    suspected = entry(code, 3, "provisional")
    assert extracted(name, DVT, suspected, entry(code, 5, "refuted")).value is None
    assert extracted(name, DVT, suspected, entry(LEG, 1, "refuted")).value is None
    confirmed = condition(code, days_ago(2))
    assert extracted(name, DVT, confirmed, suspected, entry(code, 1, "refuted")).value == "present"


@pytest.mark.parametrize(("name", "code"), [*OF, ("acute_leg_dvt_confirmed", LEG)])
def test_of_the_same_day_the_server_tells_which_came_last(extracted, name, code):
    before, after = "2026-03-14T08:00:00Z", "2026-03-14T15:00:00Z"
    others = () if code == LEG else (DVT,)
    for first, last, value in ((before, after, "absent"), (after, before, None), (None, after, None)):
        twins = entry(code, 2, "provisional", first), entry(code, 2, "refuted", last)
        assert extracted(name, *others, *twins).value == value


def test_heparin_may_go_on_once_the_suspicion_is_refuted(extracted):
    found = extracted("hit", DVT, entry(HIT, 3, "provisional"), entry(HIT, 1, "refuted"))
    assert found.passed_over == ()
