"""dvt-cds: a CDS Hooks service for deep vein thrombosis."""

__version__ = "0.1.0"
