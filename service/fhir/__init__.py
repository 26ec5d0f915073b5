"""Reading FHIR JSON: what the record says, and how it fails to say it."""
