"""Texts of orders as hospitals and pharmacies write them: for a single dose, going on, of no number, left open, and
once beside a word of time."""

from __future__ import annotations

SINGLE = (
    "80 mg once", "80 mg subcut once", "80 mg SC x1", "80 mg SC x 1 now", "80 mg SC stat", "STAT only 80 mg sc",
    "80 mg SC stat dose", "10 mg Oral STAT", "80 mg, Subcutaneous, ONCE", "80 mg Subcutaneous ONE TIME ONLY",
    "80 mg, Subcutaneous, ONCE, 1 dose, On Thu 11/19/26 at 0900",
    "80 mg, Subcutaneous, ONCE, On Thu 11/19/26 at 0900, For 1 dose", "80 mg = 0.8 mL, Injection, Subcutaneous, Once",
    "80 mg = 0.8 mL, Injection, Subcutaneous, Once, First Dose: 11/19/26 9:00:00 EST, Stop Date: 11/19/26 9:00:00 EST",
    "80 mg, SubCutaneous, Once-Unscheduled, start: 11/19/26 9:00 AM", "Enoxaparin 80 mg SC once",
    "Lovenox 80mg SQ x1 in ED", "80 mg SC x1 dose in ED", "80 mg subcutaneous once for 1 dose",
    "1 syringe (80 mg) SC once", "80 mg SC single dose", "80 mg SC single dose given in A&E", "80 mg SC one-off dose",
    "80 mg SC one off", "80 mg SC once, give in ED before discharge", "80 mg SC once before discharge",
    "80 mg once only", "Give 80 mg once now", "80 mg sub-q once today", "80 mg SC once tonight",
    "80 mg SC, one dose only", "80 mg for 1 dose", "80 mg SQ times one", "Inject 80 mg under the skin one time",
    "15 mg PO once", "15 mg PO x1 now for suspected DVT", "20 mg by mouth, one time only", "10 mg po stat, one dose",
    "Take 2 tablets by mouth once now", "1 mg/kg SC once", "80 mg s.c. once on 19/11/2026 at 21:00",
    "80 mg SC once at 9 PM", "80 mg once on day 1", "onetime dose 80 mg", "80 mg SC once on admission",
    "80 mg SC in ED x 1, single shot", "one time order: 80 mg SC",
    # German
    "80 mg s.c. einmalig", "80 mg s.c. Einmalgabe", "einmalig 80 mg s.c. in der Notaufnahme", "80 mg einmalige Gabe",
    "Einzeldosis 80 mg s.c.", "80 mg s.c. einmalig am 19.11.2026 um 21:00 Uhr", "Clexane 80 mg s.c. einmalig sofort",
    "15 mg p.o. einmalig heute", "eine Fertigspritze s.c. einmalig", "80 mg als Einmaldosis",
    "einmal 80 mg s.c. in ZNA",
    # Dutch
    "eenmalig 80 mg s.c.", "80 mg sc éénmalig", "80 mg subcutaan eenmalige gift", "80 mg s.c. 1 keer",
    "eenmalig 80 mg op SEH", "80 mg enkele dosis", "1 spuit eenmalig vandaag", "80 mg eenmalig om 21:00 uur",
    # French
    "80 mg SC dose unique", "80 mg une fois en SC", "80 mg en dose unique", "une seule injection de 80 mg",
    "80 mg SC une seule fois", "injection unique de 80 mg par voie sous-cutanée", "80 mg SC 1 fois aux urgences",
    "15 mg prise unique", "80 mg dose unique le 19/11/2026 à 21 heures",
)  # fmt: skip

