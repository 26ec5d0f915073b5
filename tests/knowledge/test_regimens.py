"""The regimen and order files: everything they name exists, and every table answers every patient exactly once."""

from __future__ import annotations

import shutil
from itertools import product

import pytest

from service.content import cards_folder
from service.errors import KnowledgeError
from service.tables import UNKNOWN, Reading
from service.treatment.orders import read_orders
from service.treatment.regimen_files import read_regimens
from service.treatment.regimen_proof import regimen_inputs, regimen_tables

DRUGS = (
    "apixaban",
    "dabigatran",
    "dalteparin",
    "edoxaban",
    "enoxaparin",
    "fondaparinux",
    "heparin",
    "rivaroxaban",
    "warfarin",
)


def test_every_anticoagulant_of_the_evidence_has_a_file(knowledge):
    assert tuple(sorted(knowledge.regimens.drugs)) == DRUGS


def test_everything_that_is_named_exists(knowledge):
    assert knowledge.regimens.faults(knowledge) == []
    assert knowledge.orders.faults(knowledge) == []


def test_every_table_is_complete_and_unique(knowledge):
    inputs = regimen_inputs(knowledge.regimens, knowledge)
    for table in regimen_tables(knowledge.regimens):
        domains = []
        for name in table.inputs:
            each = inputs[name]
            domains.append((*each.domain, UNKNOWN) if each.reading is Reading.AS_VALUE else each.domain)
        for values in product(*domains):
            given = dict(zip(table.inputs, values, strict=True))
            fitting = [
                row.id for row in table.rows if all(given[name] in allowed for name, allowed in row.when.items())
            ]
            assert len(fitting) == 1, (table.name, given, fitting)


def test_no_row_is_dead(knowledge):
    inputs = regimen_inputs(knowledge.regimens, knowledge)
    for table in regimen_tables(knowledge.regimens):
        for row in table.rows:
            for name, allowed in row.when.items():
                each = inputs[name]
                assert allowed & {*each.domain, UNKNOWN}, (row.id, name)


def test_every_drug_can_be_barred_by_allergy(knowledge):
    for name, drug in knowledge.regimens.drugs.items():
        assert any(f"allergy_{name}" in bar.when for bar in drug.barred_when)


@pytest.mark.parametrize("drug", ["apixaban", "rivaroxaban", "edoxaban", "dabigatran", "warfarin"])
def test_no_oral_anticoagulant_can_be_chosen_in_pregnancy(knowledge, drug):
    assert any(bar.when == {"pregnancy": "present"} for bar in knowledge.regimens.drugs[drug].barred_when)
    for row in knowledge.regimens.choice.order.rows:
        if "pregnancy" in ([row.when["setting"]] if isinstance(row.when["setting"], str) else row.when["setting"]):
            assert drug not in row.prefer + row.otherwise


@pytest.mark.parametrize("drug", ["enoxaparin", "dalteparin", "heparin"])
def test_every_heparin_is_barred_by_thrombocytopenia_and_allergy(knowledge, drug):
    tested = [bar.when for bar in knowledge.regimens.drugs[drug].barred_when]
    assert {"hit": "present"} in tested
    assert {"allergy_heparin": "present"} in tested


def test_every_drug_is_offered_somewhere(knowledge):
    rows = knowledge.regimens.choice.order.rows
    assert {name for row in rows for name in row.prefer} == set(DRUGS)


def test_every_rounding_that_no_source_gives_is_marked(knowledge):
    for name, each in knowledge.regimens.dosing.roundings.items():
        assert each.basis == "convention" or each.basis in knowledge.sources, name


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("apixaban.yaml", "[C-51]", "[C-9999]", "unknown statement C-9999"),
        ("apixaban.yaml", "allergy_apixaban: present", "allergy_apixaban: yellow", "outside its domain"),
        ("apixaban.yaml", "dose: apixaban_mg", "dose: apixaban_milligrams", "unknown threshold apixaban_milligrams"),
        ("apixaban.yaml", 'code: "1364430"', 'code: "1"', "not in value set drug_apixaban"),
        ("choice.yaml", "prefer: [apixaban, warfarin]", "prefer: [apixaban, aspirin]", "unknown drug aspirin"),
        ("choice.yaml", "{crcl_severe_ml_min}", "{crcl_wrong}", "unknown threshold crcl_wrong"),
        ("edoxaban.yaml", "{allergy_edoxaban: present}", "{allergy_edoxaban: [present, unknown]}", "known values only"),
    ],
)
def test_a_fault_in_a_file_is_named(tmp_path, knowledge, file, old, new, told):
    folder = tmp_path / "regimens"
    shutil.copytree(cards_folder() / "regimens", folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    assert any(told in fault for fault in read_regimens(folder).faults(knowledge))


def test_an_unknown_key_is_refused(tmp_path):
    folder = tmp_path / "regimens"
    shutil.copytree(cards_folder() / "regimens", folder)
    path = folder / "apixaban.yaml"
    path.write_text(path.read_text("utf-8") + "\nstrength: very\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"apixaban\.yaml: strength"):
        read_regimens(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("requests.yaml", 'code: "2160-0"', 'code: "2160-1"', "not in value set lab_creatinine"),
        ("requests.yaml", "[C-39, M-45]", "[C-39, M-450]", "unknown statement M-450"),
        (
            "offers.yaml",
            "requests: [transfer_cdt, admission]",
            "requests: [transfer_cdt, holiday]",
            "unknown request holiday",
        ),
        ("offers.yaml", "modifiers: UFH_NOW", "modifiers: UFH_LATER", "unknown modifier UFH_LATER"),
    ],
)
def test_a_fault_in_an_order_file_is_named(tmp_path, knowledge, file, old, new, told):
    folder = tmp_path / "orders"
    shutil.copytree(cards_folder() / "orders", folder)
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    assert any(told in fault for fault in read_orders(folder).faults(knowledge))
