"""Random small knowledge bases: complete, unique-hit tables over facts, derived inputs and chained tables."""

from __future__ import annotations

from hypothesis import strategies as st

from service.tables import Input, Model, Reading, Row, Table

OUTCOMES = ("ANTICOAGULATE", "SURVEILLANCE", "CDT_TRANSFER", "NOT_APPLICABLE")
INDICATORS = ("info", "warning", "critical")
YES_NO = ("present", "absent")


@st.composite
def models(draw) -> Model:
    """Facts of every reading; an any-of, an all-of, a view and a table that decides an input; two chained tables."""
    inputs: dict[str, Input] = {
        "location": Input("location", ("gastrocnemius_only", "distal_axial", "iliofemoral"), Reading.AS_VALUE),
        "acute_leg_dvt_confirmed": Input("acute_leg_dvt_confirmed", YES_NO, Reading.AS_VALUE),
    }
    for number in range(draw(st.integers(4, 7))):
        name = f"f{number}"
        reading = draw(st.sampled_from(list(Reading)))
        domain = YES_NO if reading is Reading.AS_ABSENT or draw(st.booleans()) else ("low", "moderate", "high")
        sets = {"not_high": frozenset(("low", "moderate"))} if len(domain) == 3 and reading is Reading.AS_VALUE else {}
        inputs[name] = Input(name, domain, reading, sets=sets)
    facts = [name for name in inputs if name not in ("location", "acute_leg_dvt_confirmed")]
    possible = [name for name in facts if inputs[name].reading is not Reading.AS_VALUE]
    tables: dict[str, Table] = {}
    usable = list(inputs)
    if len(possible) >= 2:
        for name in ("some", "every"):
            members = draw(st.lists(st.sampled_from(possible), min_size=2, max_size=3, unique=True))
            wanted = {each: frozenset((draw(st.sampled_from(inputs[each].domain)),)) for each in members}
            inputs[name] = Input(name, YES_NO, any_of=wanted) if name == "some" else Input(name, YES_NO, all_of=wanted)
        inputs["some_on_record"] = Input("some_on_record", YES_NO, Reading.AS_VALUE, reads="some")
        usable += ["some", "every", "some_on_record"]
    tested = draw(st.lists(st.sampled_from(facts), min_size=1, max_size=2, unique=True))
    value_rows = draw(_partition(inputs, tested, "v"))
    values = [draw(st.sampled_from(YES_NO)) for _ in value_rows]
    tables["level"] = Table(
        "level", "?", tuple(tested), tuple(Row(i, "", w, value=v) for (i, w), v in zip(value_rows, values, strict=True))
    )
    inputs["level"] = Input("level", tuple(dict.fromkeys(values)), decided_by="level")
    usable.append("level")
    for name, leads in (("second", False), ("first", True)):
        tested = draw(st.lists(st.sampled_from(usable), min_size=1, max_size=4, unique=True))
        rows = []
        for row_id, when in draw(_partition(inputs, tested, name)):
            if leads and draw(st.integers(0, 3)) == 0:
                rows.append(Row(row_id, "", when, decide="second"))
            else:
                rule = draw(st.sampled_from(("A", "B", "C")))
                rows.append(
                    Row(row_id, rule, when, ("S",), draw(st.sampled_from(OUTCOMES)), draw(st.sampled_from(INDICATORS)))
                )
        tables[name] = Table(name, "?", tuple(tested), tuple(rows))
    return Model(inputs, tables, "first")


@st.composite
def _partition(draw, inputs: dict[str, Input], tested: list[str], prefix: str):
    """Rows that split the values of the tested inputs without gap or overlap: a tree, written out row by row."""
    leaves = [{}]
    for name in tested:
        domain = inputs[name].tested_domain
        grown = []
        for when in leaves:
            if len(domain) > 1 and (len(leaves) == 1 or draw(st.booleans())):
                cut = draw(st.integers(1, len(domain) - 1))
                order = draw(st.permutations(domain))
                grown += [{**when, name: frozenset(order[:cut])}, {**when, name: frozenset(order[cut:])}]
            else:
                grown.append(when)
        leaves = grown
    return [(f"{prefix}.{number}", when) for number, when in enumerate(leaves)]
