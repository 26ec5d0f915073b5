"""Measurements of the service on one machine, as ratios: what ``dvt-cds bench`` runs.  Nothing on a hook imports it."""
