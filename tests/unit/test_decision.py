"""The evaluator on small tables of its own: what it makes of known, partly known and unknown inputs."""

from __future__ import annotations

import pytest

from service.decision import Evaluation, decide
from service.tables import Input, Model, Reading, Row, Table


def one(*values: str) -> frozenset[str]:
    return frozenset(values)


def row(row_id: str, outcome: str, indicator: str = "info", **when: frozenset[str]) -> Row:
    return Row(row_id, row_id, when, (f"S-{row_id}",), outcome, indicator)


LOCATION = Input("location", ("gastrocnemius_only", "femoropopliteal"), Reading.AS_VALUE)


CONFIRMED = Input("acute_leg_dvt_confirmed", ("present", "absent"), Reading.AS_VALUE)


def model(*rows: Row, inputs: dict[str, Input], tables: tuple[Table, ...] = ()) -> Model:
    first = Table("first", "?", tuple({name for each in rows for name in each.when}), rows)
    named = {"location": LOCATION, "acute_leg_dvt_confirmed": CONFIRMED, **inputs}
    return Model(named, {"first": first, **{table.name: table for table in tables}}, "first")


FEATURE = Input("feature", ("present", "absent"))
BLEEDING = Input("bleeding", ("low", "high"))
TREAT_OR_WATCH = model(
    row("treat", "ANTICOAGULATE", "warning", feature=one("present"), bleeding=one("low")),
    row("watch_bleeding", "SURVEILLANCE", "warning", feature=one("present"), bleeding=one("high")),
    row("watch", "SURVEILLANCE", "info", feature=one("absent")),
    inputs={"feature": FEATURE, "bleeding": BLEEDING},
)


def test_known_inputs_give_the_one_row_that_fits():
    decision = decide(TREAT_OR_WATCH, {"feature": one("present"), "bleeding": one("low")})
    assert (decision.outcome, decision.rows, decision.statements) == ("ANTICOAGULATE", ("treat",), ("S-treat",))


def test_an_unknown_that_cannot_change_the_outcome_does_not_hold_it_up():
    decision = decide(TREAT_OR_WATCH, {"bleeding": one("high")})
    assert (decision.outcome, decision.rule, decision.indicator) == ("SURVEILLANCE", "watch+watch_bleeding", "warning")
    assert decision.is_determined


def test_an_unknown_that_changes_the_outcome_is_named_with_what_each_answer_means():
    decision = decide(TREAT_OR_WATCH, {"bleeding": one("low")})
    assert decision.outcome == "INSUFFICIENT_DATA"
    assert decision.deciding == ("feature",)
    assert decision.answers == {"feature": {"present": "ANTICOAGULATE", "absent": "SURVEILLANCE"}}


def test_two_unknowns_that_only_decide_together_are_both_named():
    decision = decide(TREAT_OR_WATCH, {})
    assert decision.deciding == ("feature", "bleeding")
    assert decision.answers["feature"] == {"present": "INSUFFICIENT_DATA", "absent": "SURVEILLANCE"}


def test_partial_knowledge_is_used():
    three = Input("bleeding", ("low", "moderate", "high"))
    table = model(
        row("treat", "ANTICOAGULATE", "warning", bleeding=one("low", "moderate")),
        row("watch", "SURVEILLANCE", "info", bleeding=one("high")),
        inputs={"bleeding": three},
    )
    assert decide(table, {"bleeding": one("low", "moderate")}).outcome == "ANTICOAGULATE"
    assert decide(table, {"bleeding": one("moderate", "high")}).outcome == "INSUFFICIENT_DATA"


def test_an_undetermined_decision_is_at_least_a_warning_and_takes_the_most_urgent_row():
    urgent = model(
        row("critical", "CDT_TRANSFER", "critical", feature=one("present")),
        row("calm", "SURVEILLANCE", "info", feature=one("absent")),
        inputs={"feature": FEATURE},
    )
    assert decide(urgent, {}).indicator == "critical"
    calm = model(
        row("one", "ANTICOAGULATE", "info", feature=one("present")),
        row("other", "SURVEILLANCE", "info", feature=one("absent")),
        inputs={"feature": FEATURE},
    )
    assert decide(calm, {}).indicator == "warning"


def test_an_undetermined_rule_says_whether_the_dvt_is_known_to_be_distal():
    facts = {"bleeding": one("low")}
    calf = {**facts, "location": one("gastrocnemius_only")}
    assert decide(TREAT_OR_WATCH, {**calf, "acute_leg_dvt_confirmed": one("present")}).rule == "R4u"
    assert decide(TREAT_OR_WATCH, calf).rule == "R2"
    assert decide(TREAT_OR_WATCH, facts).rule == "R2"


