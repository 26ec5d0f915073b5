"""The FHIR server of the tests: the one of ``dvt-cds bench fetch``, with every way to fail, under one name.

What it holds back it holds until the client hangs up or the test ends, so a deadline is met by the service or not at
all.
"""

from __future__ import annotations

from service.bench.fetch.failures import (
    at_first,
    dripping_body,
    dripping_head,
    endless_pages,
    hangs_up,
    held,
    redirect_to,
    same_page_again,
    status,
    text,
    truncated,
    truncated_chunks,
)
from service.bench.fetch.fhir_server import JSON, Answer, Asked, FhirServer, Talk, running

__all__ = [
    "JSON", "Answer", "Asked", "FhirServer", "Talk", "at_first", "dripping_body", "dripping_head", "endless_pages",
    "hangs_up", "held", "redirect_to", "running", "same_page_again", "status", "text", "truncated", "truncated_chunks",
]  # fmt: skip
