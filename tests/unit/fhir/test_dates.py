from datetime import UTC, datetime

import pytest

from service.fhir.dates import clinical_time, end_time, latest_onset, period_of, planned_time, recorded_time
from service.fhir.moments import UnreadableDate, days_between, elapsed_days, read_moment, within_days
from service.fhir.shapes import NO_SETS, Resource

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def made(kind, **data):
    return Resource(kind, "x", f"{kind}/x", "", NO_SETS, (), data)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026", "2026-01-01T00:00:00+00:00", "2026-12-31T23:59:59.999999+00:00"),
        ("2028-02", "2028-02-01T00:00:00+00:00", "2028-02-29T23:59:59.999999+00:00"),
        ("2026-03-04", "2026-03-04T00:00:00+00:00", "2026-03-04T23:59:59.999999+00:00"),
        ("2026-03-04T10:00:00Z", "2026-03-04T10:00:00+00:00", "2026-03-04T10:00:00+00:00"),
        ("2026-03-04T10:00:00.123456789+02:00", "2026-03-04T08:00:00.123456+00:00", "2026-03-04T08:00:00.123456+00:00"),
        ("2026-03-04T10:00:00-0530", "2026-03-04T15:30:00+00:00", "2026-03-04T15:30:00+00:00"),
        ("2026-03-04T10:00Z", "2026-03-04T10:00:00+00:00", "2026-03-04T10:00:59.999999+00:00"),
        ("2026-03-04T10:00:00", "2026-03-03T20:00:00+00:00", "2026-03-04T22:00:00+00:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00", "2016-12-31T23:59:59+00:00"),
    ],
)
def test_a_date_is_the_span_of_instants_that_it_may_mean(text, earliest, latest):
    moment = read_moment(text)
    assert (moment.earliest.isoformat(), moment.latest.isoformat()) == (earliest, latest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13",
        "2026-02-30",
        "2026-3-4",
        "04/03/2026",
        "2026-03-04T25:00:00Z",
        "2026-03-04T10:00:61Z",
        "2026-03-04T10:00:00+15:00",
        "0000",
        "9999-12-31T23:59:59-14:00",
        2026,
        None,
        {},
        "2026-03-04Z",
    ],
)
def test_what_is_no_date_is_unreadable_and_never_a_guess(text):
    with pytest.raises(UnreadableDate):
        read_moment(text)


@pytest.mark.trap("F-15")
@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("2026-11-22", True),
        ("2026-10-23", True),
        ("2026-10-22", False),
        ("2026-10-23T00:00:00Z", True),
        ("2026-10-22T23:59:59Z", False),
        ("2026-11", True),
        ("2026-10", None),
        ("2026", None),
        ("2025", False),
        ("2026-09", False),
        ("2026-11-23", True),
        ("2026-11-24", False),
    ],
)
def test_thirty_days_are_inclusive_calendar_days_and_partial_dates_may_leave_it_undecided(text, inside):
    assert within_days(read_moment(text), NOW, 30) is inside


def test_a_day_after_a_clinical_anchor_is_not_within_the_days_before_it():
    assert within_days(read_moment("2026-11-23"), NOW, 30, ahead=0) is False


def by_counting(when, days, ahead):
    """The window told in calendar days, as a reader counts them."""
    fewest, most = days_between(when, NOW)
    if ahead and most >= -ahead:
        fewest = max(fewest, -ahead)
    if fewest >= -ahead and most <= days:
        return True
    return False if fewest > days or most < -ahead else None


@pytest.mark.parametrize("ahead", [0, 1])
@pytest.mark.parametrize("days", [0, 1, 21, 30])
@pytest.mark.parametrize("text", ["2025", "2026", "2026-10", "2026-11", "2026-12", "2027", "1990-01-01"])
def test_a_window_says_of_months_and_years_what_counting_days_says(text, days, ahead):
    when = read_moment(text)
    assert within_days(when, NOW, days, ahead=ahead) is by_counting(when, days, ahead)


@pytest.mark.parametrize("ahead", [0, 1])
@pytest.mark.parametrize("days", [0, 1, 21, 30])
@pytest.mark.parametrize("time", ["", "T00:00:00Z", "T23:59:59Z", "T12:00", "T23:30:00-05:00"])
def test_a_window_says_of_each_day_what_counting_days_says(time, days, ahead):
    near = [f"2026-{month}-{day:02}{time}" for month in ("10", "11") for day in range(1, 31)]
    dates = [read_moment(text) for text in near]
    assert [within_days(when, NOW, days, ahead=ahead) for when in dates] == [
        by_counting(when, days, ahead) for when in dates
    ]


def test_a_window_longer_than_the_calendar_holds_every_date():
    assert within_days(read_moment("1800-01-01"), NOW, 10_000_000) is True


