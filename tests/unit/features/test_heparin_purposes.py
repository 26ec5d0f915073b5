"""A grid of heparin orders as they are written: for a line or a circuit, or perhaps treatment."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import medication_request, observation
from tests.unit.features.bleeding_charts import feature

ON = "on_therapeutic_ac"
WEIGHT = observation("LOINC|29463-7", (80, "kg"))
BAG = "heparin 25,000 units/250 mL premix"
VIAL = "heparin sodium 5,000 units/mL injection"
FLUSH = "heparin lock flush 100 unit/mL"
PERFUSOR = "Heparin-Natrium 25.000 I.E./50 ml Perfusor"
UK_PUMP = "Heparin sodium 20,000units/20ml solution for injection"


def order(
    drug: str, sig: str = "", rate: tuple[float, str] | None = None, dose: float | None = None, **members: Any
) -> dict[str, Any]:
    told: dict[str, Any] = {"text": sig} if sig else {}
    if rate:
        told["doseAndRate"] = [{"rateQuantity": {"value": rate[0], "unit": rate[1], "code": rate[1]}}]
    if dose:
        told["doseAndRate"] = [{"doseQuantity": {"value": dose, "unit": "units"}}]
    found = medication_request("RxNorm|5224", dosageInstruction=[told | members])
    found["medicationCodeableConcept"]["text"] = drug
    return found


FOR_A_LINE: list[tuple[Any, ...]] = [
    (FLUSH, "5 mL as needed"),
    (FLUSH, "500 Units, Intravenous, Every 28 days", None, 500),
    (FLUSH, "Flush each lumen with 3 mL after each use"),
    (FLUSH, "500 units IV push prn", None, 500),
    (VIAL, "Flush port with 5 mL"),
    (VIAL, "flush central line daily"),
    (VIAL, "5 mL to flush PICC line"),
    (VIAL, "for line patency"),
    (VIAL, "to keep line open"),
    (VIAL, "as a flush"),
    (VIAL, "1.6 mL to lock each lumen after dialysis"),
    (VIAL, "Lock dialysis catheter after each session"),
    (VIAL, "for catheter lock"),
    (VIAL, "8,000 Units, Intracatheter, dwell after each dialysis, fill both lumens", None, 8000),
    ("heparin 5000 unit/mL catheter lock", "10,000 units to catheter lock, after hemodialysis", None, 10000),
    (VIAL, "1,000 Units, Hemodialysis, As needed, for dialysis catheter dwell"),
    (VIAL, "3,000 Units via hemodialysis circuit at start of each treatment", None, 3000),
    (VIAL, "2,000 Units, Intravenous, In dialysis, 3 times weekly", None, 2000),
    (VIAL, "2,000 units at start of dialysis", None, 2000),
    (VIAL, "3,000 units bolus into circuit", None, 3000),
    (VIAL, "500 units/hr via CRRT circuit"),
    (VIAL, "500 units/hr via CRRT circuit", (500, "U/h")),
    (VIAL, "400 units/h to prevent clotting of the CRRT circuit", (400, "U/h")),
    ("heparin 20,000 units/20 mL CRRT", "0.5 mL/h into the circuit", (0.5, "mL/h")),
    ("heparin 25 units/mL in D5W purge solution", "Impella purge, 10 mL/hr", (10, "mL/h")),
    ("heparin 1 unit/mL arterial line", "3 mL/hr", (3, "mL/h")),
    ("heparin 1000 units/500 mL NS", "3 mL/hr arterial line pressure bag", (3, "mL/h")),
    ("heparin", "3 mL/hr for arterial line patency", (3, "mL/h")),
    ("heparin 2 units/mL", "for arterial line transducer", (3, "mL/h")),
    ("Heparin-Natrium 25000 IE", "500 IE in 500 ml NaCl, 3 ml/h, arterielle Druckspülung", (3, "mL/h")),
    ("heparin in TPN 1 unit/mL", "1 unit/mL in TPN over 24 h"),
    ("Heparin 5000 IE/ml", "Katheterblock 1,6 ml je Schenkel nach Dialyse"),
    ("Heparin-Natrium 5000 IE Blocklösung Dialysekatheter", "Katheterblock nach Dialyse"),
    ("Heparin 5000 IE/ml", "Katheter spülen"),
    ("Heparin 5000 IE/ml", "zum Spülen des Katheters"),
    ("Heparin 5000 IE/ml", "zur Katheterspülung"),
    ("Heparin 5000 IE/ml", "für die Dialyse"),
    ("Heparin 5000 IE/ml", "2000 IE zu Beginn der Dialyse", None, 2000),
    ("TauroLock-HEP500 Heparin", "Katheter blocken"),
    ("Heparine 5000 IE/ml slot katheter", "1,6 ml per lumen na dialyse"),
    ("Heparine 5000 IE/ml", "heparineslot"),
    ("Heparine 100 IE/ml", "katheter doorspoelen"),
    ("Heparine 100 IE/ml", "om de katheter open te houden; doorspoelen"),
    ("Héparine verrou cathéter 5000 UI/ml", "après chaque dialyse"),
    ("Héparine 5000 UI/ml", "pour verrou du cathéter"),
    ("Héparine 5000 UI/ml", "pour rinçage"),
    ("Héparine 5000 UI/ml", "2000 UI pour le circuit de dialyse"),
    ("Hepsal heparin 50units/5ml I.V. flush solution", "5ml as directed to flush line"),
    ("heparinised saline", "5 mL"),
    ("Heparin-Salbe 60.000", "2x tgl."),
    ("Heparin gel", "apply to the arm"),
    ("heparin 5000 units nebulised", "every 4 hours", None, 5000),
    ("heparin 40,000 units intravesical", "weekly", None, 40000),
    (VIAL, "50 units IV as needed for line care", None, 50),
    (VIAL, "300 units; flush line after", None, 300),
    (VIAL, "100 units after each port access", None, 100),
    (VIAL, "as needed, catheter patency", None, 500),
    (VIAL, "for dialyzer"),
    (VIAL, "pre dialysis circuit prime, for circuit", None, 5000),
    (VIAL, "1,000 units, dialysis", None, 1000),
    (VIAL, "10 units/mL, for port flush"),
    (VIAL, "Heplock after each use"),
]  # fmt: skip

PERHAPS_TREATMENT: list[tuple[Any, ...]] = [
    (BAG, "Infuse per PE protocol through dialysis catheter"),
    (BAG, "Continuous infusion per protocol via hemodialysis catheter"),
    (VIAL, "5,000 units IV via dialysis catheter once for acute PE", None, 5000),
    (UK_PUMP, "1.4 ml/hour IV infusion. Flush line with sodium chloride 0.9% before starting", (1.4, "mL/h")),
    (PERFUSOR, "2 ml/h i.v. kontinuierlich, auch während Hämodialyse", (2, "mL/h")),
    (PERFUSOR, "Laufrate 2 ml/h. Leitung vorher mit NaCl spülen", (2, "mL/h")),
    ("Heparin Perfusor", "2 ml/h. ZVK-Schenkel vorher spülen", (2, "mL/h")),
    ("Heparin 500 IE/ml", "2 ml/h, Katheter spülen", (2, "mL/h")),
    ("heparin", "2 ml/h via CRRT circuit by syringe pump", (2, "mL/h")),
    ("heparin", "5 mL/h through PICC", (5, "mL/h")),
    ("heparin perfusor", "2 mL/h for arterial line patency", (2, "mL/h")),
    ("heparin", "20 mL/h for arterial line patency", (20, "mL/h")),
    (UK_PUMP, "Run at 1.5 ml/h. Flush cannula first"),
    (BAG, "Infusion per protocol for dialysis catheter thrombus"),
    (BAG, "Infuse per pharmacy for AF; give through hemodialysis catheter"),
    (BAG, "Per PE nomogram. Use dialysis port as access"),
    (BAG, "Low intensity protocol. Lock to central line after port flush"),
    (BAG, "Per protocol, infuse via central line lumen, then flush"),
    (BAG, "Per protocol into the port, flush after"),
    (BAG, "Per nomogram via PICC line, flush q8h with saline"),
    (BAG, "Continuous drip via arterial sheath to maintain patency"),
    (BAG, "18 units/kg/h through dialysis catheter"),
    (BAG, "Bolus then drip per ACS protocol to dialysis circuit access"),
    (BAG, "Initiate standard intensity nomogram. Maintain line patency"),
    (BAG, "Rate per pharmacy. For line patency between infusions use saline flush"),
    (BAG, "Infuse per pump. Flush with saline before and after, for flush use NS 10 mL"),
    (BAG, "High intensity heparin; port accessed, may lock when off"),
    (BAG, "1,400 units/hr, flush line after"),
    (BAG, "14 mL/hr IV. Flush line q shift.", (14, "mL/h")),
    (BAG, "14 mL/hr, for line patency", (14, "mL/h")),
    (BAG, "for line patency"),
    (BAG, "via CRRT circuit"),
    (BAG, "500 units/hr through arterial sheath for graft patency", (500, "U/h")),
    (BAG, "Do not flush line. Lock out pump"),
    (BAG, "Do not draw labs from arterial line", (14, "mL/h")),
    (BAG, "1,300 units/hr. Patient on hemodialysis TTS", (1300, "U/h")),
    (BAG, "Titrate to aPTT; dialysis patient"),
    (BAG, "40,000 units over 24 hours, flush line first", None, 40000),
    ("heparine 20.000IE/50ml", "20.000 IE per 24 uur continu, daarna doorspoelen"),
    ("héparine sodique 25000 UI/5ml", "500 UI/kg/24h PSE, puis rinçage"),
    ("Heparin-Natrium 25.000 IE", "15.000 IE/24 h über Perfusor, Dialyse Mo Mi Fr"),
    (VIAL, "17,500 units subcutaneous, flush line after", None, 17500),
    (VIAL, "17,500 units sc twice daily in dialysis patient", None, 17500),
    (VIAL, "80 units/kg via port now, for clot"),
    (VIAL, "5,000 units IV bolus, flush after", None, 5000),
    (VIAL, "5,000 units IV via PICC, flush line before and after", None, 5000),
    (VIAL, "5,000 units into dialysis catheter then infusion per DVT protocol", None, 5000),
    (VIAL, "5,000 units IV for DVT, via dialysis port", None, 5000),
    (VIAL, "6,400 units IV once; flush", None, 6400),
    (VIAL, "therapeutic heparin via dialysis circuit"),
    (VIAL, "systemic anticoagulation via CRRT circuit"),
    (VIAL, "full dose, for the circuit"),
    (BAG, "Use for CRRT circuit and systemic anticoagulation"),
    ("heparin 500 units/mL", "3 mL/h for arterial line patency", (3, "mL/h")),
    ("heparin 20 units/mL", "60 mL/h to flush", (60, "mL/h")),
    ("heparin", "Continue heparin gtt started for left leg clot; run through port"),
    (VIAL, "1,200 units/hr via CRRT circuit", (1200, "U/h")),
    (VIAL, "10 units/kg/hr via CRRT circuit", (10, "U/kg/h")),
    (VIAL, "12 units/kg/hr ECMO circuit", (12, "U/kg/h")),
    (VIAL, "500 units/h via circuit, titrate to aPTT 60-80", (500, "U/h")),
    (VIAL, "dialysis catheter"),
    (VIAL, "via hemodialysis catheter"),
    (VIAL, "through the port"),
    (VIAL, "Flush with saline before use"),
    (VIAL, "flush IV line first"),
    ("Heparin 25.000 IE", "nach PTT, Katheter spülen"),
    ("Heparin 25.000 IE", "Vollheparinisierung über Dialysekatheter"),
    ("Heparin 25.000 IE", "bei Lungenembolie; Leitung spülen"),
    ("Heparin 25.000 IE", "wegen Beinvenenthrombose über ZVK, danach Spülung"),
    ("Heparin 25.000 IE", "nicht zum Spülen"),
    ("heparine", "bij longembolie, lijn doorspoelen"),
    ("heparine", "20.000 IE per spuitpomp via dialysekatheter, na afloop spoelen"),
    ("héparine", "pour embolie pulmonaire; rincer la ligne"),
    ("heparin", "not for flush"),
    ("heparin", "per protocol; do not use to flush"),
]  # fmt: skip


@pytest.mark.parametrize("told", FOR_A_LINE, ids=lambda each: " | ".join(map(str, each)))
def test_heparin_that_is_said_to_be_for_a_line_a_circuit_or_the_skin_is_no_treatment(told: tuple[Any, ...]) -> None:
    assert feature(ON, order(*told), WEIGHT).value == "absent"
    assert feature("current_anticoagulant", order(*told), WEIGHT).value == "none"


@pytest.mark.parametrize("told", PERHAPS_TREATMENT, ids=lambda each: " | ".join(map(str, each)))
def test_heparin_that_may_treat_is_never_passed_over_for_a_word_of_a_line(told: tuple[Any, ...]) -> None:
    assert feature(ON, order(*told), WEIGHT).value != "absent"


@pytest.mark.parametrize("drug", [PERFUSOR, UK_PUMP, "heparin 25,000 units in 50 mL", "Heparin 500 IE/ml"])
def test_the_strength_in_the_words_of_the_drug_tells_how_much_a_rate_in_ml_is(drug: str) -> None:
    assert feature(ON, order(drug, "2.8 mL/h", (2.8, "mL/h")), WEIGHT).value == "present"
    assert feature(ON, order("heparin 2 units/mL", "2.8 mL/h", (2.8, "mL/h")), WEIGHT).value is None


@pytest.mark.parametrize("rate", [400, 500])
def test_a_rate_as_low_as_that_of_a_line_is_not_taken_for_treatment(rate: int) -> None:
    assert feature(ON, order("Heparin Perfusor", f"{rate} IE/h", (rate, "[iU]/h")), WEIGHT).value is None


def test_a_reason_of_treatment_outweighs_a_word_of_a_line_unless_the_product_is_a_flush() -> None:
    reason = [{"text": "pulmonary embolism"}]
    vial = order(VIAL, "5,000 units IV to port, for line patency", None, 5000) | {"reasonCode": reason}
    flush = order(FLUSH, "5 mL as needed") | {"reasonCode": reason}
    assert (feature(ON, vial, WEIGHT).value, feature(ON, flush, WEIGHT).value) == (None, "absent")


@pytest.mark.parametrize(
    "word", ["9" * 5000, "1,000," * 900, "flush " * 3000, "for the " * 3000 + "flush", "½ ² Ⅻ ٣ units/ml"]
)
def test_a_text_of_any_shape_is_read(word: str) -> None:
    assert feature(ON, order("heparin", word), WEIGHT).name == ON


LMWH = "RxNorm|854241"


def _lmwh(sig: str, frequency: int, unit: str, dose: float = 80) -> dict[str, Any]:
    timing = {"repeat": {"frequency": frequency, "period": 1, "periodUnit": unit}}
    amount = [{"doseQuantity": {"value": dose, "unit": "mg"}}]
    return medication_request(LMWH, dosageInstruction=[{"text": sig, "timing": timing, "doseAndRate": amount}])


@pytest.mark.parametrize(
    ("told", "value"),
    [
        (_lmwh("80 mg into arterial line of dialysis circuit at start of session", 3, "wk"), None),
        (_lmwh("80 mg via dialysis circuit", 1, "d"), None),
        (_lmwh("80 mg", 3, "wk"), None),
        (_lmwh("80 mg under the skin twice daily; dialysis patient", 2, "d"), "present"),
        (_lmwh("80 mg under the skin", 2, "d"), "present"),
        (_lmwh("40 mg into the dialysis circuit", 3, "wk", 40), "absent"),
    ],
)
def test_a_low_molecular_weight_heparin_for_dialysis_leaves_treatment_open(told: Any, value: str | None) -> None:
    assert feature(ON, told, WEIGHT).value == value
