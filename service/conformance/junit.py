"""The results as JUnit XML, for the pages of continuous integration."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree

from service.conformance.outcome import Outcome, Result
from service.conformance.report import count

NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_junit(results: Sequence[Result], url: str) -> bytes:
    """One suite for each section, one case for each result; a warning is a case that passed, its text beside it."""
    root = ElementTree.Element("testsuites", name=_text(f"CDS Hooks conformance of {url}"))
    for section, each in groupby(results, lambda result: result.check.section):
        of_section = list(each)
        counts = count(of_section)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=section,
            tests=str(len(of_section)),
            failures=str(counts[Outcome.FAILED]),
            skipped=str(counts[Outcome.SKIPPED]),
            errors="0",
        )
        for result in of_section:
            _add_case(suite, result)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add_case(suite: ElementTree.Element, result: Result) -> None:
    name = f"{result.check.title} [{result.subject}]" if result.subject else result.check.title
    class_name = f"conformance.{result.check.name}"
    case = ElementTree.SubElement(suite, "testcase", name=_text(name), classname=class_name)
    text = _text(f"{' '.join(result.check.requirements)}: {result.text}")
    if result.outcome is Outcome.FAILED:
        ElementTree.SubElement(case, "failure", message=text).text = text
    elif result.outcome is Outcome.SKIPPED:
        ElementTree.SubElement(case, "skipped", message=text)
    elif result.outcome is Outcome.WARNED:
        ElementTree.SubElement(case, "system-out").text = f"warning: {text}"


def _text(text: str) -> str:
    """Without what XML cannot hold: answers of a broken service are quoted."""
    return NOT_XML.sub("?", text)
