"""The CDS Hooks 2.0 side of the service: what comes in over HTTP, and what goes out."""
