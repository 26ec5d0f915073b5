"""The words of body sites and of results: read strictly, and wrong ones stop the start."""

from __future__ import annotations

import json
import shutil

import pytest

from service.content import cards_folder
from service.errors import KnowledgeError
from service.fhir.codes import CodeIndex, ValueSetError
from service.fhir.local_codes import read_local_codes
from service.knowledge import load_knowledge
from service.listed_words import BODY, RESULT, read_body_words, read_result_words
from tests.builders import feature_knowledge
from tests.unit.fhir.synthetic import write_value_set

BODY_WORDS = """
leg: [leg, lower limb]
another_limb: [arm]
whole_leg: [leg, lower, limb]
part_of_leg: [calf]
about_a_side: [side]
elsewhere: {places: [back], beside: [lower], codes: away}
"""
RESULT_WORDS = """
positive: {words: [positive], sure: [clearly], followed: [positive], place: [calf], whole: [no compressibility],
  begins: [not negative]}
examination: [scan]
incompressible: {not: [incompressible], not_quite: [not fully compressible], denied_before: ["no"], turns: [but],
  denied_at_end: [not seen], over_at_end: [excluded]}
another_matter: {words: [chronic, superficial, varicos*], not_when: [superficial femoral], chronic: [chronic],
  new: [new], deep_or_new: [deep]}
denied: {clot: [thromb*], behind: [none], before: [negative]}
answered_no: ["no"]
why_asked: {heads: [reason], asks: [rule out], asked_for: [for dvt]}
"""
APART = {"away": frozenset({("http://snomed.info/sct", "77568009")})}


def body_words(folder, text=BODY_WORDS):
    (folder / BODY).write_text(text)
    return read_body_words(folder, APART)


def result_words(folder, text=RESULT_WORDS):
    (folder / RESULT).write_text(text)
    return read_result_words(folder)


# --- what the lists do --------------------------------------------------------------------------------------------


def test_words_of_a_limb_are_whole_words(tmp_path):
    words = body_words(tmp_path)
    assert words.leg.search("left lower limb")
    assert not words.leg.search("legacy limbs")
    assert words.another_limb.search("left arm")
    assert words.whole_leg == {"leg", "lower", "limb", "side"}
    assert words.without_side == {"leg", "lower", "limb", "calf"}
    assert words.places_in_words == {"back", "lower"}
    assert words.coded_places == APART["away"]


def test_a_star_stands_for_the_rest_of_a_word(tmp_path):
    words = result_words(tmp_path)
    assert words.another_matter.search("varicosities")
    assert not words.another_matter.search("varicos")
    assert words.denied.fullmatch("thrombus scan none")
    assert not words.denied.fullmatch("thrombus scan nonesuch")


@pytest.mark.parametrize(
    ("phrase", "another"),
    [("superficial reflux", True), ("superficial femoral", False), ("no chronic change", False), ("chronic", True)],
)
def test_another_matter_is_one_unless_it_is_denied_or_the_superficial_femoral_vein(tmp_path, phrase, another):
    assert bool(result_words(tmp_path).another_matter.search(phrase)) is another


@pytest.mark.parametrize(
    ("phrase", "none_such"),
    [
        ("no incompressible vein", True),
        ("no flow but incompressible", False),
        ("incompressible vein not seen", True),
        ("incompressible vein excluded", True),
        ("incompressible vein cannot be excluded", False),
    ],
)
def test_a_vein_that_cannot_be_pressed_shut_may_be_denied(tmp_path, phrase, none_such):
    words = result_words(tmp_path)
    assert words.incompressible.search(phrase)
    assert bool(words.none_such.search(phrase)) is none_such


@pytest.mark.parametrize(
    ("phrase", "positive"),
    [
        ("clearly positive scan", True),
        ("positive calf", True),
        ("no compressibility", True),
        ("not negative for anything", True),
        ("clearly calf", False),
        ("positive thinking", False),
    ],
)
def test_a_positive_result_is_one_as_a_whole(tmp_path, phrase, positive):
    assert bool(result_words(tmp_path).yes.fullmatch(phrase)) is positive


