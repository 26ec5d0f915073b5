"""The schema of the store as it grew; run by ``service.store.schema``."""
