"""Verbs for what a vein does under the transducer, affirmed and denied, are read as compression."""

from __future__ import annotations

import pytest

from service.narrative import ReportFinding, read_report

CLOSES = """
closes
closes readily
closes under the transducer
closes when pressed
shuts
shuts completely
shuts under the probe
gives way
gives way to the probe
gives way under light pressure
yields
yields to pressure
yields fully to compression
flattens
flattens at once
flattens out under pressure
collapses
collapses as it should
coapts
coapts fully
can be closed
can be shut with light pressure
can be flattened
can be effaced by the probe
can be obliterated by pressure
is obliterated by compression
is effaced by the transducer
was closed without effort
was flattened with ease
could be closed
closes as it ought to
vanishes under the probe
disappears under pressure
kisses wall to wall under compression
offers no resistance to the probe
offers the probe no resistance
does not resist compression
puts up no resistance
never fails to compress
does not fail to collapse
does not refuse to close
is easily squeezed shut
presses flat
lets itself be compressed
lets itself be flattened
allows itself to be closed
"""
RESISTS = """
does not close
will not close
would not close
cannot be closed
could not be closed
no longer closes
fails to close
refuses to close
refused to flatten
declines to collapse
does not give way
would not give way to the probe
does not yield
will not yield to pressure
refuses to yield
resists compression
resists the probe
resists every attempt to compress it
withstands compression
does not shut
does not flatten
never flattens
could not be flattened
could not be effaced by the probe
is not to be compressed
was not to be closed
does not let itself be compressed
does not allow itself to be closed
was unwilling to close
stays open under pressure
remains open under the probe
does not vanish under the probe
does not coapt
defied compression
cannot be pressed flat
failed to give way
"""
IN_PART = """
closes only in part
yields only in part
yields only partly to pressure
gives way only in part
gives way only partially
can be closed only in part
can be compressed only partially
flattens only partly
flattens incompletely
collapses only in part
compresses in part
compresses but partly
does not close completely
does not flatten fully
does not give way entirely
can be only partly flattened
"""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


def _popliteal(text: str) -> ReportFinding:
    return next(f for f in read_report(text).findings if f.vein == "popliteal")


@pytest.mark.parametrize("verb", _lines(CLOSES))
def test_a_vein_that_closes_is_clear(verb: str) -> None:
    assert _popliteal(f"The left popliteal vein {verb}.").thrombus == "absent"


@pytest.mark.parametrize("verb", _lines(RESISTS))
def test_a_vein_that_resists_is_thrombosed(verb: str) -> None:
    found = _popliteal(f"The left popliteal vein {verb}.")
    assert (found.thrombus, found.compressibility) == ("present", "non_compressible")


@pytest.mark.parametrize("verb", _lines(IN_PART))
def test_a_vein_that_closes_in_part_is_thrombosed(verb: str) -> None:
    found = _popliteal(f"The left popliteal vein {verb}.")
    assert (found.thrombus, found.compressibility) == ("present", "partial")


@pytest.mark.parametrize("verb", _lines(CLOSES) + _lines(RESISTS))
def test_the_verb_of_one_vein_is_not_that_of_the_next(verb: str) -> None:
    findings = {
        f.vein: f.thrombus for f in read_report(f"The left popliteal vein {verb}. Left femoral vein clear.").findings
    }
    assert findings["femoral"] == "absent"


@pytest.mark.parametrize(
    "text",
    [
        "The left popliteal vein, close to the cyst, is patent.",
        "The left popliteal vein gives way to its tributaries below the knee and is clear.",
        "The left popliteal vein yields a normal trace and compresses.",
        "The left popliteal vein compresses; the cyst beside it does not yield.",
        "The left popliteal vein compresses, though the skin resisted the probe.",
        "At no level did the left popliteal vein fail to compress.",
        "Nowhere did the left popliteal vein refuse to close.",
        "There is no part of the left popliteal vein that does not close.",
        "There was not one segment of the left popliteal vein that declined to flatten.",
        "No stretch of the left popliteal vein resists compression.",
        "I came upon no segment of the left popliteal vein that would not close.",
        "In the left popliteal vein the collapse was anything but incomplete.",
        "It cannot be said that the left popliteal vein does not compress.",
        "It is not true that the left popliteal vein resists compression.",
    ],
)
def test_a_vein_that_is_not_said_to_resist_is_never_thrombosed(text: str) -> None:
    assert "present" not in {f.thrombus for f in read_report(text).findings}
