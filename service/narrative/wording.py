"""Pieces of patterns that several word lists share."""

from __future__ import annotations

STUDY = r"(?:exam\w*|stud(?:y|ies)|scans?|ultrasounds?|imaging|images?|duplex\w*|dopplers?|uss?\b|sonogra\w+|venogra\w+|report)"
SEEN = (
    r"(?:seen|identified|visuali[sz]ed|demonstrated|detected|present|evident|shown|found|noted|apparent|observed|visible|"
    r"appreciated|elicited|discernible|located|perceived|perceptible|detectable|demonstrable|identifiable|noticed|discerned|recogni[sz]ed|recorded|encountered|discovered|spotted|picked\sup|uncovered|disclosed|there)"
)
WHOLE_LEG = r"(?:legs?|limbs?|lower\s(?:limbs?|extremit(?:y|ies)|ext\b\.?)|extremit(?:y|ies)|sides?|le\b|[rl]le\b|leg\svenous\ssystem)"
NOUNS = r"(?:dvts?|thromb(?:us|i|osis|oses)|clots?|vte|svt|thromboembol\w+|deep\s(?:vein|venous)\sthrombo\w+|venous\sthrombo\w+)"
SQUEEZE = (
    r"(?:compress\w*|collaps\w*|coapt\w*|squash\w*|flatten\w*|squeez\w*|appos\w*|press(?:es|ed)?\sflat|clos(?:e|es|ed|ing)\b"
    r"(?=\s(?:under|with|on|to|completely|fully|normally|down))|meet\b(?!\swith\s(?:(?:any|a|no)\s)?(?:thromb|clot|dvt|resist))|be\s(?:effaced|obliterated|closed|emptied)|obliterat\w*(?=\s(?:with|under|on|to)\s))"
)
"""What the walls of a vein do under the transducer."""
