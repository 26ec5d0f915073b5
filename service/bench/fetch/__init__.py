"""FHIR servers that fail in every way a server can, and how soon a call is answered then: ``dvt-cds bench fetch``."""
