"""Words that take a dose back, and ordinary advice that takes nothing back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from service.content import cards_folder
from service.errors import KnowledgeError
from service.features.taken_back_reader import LONGEST, Reader
from service.features.taken_back_sentence import Reading
from service.features.taken_back_text import Said, gravest
from service.taken_back_words import FILE, read_taken_back_words
from tests.builders import NOW, days_ago, feature_knowledge, medication_request, medication_statement, observation
from tests.unit.features.bleeding_charts import feature

HELD = [
    "HOLD for surgery, do not take until told",
    "HOLD. Do not take until cleared by surgeon",
    "on hold for procedure",
    "Take 1 tablet twice daily. HOLD",
    "Hold for surgery, resume if no bleeding",
    "Do not take.",
    "STOPPED 11/20",
    "stopped",
    "Stop taking this medication",
    "Stop 3 days before surgery",
    "Hold 48 hours before procedure",
    "currently held",
    "Being held for LP",
    "Paused",
    "Pausiert",
    "Vorerst nicht einnehmen",
    "do not start until after the biopsy",
    "Don't take this until told",
    "Do not give.",
    "5 mg twice daily (on hold)",
    "HOLD 11/21-11/24",
    "do not take for 3 days",
    "Hold dose tonight",
    "Therapy paused",
    "Held by surgery",
    "hold until 11/25",
]
ADVICE = [
    "Take 5 mg by mouth twice daily",
    "Do not stop taking this medicine without talking to your doctor",
    "Do not stop taking",
    "Hold for platelets < 50",
    "Hold if bleeding",
    "If bleeding occurs, hold dose and call",
    "Do not take with aspirin or NSAIDs",
    "Hold for INR > 4",
    "Hold dose for active bleeding",
    "hold for bleeding",
    "do not take two doses at once",
    "Stop if bleeding occurs and call",
    "Never stop taking suddenly",
    "Take with food. Do not skip doses",
    "If you miss a dose, do not take a double dose",
    "Hold syringe at 90 degrees",
    "hold for plt below 50",
    "Call before stopping",
    "Do not use if seal is broken",
    "do not give if CrCl < 15",
    "Hold parameters: Plt < 50",
    "Do not take more than 2 tablets",
    "Do not hold",
    "Dose may be held if NPO",
    "when on hold call pharmacy",
    "Hold skin fold and inject",
    "Stop date 12/1",
    "stop smoking",
    "Do not take ibuprofen",
    "Do not take within 2 hours of antacids",
    "please do not stop this medication unless told by your doctor",
    "You should not stop taking",
    "before you stop taking it, call",
    "nicht bei Blutung geben",
]
# ruff: noqa: E501
TAKEN_BACK = """
Held 11/20 for surgery, to be restarted 11/25
Held pending procedure, will be resumed tomorrow
On hold until cleared by surgery to continue
On hold, do not continue until seen by surgery
Held for surgery, bridge with enoxaparin starting 11/25
Held since 11/18, plan to start heparin after surgery
Stopped 11/10 by PCP, patient started aspirin
Held today for Hgb 6.5
HOLD - platelets 22
Held for Hgb 6.5 GI bleed
Bridge with heparin, apixaban held
On heparin drip so home apixaban is on hold
Held (aspirin continued)
Held by anesthesia. Home metoprolol continued.
Not resumed after surgery; held
Stopped; patient will restart when cleared
Discontinued by cardiology, continue aspirin only
Patient self-discontinued 2 weeks ago
Pt states he quit taking it
Not currently taking
Not taking
non-compliant, has not taken for 1 month
Therapy completed 10/2026
Course completed
Last dose 11/01/2026
Discontinued 11/10
D/C'd 11/18
Ceased 18/11
Withheld pre-op
WITHHOLD until after angiogram
omitted peri-operatively
Suspended
präoperativ pausiert
seit 18.11. pausiert wegen OP
ab 25.11. wieder
Pause ab 18.11. bis OP
abgesetzt am 18.11., Clexane begonnen
gestopt 18-11 i.v.m. operatie
tijdelijk gestopt
suspendu avant chirurgie
arrêt temporaire
5 mg BID. Resume after surgery
Resume 11/25/2026. 5 mg BID
RESTART 48 h post-op. 5 mg BID
Begin after INR < 2
Start when INR below 2
To begin 11/25
Start date 11/25/2026
First dose 11/24 at 0800
Not to be started until biopsy site stable
Give only after heparin drip is stopped
Start 2 h after stopping heparin
Beginn ab 25.11.
erst nach PDK-Entfernung geben
pas avant ablation du cathéter
starten na verwijderen epiduraal
Apixaban was held on admission
Home apixaban held per surgery
Apixaban and aspirin held for surgery
Hold aspirin and apixaban before the procedure
Hold apixaban, continue aspirin
Held: aspirin, apixaban
Eliquis on hold for colonoscopy on 11/24
Eliquis on hold since Friday, aspirin continued
Held while on heparin drip
Held because of thrombocytopenia
Held d/t GI bleed
GI bleeding - held
GI bleed, on hold
Epistaxis: hold
Held in setting of AKI
Hold until platelets > 50
On hold until INR < 1.5
Hold per GI pending EGD
held 2/2 hematuria
Hold for LP tomorrow, restart 24 h after
Temporarily stopped
Stopped by patient
Patient stopped it himself
Stopped due to cost
Discontinued per cardiology
Discontinued by PCP on 11/10
Apixaban discontinued, enoxaparin started
Apixaban stopped, switched to warfarin
Switched to warfarin, stopped
D/C per hematology 11/18. DC'd
Not taking as prescribed
Patient is not taking this medication
Pt not taking
Patient states she has not been taking it
Has not filled the prescription
Never picked up from pharmacy
Did not start
Did not fill - too expensive
Not started yet
Not yet started, awaiting insurance
Never started
Stopped taking, no refills
Told by dentist to stop
Was told to stop 5 days before surgery
Refuses to take
Patient no longer on this medication
no longer takes
Completed course
6-month course completed
Restart date 11/25
Restart 11/27 if no bleeding
Resume tomorrow
Resume when cleared by neurosurgery
Resume apixaban POD 3 after drain removal
Do not give until 24 h after epidural removal
Do not start until chest tube is out
DO NOT GIVE - procedure in AM. HOLD
Hold x 48 hours for procedure
Hold next 2 doses
Wait until cleared by surgery to start
Begin 12 hours after last dose of enoxaparin
Not before 11/25
Starting 11/25 take 5 mg twice daily
Effective 11/25/2026: 5 mg BID
After surgery, resume 5 mg BID
Nicht einnehmen bis zur OP
Präoperativ pausieren
Pausiert wegen OP
Vor OP abgesetzt
Eliquis pausiert, Clexane überbrückend
Patient hat Eliquis abgesetzt
Nimmt er nicht mehr
wurde nie eingenommen
noch nicht begonnen
hat noch nicht begonnen
Wird ab 25.11. wieder begonnen
Beginn nach Entfernung des Katheters
Erst ab morgen
Gestopt wegens bloeding
Tijdelijk onderbroken voor operatie
Niet innemen tot na de operatie
Patiënt gebruikt dit niet meer
Nog niet gestart
Hervatten na operatie
Arrêté avant l'intervention
Suspendu jusqu'à l'opération
Ne pas prendre jusqu'à nouvel ordre
Le patient ne prend plus ce médicament
N'a pas commencé le traitement
Reprendre après la chirurgie
À débuter après ablation du cathéter
Hold unless cardiology says otherwise
Resumed 11/18, held again 11/20
Will be restarted after surgery; currently held
Held for low platelets
Held for plt 22
Held for plt < 50
MEDICATION ON HOLD
***HOLD***
[HOLD] apixaban 5 mg
HOLD(surgery)
Held by anesthesia, will resume post-op
Hold Eliquis 2 days prior to procedure
Stop Eliquis 48 hours before the procedure
stop now
Please stop this medication
Stop Eliquis today
Patient has run out of tablets
Patient ran out
Out of medication x 1 week
Omitted this week for surgery
Last dose 3 weeks ago
Last dose was 11/10
Last taken 2 months ago
Held; not resumed
Held on 11/20, restart TBD
paused for bleeding
on hold because INR 5
Not given since 11/19
Dose not given x 3 days
not administered 11/20-11/22
may have been stopped by PCP
Take 1 tab BID. HOLD starting 11/20 for TKA
Hold 5 days prior to colonoscopy 11/25
Hold 11/20 PM dose and 11/21 AM dose for procedure
Apixaban - HOLD
Apixaban: on hold
apixaban (held)
Home med apixaban held
Home meds held including apixaban
All anticoagulation held
Anticoagulation on hold given SDH
AC held for GIB
DOAC held
Blood thinner stopped by neurosurgery
Held for Hb 65
Held, Hgb 6.5
Hgb 6.5, held
Plt 22 - on hold
Platelets 18, hold
Hold as Hgb 6.5
INR 6.2 - hold
Stopped when platelets fell to 20
Held when Hgb dropped to 6
Interrupted for surgery
Therapy interrupted 11/18
Patient had apixaban held for biopsy
Patient was asked to hold Eliquis
Instructed to stop taking Eliquis 3 days ago
Advised to hold prior to procedure
Not being taken
Not currently on this
Med not taken in past 2 weeks
Has been off apixaban for 2 weeks
Off apixaban since 11/01
off eliquis
Lost to follow up; stopped 8/2026
Non-adherent
Noncompliance
Not compliant
poor compliance, not taking
Patient not taking (Reason: cost)
Pt. states "I stopped taking it"
Reports that he stopped this medication last month
Wife says he quit
Patient declines
Patient refused
Refused by patient
Rx never sent
Deferred until after biopsy
Delayed until POD2
Plan to start after discharge
Plan to resume in 1 week
Will start after epidural out
Will resume 11/25
To resume 48h after surgery
To restart when H&H stable
To be started after IVC filter
To be resumed
resume once bleeding stops
Resume date TBD
restart pending
Start upon discharge
Start after discharge
Begin apixaban once creatinine improves
Do not resume until 11/26
do not restart
DO NOT RESTART until seen by GI
Do not take apixaban until Dr. Smith calls
Do not take Eliquis.
Don't use until further notice
must not be taken until after the scan
Should not be given until 24h post op
First dose 24 hours after surgery
1st dose POD1
Start POD 1
Give first dose 12 h post procedure
Start on 11/25
start 25 Nov
Start Nov 25
Beginning 11/25/26
from 25/11/2026
Seit 3 Wochen nicht mehr genommen
Patient nimmt Eliquis nicht
nimmt er seit 2 Wochen nicht
Nicht eingenommen
Einnahme beendet
Einnahme pausiert
Therapie unterbrochen
Therapiepause seit 18.11.
Bitte pausieren
Bitte absetzen
ab sofort absetzen
2 Tage vor OP absetzen
am 18.11. abgesetzt worden
wurde abgesetzt
wird pausiert
soll pausiert werden
Start erst nach OP
Beginn 24 h postoperativ
Beginn morgen
Wieder ab 26.11.
nicht geben bis PDK entfernt
gestopt door patiënt
Patiënt is gestopt
patiënt neemt het niet
neemt niet in
niet ingenomen
Staken voor ingreep
Stop 2 dagen voor operatie
Nu stoppen
Hervatten op 25-11
Starten vanaf 25-11
Start pas na verwijderen drain
Le patient a arrêté
Traitement interrompu le 18/11
Arrêter 48h avant l'intervention
Ne prend pas
Non pris
pas encore commencé
Reprise prévue le 25/11
Débuter demain
5 mg, Oral, 2 TIMES DAILY, First dose on Wed 11/25/26 at 0900, Until Discontinued
On hold since Sat 11/21/2026 at 1500 until manually unheld
On hold since yesterday at 0600 until manually unheld; held by provider
Starting on Tue 11/24/26 at 0900, Until Discontinued
Held by provider. Reason: bleeding
Hold Reason: surgery
Order held: pending OR
Status: held
pt NPO, held
NPO for procedure, hold
Hgb drop to 7.1, hold apixaban
Hold Eliquis until further notice.
Hold Eliquis x 3 days before and 1 day after EGD
Dr. Jones said hold
Per Dr. Jones, hold
Hold per heme/onc
Please hold
pls hold
apixaban- hold
Will hold for now
Will hold apixaban, start heparin gtt
Holding for procedure
holding apixaban
Has been on hold x 1 wk
Currently being held
Apixaban to be held pre-procedure
Plan: hold apixaban, LP tomorrow
Hold AM dose for LP
Hold tomorrow AM dose
Apixaban stopped because of rash
Stopped on discharge from OSH
stopped @ OSH
Stopped. Rash
Stopped - cost
Pt stopped 2/2 nosebleeds
Pt stopped on own
Stop apixaban; start warfarin
Changed to warfarin; apixaban discontinued
Discontinue apixaban
Discontinue apixaban 11/20
No longer needed
Patient not taking: Reason: Side effects
PATIENT NOT TAKING
Taking differently: not taking
Not taking - ran out of refills
Not taking since 10/2026
Not taking any more
Has not been taking for months
Haven't started
hasn't picked it up yet
has not yet picked up
Did not pick up
Never took it
never took this
Pt never received med
did not receive
patient did not take today or yesterday
unable to obtain
Awaiting delivery, not started
Start 24h after heparin off
Start once tolerating PO
Start upon discontinuation of heparin
Start when drip stops
Start when heparin drip is discontinued
Initiate 12 h after last Lovenox dose
Do not start while on heparin drip
do not start before 11/25
Not to start before 11/25
Do not give first dose until 11/25
Please do not give until discussed with surgery
not given per surgery
Eliquis gestoppt wg. OP
Eliquis pausiert (OP 25.11.)
OP geplant, Eliquis ab 20.11. pausiert
Pause bis OP
Pat. nimmt nicht ein
Pat. hat eigenmächtig abgesetzt
wird nicht eingenommen
wird derzeit nicht eingenommen
Beginn am 25.11.2026
ab 25.11.2026: 2x5 mg
Erst nach Rücksprache geben
nicht vor 25.11. geben
gestopt ivm OK
OK: stop 2 dagen tevoren
tijdelijk niet innemen
tijdelijk stop
pat heeft zelf gestopt
Arrêt le 18/11
Arrêté depuis 2 semaines
En pause
Suspendre avant la chirurgie
À reprendre après la chirurgie
Non débuté
""".strip().splitlines()
"""Sentences of orders, statements and notes after which nobody knows whether the drug is taken."""
TAKEN = """
nicht pausieren
Wurde nicht pausiert
Never held
No doses held
Not on hold
Held x1 on admission, resumed 11/19
Doses were never missed or stopped
Patient stopped smoking
Stopped aspirin when apixaban started
Aspirin stopped
NSAIDs discontinued
Enoxaparin discontinued, apixaban started 11/02
Warfarin stopped 10/30, switched to apixaban
ok to hold for 2 days before colonoscopy if needed
May hold prior to dental work
Patient is holding steady
Do not take with grapefruit
Do not take NSAIDs while on this medicine
Do not give if CrCl < 15
Stop date 02/2027
Stop 02/20/2027 after 3 months
Planned stop: 20.02.2027
Statin stopped
Lisinopril on hold for AKI
IV fluids stopped
Heparin drip stopped 11/21, first dose given 2 h after
Do not hold for procedures without calling hematology
Do not stop without calling
Never stop this medicine yourself
If surgery is planned stop 2 days before
Finished heparin; continue
Ask doctor before you stop
Take with food. Do not crush or stop
HOLD IF CrCl < 15
Hold dose and call if platelets <100
Hold for SBP < 90
Nicht vergessen
Nicht absetzen ohne Rücksprache
wird nicht abgesetzt
Niet stoppen
Take 1 tablet (5 mg total) by mouth 2 (two) times daily.
Take 1 tablet by mouth twice a day with or without food. Do not stop without talking to your doctor
Do not stop taking apixaban unless your doctor tells you to
Do not stop taking Eliquis without talking to the doctor who prescribes it for you. Stopping Eliquis increases your risk of having a stroke
Your doctor may stop Eliquis for a short time before any surgery
Your doctor will tell you when to stop taking Eliquis before surgery and when to start taking it again
If you have to stop taking Eliquis, your doctor may prescribe another medicine
You may need to stop taking this before surgery
Tell your doctor before you stop
Take until your doctor tells you to stop
Continue until stopped by your doctor
Continue until told to stop
Continue until discontinued by hematology
Do not run out of this medicine
Do not discontinue without consulting prescriber
Premature discontinuation increases the risk of thrombotic events
Avoid abrupt discontinuation
If a dose is missed, take it as soon as possible the same day and resume twice daily
If you miss a dose, take it when you remember and resume your normal schedule tomorrow
Hold if Hgb < 7 or plt < 50
Hold for plt <50K or active bleeding
Hold and notify MD if platelets < 100
Notify MD and hold for Hgb drop > 2
Hold if SBP < 90
Hold for epidural placement if ordered
Hold parameters: Plt < 50, Hgb < 7
HOLD FOR INR > 3.5
Hold dose if CrCl falls below 15
If INR > 4 hold dose and call
INR 4.5-10: hold 1-2 doses
Per protocol: aPTT > 120 hold 60 minutes then decrease by 3 units/kg/h
aPTT 91-100: hold infusion for 30 min
Should be held if platelets drop below 50
To be held if platelets < 50
Call pharmacy before holding
Call MD before giving if plt < 100
Do not hold without calling cardiology
Do not hold for procedures
No interruption
Not interrupted
Has not been stopped
Has never stopped taking it
Not discontinued at discharge
Aspirin stopped on admission
ASA held while on apixaban
Clopidogrel discontinued, continue apixaban
Stop aspirin
Stop taking aspirin and NSAIDs
Stop all other blood thinners
Discontinue warfarin
Stop warfarin and start apixaban when INR < 2 (done 11/02)
Warfarin on hold
Heparin drip stopped when apixaban started
Heparin gtt discontinued 2 hours before
Lisinopril and metformin held for AKI
Home metoprolol on hold
Atorvastatin stopped
Metformin: stop
Quit smoking 2020
Bleeding stopped
Epistaxis has stopped
Not taking aspirin
Patient not taking NSAIDs or aspirin
Not taking any other anticoagulants
Should not be taken with grapefruit juice
Should not be taken together with ketoconazole
Not to be taken with NSAIDs
Do not take with other blood thinners
Do not take more than prescribed
Do not take double doses
Do not start any new medicine without asking
Do not use in pregnancy
Do not give IM
Do not inject into muscle
Do not inject within 5 cm of the navel. Hold skin fold
Hold pen at 90 degree angle
Hold the syringe like a pencil
Press plunger and hold for 10 seconds
Held 10/1 for colonoscopy, resumed 10/3
Held x 2 doses 11/18; restarted 11/19
Held for EGD. Restarted same evening.
Paused 9/1 and back on since 9/4
Stopped in September, now taking again
Started after surgery on 11/10
Started 11/02 after heparin
First dose given 11/20
Start today
Start 11/02/2026
Start date 11/02/2026
Start now
Start tonight
Starting 11/02 take 5 mg twice daily
Take 10 mg twice daily for 7 days, then start 5 mg twice daily
Take 10 mg BID until 11/25, then 5 mg BID starting 11/26
Take 10 mg twice a day for 7 days. Start 5 mg twice a day on 11/29
Take 2 tablets twice daily for 7 days then 1 tablet twice daily
Give after dialysis
Take only after meals
Give only after hemodialysis
Take after breakfast and after dinner
Resumed on admission
Continued on admission
Continue home dose
Missed no doses
Patient is compliant, not missing doses
Not on aspirin
Stop after 6 months
Stop in 3 months
Discontinue on 02/20/2027
Planned duration 3 months, stop 02/2027
Reassess at 3 months; may stop then
Hold 12/15 for surgery on 12/17
Nicht mit ASS einnehmen
Nicht absetzen
Nicht ohne Rücksprache absetzen
Bei Blutung absetzen und Arzt rufen
Bei Thrombozyten unter 50 pausieren
kann vor OP pausiert werden
Nicht auf nüchternen Magen einnehmen
ASS abgesetzt
Marcumar abgesetzt, Eliquis seit 01.11.
Am 18.11. pausiert, seit 20.11. wieder eingenommen
Niet stoppen zonder overleg
Bij bloeding stoppen en arts bellen
Aspirine gestopt
Niet innemen met grapefruit
Ne pas arrêter sans avis médical
N'arrêtez pas le traitement
Arrêter en cas de saignement
Aspirine arrêtée
Ne pas prendre avec des AINS
Take at the same time each day. Last dose 11/22 0800
Last dose this morning
Last dose yesterday evening
Enoxaparin stopped, on apixaban since 11/02
ok to hold for surgery
Can be held for 48 h before procedures
No need to hold for dental work
Patient continues to take, never missed
Dispense: do not substitute
Do not substitute
Use as directed
May be crushed. Do not use with feeding tube distal to stomach
No refills
Not to exceed 10 mg/day
Metoprolol hold for HR < 60
Anticoagulation for DVT; do not interrupt for 3 months
Discharge on apixaban, stop heparin
D/C home on apixaban
D/C'd home on this
Please hold NSAIDs
Hold other anticoagulants
Do not administer within 12 hours of epidural removal
After 7 days reduce to 5 mg
Take from 11/02 to 02/02
Apixaban restarted 11/20 after hold
Held 11/18-11/19, resumed 11/20 AM
Was held for procedure 11/10 and resumed 11/12
Held briefly in ED, restarted on the floor
Held overnight, resumed
Previously held, now resumed
Had been stopped in 2024, restarted 11/02/2026
Stopped 2025, resumed for new DVT
On hold 11/18; back on apixaban 11/20
Hold was lifted 11/20, resumed
Aspirin and clopidogrel held, apixaban continues
Heparin stopped, transitioned to apixaban
Transitioned from heparin drip (stopped 11/02)
Enoxaparin bridge stopped
Lovenox d/c'd 11/05 when apixaban started
Warfarin d/c'd
Stop warfarin
STOP TAKING: warfarin
Replaces warfarin, which was stopped
Change from rivaroxaban (stopped)
Rivaroxaban discontinued due to cost, apixaban started
Amlodipine, lisinopril held
Hold metformin 48 h after contrast
Hold insulin if glucose < 70
Furosemide discontinued
NSAIDs stopped
Ibuprofen held
Chemo held
Antibiotics completed
Completed course of antibiotics
Antibiotic course completed
Completed 7 day loading dose
Loading dose completed
Starter pack completed
Load completed, now 5 mg BID
Prednisone taper completed
Not on any other anticoagulant
No longer on warfarin
no longer taking aspirin
Never smoked
Not pregnant
Not allergic
No bleeding
No missed doses
No dose adjustment needed
not to be crushed
Do not chew
Do not skip
Do not skip doses or stop
Do not stop unless told to by your doctor
Do not stop early
Do not stop suddenly
Don't stop
Never stop
Do not stop without asking. Do not run out
Get refills before you run out
Refill before running out
Stop and call if bleeding
Stop taking and call 911 if you have severe bleeding
Stop if rash
If rash, stop
Discontinue if CrCl < 15
Discontinue if active bleeding
Discontinue at least 48 hours prior to elective surgery
In case of bleeding stop
In case of surgery hold
For surgery, may hold 48 h
Can hold 24-48 hours prior to procedure
Ask about holding before procedures
Ask your surgeon whether to stop before surgery
Consult before stopping for surgery
Ask your doctor when to stop
Ask if you should stop before dental work
Tell dentist you take this; do not stop
Prior to any procedure ask if this should be held
Discuss holding prior to procedures
Contact clinic if held for more than 24 h
Notify if held
Notify provider if dose held
Document reason if dose not given
If dose not given, document
If not given within 12 hours skip
Check CBC. If plt < 100 hold
Monitor platelets, hold if < 50% baseline
Pause if bleeding
Do not give if plt < 50
Do not give with other anticoagulants
Do not give if epidural in place
Do not give within 4 hours of spinal puncture
Do not administer IM
May start today
Started today
Start 10 mg BID x 7 d then 5 mg BID
Begin 5 mg BID after 7 days
Followed by 5 mg BID starting 11/29
then 5 mg twice daily starting 11/29
Take first dose now
Take first dose today
First dose in ED
First dose in clinic 11/20
Start taking this medication
Start with food
Give after breakfast
Take after food
Take once daily after dinner
Take in the morning and in the evening
Take one tab in AM and one in PM
Continue indefinitely
Resume home medication
RESUME home apixaban
Resume previous dose
Resume home dose on discharge
Continue after discharge
Continue after surgery
Take for 3 months then stop
take for 6 months, then stop
Take for 3 months and then discontinue
Stop when finished
Duration 3 months then reassess
x 90 days then stop
Until 02/2027 then stop
Treat through 02/20/2027
Ends 02/20/2027
Wenn Blutung, absetzen
Bei Nierenversagen absetzen
Vor OP Rücksprache, ggf. pausieren
ggf. pausieren
Nicht zusammen mit NSAR einnehmen
nicht kauen
nicht vergessen
ohne Pause
Keine Pause
nicht unterbrechen
Nicht selbst absetzen
3 Monate, dann absetzen
Clexane abgesetzt
Heparin gestoppt
ASS pausiert
Pausiert 18.11., wieder begonnen 20.11.
seit 02.11. statt Marcumar
nach dem Essen
nach Dialyse
Beginn 02.11.
Niet zonder overleg stoppen
stop niet zelf
Niet kauwen
Na 3 maanden stoppen
Hervat op 20-11 na operatie
Gestopt 18-11, hervat 20-11
Metoprolol gestopt
Ne pas interrompre
Ne jamais arrêter sans avis
Ne pas croquer
Arrêt de l'aspirine
Arrêt si saignement
Repris le 20/11 après arrêt
après le repas
pendant 3 mois puis arrêt
5 mg, Oral, 2 TIMES DAILY, First dose on Sun 11/15/26 at 0900, Until Discontinued
Starting on Sun 11/15/26 at 0900, Until Discontinued
Continuous, Until Discontinued, Starting Sun 11/15/26
Take 1 tablet by mouth twice daily. Starting 11/02/2026, Until 02/02/2027, Normal, Disp-60 tablet, R-2
Inject 0.8 mL under the skin every 12 hours, Starting Sun 11/15/2026, Until Tue 12/15/2026
5 mg, Oral, BID, Last dose on Thu 12/03/26 at 0900
10 mg BID, first dose today, last dose 12/28/26
Indication: DVT treatment. Do not hold without paging heme
Hold Parameters: hold for platelets less than 50
Hold Parameters: none
No hold parameters
See hold parameters
Hold for platelet count less than 50,000 or active bleeding, notify provider
Hold dose and notify prescriber if platelets fall by 50%
HOLD if patient going to procedure
Hold prior to procedures only if instructed
Hold one hour before epidural removal if applicable
If held, notify physician
If on hold > 24 h call
If not taken for 2 days call clinic
If you have not taken it, call
If you stop, your risk of clots goes up
Stopping may cause clots
Do not stop it even if you feel well
Take every day even if you feel well
Do not run out
Don't run out of pills
Never miss a dose
Take missed dose as soon as remembered, do not double
If dose not taken at scheduled time, take as soon as possible on the same day and resume twice-daily administration
ELIQUIS may need to be stopped before surgery
Tell all doctors you are taking Eliquis before any surgery is scheduled
May be discontinued after 6 months
Consider stopping after 3 months
Plan to stop after 3 months
Plan to discontinue 02/2027
To be discontinued after 6 months
Will be discontinued in February
Discuss stopping at follow up
Follow up to discuss when to stop
Review at 3 months whether to stop
Provoked DVT; 3 months then stop
Anticoagulation x 3 months, reassess 02/2027
Patient is taking as directed
Taking, no missed doses
Patient confirms taking
Confirmed taking with pharmacy fill 11/15
Last filled 11/15
Not crushed
Not for IM use
No bleeding, not stopped
No bleeding. Continue
Tolerating well, never stopped
Continue apixaban; hold NSAIDs
Continue; stop aspirin per cardiology
Hold home aspirin
Hold home antihypertensives
Aspirin discontinued given apixaban
Not a candidate for warfarin
Not on warfarin
Patient not on aspirin
Aspirin not started
Warfarin not started
warfarin was never started
Heparin drip to stop 2 h after first dose
Stop heparin drip at time of first dose
Stop heparin infusion when apixaban given
Discontinue heparin when INR > 2 x 24 h
Discontinue enoxaparin when INR therapeutic
Stop Lovenox after 5 days
Stop enoxaparin once INR > 2
Start within 2 hours of stopping heparin
Give at time of discontinuing heparin drip
Start at time of stopping heparin
Start immediately
Start this evening's dose now
begin 5 mg twice daily after completing 10 mg twice daily for 7 days
after first 7 days take 5 mg twice daily
Take 10 mg twice daily for 7 days, then 5 mg twice daily thereafter
10 mg BID through 11/08 then 5 mg BID
Take with evening meal
Take after dialysis on dialysis days
Hold on dialysis days until after dialysis
ASS nicht einnehmen
Kein ASS
Bei Sturz Arzt aufsuchen
Nicht eigenmächtig absetzen
Nicht pausieren ohne Rücksprache
vor OP mit Arzt sprechen
Dauer: 3 Monate, danach Absetzen prüfen
Seit 02.11. Eliquis, Clexane beendet
Heparin beendet
Therapie bis 02.02.2027
Niet zelf stoppen
Stop nooit zonder overleg
Bij operatie overleggen
Tot 02-02-2027
Ne jamais interrompre sans avis
Si oubli, prendre dès que possible
Jusqu'au 02/02/2027
""".strip().splitlines()
"""Sentences beside a drug that is taken."""


def said(text: str, drug: str = "apixaban", *, days: float | None = 20) -> Said | None:
    """What a text says beside an order written so many days ago."""
    codes = feature_knowledge().codes
    written = None if days is None else NOW - timedelta(days=days)
    reading = Reading(codes.taken_back_words, codes.anticoagulant_words.names, drug, NOW, written, 30, 3, 7)
    return gravest(Reader().read(text, LONGEST, reading, frozenset()))


@pytest.mark.parametrize("text", HELD)
def test_words_that_take_the_dose_back(text: str) -> None:
    assert said(text)


@pytest.mark.parametrize("text", ADVICE)
def test_advice_that_every_patient_gets_takes_nothing_back(text: str) -> None:
    assert not said(text)


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_a_hold_an_end_or_a_later_begin_in_words_leaves_open_whether_it_is_taken(text: str) -> None:
    assert said(text, days=0.5)


@pytest.mark.parametrize("text", TAKEN)
def test_advice_other_drugs_and_what_goes_on_again_take_nothing_back(text: str) -> None:
    assert not said(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Held for surgery", Said.OFF),
        ("Patient not taking: Reported on 11/20/2026", Said.NOT_TAKEN),
        ("Start 24 hours after epidural catheter removal", Said.LATER),
        ("Hold tonight's dose", Said.ONE_DOSE),
        ("Start after surgery. On hold", Said.OFF),
    ],
)
def test_what_the_words_say_is_told_apart(text: str, what: Said) -> None:
    assert said(text) is what


@pytest.mark.parametrize(
    ("text", "days", "is_open"),
    [
        ("Start tomorrow", 0.5, True), ("Start tomorrow", 2, False),
        ("Start after surgery", 30, True), ("Start after surgery", 31, False), ("Start after surgery", None, True),
        ("Start 11/25", 1, True), ("Start 11/25", 200, True), ("Start 11/20", 5, False), ("Start 3/2", 260, False),
        ("Stop 11/22", 20, True), ("Stop 11/23", 20, False), ("Stop date 11/10/2026", 20, True),
        ("Hold 11/30 for surgery", 20, False), ("Hold 11/24 for surgery", 20, True),
        ("Start in 3 days", 2, True), ("Start in 3 days", 4, False),
        ("Last dose 11/18", 20, True), ("Last dose 11/20", 20, False), ("Last dose 2 days ago", 20, False),
    ],
)  # fmt: skip
def test_days_count_from_the_day_on_which_the_order_was_written(text: str, days: float | None, is_open: bool) -> None:
    assert bool(said(text, days=days)) is is_open


@pytest.mark.parametrize(
    "text", ["start " * 600, "hold " * 600, "held (aspirin, " * 300, "if hold, " * 500, "\x00" * 99]
)
def test_any_text_is_read_without_a_fault(text: str) -> None:
    said(text)


def test_of_a_long_text_the_beginning_and_the_end_are_read() -> None:
    assert said("Held for surgery. " + "Take with water. " * LONGEST)
    assert said("Take with water. " * LONGEST + "Held for surgery.") is Said.OFF


def test_what_is_not_read_of_a_long_text_is_told_where_it_may_take_something_back() -> None:
    assert said("Take with water. " * LONGEST) is None
    assert said("Take with water. " * 400 + "Held for surgery. " + "Take with water. " * 400) is Said.UNREAD
    assert said("Take with water. " * 400 + "Held. " + "Take with water. " * 400 + "Resumed 11/21.") is None


def test_of_many_notes_the_last_ones_are_read() -> None:
    idle, held = {"text": "Take with water."}, {"text": "Held for surgery."}
    order = _apixaban()
    assert feature("on_therapeutic_ac", order | {"note": [idle] * 80}).value == "present"
    for notes in ([held, *[idle] * 40], [*[idle] * 40, held]):
        assert feature("on_therapeutic_ac", order | {"note": notes}).value is None


def test_a_sentence_ends_however_short_its_clauses_are() -> None:
    words = feature_knowledge().codes.taken_back_words
    read = words.sentences("begin 1, " * 400)
    assert len(read) > 1
    assert max(sum(len(each.units) for each in clauses) for clauses in read) <= 2 * 80


def _apixaban(**dosage: Any) -> Any:
    order = medication_request("RxNorm|1364430", dose=(5, "mg"), times_a_day=2)
    order["dosageInstruction"][0] |= dosage
    return order


@pytest.mark.parametrize(
    "dosage",
    [
        {"text": "HOLD for surgery, do not take until told"},
        {"patientInstruction": "HOLD. Do not take until cleared by surgeon"},
        {"additionalInstruction": [{"text": "on hold for procedure"}]},
    ],
)
def test_a_readable_dose_beside_them_is_not_taken_for_certain(dosage: Any) -> None:
    assert feature("on_therapeutic_ac", _apixaban(**dosage)).value is None
    assert feature("current_anticoagulant", _apixaban(**dosage)).possible == {"apixaban", "none"}


def test_a_note_of_the_order_is_read_too() -> None:
    order = _apixaban() | {"note": [{"text": "Held by surgery"}, None, {"text": 3}]}
    assert feature("on_therapeutic_ac", order).value is None


def test_a_dose_with_ordinary_advice_is_taken() -> None:
    told = "Do not stop taking this medicine without talking to your doctor. Hold for platelets below 50."
    assert feature("on_therapeutic_ac", _apixaban(patientInstruction=told)).value == "present"


@pytest.mark.parametrize(
    "text",
    [
        "Paused 9/1 for tooth extraction, restarted 9/4",
        "Held for colonoscopy 3/2024, resumed 3/12/2024",
        "Aspirin discontinued",
        "aPTT > 100: hold infusion 60 min, decrease 3 units/kg/hr",
        "Titrate. aPTT 101-120: Hold 1 hour, decrease by 2 units/kg/hr",
    ],
)
def test_what_goes_on_again_is_of_another_drug_or_a_step_of_a_nomogram_takes_nothing_back(text: str) -> None:
    assert not said(text, "heparin")


def test_a_note_on_another_anticoagulant_takes_nothing_back() -> None:
    assert not said("Home apixaban held while inpatient", "heparin")
    assert said("Home apixaban held while inpatient", "apixaban")
    assert said("Home apixaban held while inpatient", "")


@pytest.mark.parametrize("text", ["LMWH on hold", "Low molecular weight heparin held", "Anticoagulation held"])
def test_a_class_of_drugs_may_be_this_drug(text: str) -> None:
    assert said(text, "enoxaparin")


def test_a_later_note_answers_an_earlier_one_where_both_are_dated() -> None:
    held = {"text": "Held for LP", "time": days_ago(3)}
    order = _apixaban()
    assert feature("on_therapeutic_ac", order | {"note": [{"text": "Resumed", "time": days_ago(2)}, held]}).value
    assert not feature("on_therapeutic_ac", order | {"note": [{"text": "Resumed", "time": days_ago(4)}, held]}).value
    assert not feature("on_therapeutic_ac", order | {"note": [{"text": "Resumed"}, held]}).value


def test_a_statement_beside_which_stands_that_it_is_not_taken_is_no_treatment_for_certain() -> None:
    told = medication_statement("RxNorm|1364430", note=[{"text": "Ran out 3 weeks ago"}])
    assert feature("on_therapeutic_ac", told).value is None
    assert feature("current_anticoagulant", told).possible == {"apixaban", "none"}


def test_one_dose_held_leaves_warfarin_in_its_range_treatment() -> None:
    inr = observation("LOINC|6301-6", (2.6, "{INR}"))
    tonight = medication_request("RxNorm|855332", note=[{"text": "Hold tonight's dose"}])
    surgery = medication_request("RxNorm|855332", note=[{"text": "Held for surgery"}])
    assert feature("on_therapeutic_ac", tonight, inr).value == "present"
    assert feature("on_therapeutic_ac", surgery, inr).value is None


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("[d/c home,", "[D/C home,", "not in the form"),
        ("[d/c home,", "[post-op,", "not in the form it is compared in: 'post op'"),
        ("same day, scheduled", "miss, scheduled", "given twice"),
        ("handling:", "handlings:", "handlings"),
    ],
)
def test_a_fault_in_the_words_is_told(tmp_path, wrong: str, right: str, message: str) -> None:
    text = (cards_folder() / FILE).read_text("utf-8")
    assert wrong in text
    (tmp_path / FILE).write_text(text.replace(wrong, right), "utf-8")
    with pytest.raises(KnowledgeError, match=message):
        read_taken_back_words(tmp_path)


IN_ITS_PLACE = [
    "Switched to warfarin 11/10",
    "Converted to LMWH 11/15",
    "Pt was switched from apixaban to aspirin by PCP",
    "Replaced with enoxaparin on 11/18",
    "Replaced by heparin drip 11/21",
    "Changed to enoxaparin 11/18",
    "Transitioned to heparin gtt 11/21",
    "Now on enoxaparin instead",
    "Umgestellt auf Heparin am 20.11.",
    "Umgestellt auf ASS",
    "Omgezet naar heparine 20-11",
    "Remplacé par Lovenox le 18/11",
]
REFUSED = [
    "Patient refused to take",
    "Pt refuses to take this medication",
    "Patient declines to take apixaban due to bleeding fear",
    "Patient refusing",
    "Patient is refusing all anticoagulation",
    "Patient lehnt Einnahme ab",
    "Patient weigert inname",
    "Refuse de le prendre",
    "Pt denies taking",
    "Denies taking apixaban",
    "Denies current use",
    "Denies use of blood thinners",
]
STILL_HELD = [
    "Held 11/20; last refilled 9/1",
    "Stopped and taking Aleve",
    "Apixaban 5 mg course completed, aspirin 81 mg started",
    "Previous dose held",
    "Catheter in place, held",
    "Not taking since 10/2026",
    "Not given since 11/19",
]
MISSED = [
    "Missed last 10 days of doses",
    "Has missed all doses since discharge",
    "Pt forgot to take for 2 weeks",
    "Has been without apixaban for 2 weeks",
    "Without medication since 11/08",
    "Out of apixaban x 2 weeks",
    "Out of meds since 11/10",
    "Doses missed x 5 days, lost bottle",
    "Inactive - patient no longer uses",
    "no longer prescribed",
    "LD 11/10",
    "zuletzt 10.11. genommen",
    "laatste inname 10-11",
    "keine Einnahme seit 2 Wochen",
    "Patient has run out of medication",
]
ENDED = [
    "DC apixaban 11/20 - bleeding",
    "Apixaban was d/c on 11/20",
    "Was told to stop by ED 11/15",
    "Prescription cancelled",
    "Cancelled by pharmacy",
    "Therapieende 15.11.",
    "staken per 18-11",
    "stoppé",
    "Do not administer while epidural in place",
]
DRIP_OFF = [
    "Drip turned off 0600 for GIB",
    "gtt off since 0600",
    "Infusion off",
    "Infusion shut off for procedure",
    "STOP infusion at 06:00 today for IR",
    "Heparin off for OR",
    "Heparin OFF at 0600",
    "Perfusor aus seit 6 Uhr",
    "pomp uit sinds 6 uur",
]


@pytest.mark.parametrize("text", [*IN_ITS_PLACE, *REFUSED, *MISSED, *ENDED, *STILL_HELD])
def test_everyday_words_that_it_is_not_taken_leave_it_open(text: str) -> None:
    assert said(text)


@pytest.mark.parametrize("text", DRIP_OFF)
def test_a_drip_that_is_off_is_not_running_for_certain(text: str) -> None:
    assert said(text, "heparin", days=0.5)


@pytest.mark.parametrize(
    "text",
    [
        "Switched to Eliquis 11/10",
        "Switched to apixaban from warfarin",
        "Switched from warfarin to apixaban",
        "Will be switched to warfarin after 3 months",
        "May be switched to warfarin",
        "Insulin switched to Lantus",
        "Diet changed to regular",
        "If switched to warfarin, check INR",
        "Switched to warfarin 2019, back on Eliquis",
        "Patient refused aspirin",
        "Patient refused colonoscopy",
        "Pt refuses to take aspirin",
        "Denies use of illicit drugs",
        "Denies taking NSAIDs",
        "Denies missed doses",
        "If the patient refuses to take this, call",
        "Take without food",
        "Take with or without food for 3 months",
        "Do not go without this medication for 2 days",
        "If you missed last dose, skip it",
        "Out of bed to chair",
        "Pt was d/c on apixaban",
        "DC home 11/20",
        "Stop by the pharmacy",
        "Stop at 6 months",
        "Refill 7 days before you run out of medication",
        "Call before you run out of medication",
        "Do not run out of medication.",
        "Replaces warfarin which was stopped 10/12/2026",
        "MEDICATIONS STOPPED THIS VISIT: warfarin 5 mg",
        "Prior order discontinued",
        "Previous order stopped and reordered",
        "Previous prescription discontinued - new strength",
        "Old dose stopped",
        "10 mg BID course completed, continue 5 mg BID",
        "Pt ran out 10/01, refilled 10/03 and taking.",
        "Had been held; cleared by NSGY 11/15 and given since",
        "Hold released 11/19",
        "Hold discontinued 11/19",
        "Hold cancelled, patient going home",
        "Hold criteria reviewed: not met.",
        "No doses missed, none held.",
        "Not started on antiplatelet; cardiology agrees",
        "Not taking Tylenol",
        "Patient not taking: multivitamin",
        "Foley discontinued 11/20; catheter removed",
        "Telemetry discontinued",
        "PCA stopped",
        "MTX gestoppt",
        "Pausiert wurde nur ASS. Eliquis weiter.",
        "Lantus held",
    ],
)
def test_boilerplate_and_what_is_said_of_other_things_take_nothing_back(text: str) -> None:
    assert not said(text)


def test_a_drip_at_a_rate_of_nothing_is_not_running_for_certain() -> None:
    def drip(value: float) -> Any:
        order = medication_request("RxNorm|5224")
        rate = {"value": value, "unit": "U/kg/h", "code": "U/kg/h", "system": "http://unitsofmeasure.org"}
        return order | {"dosageInstruction": [{"doseAndRate": [{"rateQuantity": rate}]}]}

    assert feature("on_therapeutic_ac", drip(18)).value == "present"
    assert feature("on_therapeutic_ac", drip(0)).value is None


OFF_AFTER_ALL = """
Five days off Eliquis because of cost
Has had 3 days off Eliquis
Monitor off Eliquis
Order cancelled 11/20, to be reordered after EGD
D/C today with plt 38
DC today on account of bleeding
Hold warfarin and apixaban x 2 days, recheck 11/24
Hold x 2 days, recheck INR 11/24
Prescription cancelled, patient sent to ED
Cancelled by pharmacy, patient transferred to ICU
Prescription cancelled, new prescription needed
Order cancelled by pharmacy - duplicate therapy
LD 11/10 (5 mg BID)
LD 11/10, takes 5 mg BID
Due to bleeding stopped
With pain stopped taking it
Because of rash stopped
Pain stopped taking Eliquis
Rash: stopped
Alarm: drip stopped
Held 11/10, hold lifted?
Apixaban stopped for rash
off it since 11/10
Hold criteria met, dose held
Hold criteria met: plt 38, held
HOLD CRITERIA MET - NOT GIVEN
HOLD CRITERIA MET: Hgb 6.4. Dose held, MD aware
Held 11/22 0900 per hold criteria (plt 41)
Held per hold criteria
Held per parameters
Held, parameter not met
Hold parameters met, held 11/21
Met hold criteria, held
Hold criteria triggered - enoxaparin held
Hold criteria: plt 41 -> held 11/22
Hold criteria met
Dose held: hold criteria
Per hold criteria, stopped 11/21
Dose held 11/22, hold criteria plt <50 met
Hold, surgery 11/24
HOLD (OR 11/24)
Hold Eliquis, surgery 11/24
Hold apixaban, aspirin for surgery 11/24
Hold for OR 11/24
Hold for cath 11/23
Hold for IVC filter 11/23
Hold this, NPO for OR 11/23
Pausieren, OP 24.11.
Staken i.v.m. operatie 24-11
Suspendre, chirurgie 24/11
Hold thru 11/25
Hold through 11/24
HOLD: Eliquis, Farxiga (OR 11/24)
Pauzeren t/m 25-11
Will be held for OR 11/24
Pausieren wegen Herzkatheter 24.11.
Aussetzen, Koloskopie am 25.11.
Onderbreken, ingreep op 25-11
Interrompre, coloscopie le 25/11
Hold for PCI on 11/24
Stop: cath 11/23
Ran out in Sept, last refilled 06/2026
Ran out 11/15; refilled 10/01 for 30 days
Ran out 11/15, refilled 10/01 for 30 days
Ran out 11/10. Was refilled 09/01
Ran out again, refilled twice this year
Ran out 10/20 - script refilled but not picked up
Unable to afford, last refilled in August
Noncompliant, refilled late
Held and given since 11/20 only SCDs
Held 11/20 - hold lifted? pending GI
Hold cancelled? ask GI
Hold not released
Hold not yet lifted
Hold has not been lifted
Hold to be lifted 11/25
Held 11/20. Plan: hold lifted 11/25
Hold lifted?
Hold released 11/25
Self-discontinued 11/01, refilled 10/01
Ran out 10/01; refilled? unknown
Ran out 10/01, refilled?
Ran out 10/01, not refilled 10/15
Not resumed?
Held 11/20, resumed?
Held 11/18, and given since only aspirin
Off again since 11/19
Off AC x 10 days
Has been off
Been off it for a week
Took himself off
Taken off in October
Went off it 2 weeks ago
Came off apixaban 11/10
Off Eliquis
Off blood thinner since surgery
Apixaban off
Currently off
Now off
Pt off drug
Off meds x 2 wk
Off all meds
Back on 11/12. Off again since 11/19
Has been off of this
Patient took himself off it
Taken off it in October
arrêt depuis 15/11
Bridged with lovenox, apixaban off
Refused x 3 days
Refused last 3 doses
Remplacé par HBPM
Temporarily off
Had to stop
Off until 11/26
She has been off since Friday
Had to stop taking it
off since 0600
He went off anticoagulation in October
Had to stop because of bleeding
seit 15.11. abgesetzt
Stop seit 15.11.
DC apixaban 11/20 - bleeding
D/C 11/20
dc'd 11/20
D/C
DC today
Per cards d/c 11/20
Please DC
d/c tomorrow for surgery
Therapieende 15.11.
Therapieende: 15.11.2026
LD 11/10
LD 5 mg 11/10
LD given 11/10
zuletzt 10.11. genommen
zuletzt am 10.11.
Zuletzt eingenommen am 10.11.
zuletzt laut Ehefrau am 10.11. genommen
Keine Einnahme seit 2 Wochen
Keine Einnahme
Keine Einnahme von Eliquis seit 10.11.
Prescription cancelled
Cancelled by pharmacy
Prescription cancelled, new prescription for warfarin sent to CVS
Order cancelled, not reordered
No longer needs anticoagulation
Missed all doses
forgot to take for two weeks
Do not start before 11/25/2026
Do not start before surgery
Stopped due to rash
due to bleeding stopped
Stopped: 11/10
Rate turned off
Pump off
drip turned off
Was taken off apixaban by GI
Taken off Eliquis
Pt was taken off Eliquis by GI 10/2026
Wife says he has been off Eliquis
Has been off Eliquis since October
Hold criteria met. Not given
Hold parameters met - dose held
Held per MD parameters
Hold criteria met; MD notified; held
Dose not given: hold criteria met
Not given, hold parameters
Hold parameter met, not administered
Held due to hold parameters
Apixaban held per hold parameters, plt 38
Held, met hold parameters
Hold criteria: met. Held
Meets hold criteria
Patient meets hold criteria, plt 32
Hold for surgery
Hold for procedure tomorrow
Hold, procedure 11/25
Hold AC, bronch 11/24
Hold dose tonight, LP 11/23 AM
Hold anticoagulation for biopsy Mon 11/23
Hold (EGD/colonoscopy 11/24)
Please hold, surgery scheduled 11/25
Hold: dental extraction 11/24
Hold pre-op (11/24)
Pauze, ingreep 25-11
Hold thru procedure 11/24
Hold apixaban until 11/25
Hold x 2 days for procedure 11/24
Pausieren bis OP 24.11.
Pause, Zahn-OP 24.11.
Hold starting today, surgery 11/24
Aussetzen vor OP am 25.11.
Suspendre jusqu'au 25/11
hold from 11/20
hold starting 11/20
Hold not lifted yet
Hold not discontinued
Held; hold cancelled?
On hold. Resumed?
Hold released 11/24
Hold to be removed 11/24
Ran out 2 weeks ago, refilled?
Ran out and was last refilled in June
Stopped taking, refilled 11/10
Ran out 11/01, refilled 10/01
Stop, OR 11/24
""".strip().splitlines()
"""Rules that were met, holds for a day ahead, questions, everyday words: each leaves open whether it is taken."""
TAKEN_AFTER_ALL = """
Hold for pickup 11/24
Hold for pick up
Hold criteria met: No
Held: none
Stopped: no
Nosebleed stopped
Held 11/10, resumed 11/12, any bleeding?
Alarm off, infusing well
Bleeding stopped 11/10
Order cancelled, reordered as BID
Rx transferred to CVS, old Rx cancelled
Hold criteria: plt <50 or Hgb <7
Hold criteria not met
Hold criteria reviewed: not met. Given
Hold parameters: platelets < 50
Hold Parameters: none
See hold parameters
No hold parameters
Hold per parameters
Hold criteria not met, dose given
Hold criteria: active bleeding, hold dose and call
Notify MD if hold criteria met
If hold criteria met, notify provider
Hold criteria: plt <50, hold dose and call MD
No hold criteria met
to be held per parameters
Hold criteria not met, given 11/21
Hold 11/30 for surgery
Hold 12/20 for surgery 12/23
Hold 2 days before colonoscopy 1/15/2027
Stop 12/28 before OR 1/2/2027
Hold starting 11/24
Hold 11/24
Hold dose on 11/24
Pausieren ab 24.11.
Continue through surgery 11/24
Uninterrupted for ablation 11/24
Do not hold for cataract surgery 11/24
May hold for cath 11/23
Hold from 11/25
HOLD 11/24-11/26
Held 11/10 through 11/14, resumed 11/15
Hold if bleeding, recheck 11/24
Treat through 02/20/2027
Pt ran out 10/01, refilled 10/03 and taking.
Ran out 10/20, refilled 10/25
Had been held; cleared by NSGY 11/15 and given since
Hold released 11/19
Hold discontinued 11/19
Hold cancelled, patient going home
Hold lifted
Held 11/10, hold lifted 11/12
Last refilled 10/2026
Refilled 11/01
Held 11/10, resumed 11/12
If hold lifted, call
hold from 12/25
OR 12/28: hold from 12/25
Pausieren ab 20.12. (OP 23.12.)
Pharmacy: CVS 1400 K St, Washington DC
Washington, DC
Washington, DC 20001
Anticipate DC tomorrow
DC today on this
Meds to beds for DC
Ready for DC
Start 11/03 on DC
Supply for DC today
DC tomorrow
D/C tomorrow
Therapieende: 02.02.2027
Therapieende geplant 02/2027
LD 10 mg bid x 7 d completed 11/09
LD given in ED 11/02, now 5 mg BID
Zuletzt kontrolliert 10.11.2026
Zuletzt Dosis angepasst 05.11.2026
Keine Einnahme von NSAR
Keine Einnahme von ASS
Geen inname van NSAID's
Geen inname problemen
Pt declined LMWH, prefers tablets
No longer needs bridging
No longer needs INR monitoring
No longer needs assistance with pills
Auto-refill turned off
Reminders switched off
Turned off auto refill
Shut off alarm
Off at college, fills at home pharmacy
Day off for labs Friday
Birth control pill discontinued
Symptoms stopped
Swelling resolved; pain stopped
Loading dose done (LD 11/02-11/09)
Switched to heparin-free dialysis
Order cancelled and reentered as BID
Prescription cancelled at CVS, sent to Walgreens
Rx cancelled at old pharmacy; new Rx at Costco
Cancelled by pharmacy as duplicate of Rx 123, active Rx continues
Forgot to take for one day
Missed all labs
Do not start before 11/01/2026
Taking: Yes; Stopped: No
Monitor turned off
Lights off at 2200
Pump alarm turned off; infusing well
Levophed gtt off
Cast taken off 11/10
Been off work for a week
Alarm went off
Went off to college
Taken off telemetry
Plan to come off AC in February
Off AC in 3 months
May come off it after 3 months
Has not been off it
Been off oxygen since 11/20
Off-label use
Off hold
Off PTT hold, infusing
Now off oxygen
Had to stop smoking
Iron infusion complete
Off AC 02/2027
If off AC, call
Heart rate 0-5 below
rate 14 mL/hr
Hold criteria: none
No hold criteria
Hold criteria: plt <50k, Hgb <7, active bleeding
See MAR for hold criteria
Hold per hold criteria
Hold criteria apply
Hold dose per parameters and call MD
Hold criteria not met, given as ordered
Hold criteria not met 11/21
Reviewed hold criteria; given
Hold criteria: INR >4
Hold if hold criteria met
Give unless hold criteria met
Call if hold parameters met
Follow hold parameters
Notify provider when hold criteria are met
Hold criteria (plt <50) reviewed, dose given
Hold 12/20, surgery 12/23
Hold, surgery 12/23
Hold on 11/25
Hold 11/25-11/27
hold beginning 11/25
Hold for surgery 12/28
OK to hold for procedures
Can be held for surgery 11/24
Do not hold for dental 11/24
No need to hold, cath 11/23
Pausieren am 20.12. wegen OP
Pausieren ab 25.11.
Held 11/10, resumed 11/12. Any questions?
Hold lifted 11/20
Hold released
Hold has been lifted
Held 11/10, hold lifted 11/12, given since
Resumed 11/12 after EGD
Ran out 11/01, refilled 11/03
Ran out, refilled 11/10
Held for EGD 11/10. Resumed 11/12 at 5 mg BID
Pt discharged DC on 5 mg BID
Plan for DC home
Expected D/C 11/25
D/C planning
DC summary
Discharge (DC) 11/20
DC instructions given
Washington DC 20010
Last refill 10/30
Refilled 11/10
Now off telemetry
Came off ventilator
Taken off contact isolation
Patient is off today for appointment at clinic
Off the floor for CT
Cut-off INR 2
off-hours number
Day off dialysis
day off work
Nurse off at 1900
Rate of bleeding 0
Rated 0/10 pain
pain rate 0 to 10
No bag empty alarm
Bag empty at 0400, new bag hung
Infusion complete: antibiotics
Set to 0 alarm
No longer on oxygen
Reminders off
Refill sent to Walgreens
Cancelled appointment
No-show cancelled visit
Order duplicated
Keine Einnahme von ASS oder NSAR
Stop from 12/25
D/C, f/u appt 11/24
""".strip().splitlines()
DRIP_ENDED = ["off x 1 hr", "Rate 0", "Rate: 0 mL/hr", "rate decreased to 0", "set to 0 units/hr", "Infusion complete",
              "bag empty, not rehung", "Bag empty", "Infusion complete 11/22 0400", "Heparin infusion off"]  # fmt: skip
DRIP_RUNS = ["Rate changed to 16 units/kg/hr at 0800", "Rate: 14 mL/hr", "bag changed 0400", "Loading infusion complete",
             "Vancomycin infusion complete", "Pump alarm turned off; infusing well", "Levophed gtt off"]  # fmt: skip


@pytest.mark.parametrize("text", OFF_AFTER_ALL)
def test_a_rule_that_was_met_a_hold_for_a_day_ahead_and_everyday_words_leave_it_open(text: str) -> None:
    assert said(text)


@pytest.mark.parametrize("text", TAKEN_AFTER_ALL)
def test_rules_holds_yet_to_begin_discharges_and_other_things_take_nothing_back(text: str) -> None:
    assert not said(text)


@pytest.mark.parametrize("text", DRIP_ENDED)
def test_a_drip_that_ended_is_not_running_for_certain(text: str) -> None:
    assert said(text, "heparin", days=0.5)


@pytest.mark.parametrize("text", DRIP_RUNS)
def test_what_is_said_of_a_drip_that_runs_takes_nothing_back(text: str) -> None:
    assert not said(text, "heparin", days=0.5)


def test_however_many_short_notes_there_are_they_are_read() -> None:
    idle = [{"text": "Doing well, no bleeding, taking as prescribed.", "time": days_ago(each)} for each in range(60)]
    assert feature("on_therapeutic_ac", _apixaban() | {"note": idle}).value == "present"
    held = {"text": "Held for EGD", "time": days_ago(70)}
    assert feature("on_therapeutic_ac", _apixaban() | {"note": [held, *idle]}).value is None
