"""What the text of a report may add to the coded features, and what it never adds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.features import narrated_findings
from service.features.feature import Feature, State
from service.features.narrated import narrate
from service.features.narrated_denials import days_told, denied_sides, is_withdrawn
from service.features.quoted import Narration, Verdict
from service.narrative.reader import read_report
from service.narrative.veins import DEEP
from service.site import Site
from tests.builders import BOTH, LEFT, NOW, RIGHT, chart_of, condition, days_ago, diagnostic_report, observation

REPORTS = Path(__file__).parents[3] / "fixtures" / "reports"
pytestmark = pytest.mark.verifies("C-55")

LEFT_US, RIGHT_US, BOTH_US = "LOINC|48692-8", "LOINC|48691-0", "LOINC|46364-6"
POPLITEAL = "Acute thrombus in the left popliteal vein."
GASTROCNEMIUS = "Left leg: acute thrombus in one gastrocnemius vein, 6 cm long, largest diameter 8 mm."
UNSPECIFIED_LEFT, UNSPECIFIED_RIGHT = "ICD-10-CM|I82.402", "ICD-10-CM|I82.401"
GASTROCNEMIUS_LEFT, POPLITEAL_LEFT = "ICD-10-CM|I82.462", "ICD-10-CM|I82.432"


def report(text: str, exam: str = LEFT_US, days: float = 1, **members: Any) -> dict[str, Any]:
    return diagnostic_report(exam, days_ago(days), conclusion=text, **members)


def coded(code: str = UNSPECIFIED_LEFT, **members: Any) -> dict[str, Any]:
    return condition(code, days_ago(3), recorded=days_ago(2), **members)


@pytest.fixture
def read(knowledge):
    def of(*resources: dict[str, Any], **record: Any) -> Narration:
        chart = chart_of(*resources, knowledge=knowledge, site=Site(free_text=True), **record)
        return narrate(chart, {name: chart.feature(name) for name in knowledge.facts})

    return of


def values(narration: Narration) -> dict[str, set[str]]:
    return {name: set(feature.possible) for name, feature in narration.raised.items()}


def verdicts(narration: Narration) -> set[Verdict]:
    return {quote.verdict for quote in narration.settled(narration.raised)}


# --- what is raised -----------------------------------------------------------------------------------------------


def test_a_text_alone_makes_the_thrombosis_present_and_its_level_proximal(read):
    found = read(report(POPLITEAL))
    assert values(found) == {
        "acute_leg_dvt_confirmed": {"present"},
        "location": {"femoropopliteal", "iliofemoral"},
    }
    feature: Feature = found.raised["acute_leg_dvt_confirmed"]
    assert feature.state is State.DOCUMENTED
    (evidence,) = feature.evidence
    assert evidence.is_narrative and evidence.quote == POPLITEAL
    assert evidence.reference.startswith("DiagnosticReport/") and evidence.when == days_ago(1)[:10]
    assert "popliteal" in evidence.what


def test_an_iliac_vein_in_a_text_is_no_more_than_proximal(read):
    found = read(report("Acute thrombus of the left external iliac and common femoral veins."))
    assert values(found)["location"] == {"femoropopliteal", "iliofemoral"}


def test_a_suspected_thrombosis_may_be_raised(read):
    found = read(coded(verification="provisional"), report(POPLITEAL))
    assert values(found)["acute_leg_dvt_confirmed"] == {"present"}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (GASTROCNEMIUS, {"gastrocnemius_only"}),
        ("Acute thrombus in the left peroneal and soleal veins.", {"distal_axial"}),
        ("Acute left calf vein thrombosis.", {"gastrocnemius_only", "distal_axial"}),
        (POPLITEAL, {"femoropopliteal", "iliofemoral"}),
    ],
)
def test_a_text_settles_the_level_that_the_code_leaves_open(read, text, level):
    assert values(read(coded(), report(text)))["location"] == level


def test_the_vena_cava_belongs_to_whichever_leg_is_coded(read):
    found = read(coded(), report("Acute thrombus in the inferior vena cava.", BOTH_US))
    assert values(found)["location"] == {"femoropopliteal", "iliofemoral"}


def test_a_text_narrows_a_coded_level_and_never_widens_it(read):
    found = read(condition("ICD-10-CM|I82.4Z2", days_ago(3)), report("Acute thrombus in the left peroneal vein."))
    assert values(found)["location"] == {"distal_axial"}


def test_length_and_diameter_above_their_limits_are_raised_without_a_number_for_a_dose_or_hand_over(read):
    found = read(coded(), report(GASTROCNEMIUS))
    assert values(found)["length_cm"] == {"over_5"}
    assert values(found)["max_diameter_mm"] == {"over_7"}
    assert all(feature.quantity is None for feature in found.raised.values())
    assert found.raised["length_cm"].evidence[0].value == "6 cm"


def test_two_named_calf_veins_of_one_leg_are_several(read):
    found = read(coded(), report("Acute thrombus in the left gastrocnemius and soleal veins."))
    assert values(found)["n_veins"] == {"several"}


def test_one_calf_vein_in_each_leg_is_not_several(read):
    found = read(
        coded("ICD-10-CM|I82.403"),
        report("Acute thrombus in the left gastrocnemius vein. Acute thrombus in the right soleal vein.", BOTH_US),
    )
    assert "n_veins" not in found.raised


def test_a_short_distance_to_the_popliteal_vein_is_close(read):
    text = "Acute thrombus in the left gastrocnemius vein, ending 2 cm below the popliteal vein."
    assert values(read(coded(), report(text)))["close_to_proximal"] == {"present"}


def test_a_proximal_vein_on_a_later_day_than_a_coded_calf_scan_is_extension(read):
    scan = diagnostic_report(LEFT_US, days_ago(7), conclusions=[GASTROCNEMIUS_LEFT])
    found = read(scan, report("Acute thrombus now also in the left popliteal vein."))
    assert values(found)["serial_extension"] == {"into_proximal"}
    assert "location" not in found.raised


def test_a_proximal_vein_on_the_day_of_the_coded_calf_scan_is_a_contradiction_and_no_extension(read):
    scan = diagnostic_report(LEFT_US, days_ago(1), conclusions=[GASTROCNEMIUS_LEFT], conclusion=POPLITEAL)
    found = read(scan)
    assert found.raised == {}
    assert verdicts(found) == {Verdict.DIFFERS}


def test_a_proximal_vein_after_a_coded_proximal_scan_is_no_extension_into_the_proximal_veins(read):
    scan = diagnostic_report(LEFT_US, days_ago(7), conclusions=[POPLITEAL_LEFT])
    assert read(scan, report(POPLITEAL)).raised == {}


def test_the_exam_gives_the_side_that_the_text_leaves_out(read):
    assert values(read(report("Acute thrombus in the popliteal vein.")))["acute_leg_dvt_confirmed"] == {"present"}


def test_a_thrombus_of_the_vena_cava_needs_no_side(read):
    found = read(report("Acute thrombus in the inferior vena cava.", BOTH_US))
    assert values(found)["location"] == {"femoropopliteal", "iliofemoral"}


# --- what is not --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Left leg: acute thrombus in one gastrocnemius vein, 5 cm long.",
        "Left leg: acute thrombus in one gastrocnemius vein, 7 mm wide.",
        "Left leg: acute thrombus in one gastrocnemius vein, ending 8 cm below the popliteal vein.",
        "Left leg: acute thrombus in one gastrocnemius vein, 500 cm long.",
    ],
)
def test_a_measure_that_would_rule_a_risk_feature_out_raises_nothing(read, text):
    assert set(read(coded(), report(text)).raised) == {"location"}


def test_occlusion_and_both_legs_are_told_and_never_raised(read):
    text = "Acute occlusive thrombus of the common femoral veins of both legs."
    found = read(condition("ICD-10-CM|I82.409", days_ago(3)), report(text, BOTH_US))
    assert set(found.raised) == {"location"}
    assert {name for quote in found.quotes if quote.verdict is Verdict.TOLD for name in quote.about} == {
        "bilateral",
        "occlusive",
    }


@pytest.mark.parametrize(
    "members",
    [
        {"status": "preliminary"},
        {"status": "entered-in-error"},
        {"days": 91},
        {"days": 1, "exam": "LOINC|24627-2"},
    ],
    ids=["preliminary", "in error", "before the episode", "of the chest"],
)
def test_a_text_that_does_not_count_changes_nothing(read, members):
    assert read(report(POPLITEAL, **members)) == Narration({}, ())


def test_a_report_before_the_episode_is_not_even_read(read, monkeypatch):
    monkeypatch.setattr(narrated_findings, "read_report", lambda text: pytest.fail("read"))
    assert read(report(POPLITEAL, days=120)).raised == {}


def test_an_older_report_of_a_leg_that_a_newer_one_told_of_is_not_read(read, monkeypatch):
    seen = []
    reader = narrated_findings.read_report
    monkeypatch.setattr(narrated_findings, "read_report", lambda text: seen.append(text) or reader(text))
    older, other_leg = "Acute thrombus in the left soleal vein.", "Acute thrombus in the right soleal vein."
    read(report(POPLITEAL), report(older, days=3), report(other_leg, RIGHT_US, days=4))
    assert seen == [POPLITEAL, other_leg]


def test_an_endless_report_is_not_read_and_older_ones_of_its_leg_are_not_used_instead(read, monkeypatch):
    endless = POPLITEAL + " The great saphenous vein is patent." * 1_000
    assert len(endless) > narrated_findings.MOST_CHARACTERS
    monkeypatch.setattr(narrated_findings, "read_report", lambda text: pytest.fail("read"))
    assert read(report(endless), report(POPLITEAL, days=3)).raised == {}


def test_an_endless_report_of_one_leg_does_not_hide_the_other(read):
    endless = "The left great saphenous vein is patent." * 1_000
    found = read(report(endless), report("Acute thrombus in the right popliteal vein.", RIGHT_US, days=3))
    assert "acute_leg_dvt_confirmed" in found.raised


def test_old_reports_do_not_push_out_what_may_be_of_this_episode(read):
    old = [report(POPLITEAL, days=100 + number) for number in range(narrated_findings.MOST_READ)]
    found = read(coded(verification="provisional"), report(POPLITEAL, effectiveDateTime=None), *old)
    assert verdicts(found) == {Verdict.UNSURE}


def test_only_the_newest_reports_are_read(read):
    newer = [report("Left leg not examined.", days=number) for number in range(1, 1 + narrated_findings.MOST_READ)]
    assert read(*newer, report(POPLITEAL, days=9)).raised == {}
    assert read(*newer[1:], report(POPLITEAL, days=9)).raised != {}


def test_an_undated_text_is_unsure(read):
    found = read(coded(verification="provisional"), report(POPLITEAL, effectiveDateTime=None))
    assert found.raised == {}
    assert verdicts(found) == {Verdict.UNSURE}


@pytest.mark.parametrize(
    "text",
    [
        "Left popliteal vein: thrombus cannot be excluded.",
        "Left popliteal vein: acute thrombus. Impression: no thrombus in the left popliteal vein.",
        "Thrombus of indeterminate age in the left popliteal vein.",
        "Residual thrombus in the left popliteal vein, unchanged since the previous scan.",
        "Acute thrombus in the right popliteal vein.",
    ],
    ids=["hedged", "contradictory", "of unknown age", "unchanged", "not the leg examined"],
)
def test_a_thrombus_in_doubt_is_named_and_raises_nothing(read, text):
    found = read(coded(verification="provisional"), report(text))
    assert found.raised == {}
    assert verdicts(found) == {Verdict.UNSURE}


def test_a_chronic_thrombus_is_no_acute_one(read):
    assert read(report("Chronic thrombus in the left popliteal vein.")).raised == {}


def test_two_texts_of_one_day_that_contradict_each_other_raise_nothing(read):
    other = observation(LEFT_US, {"valueString": "No deep vein thrombosis in the left leg."}, days_ago(1))
    assert read(report(POPLITEAL), other).raised == {}


@pytest.mark.parametrize(
    "denial",
    [
        "This patient has no thrombus.",
        "No thrombus.",
        "ADDENDUM: no DVT.",
        "CORRECTION: there is no evidence of acute deep vein thrombosis.",
        "Today all veins are free.",
        "Today the veins are free.",
        "Right leg: all veins are patent. ADDENDUM: no thrombus.",
        "All deep veins are compressible.",
        "All the deep veins of the left leg are fully compressible and patent.",
        "ADDENDUM: dictated for another patient.",
        "Addendum: wrong patient, please disregard.",
        "This report was filed on the wrong patient.",
        "The above was entered in error.",
    ],
)
def test_a_text_that_denies_the_whole_leg_or_withdraws_itself_raises_nothing(read, denial):
    found = read(coded(verification="provisional"), report(f"{POPLITEAL} {denial}"))
    assert found.raised == {}
    assert Verdict.UNSURE in verdicts(found)


def test_a_sentence_that_denies_in_its_second_half_raises_nothing(read):
    for half in ("today all veins are free", "now there is no thrombus"):
        assert read(report(f"{POPLITEAL[:-1]} in the last days; {half}.")).raised == {}


@pytest.mark.parametrize(
    "limited",
    [
        "All other veins are patent.",
        "No other thrombus.",
        "No thrombus in the femoral vein.",
        "No further thrombus.",
        "No superficial vein thrombosis.",
        "The previous scan showed no thrombus.",
        "Comparison: preop US, no thrombosis.",
        "All deep veins are compressible except the popliteal vein.",
        "Right leg: all deep veins are compressible.",
        "Right leg: no deep vein thrombosis.",
        "Common femoral vein: compressible, no thrombus.",
        "With the exception of this vein, all deep veins of the left leg are patent.",
        "No thrombus\nin the left posterior tibial veins.",
        "C = compresses, no thrombus.",
        "RIGHT LEG\nAll veins are patent.",
        "Discussed with another doctor. The patient has no pain.",
    ],
)
def test_a_denial_of_something_less_than_the_leg_changes_nothing(read, limited):
    found = read(report(f"{POPLITEAL} {limited}", exam=BOTH_US))
    assert "acute_leg_dvt_confirmed" in found.raised


@pytest.mark.parametrize(
    "when",
    ["2010-01-02", "02.01.2010", "01/02/2010", "2 January 2010", "Jan 2nd, 2010", "January 2010", "2010", "2/1/10"],
)
def test_a_thrombus_of_an_earlier_date_is_told_and_raises_nothing(read, when):
    text = f"On {when} there was acute thrombus in the left popliteal vein."
    found = read(coded(verification="provisional"), report(text))
    assert found.raised == {}
    assert verdicts(found) == {Verdict.UNSURE}


@pytest.mark.parametrize(("days", "raises"), [(0, True), (21, True), (22, False)])
def test_a_date_counts_as_earlier_after_the_days_that_join_an_episode(read, days, raises):
    when = days_ago(1 + days)[:10]
    found = read(report(f"On {when} there was acute thrombus in the left popliteal vein."))
    assert bool(found.raised) is raises


@pytest.mark.parametrize(("when", "raises"), [("01/11/2026", True), ("11/01/2026", True), ("01/10/2026", False)])
def test_a_date_that_may_be_read_in_two_ways_counts_as_earlier_only_if_both_are(read, when, raises):
    assert NOW.date().isoformat() == "2026-11-22", "the dates above are about this day"
    assert bool(read(report(f"On {when} there was acute thrombus in the left popliteal vein.")).raised) is raises


def test_no_acute_thrombus_of_the_development_reports_is_taken_back_by_its_own_text():
    """Those reports are consistent: what the words of one seem to take back would be our misreading."""
    seen, doubted = 0, []
    for path in sorted(REPORTS.glob("development*.yaml")):
        for each in yaml.safe_load(path.read_text(encoding="utf-8"))["reports"]:
            acute = [
                finding
                for finding in read_report(each["text"]).findings
                if finding.vein in DEEP and finding.thrombus == "present" and finding.age in ("acute", "unstated")
            ]
            sides = denied_sides(each["text"])
            seen += len(acute)
            if acute and (is_withdrawn(each["text"]) or any("" in sides or one.side in sides for one in acute)):
                doubted.append(each["id"])
    assert seen > 400
    assert doubted == []


@pytest.mark.parametrize(
    "text",
    [
        "no " * 9_000,
        "all deep veins " * 1_200,
        "\n" * 20_000,
        "<" * 20_000,
        ", now " * 3_000,
        "jan 2010 " * 2_000,
        " \n" * 9_999,
    ],
    ids=["no", "all", "lines", "angles", "commas", "dates", "blank lines"],
)
def test_an_endless_text_is_searched_once(text):
    """A pattern that goes back over its text would not come to an end here."""
    assert not is_withdrawn(text) and denied_sides(text) <= {""}
    assert all(day.year == 2010 for day in days_told(text))


def test_numbers_that_are_no_dates_are_no_dates(read):
    text = "Acute thrombus in the left popliteal vein, 6.5 x 12 mm, 10/10 segments, accession 20101234, 1999 mm/s."
    assert read(report(text)).raised != {}


def test_the_newer_text_of_a_leg_speaks_for_it(read):
    assert read(report(POPLITEAL, days=5), report("No deep vein thrombosis in the left leg.")).raised == {}
    assert read(report(POPLITEAL), report("No deep vein thrombosis in the left leg.", days=5)).raised != {}


def test_the_negative_of_one_leg_does_not_weaken_the_other(read):
    text = "Right leg: acute thrombus in the popliteal vein. Left leg: no deep vein thrombosis."
    found = read(report(text, BOTH_US))
    assert values(found)["acute_leg_dvt_confirmed"] == {"present"}
    assert verdicts(found) == {Verdict.USED}


@pytest.mark.parametrize(
    "past",
    [
        condition(POPLITEAL_LEFT, days_ago(4), clinical="resolved"),
        condition(POPLITEAL_LEFT, days_ago(200), clinical="active"),
        condition(POPLITEAL_LEFT, None, clinical="inactive"),
        condition("ICD-10-CM|I82.502", days_ago(300)),
        condition(POPLITEAL_LEFT, days_ago(4), recorded=days_ago(0), verification="refuted"),
        condition(POPLITEAL_LEFT, None, verification="refuted"),
    ],
    ids=["resolved", "of last spring", "over and undated", "chronic", "refuted since", "refuted, undated"],
)
def test_a_thrombus_that_coded_entries_call_over_or_refuted_is_not_raised(read, past):
    assert read(past, report("Thrombus in the left popliteal vein.")).raised == {}


def test_even_a_thrombus_called_acute_is_not_raised_where_one_of_those_days_is_coded_as_over(read):
    assert read(condition(POPLITEAL_LEFT, days_ago(4), clinical="resolved"), report(POPLITEAL)).raised == {}


def test_a_refutation_before_the_scan_does_not_speak_of_it(read):
    past = condition(POPLITEAL_LEFT, days_ago(30), recorded=days_ago(30), verification="refuted")
    assert "acute_leg_dvt_confirmed" in read(past, report(POPLITEAL)).raised


def test_a_thrombus_called_acute_long_after_an_earlier_one_is_raised(read):
    past = condition("ICD-10-CM|I82.431", days_ago(400))
    assert "acute_leg_dvt_confirmed" in read(past, report(POPLITEAL)).raised


def test_a_coded_negative_examination_stands_against_a_text(read):
    negative = diagnostic_report(BOTH_US, days_ago(1), conclusions=["SNOMED|260385009"], conclusion=POPLITEAL)
    assert read(negative).raised == {}


def test_a_coded_superficial_thrombosis_is_left_as_it_is(read):
    assert read(condition("ICD-10-CM|I80.02", days_ago(2)), report(POPLITEAL)).raised == {}


# --- coded entries win --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "given", "text", "name"),
    [
        ("thrombus-length", (4, "cm"), GASTROCNEMIUS, "length_cm"),
        ("thrombus-length", ("<", 6, "cm"), GASTROCNEMIUS.replace("6 cm", "7 cm"), "length_cm"),
        ("thrombus-max-diameter", (5, "mm"), GASTROCNEMIUS, "max_diameter_mm"),
        ("thrombosed-vein-count", 1, "Acute thrombus in the left gastrocnemius and soleal veins.", "n_veins"),
    ],
)
def test_a_coded_measurement_is_never_raised_by_a_text(read, code, given, text, name):
    found = read(coded(GASTROCNEMIUS_LEFT), observation(code, given, days_ago(1)), report(text))
    assert name not in found.raised


@pytest.mark.parametrize(("days", "shown"), [(0.5, True), (1, True), (2.9, False)], ids=["newer", "same day", "older"])
def test_a_contradiction_is_shown_unless_the_text_is_older_than_the_coded_value(read, days, shown):
    measured = observation("thrombus-length", (4, "cm"), days_ago(1))
    found = read(coded(GASTROCNEMIUS_LEFT), measured, report(GASTROCNEMIUS, days=days))
    about = {name for quote in found.quotes if quote.verdict is Verdict.DIFFERS for name in quote.about}
    assert ("length_cm" in about) is shown


def test_a_higher_vein_than_the_coded_one_is_shown_and_a_lower_one_is_not(read):
    assert verdicts(read(coded(GASTROCNEMIUS_LEFT), report(POPLITEAL))) == {Verdict.DIFFERS}
    assert verdicts(read(coded(POPLITEAL_LEFT), report("Acute thrombus in the left peroneal vein."))) == set()


def test_a_text_of_another_leg_than_the_coded_one_settles_nothing(read):
    found = read(coded(UNSPECIFIED_RIGHT), report(POPLITEAL))
    assert found.raised == {}
    assert verdicts(found) == {Verdict.DIFFERS}


def test_a_calf_vein_of_one_leg_does_not_settle_the_level_of_two(read):
    found = read(coded("ICD-10-CM|I82.403"), report("Acute thrombus in the left soleal vein."))
    assert "location" not in found.raised


def test_a_doubt_about_a_higher_vein_keeps_the_level_open(read):
    text = "Acute thrombus in the left soleal vein. Left popliteal vein: thrombus cannot be excluded."
    found = read(coded(), report(text))
    assert "location" not in found.raised
    assert Verdict.UNSURE in verdicts(found)


def test_a_text_denies_a_suspected_thrombosis_and_leaves_it_open(read):
    found = read(coded(verification="provisional"), report("No deep vein thrombosis in the left leg."))
    assert found.raised == {}
    assert verdicts(found) == {Verdict.DENIES}


@pytest.mark.parametrize(("days", "shown"), [(0.5, True), (6, False)], ids=["after the scan", "before it"])
def test_a_text_that_denies_a_coded_thrombosis_is_shown_unless_it_came_before(read, days, shown):
    scan = diagnostic_report(LEFT_US, days_ago(1), conclusions=[POPLITEAL_LEFT])
    found = read(scan, report("No deep vein thrombosis in the left leg.", days=days))
    assert found.raised == {}
    assert verdicts(found) == ({Verdict.DIFFERS} if shown else set())


# --- quotes -------------------------------------------------------------------------------------------------------


def test_one_sentence_is_quoted_once_with_its_strongest_verdict(read):
    found = read(coded(), report(GASTROCNEMIUS.replace("6 cm", "4 cm")))
    (quote,) = found.settled(found.raised)
    assert quote.verdict is Verdict.USED
    assert {"location", "length_cm", "max_diameter_mm"} <= set(quote.about)
    (unused,) = found.settled(())
    assert unused.verdict is Verdict.HELD


@pytest.mark.parametrize("site", [LEFT, RIGHT, BOTH])
def test_an_observation_takes_its_side_from_its_body_site(read, site):
    text = {"valueString": "Acute thrombus in the popliteal vein."}
    found = read(observation("LOINC|46363-8", text, days_ago(1), site=["SNOMED|61685007", site]))
    assert bool(found.raised) is (site is not BOTH)
