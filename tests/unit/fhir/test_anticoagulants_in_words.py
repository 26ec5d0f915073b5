"""A grid of the drugs of orders in words: which name an anticoagulant, or a class of them, that is given."""

from __future__ import annotations

import pytest

from service.anticoagulant_words import FILE, read_anticoagulant_words
from service.content import cards_folder
from service.errors import KnowledgeError

WORDS = read_anticoagulant_words(cards_folder())

GIVEN = [
    "Blood thinner, name unknown",
    "blood thinners",
    "anticoagulant (home)",
    "Anticoagulants",
    "Blutverdünner",
    "NOAK",
    "DOAK 2x täglich",
    "Gerinnungshemmer (laut Patient)",
    "bloedverdunner via trombosedienst",
    "antistollingsmiddel",
    "Anticoagulant oral direct (AOD)",
    "Antivitamine K",
    "Antivitamines K",
    "vitamin k antagonist",
    "Vitamin-K-Antagonist",
    "Vitamin K antagonists",
    "OAK nach Ausweis",
    "Anticoagulation per pharmacy protocol",
    "anticoagulation per pharmacy",
    "Direct oral anticoagulant (unknown)",
    "Direct-acting oral anticoagulant",
    "Low molecular weight heparin",
    "Low-molecular-weight heparin 1 mg/kg",
    "niedermolekulares Heparin",
    "Antikoagulans",
    "Antikoagulanzien",
    "orale Antikoagulation",
    "DOAC",
    "NOAC",
    "LMWH therapeutic",
    "NMH therapeutisch",
    "VKA",
    "AVK",
    "AOD",
    "HBPM",
    "Oral anticoagulant per clinic",
    "novel oral anticoagulant",
    "Hold blood thinner",
    "Blood thinner - stopped 3 days ago",
    "Aspirin and blood thinner",
    "ASS 100 und Blutverdünner",
    "Antistolling",
    "blutverdünnendes Medikament",
    "factor Xa inhibitor",
    "cumarine",
    "Fluidifiant",
    "anticoagulante",
    "Antikoagulation mit Apixaban (Eliquis), Schulung erfolgt",
    "No. 60 apixaban 5 mg tablets",
    "no. 1 Eliquis",
    "No 28 rivaroxaban 20 mg",
    "Apixaban 5 mg - patient teaching done",
    "enoxaparin (antidote: protamine) 80 mg",
    "Eliquis 5 mg, education given",
    "Education given. apixaban 5 mg",
    "heparin, no bolus",
    "No-bolus heparin drip 25,000 units",
    "apixaban, no heparin",
    "rivaroxaban 20 mg (not apixaban)",
    "heparin infusion; antidote protamine",
    "Warfarin 5 mg, teaching booklet",
    "Xarelto 20 mg Schulung",
    "Apixaban 5 mg. Avoid grapefruit",
    "Eliquis without food 5 mg",
    "enoxaparina 80 mg",
    "Elequis 5mg bid",
    "Varfarin",
    "Heparina sodica 25000 UI",
]

NOT_GIVEN = [
    "Mechanical VTE prophylaxis SCDs, no anticoagulant",
    "no anticoagulation",
    "Not on blood thinners",
    "not on a blood thinner",
    "no blood thinners",
    "No anticoagulant or heparin",
    "without anticoagulation",
    "without anticoagulants",
    "never on blood thinners",
    "avoid anticoagulants",
    "Avoid blood thinners",
    "Do not take blood thinners",
    "Suprep (stop blood thinners 5 days before)",
    "Colonoscopy prep: stop blood thinners prior",
    "hold anticoagulants 2 days before the procedure",
    "kein Antikoagulans",
    "keine Blutverdünner",
    "ohne Antikoagulation",
    "geen antistolling",
    "geen bloedverdunners",
    "zonder antistolling",
    "pas d'anticoagulant",
    "pas de AVK",
    "sans anticoagulant",
    "aucun anticoagulant",
    "No heparin",
    "No Eliquis",
    "no other anticoagulant",
    "Do not give apixaban",
    "Avoid warfarin",
    "kein Marcumar mehr",
    "geen Marcoumar",
    "pas de warfarine",
    "Ketorolac - do not give with apixaban",
    "protamine sulfate for heparin reversal",
    "Protamine 50 mg (heparin antidote)",
    "heparin reversal protocol",
    "Reversal of apixaban: Kcentra",
    "andexanet alfa for rivaroxaban",
    "Idarucizumab (dabigatran antidote)",
    "vitamin K1 phytonadione for warfarin",
    "Vitamin K (for DOAC reversal)",
    "apixaban antidote",
    "antidote for heparin",
    "Konakion bei Marcumar",
    "Apixaban (Eliquis) patient education",
    "Eliquis education",
    "warfarin teaching",
    "Warfarin discharge counseling",
    "Patient education: rivaroxaban",
    "Schulung Marcumar",
    "anticoagulant education",
    "blood thinner teaching",
    "DOAC counselling",
    "Aspirin 81 mg (blood thinner)",
    "clopidogrel 75 mg blood thinner",
    "ASS 100 Blutverdünner",
    "Plavix (blood thinner)",
    "anticoagulant citrate dextrose solution A",
    "Anticoagulant sodium citrate 4%",
    "ACD-A anticoagulant",
    "oak pollen extract",
    "Vitamin K 10 mg",
    "Vitamin D3",
    "Lisinopril 10 MG Oral Tablet",
    "Heparinoid-Salbe",
    "Aspirin 100",
    "Hirudoid",
    "NPH insulin",
]


@pytest.mark.parametrize("text", GIVEN)
def test_words_of_an_anticoagulant_or_of_a_class_name_one(text):
    assert WORDS.given_in(text)


@pytest.mark.parametrize("text", NOT_GIVEN)
def test_what_is_denied_reversed_taught_or_of_another_drug_names_none(text):
    assert WORDS.given_in(text) == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vitamin-K-Antagonist", ("other", "a vitamin K antagonist")),
        ("Direct oral anticoagulant", ("other", "a direct oral anticoagulant")),
        ("low molecular weight heparin", ("other", "low-molecular-weight heparin")),
        ("Blutverdünner", ("other", "an anticoagulant")),
        ("orale Antikoagulation", ("other", "an oral anticoagulant")),
    ],
)
def test_a_class_is_told_by_its_plain_name_and_is_no_name_of_another_drug(text, named):
    assert (WORDS.told_in(text), WORDS.given_in(text)) == ((named,), (named,))
    assert all(drug != "other" for drug, _ in WORDS.named_in(text))


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("[blood thinner]", "[Blood thinner]", "not one word of letters in lower case"),
        ("[blood thinner]", "[apixaban]", "apixaban under apixaban and under a class"),
        ("[blood thinner]", "[]", "at least 1"),
        ("classes:", "class:", "class"),
    ],
)
def test_a_fault_in_the_words_of_a_class_is_told(tmp_path, wrong, right, message):
    text = "listed: {apixaban: [apixaban]}\nother: {phenprocoumon: [marcumar]}\nclasses: {a class: [blood thinner]}\n"
    (tmp_path / FILE).write_text(text.replace(wrong, right), "utf-8")
    with pytest.raises(KnowledgeError, match=message):
        read_anticoagulant_words(tmp_path)
