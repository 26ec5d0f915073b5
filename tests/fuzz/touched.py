"""Which features a value may touch: the dependencies of ``service/features``, written down apart from them."""

from __future__ import annotations

from collections.abc import Mapping

BLEEDING = frozenset({"bleeding_category", "bleeding_category_without_cancer", "bleeding_age_only"})
LISTS = frozenset({"ac_absolute_contraindication", "lysis_exclusion", "lysis_relative", "sir_relative_only"})
PRESENT = frozenset({"present_drug", "treated_this_episode"})
DOSES = frozenset({"on_therapeutic_ac", "prophylactic_dose", "current_anticoagulant", "d_dimer_positive"}) | PRESENT

TOUCHED: Mapping[str, frozenset[str]] = {
    "thrombus-length": frozenset({"length_cm", "serial_extension", "surveillance"}),
    "thrombus-max-diameter": frozenset({"max_diameter_mm"}),
    "thrombosed-vein-count": frozenset({"n_veins"}),
    "close-to-proximal-veins": frozenset({"close_to_proximal"}),
    "covid-19-recent": frozenset({"covid19"}),
    "severe-symptoms": frozenset({"severe_symptoms"}),
    "anticoagulation-preference": frozenset({"pref_avoid_ac"}),
    "48065-7": frozenset({"d_dimer_positive"}),
    "777-3": frozenset({"platelets_10e9_l"}) | BLEEDING | LISTS | PRESENT,
    "718-7": frozenset({"haemoglobin_g_dl"}) | BLEEDING | LISTS | PRESENT,
    "6301-6": frozenset({"inr", "hepatic_impairment"}) | BLEEDING | LISTS | DOSES,
    "2160-0": frozenset({"crcl_ml_min", "esrd", "surveillance"}) | BLEEDING | LISTS | DOSES,
    "29463-7": frozenset({"weight_kg", "crcl_ml_min", "esrd", "surveillance"}) | BLEEDING | LISTS | DOSES,
    "8302-2": frozenset({"crcl_ml_min", "esrd", "surveillance"}) | BLEEDING | LISTS | DOSES,
}
"""First code of an Observation → the features that may differ after its value has changed.

``DOSES``: whether a dose is a treatment dose hangs on weight and kidney function, with warfarin on the INR (definitions
16), and whether a D-dimer counts on that.  ``PRESENT``: the bars of the drug being taken ask for laboratory values.
``surveillance``: it is complete only without extension, and has one day more with end-stage renal disease.
"""

VALUES: Mapping[str, tuple[float, ...]] = {
    "thrombus-length": (0.5, 3, 4.9, 5, 5.1, 7, 12, 31),
    "thrombus-max-diameter": (2, 6.9, 7, 7.1, 12),
    "48065-7": (100, 499, 500, 501, 4000),
    "777-3": (12, 24, 49, 50, 99, 100, 250, 600),
    "718-7": (5, 6.9, 8, 10, 13, 17),
    "6301-6": (0.9, 1.2, 1.5, 1.7, 3.1, 6),
    "2160-0": (0.4, 0.9, 1.5, 2.4, 5, 9),
    "29463-7": (38, 50, 70, 101, 149),
    "8302-2": (140, 165, 190),
}
"""Values to change to, in the unit of the seeds; around each limit of ``cards/thresholds.yaml`` that concerns them."""
