"""Forms, tables and lines: what a writer put into a layout instead of a sentence."""

from __future__ import annotations

import pytest

from service.narrative import read_report
from service.narrative.answers import answers_in_words
from service.narrative.latin import in_english
from service.narrative.legend import read_legend


def _read(text: str) -> dict[str, str]:
    """Vein and side against thrombus."""
    return {f"{f.vein} {f.side}": f.thrombus for f in read_report(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "Left leg\nFemoral ....... compresses\nPopliteal ..... NON-COMPRESSIBLE, no flow\nPeroneal ...... compresses",
        "Left leg\nfemoral vein compressible\npopliteal vein - acute thrombus\nperoneal compressible",
        "LEFT FEMORAL COMPRESSIBLE NO THROMBUS\nLEFT POPLITEAL OCCLUSIVE THROMBUS\nLEFT PERONEAL COMPRESSIBLE",
        "Leg: [x] left [ ] right\nFemoral [x] open [ ] clot\nPopliteal [ ] open [x] clot\nPeroneal [x] open [ ] clot",
        (
            "Left leg\nFemoral: compressible [x] thrombosed [ ]\nPopliteal: compressible [ ] thrombosed [x]\n"
            "Peroneal: compressible [x] thrombosed [ ]"
        ),
        "Side: LEFT\nVein | Compressible | Thrombus\nFemoral | Yes | No\nPopliteal | No | Yes\nPeroneal | Yes | No",
        (
            "Side: LEFT\nVein (left leg) | Compression | Thrombus | Flow\nFemoral | full | absent | yes\n"
            "Popliteal | none | present | none\nPeroneal | full | absent | yes"
        ),
        "Left leg. Femoral: neg. Popliteal: POS. Peroneal: neg.",
        "Left leg. Compressible: femoral, peroneal. Not compressible: popliteal.",
        "Side: left\nVeins involved: popliteal\nVeins not involved: femoral, peroneal",
        "laterality: left\nfemoral_vein: compressible\npopliteal_vein: thrombosed\nperoneal_veins: compressible",
        "Left leg\nFemoral compressible? Yes\nPopliteal compressible? No\nPeroneal compressible? Yes",
        "Left leg\nVein;Compressible;Thrombus\nFemoral;Yes;No\nPopliteal;No;Yes\nPeroneal;Yes;No",
        "Left femoral: thrombus (Y/N): N. Left popliteal: thrombus (Y/N): Y. Left peroneal: thrombus (Y/N): N.",
    ],
    ids=[
        "dot leaders",
        "lower case lines",
        "capital lines",
        "boxes before",
        "boxes behind",
        "yes and no",
        "side in the column of names",
        "pos and neg",
        "predicate before the list",
        "key with a list",
        "keys with underscores",
        "questions",
        "semicolons",
        "offered answers",
    ],
)
def test_a_form_tells_the_thrombosed_vein_from_the_clear_ones(text: str) -> None:
    assert _read(text) == {"femoral left": "absent", "popliteal left": "present", "peroneal left": "absent"}


@pytest.mark.parametrize(
    "text",
    [
        "Popliteal R / L: clear / thrombosed",
        "Popliteal: right clear, left thrombosed",
        "Popliteal vein: clear on the right, thrombosed on the left.",
        "Key: (+) thrombus, (-) no thrombus\nPopliteal: Rt (-) Lt (+)",
        "              RT      LT\nPopliteal     clear   thrombus",
        "Key: C = compressible, N = non-compressible\nVein | R | L\nPopliteal | C | N",
        "Vein | Right | | Left | |\n | Comp | Thrombus | Comp | Thrombus\nPopliteal | Full | None | None | Yes",
    ],
)
def test_values_for_two_legs_go_to_their_legs(text: str) -> None:
    assert _read(text) == {"popliteal right": "absent", "popliteal left": "present"}


def test_a_code_means_what_the_report_says_it_means() -> None:
    legend, kept = read_legend(["Key: A = clear, B = old thrombus", "CFV A, FV B"])
    assert kept == ["CFV A, FV B"]
    assert legend.in_words("CFV A, FV B") == "CFV clear, FV old thrombus"


def test_a_finding_with_an_equals_sign_is_no_code() -> None:
    assert _read("Left leg. CFV=compressible; FV=thrombosed.") == {
        "common_femoral left": "absent",
        "femoral left": "present",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Left leg\nVein | Finding\nPopliteal | Q7",
        "Vein | Right | Left\nPopliteal | + | +",
        "Vein | Right | Left\nPopliteal | ✓ | x",
        "Left popliteal vein: thrombus yes / no",
        "DVT YES / NO. Left leg.",
        "[ ] left popliteal thrombus",
    ],
)
def test_a_code_without_a_meaning_or_a_choice_not_made_is_never_a_thrombus(text: str) -> None:
    assert "present" not in _read(text).values()


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("compressible: no", "non-compressible"),
        ("compressibility (y/n): y", "compressible"),
        ("thrombus: false", "no thrombus"),
        ("dvt yes / no: no", "no dvt"),
        ("dvt present? y, [n]", "no dvt"),
        ("popliteal +ve", "popliteal positive"),
        ("compressible no thrombus", "compressible no thrombus"),
    ],
)
def test_an_answer_is_read_with_its_question(words: str, plain: str) -> None:
    assert answers_in_words(words) == plain


@pytest.mark.parametrize(
    ("latin", "english"),
    [
        ("v. poplitea sin.", "left popliteal vein"),
        ("vv. tibiales posteriores", "posterior tibial vein"),
        ("v. femoralis communis dextra", "right common femoral vein"),
        ("v. iliaca ext.", "external iliac vein"),
        ("v. saphena magna", "great saphenous vein"),
        ("popliteal vein", "popliteal vein"),
    ],
)
def test_a_latin_name_is_the_english_one(latin: str, english: str) -> None:
    assert in_english(latin) == english
