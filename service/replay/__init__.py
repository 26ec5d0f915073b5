"""Playing recorded cases through the service: cases, the comparison, an HTTP client that acts as an EHR, reports."""