def test_calendar_days_and_elapsed_days_differ_around_midnight():
    late = read_moment("2026-11-20T23:00:00Z")
    assert days_between(late, NOW) == (2, 2)
    assert elapsed_days(late, NOW) == (1, 1)
    assert elapsed_days(read_moment("2026-11-20"), NOW) == (2, 2), "a plain day counts in calendar days"
    assert elapsed_days(read_moment("2026-11-22"), NOW) == (0, 0)


@pytest.mark.trap("F-11")
@pytest.mark.parametrize(
    ("resource", "text"),
    [
        (
            made(
                "Observation",
                effectivePeriod={"start": "2026-11-01", "end": "2026-11-02"},
                issued="2026-11-09T00:00:00Z",
            ),
            "2026-11-01",
        ),
        (made("Observation", effectivePeriod={"end": "2026-11-02"}), "2026-11-02"),
        (made("Observation", issued="2026-11-09T00:00:00Z"), "2026-11-09"),
        (made("Condition", onsetDateTime="2026-11-01", recordedDate="2026-11-09"), "2026-11-01"),
        (made("Condition", assertedDate="2026-11-09"), "2026-11-09"),
        (made("Procedure", performedDateTime="2026-11-01"), "2026-11-01"),
        (made("Procedure", occurrencePeriod={"start": "2026-11-01"}), "2026-11-01"),
        (made("MedicationRequest", authoredOn="2026-11-01"), "2026-11-01"),
        (made("ServiceRequest", authoredOn="2026-11-01", occurrenceDateTime="2026-12-01"), "2026-11-01"),
    ],
)
def test_the_clinical_time_is_when_it_was_so_and_only_then_when_it_was_written(resource, text):
    assert str(clinical_time(resource)) == text


@pytest.mark.parametrize(
    "onset",
    [
        {"onsetString": "years ago"},
        {"onsetAge": {"value": 40, "code": "a"}},
        {"onsetRange": {"low": {"value": 3}}},
        {"onsetDateTime": "bad"},
    ],
)
def test_the_recorded_date_never_stands_in_for_an_onset_told_otherwise(onset):
    assert clinical_time(made("Condition", recordedDate="2026-11-20", **onset)) is None


def test_an_onset_age_is_dated_by_the_birth_date():
    moment = clinical_time(made("Condition", onsetAge={"value": 40, "unit": "years"}), born=read_moment("1980-06-15"))
    assert moment.earliest.year == 2020
    assert moment.earliest <= datetime(2020, 6, 15, tzinfo=UTC) <= datetime(2021, 6, 14, tzinfo=UTC) <= moment.latest


@pytest.mark.parametrize(
    "age",
    [
        {"value": 20, "unit": "Years"},
        {"value": 20, "unit": "yrs"},
        {"value": 20, "unit": "Yr."},
        {"value": 20, "code": "a", "unit": "years"},
        {"value": 20, "code": "A"},
        {"value": 240, "code": "mo", "unit": "mo"},
        {"value": 240, "unit": "Months"},
        {"value": 1044, "unit": "weeks"},
        {"value": 7305, "code": "d"},
    ],
)
def test_an_age_is_read_in_its_ucum_and_plain_units_whatever_their_case(age):
    moment = clinical_time(made("Condition", onsetAge=age), born=read_moment("1976-05-04"))
    assert moment.earliest.year in (1995, 1996)
    assert moment.latest < datetime(1998, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "age",
    [
        {"value": 20},
        {"value": 20, "unit": "winters"},
        {"value": 20, "code": "a", "unit": "months"},
        {"value": 20, "comparator": ">", "unit": "years"},
        {"value": 3, "unit": "days"},
        {"value": 2, "unit": "months"},
        {"value": True, "unit": "years"},
        {"value": 10**400, "unit": "years"},
        "20 years",
    ],
)
def test_an_age_that_may_mean_something_else_is_no_date_and_the_record_bounds_it(age):
    told = made("Condition", onsetAge=age, recordedDate="2001-01-01")
    assert clinical_time(told, born=read_moment("1976-05-04")) is None
    assert str(latest_onset(told)) == "2001-01-01"


def test_ends_periods_plans_and_records_are_read_where_they_are():
    visit = made("Encounter", period={"start": "2026-11-01", "end": "2026-11-05"})
    assert [str(end) for end in period_of(visit)] == ["2026-11-01", "2026-11-05"]
    assert str(end_time(made("Condition", abatementDateTime="2026-05"))) == "2026-05"
    assert end_time(made("Condition", onsetDateTime="2026-05")) is None
    assert period_of(made("Encounter", period={"start": "2026-11-01", "end": "bad"}))[1] is None
    assert str(planned_time(made("ServiceRequest", occurrencePeriod={"start": "2026-12-06"}))) == "2026-12-06"
    assert str(recorded_time(made("Condition", onsetDateTime="2026-05", recordedDate="2026-11-20"))) == "2026-11-20"
