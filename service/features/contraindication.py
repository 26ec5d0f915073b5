"""Absolute contraindication to anticoagulation (definitions 2, R-55)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.features.feature import Feature
from service.features.ledger import listed

if TYPE_CHECKING:
    from service.features.chart import Chart


def extract(chart: Chart) -> Feature:
    """Any item of the ledger's anticoagulation list: intracranial haemorrhage within 30 days, platelets below 25, a
    severe bleeding disorder, allergy to every class.

    Active bleeding is an input of its own.  A platelet count that nobody made counts as absent and is listed; an old
    one below 25 goes on contraindicating until a newer one refutes it.  A neuraxial catheter has no code and is not
    checked.  Unknown: Conditions not answered in full, a haemorrhage that is suspected or without usable date, an
    unusable count.
    """
    return listed(chart, "ac_absolute_contraindication", "anticoagulation")
