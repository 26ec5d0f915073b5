"""Clinical facts: one module each, from the FHIR record to a Feature; ``registry`` lists them all."""
