"""Extractors of the patient's history and measurements, in the order a clinician takes them."""

from __future__ import annotations

from collections.abc import Mapping

from service.features import (
    admission,
    age,
    cancer,
    covid19,
    d_dimer,
    esrd,
    haemoglobin,
    inr,
    life_expectancy,
    metastatic_cancer,
    platelets,
    postpartum,
    preference,
    pregnancy,
    prior_vte,
    provocation,
    renal_function,
    sex,
    stroke,
    surgery,
    tumour_site,
    weight,
)
from service.features.chart import Extractor

EXTRACTORS: Mapping[str, Extractor] = {
    "age_y": age.extract,
    "sex": sex.extract,
    "d_dimer_positive": d_dimer.extract,
    "unprovoked": provocation.extract,
    "active_cancer": cancer.extract,
    "metastatic_cancer": metastatic_cancer.extract,
    "luminal_gi_cancer": tumour_site.extract,
    "gu_cancer": tumour_site.extract,
    "prior_vte": prior_vte.extract,
    "inpatient_or_hosp_90d": admission.extract,
    "surgery_90d": surgery.extract,
    "covid19": covid19.extract,
    "pregnancy": pregnancy.extract,
    "postpartum": postpartum.extract,
    "pref_avoid_ac": preference.extract,
    "life_expectancy_ge_1y": life_expectancy.extract,
    "esrd": esrd.extract,
    "stroke_history": stroke.extract,
    "crcl_ml_min": renal_function.extract,
    "weight_kg": weight.extract,
    "platelets_10e9_l": platelets.extract,
    "haemoglobin_g_dl": haemoglobin.extract,
    "inr": inr.extract,
}
