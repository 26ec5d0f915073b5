"""Age in completed years, and sex (features.yaml, C-45)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.features.feature import State
from tests.builders import patient


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2008-11-23", "under_18"),
        ("2008-11-22", "from_18_to_64"),
        ("1961-11-23", "from_18_to_64"),
        ("1961-11-22", "from_65_to_75"),
        ("1950-11-23", "from_65_to_75"),
        ("1950-11-22", "over_75"),
    ],
)
def test_the_band_changes_on_the_birthday(extracted, born, band):
    assert extracted("age_y", patient(born)).value == band


def test_the_years_are_completed_years(extracted):
    assert extracted("age_y", patient("1976-11-23")).quantity.value == 49
    assert extracted("age_y", patient("1976-11-22")).quantity.value == Decimal(50)


def test_a_birthday_on_the_29th_of_february_falls_on_the_first_of_march(extracted, now):
    leap = patient("2008-02-29")
    assert extracted("age_y", leap, now=now.replace(month=2, day=28)).value == "under_18"
    assert extracted("age_y", leap, now=now.replace(month=3, day=1)).value == "from_18_to_64"


def test_a_year_of_birth_keeps_every_band_it_may_mean(extracted):
    between = extracted("age_y", patient("1961"))
    assert between.possible == {"from_18_to_64", "from_65_to_75"}
    assert between.quantity is None
    assert extracted("age_y", patient("1970")).value == "from_18_to_64"


def test_a_month_of_birth_may_be_as_good_as_a_day(extracted):
    assert extracted("age_y", patient("1976-05")).quantity.value == 50


def test_a_patient_who_died_has_the_same_age(extracted):
    assert extracted("age_y", patient("1976-05-04", deceasedBoolean=True)).quantity.value == 50


def test_without_the_patient_nobody_asked(extracted):
    age = extracted("age_y", asked=("conditions", "observations"))
    assert age.state is State.NOT_ASKED
    assert "under_18" in age.possible


@pytest.mark.parametrize("born", ["2027-01-01", "1890-01-01", "unknown"])
def test_an_impossible_birth_date_is_refused(extracted, born):
    age = extracted("age_y", patient(born))
    assert age.state is State.REFUSED
    assert not age.is_known


def test_a_patient_without_a_birth_date_has_an_unknown_age(extracted):
    assert extracted("age_y", patient(None)).state is State.NOT_ASKED


@pytest.mark.parametrize("gender", ["female", "male", "other"])
def test_the_sex_is_the_administrative_gender(extracted, gender):
    assert extracted("sex", patient(gender=gender)).value == gender


def test_an_unknown_gender_leaves_the_sex_unknown(extracted):
    assert extracted("sex", patient(gender="unknown")).state is State.NOT_ASKED
    assert extracted("sex", patient(gender=None)).state is State.NOT_ASKED
    assert extracted("sex", patient(gender="x")).state is State.REFUSED
    assert not extracted("sex", asked=()).is_known
