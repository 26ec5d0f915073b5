"""The facts about the thrombosis itself, in the order a clinician would take them."""

from __future__ import annotations

from collections.abc import Mapping

from service.features import (
    bilateral,
    cdt_failed,
    cdt_on_site,
    clinical_suspicion,
    leg_dvt,
    limb_threat,
    location,
    occlusion,
    progression,
    proximity,
    pulmonary_embolism,
    serial_extension,
    severe_symptoms,
    surveillance,
    symptom_days,
    thrombus_diameter,
    thrombus_length,
    vein_count,
)
from service.features.chart import Extractor

EXTRACTORS: Mapping[str, Extractor] = {
    "acute_leg_dvt_confirmed": leg_dvt.extract,
    "clinical_suspicion": clinical_suspicion.extract,
    "location": location.extract,
    "bilateral": bilateral.extract,
    "occlusive": occlusion.extract,
    "limb_threat": limb_threat.extract,
    "limb_threat_told": limb_threat.extract_told,
    "symptom_days": symptom_days.extract,
    "length_cm": thrombus_length.extract,
    "n_veins": vein_count.extract,
    "max_diameter_mm": thrombus_diameter.extract,
    "close_to_proximal": proximity.extract,
    "severe_symptoms": severe_symptoms.extract,
    "serial_extension": serial_extension.extract,
    "progression_on_ac": progression.extract,
    "cdt_failed": cdt_failed.extract,
    "acute_pe": pulmonary_embolism.extract,
    "surveillance": surveillance.extract,
    "cdt_on_site": cdt_on_site.extract,
}