def test_an_optional_unknown_reads_as_absent():
    optional = Input("d_dimer", ("present", "absent"), Reading.AS_ABSENT)
    table = model(
        row("treat", "ANTICOAGULATE", "warning", d_dimer=one("present")),
        row("watch", "SURVEILLANCE", "info", d_dimer=one("absent")),
        inputs={"d_dimer": optional},
    )
    assert decide(table, {}).outcome == "SURVEILLANCE"


def test_an_unknown_read_as_a_value_needs_a_row_that_names_it():
    threat = Input("threat", ("present", "absent"), Reading.AS_VALUE)
    table = model(
        row("transfer", "CDT_TRANSFER", "critical", threat=one("present", "unknown")),
        row("treat", "ANTICOAGULATE", "warning", threat=one("absent")),
        inputs={"threat": threat},
    )
    assert decide(table, {}).outcome == "CDT_TRANSFER"


def test_partial_knowledge_of_a_value_input_reads_as_its_smallest_named_set_or_unknown():
    level = Input("level", ("calf", "thigh", "pelvis"), Reading.AS_VALUE, sets={"proximal": one("thigh", "pelvis")})
    assert level.read(one("thigh", "pelvis")) == one("proximal")
    assert level.read(one("calf", "thigh")) == one("unknown")
    assert level.read(one("thigh")) == one("thigh")


def test_an_empty_set_of_values_is_refused():
    with pytest.raises(ValueError, match="no possible value"):
        decide(TREAT_OR_WATCH, {"feature": frozenset(), "bleeding": one("low")})


ANY = Input("any", ("present", "absent"), any_of={"first": one("present"), "second": one("present")})
PARTS = {name: Input(name, ("present", "absent")) for name in ("first", "second")}


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"present"}, {"present", "absent"}, {"present"}),
        ({"absent"}, {"present", "absent"}, {"present", "absent"}),
        ({"absent"}, {"absent"}, {"absent"}),
    ],
)
def test_any_of_follows_kleene_logic(first, second, expected):
    table = model(row("r", "SURVEILLANCE", any=one("present", "absent")), inputs={**PARTS, "any": ANY})
    assert Evaluation(table, {"first": frozenset(first), "second": frozenset(second)}).read("any") == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ({"absent"}, {"present", "absent"}, {"absent"}),
        ({"present"}, {"present", "absent"}, {"present", "absent"}),
        ({"present"}, {"present"}, {"present"}),
    ],
)
def test_all_of_follows_kleene_logic(first, second, expected):
    every = Input("every", ("present", "absent"), all_of=dict(ANY.any_of))
    table = model(row("r", "SURVEILLANCE", every=one("present", "absent")), inputs={**PARTS, "every": every})
    assert Evaluation(table, {"first": frozenset(first), "second": frozenset(second)}).read("every") == expected


def test_a_fact_that_reaches_a_table_two_ways_is_completed_jointly():
    # treat when cancer is present, watch when it is absent; the derived input says the same thing again
    cancer = Input("cancer", ("present", "absent"))
    again = Input("again", ("present", "absent"), any_of={"cancer": one("present")})
    table = model(
        row("both", "SURVEILLANCE", "info", cancer=one("present"), again=one("present")),
        row("neither", "SURVEILLANCE", "info", cancer=one("absent"), again=one("absent")),
        row("never", "ANTICOAGULATE", "warning", cancer=one("present"), again=one("absent")),
        row("never_either", "ANTICOAGULATE", "warning", cancer=one("absent"), again=one("present")),
        inputs={"cancer": cancer, "again": again},
    )
    decision = decide(table, {})
    assert (decision.outcome, decision.rule) == ("SURVEILLANCE", "both+neither")


def test_deciding_inputs_of_a_summary_are_its_unknown_members():
    summary = Input("summary", ("present", "absent"), any_of={"first": one("present"), "second": one("present")})
    table = model(
        row("treat", "ANTICOAGULATE", "warning", summary=one("present")),
        row("watch", "SURVEILLANCE", "info", summary=one("absent")),
        inputs={**PARTS, "summary": summary},
    )
    assert decide(table, {"first": one("absent")}).deciding == ("second",)


def test_a_view_on_record_does_not_change_with_the_completion_of_the_fact_it_reads():
    bleeding = Input("bleeding", ("present", "absent"))
    on_record = Input("on_record", ("present", "absent"), Reading.AS_VALUE, reads="bleeding")
    table = model(
        row("held", "CONSIDER_IVC_FILTER", "critical", on_record=one("present")),
        row("given", "ANTICOAGULATE", "warning", on_record=one("absent", "unknown")),
        inputs={"bleeding": bleeding, "on_record": on_record},
    )
    assert decide(table, {}).outcome == "ANTICOAGULATE"
