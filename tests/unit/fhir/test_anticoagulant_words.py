"""The names of anticoagulants: read strictly, found as whole words, wrong ones stop the start."""

from __future__ import annotations

import pytest

from service.anticoagulant_words import FILE, read_anticoagulant_words
from service.content import cards_folder
from service.errors import KnowledgeError
from service.features.current_drug import SETS

WORDS = """
listed: {apixaban: [apixaban, eliquis], heparin: [heparin, héparine]}
other: {phenprocoumon: [phenprocoumon, marcumar], certoparin: [embolex]}
"""


def read(folder, text=WORDS):
    (folder / FILE).write_text(text, "utf-8")
    return read_anticoagulant_words(folder)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Marcumar 3 mg Tabletten", [("other", "phenprocoumon")]),
        ("MARCUMAR3MG", [("other", "phenprocoumon")]),
        ("Mono-Embolex 3000 IE", [("other", "certoparin")]),
        ("He\u0301parine", [("heparin", "heparin")]),
        ("eliquis, before that phenprocoumon (Marcumar)", [("apixaban", "apixaban"), ("other", "phenprocoumon")]),
        ("Heparinoid-Salbe", []),
        ("", []),
    ],
)
def test_a_name_is_a_whole_word_of_letters(tmp_path, text, named):
    assert list(read(tmp_path).named_in(text)) == named


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("Marcumar 3 mg", "phenprocoumon"), ("Falithrom", "phenprocoumon"), ("Phenpro-ratiopharm", "phenprocoumon"),
        ("Fenprocoumon 3 mg tablet", "phenprocoumon"), ("Sintrom 4", "acenocoumarol"),
        ("Préviscan", "fluindione"),
        ("Innohep 14000 IE", "tinzaparin"), ("Fraxiparine", "nadroparin"), ("Mono-Embolex", "certoparin"),
        ("Orgaran", "danaparoid"), ("Inhixa", "enoxaparin"), ("Marevan", "warfarin"), ("Roteas", "edoxaban"),
        ("Heparine Leo", "heparin"), ("Clexane", "enoxaparin"), ("NMH", "low-molecular-weight heparin"),
    ],
)  # fmt: skip
def test_the_content_knows_generics_and_brands_of_several_countries(text, drug):
    found = read_anticoagulant_words(cards_folder()).told_in(text)
    assert [generic for _, generic in found] == [drug]


def test_the_listed_drugs_are_those_that_are_dosed():
    known = {drug for drug, _ in read_anticoagulant_words(cards_folder()).names.values()}
    assert known == {*SETS, "other"}


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("eliquis", "Eliquis", "not one word of letters in lower case"),
        ("embolex", "mono-embolex", "not one word of letters in lower case"),
        ("[embolex]", "[]", "at least 1"),
        ("embolex", "marcumar", "marcumar under phenprocoumon and under certoparin"),
        ("other:", "others:", "others"),
    ],
)
def test_a_fault_in_the_names_is_told(tmp_path, wrong, right, message):
    with pytest.raises(KnowledgeError, match=message) as raised:
        read(tmp_path, WORDS.replace(wrong, right))
    assert raised.value.number == 401
    assert FILE in str(raised.value)
