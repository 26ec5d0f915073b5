"""A vein that squashes flat is compressible and one that stays round is not, whatever verb is used."""

from __future__ import annotations

import pytest

from service.narrative import ReportFinding, read_report

CLOSES = """
squeezes flat
squashes flat
squashes down fully
presses flat
goes flat under the probe
empties under light pressure
empties completely on pressing
empties when pressed
empties with compression
obliterates with light probe pressure
obliterates fully
effaces completely
effaces under the transducer
can be squeezed flat
can be pressed shut
could be squeezed easily
is fully effaceable
is squashable
is collapsable
shows full apposition
shows full closure
disappears under gentle probe pressure
apposes under pressure
collapses as it should
is easily flattened
"""
RESISTS = """
will not squeeze flat
won't squash
does not squash flat
can't be squeezed
could not be squashed flat
cannot be flattened
does not empty under pressure
fails to empty on compression
fails to efface
does not obliterate with probe pressure
stays open under firm pressure
stays round however firmly one presses
remains round under firm transducer pressure
remains open despite firm probe pressure
keeps its shape under the probe
holds its round shape when pressed
retains its lumen with compression
is unsquashable
is non-collapsible
is uncollapsible
shows no apposition
"""
PARTLY = """
squeezes only partway
squashes only in part
can be squeezed only halfway
could be flattened only partially
does not fully efface
does not empty completely under pressure
"""
OF_PRESSURE = """
probe pressure closes the lumen only halfway | partial
pressure narrows it without closing it | partial
firm pressure flattens it only partly | partial
pressure dents it but does not close it | partial
pressure does not close it | non_compressible
firm pressure fails to flatten it | non_compressible
gentle pressure cannot empty it | non_compressible
"""
ANSWERS = """
Closes - fully | absent
Closes: yes | absent
Collapses - completely | absent
Compresses - not at all | present
Closes - no | present
Collapses: never | present
Squashes: partly | present
Closes - half | present
"""


def read(text: str) -> ReportFinding:
    (found,) = read_report(text).findings
    return found


@pytest.mark.parametrize("verb", CLOSES.strip().split("\n"))
def test_a_vein_that_closes_is_compressible(verb: str) -> None:
    found = read(f"The left popliteal vein {verb}.")
    assert (found.thrombus, found.compressibility) == ("absent", "compressible")


@pytest.mark.parametrize("verb", RESISTS.strip().split("\n"))
def test_a_vein_that_resists_is_not(verb: str) -> None:
    found = read(f"The right femoral vein {verb}.")
    assert (found.thrombus, found.compressibility) == ("present", "non_compressible")


@pytest.mark.parametrize("verb", PARTLY.strip().split("\n"))
def test_a_vein_that_gives_way_in_part(verb: str) -> None:
    found = read(f"The right common femoral vein {verb}.")
    assert (found.thrombus, found.compressibility) == ("present", "partial")


@pytest.mark.parametrize("line", OF_PRESSURE.strip().split("\n"))
def test_what_pressure_does(line: str) -> None:
    told, _, compressibility = line.partition(" | ")
    found = read(f"Clot lies in the left popliteal vein and {told}.")
    assert (found.thrombus, found.compressibility) == ("present", compressibility)


@pytest.mark.parametrize("line", ANSWERS.strip().split("\n"))
def test_the_answers_of_a_form(line: str) -> None:
    told, _, thrombus = line.partition(" | ")
    assert read(f"Left leg\nPopliteal: {told}").thrombus == thrombus


def test_a_cell_that_stays_open_among_cells_that_collapse() -> None:
    text = "| Segment | Rt | Lt |\n| Com. femoral | collapses | collapses |\n| Post. tib. | collapses | stays open |"
    found = {(f.vein, f.side): f.thrombus for f in read_report(text).findings}
    assert found["posterior_tibial", "left"] == "present"
    assert found["posterior_tibial", "right"] == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "The calf was squeezed and colour filled the left popliteal vein.",
        "Calf squeeze gives brisk flow in the right femoral vein.",
        "The stent in the left common iliac vein remains open.",
        "The right popliteal vein remains open.",
        "The left popliteal vein stays open after lysis and contains no clot.",
        "Clot does not obliterate the lumen; there is none in the right popliteal vein.",
    ],
)
def test_words_of_pressure_in_other_meanings_make_no_thrombus(text: str) -> None:
    assert not [f for f in read_report(text).findings if f.thrombus == "present"]


def test_closing_only_in_part_for_pain_is_no_thrombus_where_the_next_sentence_denies_one() -> None:
    text = (
        "The back of the left knee is tender, so the popliteal vein could be squeezed only partway. "
        "Even so it is free of clot."
    )
    assert read(text).thrombus == "absent"
