"""Grave things in German, Dutch and French words, with their denials and their doubts."""

from __future__ import annotations

import pytest

from tests.builders import condition, days_ago
from tests.unit.fhir.test_named_words import BLEED, BRAIN, EARLIER, EMBOLISM, HIT, STROKE, named

PREGNANCY = "pregnancy"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Obere GI-Blutung", BLEED),
        ("V.a. gastrointestinale Blutung", BLEED),
        ("Kein Fieber und GI-Blutung", BLEED),
        ("Z.n. Ösophagusvarizenblutung", BLEED),
        ("Hirnblutung", BRAIN),
        ("Nicht-traumatische intrazerebrale Blutung", BRAIN),
        ("Hirnblutung, nicht ausgeschlossen", BRAIN),
        ("Hirnblutung kann nicht sicher ausgeschlossen werden", BRAIN),
        ("Heparin-induzierte Thrombozytopenie", HIT),
        ("HIT Typ II", HIT),
        ("Z.n. HIT Typ II", HIT),
        ("Schlaganfall", STROKE),
        ("Akuter ischämischer Hirninfarkt", STROKE),
        ("Verdacht auf Lungenembolie", EMBOLISM),
        ("Zum Ausschluss Lungenembolie", EMBOLISM),
        ("Lungenembolie ohne akutes Cor pulmonale", EMBOLISM),
        ("Zustand nach Lungenembolie", f"{EMBOLISM}, {EARLIER}"),
        ("Schwangerschaft, 20. SSW", PREGNANCY),
        ("Hersenbloeding", BRAIN),
        ("Maagbloeding", BLEED),
        ("Longembolie niet uitgesloten", EMBOLISM),
        ("Herseninfarct rechts", STROKE),
        ("Heparine-geïnduceerde trombocytopenie", HIT),
        ("Zwanger", PREGNANCY),
        ("Hémorragie digestive haute", BLEED),
        ("Hémorragie cérébrale", BRAIN),
        ("AVC ischémique", STROKE),
        ("Embolie pulmonaire non exclue", EMBOLISM),
        ("Grossesse de 20 semaines", PREGNANCY),
        ("Stroke, non-hemorrhagic", STROKE),
        ("Stroke non-hemorrhagic", STROKE),
    ],
)
def test_it_is_named(text, says):
    assert named(condition({"text": text}, days_ago(1))) == [says]


@pytest.mark.parametrize(
    "text",
    [
        "Keine GI-Blutung",
        "Kein Anhalt für Hirnblutung",
        "Kein Hinweis auf eine aktive Blutung",
        "Hirnblutung ausgeschlossen",
        "Hirnblutung: nein",
        "Hirnblutung: keine",
        "Schlaganfall: verneint",
        "HIT Typ II ausgeschlossen",
        "Heparin-induzierte Thrombozytopenie: Antikörper negativ",
        "Lungenembolie unwahrscheinlich",
        "Lungenembolie nicht nachgewiesen",
        "Ohne Schlaganfall",
        "Mutter: Schlaganfall",
        "Familienanamnese: Schlaganfall",
        "Schlaganfall in der Vorgeschichte",
        "Schlaganfall 2009",
        "Blutungsrisiko",
        "Keine Schwangerschaft",
        "Geen hersenbloeding",
        "Hersenbloeding uitgesloten",
        "Longembolie: nee",
        "VG: beroerte",
        "Moeder: beroerte",
        "Pas d'embolie pulmonaire",
        "Pas de signe en faveur d'une embolie pulmonaire",
        "Absence d'hémorragie cérébrale",
        "Embolie pulmonaire exclue",
        "Antécédent d'AVC",
        "AVC : non",
        "Test de grossesse",
        "Pregnancy test",
        "History of pregnancy",
        "Not pregnant",
    ],
)
def test_a_denial_is_not(text):
    assert named(condition({"text": text}, days_ago(1))) == []


def test_an_old_pregnancy_in_words_is_passed_over():
    assert named(condition({"text": "Pregnancy"}, days_ago(400))) == []
    assert named(condition({"text": "Pregnancy"}, days_ago(100), clinical="resolved")) == []