# --- what is wrong stops the start --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("[arm]", "[Arm]", "another_limb.0.*not in the form it is compared in"),
        ("[arm]", "[]", "another_limb.*at least 1"),
        ("[arm]", "[arm, arm]", "given twice: arm"),
        ("[arm]", "[arm, leg]", "leg under leg and under another_limb"),
        ("[calf]", "[calf muscle]", "part_of_leg.0.*more than one word"),
        ("about_a_side: [side]", "about_side: [side]", "about_a_side"),
        ("codes: away", "codes: nowhere", "no value set that stands apart is named 'nowhere'"),
        ("[back]", "[no]", "true/false"),
    ],
)
def test_a_fault_in_the_words_of_body_sites_is_named(tmp_path, wrong, right, message):
    assert wrong in BODY_WORDS
    with pytest.raises(KnowledgeError, match=message) as raised:
        body_words(tmp_path, BODY_WORDS.replace(wrong, right))
    assert raised.value.number == 401
    assert BODY in str(raised.value)


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("varicos*", "Varicos*", "another_matter.words.2.*not in the form"),
        ("varicos*", '"*"', "another_matter.words.2.*not in the form"),
        ("[clearly]", "[clearly so]", "positive.sure.0.*more than one word"),
        ("not: [incompressible]", "not: []", "incompressible.not.*at least 1"),
        ("asked_for: [for dvt]", "asked: [for dvt]", "why_asked.asked_for"),
        ('answered_no: ["no"]', "", "answered_no"),
    ],
)
def test_a_fault_in_the_words_of_results_is_named(tmp_path, wrong, right, message):
    assert wrong in RESULT_WORDS
    with pytest.raises(KnowledgeError, match=message) as raised:
        result_words(tmp_path, RESULT_WORDS.replace(wrong, right))
    assert raised.value.number == 401
    assert RESULT in str(raised.value)


@pytest.mark.parametrize("missing", [BODY, RESULT, "value_sets/place_not_of_a_leg.csv"])
def test_the_service_does_not_start_without_the_words(tmp_path, missing):
    cards = tmp_path / "cards"
    shutil.copytree(cards_folder(), cards)
    (cards / missing).unlink()
    with pytest.raises(KnowledgeError, match=BODY if "csv" in missing else missing):
        load_knowledge(cards)


# --- a value set that stands apart --------------------------------------------------------------------------------


def _apart(folder, *rows):
    path = write_value_set(folder, "away", list(rows))
    path.write_text(path.read_text("utf-8").replace("# reviewer", "# apart: asked by name\n# reviewer"), "utf-8")
    return folder


def test_a_set_that_stands_apart_makes_its_codes_known_by_its_name_only(folder):
    plain = "SNOMED,77568009,exact,Back,back,"
    codes = CodeIndex.load(_apart(folder, plain))
    assert codes.apart == APART
    assert "away" not in codes.value_sets
    assert codes.concepts("http://snomed.info/sct", "77568009") == frozenset()
    write_value_set(folder, "away", [plain])
    indexed = CodeIndex.load(folder)
    assert indexed.concepts("http://snomed.info/sct", "77568009") == {"away"}
    assert indexed.apart == {}


@pytest.mark.parametrize(
    "rows",
    [["ICD-10-CM,M54,prefix,Back pain,stem,"], ["SNOMED,7771000,exact,Left,,left"], []],
    ids=["a prefix", "a side", "no code"],
)
def test_a_set_that_stands_apart_lists_each_code_by_itself(folder, rows):
    with pytest.raises(ValueSetError, match="DVT-445: away"):
        CodeIndex.load(_apart(folder, *rows))


def test_an_index_with_the_codes_of_a_site_keeps_the_words(tmp_path):
    codes = feature_knowledge().codes
    mapped = {"code": "plt", "target": [{"code": "777-3", "equivalence": "equal"}]}
    group = {"source": "urn:ours", "target": "http://loinc.org", "element": [mapped]}
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"resourceType": "ConceptMap", "url": "urn:x", "status": "active", "group": [group]}))
    ours = read_local_codes(path, codes)
    assert (ours.body_words, ours.result_words, ours.apart) == (codes.body_words, codes.result_words, codes.apart)
    assert ours.body_words.leg.search("calf")
