"""Extractors of bleeding risk, contraindications, lysis and drugs, in the order a clinician checks them."""

from __future__ import annotations

from collections.abc import Mapping

from service.features import (
    active_bleeding,
    allergies,
    anticoagulants,
    antiphospholipid,
    bleeding_risk,
    contraindication,
    hepatic,
    hit,
    interactions,
    lactation,
    lysis,
    present_drug,
    treated_this_episode,
)
from service.features.chart import Extractor

EXTRACTORS: Mapping[str, Extractor] = {
    "bleeding_category": bleeding_risk.extract,
    "bleeding_category_without_cancer": bleeding_risk.extract,
    "bleeding_age_only": bleeding_risk.extract,
    "active_bleeding": active_bleeding.extract,
    "ac_absolute_contraindication": contraindication.extract,
    "lysis_exclusion": lysis.extract,
    "lysis_relative": lysis.extract,
    "sir_relative_only": lysis.extract,
    "hepatic_impairment": hepatic.extract,
    "on_therapeutic_ac": anticoagulants.extract,
    "current_anticoagulant": anticoagulants.extract,
    "prophylactic_dose": anticoagulants.extract,
    "present_drug": present_drug.extract,
    "treated_this_episode": treated_this_episode.extract,
    **dict.fromkeys(allergies.NAMES, allergies.extract),
    "hit": hit.extract,
    "lactation": lactation.extract,
    "antiphospholipid_syndrome": antiphospholipid.extract,
    "strong_inhibitor": interactions.extract,
    "pgp_inhibitor": interactions.extract,
    "strong_inducer": interactions.extract,
}