GOES_ON = (
    "20 mg once daily", "20 mg once a day", "20 mg once per day", "20 mg once every evening",
    "1 tablet once each day", "Take 1 tablet by mouth once nightly", "80 mg SC every 12 hours", "80 mg SC q12h",
    "80 mg SC q 12 h", "80 mg = 0.8 mL, Subcutaneous, qDay, STAT", "80 mg, Subcutaneous, q12h, STAT",
    "Inject 120 mg SC once daily, rotate the sites, discard the rest", "120 mg s.c. einmal tgl. laut Plan",
    "120 mg once a day per the clinic", "120 mg SC once-daily dosing as discussed",
    "120 mg eenmaal daags volgens schema", "120 mg une fois par jour selon le protocole",
    "80 mg SC x1 daily as discussed",
    "120 mg single dose each morning, rotate",
    "80 mg SC BID", "80 mg SC b.i.d.", "5 mg BD", "1 tab BD", "20mg OD", "20 mg o.d.",
    "5 mg twice daily", "Take ONE tablet TWICE a day", "1.5 mg/kg SC daily", "120 mg SC q24h", "120 mg qd",
    "10 mg now, then 5 mg twice daily", "10 mg PO, first dose now, then BID",
    "80 mg now and every 12 hours",
    "20 mg once weekly", "one tablet 2 times a day", "20 mg one time a day",
    "1 dose daily", "one dose every evening", "1 dose twice a day", "20 mg x 1 daily",
    "20 mg once daily for 3 months", "5 mg tid", "20 mg qday",
    "once a day, 1 injection", "single daily dose of 20 mg",
    "20 mg in a single dose each day", "7.5 mg SC 1 x day", "1-0-1", "1-0-0", "1 - 0 - 1 - 0", "1/2-0-1/2",
    "20 mg 0-0-1",
    # German
    "20 mg einmal täglich", "20 mg einmal tgl.", "1 x täglich 20 mg", "1x tgl. 1 Tablette", "2 x täglich 80 mg s.c.",
    "80 mg s.c. alle 12 Stunden", "einmal am Tag 20 mg", "20 mg 1 mal pro Tag", "jeden Abend eine Tablette",
    "80 mg alle 12 h", "einmal wöchentlich",

    # Dutch
    "1 dd 20 mg", "2 dd 80 mg s.c.", "2dd1", "eenmaal daags 20 mg", "1 keer per dag 20 mg", "20 mg één keer per dag",
    "2 maal daags", "elke 12 uur 80 mg",
    # French
    "20 mg une fois par jour", "1 fois par jour", "20 mg 1x/jour", "1 comprimé 2 fois par jour",
    "80 mg SC toutes les 12 heures", "une injection chaque jour", "une prise quotidienne",
    "dose unique quotidienne de 20 mg",
)  # fmt: skip

SILENT = (
    "80 mg", "80 mg SC", "as directed", "per pharmacy protocol", "take with food", "", "first dose today",
    "80 mg starting tonight",
)  # fmt: skip

OPEN = (
    # one dose, or how soon
    "80 mg SQ NOW", "80 mg SC tonight", "Inject 80 mg (1 dose) under the skin", "Take 1 dose by mouth",
    "80 mg loading dose", "80 mg s.c. sofort", "80 mg nu", "80 mg maintenant", "1 x 80 mg s.c.", "80 mg SC x 1 day",
    # once, among words that are not understood
    "80 mg SC once while awaiting the scan", "80 mg once if CrCl > 30", "once INR is above 2",
    "start once cleared by surgery", "80 mg SC once pending ultrasound",
    "80 mg Subcutaneous ONE TIME, 1 dose starting 11/19/26 until 11/19/26", "einmalig bis zum Ultraschall 80 mg",
    "eenmalig in afwachting van echo", "une fois avant le doppler", "once you are home take 20 mg",
    "20 mg einmalig nach Rücksprache", "80 mg once if needed",
    # once, and a part of the day
    "1 tablet once in the morning", "20 mg once with supper", "20 mg once at bedtime", "einmal 20 mg abends",
    "20 mg une fois le soir", "eenmaal 's avonds 20 mg",
)  # fmt: skip

ONCE_AND_MORE = (
    "80 mg SC stat then q12h", "80 mg stat followed by 80 mg every 12 hours", "80 mg once, then every 12 hours",
    "80 mg once now, repeat in 12 hours", "20 mg once daily, single dose in the evening",
    "80 mg SC once, continue until discontinued", "einmalig 10 mg, dann 5 mg alle 12 h",
    "als Dauermedikation einmal 20 mg", "eenmalig 10 mg, daarna 5 mg 2 dd", "une fois puis 5 mg matin et soir",
    "80 mg SQ once, then reassess", "80 mg SC once, then start apixaban in AM", "80 mg SC x1 then DOAC",
    "80 mg SC once today, ultrasound tomorrow, then decide", "one dose in ED, followed by apixaban",
    "80 mg s.c. einmalig, dann Umstellung auf Eliquis", "80 mg eenmalig, daarna DOAC", "80 mg dose unique puis AOD",
    "80 mg once, repeat imaging in 1 week", "80 mg SC once. Continue apixaban from tomorrow",
    "80 mg x 1 dose, 4 days ago", "80 mg ONCE prior to transfer, each syringe 80 mg",
    "80 mg SC once for DVT; daily labs", "80 mg SC once; daily labs", "80 mg SC once, then apixaban 5 mg once daily",
    "80 mg SC once per protocol, platelets every 3 days",
)  # fmt: skip
"""Once, and a word of time, which may be of this drug or of anything else."""
