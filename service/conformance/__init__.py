"""The checks of ``dvt-cds conformance``: any CDS Hooks 2.0 service, from outside, against the specification.

Nothing here knows this service.  A check calls the service at the given URL and says what it found; requirement ids
are those of ``tests/conformance/requirements.csv``.
"""
