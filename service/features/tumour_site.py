"""Where the tumour is: luminal gastrointestinal or genitourinary, because some anticoagulants bleed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.cancer import ANSWER, SETS, Malignancy, malignancies
from service.features.documented import Answer, Found, closed_world
from service.features.feature import Feature, State

if TYPE_CHECKING:
    from service.features.chart import Chart

SITES = {"luminal_gi_cancer": "cancer_luminal_gi", "gu_cancer": "cancer_genitourinary"}
SITE_SYSTEMS = ("http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10")
"""Classifications whose cancer codes name the primary site."""


def extract(chart: Chart) -> tuple[Feature, ...]:
    """Luminal gastrointestinal tumour (C15 to C20) and genitourinary tumour (C64 to C68).

    ``present``: active cancer with a malignancy that is current (or was diagnosed within six months) in the set of the
    site.  Unknown: a malignancy whose primary site no ICD-10 code tells (SNOMED CT codes have no site set, codes of
    metastases name no primary), or such a site while it is unknown whether the cancer is active.
    ``absent``: no active cancer, or every malignancy has another site (closed world).
    Source: definitions 15, R-25, ruling 8.
    """
    return tuple([_site(chart, name, value_set) for name, value_set in SITES.items()])


def _site(chart: Chart, name: str, value_set: str) -> Feature:
    active = chart.feature("active_cancer")
    if active.value == "absent":
        return chart.known(name, "absent", *active.evidence) if active.evidence else chart.not_found(name)
    tumours = [each for each in malignancies(chart) if each.is_current or each.recent]
    if not tumours:
        notes = ("the site of the cancer is not coded",) if active.value == "present" else ()
        return chart.unknown(name, State.NOT_ASKED if active.value else active.state, *active.evidence, notes=notes)
    here = [each for each in tumours if value_set in each.resource.concepts]
    if here and active.value == "present":
        return chart.known(name, "present", *(each.evidence for each in here))
    primary_told = any(_tells_primary(each) for each in tumours)
    untold = [each for each in tumours if not _tells_primary(each) and not (each.is_metastatic and primary_told)]
    notes = ("the primary site is not told by an ICD-10 code",) if untold else ()
    found = Found((), tuple(each.evidence for each in (*here, *untold)), notes)
    return closed_world(chart, name, found, Answer(), sets=(*SETS, ANSWER), keys=("conditions",))


def _tells_primary(tumour: Malignancy) -> bool:
    """Whether an ICD-10 code, of whichever edition, names the primary; codes of metastases (C77 to C80, C7B) do not."""
    return not tumour.is_metastatic and any(system in SITE_SYSTEMS for system, _ in tumour.resource.codes)
