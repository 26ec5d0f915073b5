"""What one site has said about itself: the few settings that change which advice is right there."""

from __future__ import annotations

from dataclasses import dataclass

FREE_TEXT_BY_DEFAULT = False
"""Whether free-text reports are read where a site has not said so: not before the reader keeps its limits
(``tests/narrative/test_scores.py``)."""


@dataclass(frozen=True, slots=True)
class Site:
    """The settings that reach the clinical core; everything else in ``settings.py`` stays outside it."""

    cdt_on_site: bool | None = None
    """True: catheter-directed thrombolysis is done here (on-site referral).  False: transfer.  None: not said,
    and the card names both."""
    limb_threat_cards: bool = True
    """False withholds limb-threat cards (a site that has another alarm for it)."""
    free_text: bool = FREE_TEXT_BY_DEFAULT
    """True: the text of ultrasound reports may raise what coded entries leave open (``cards/free_text.yaml``)."""
    launch_url: str | None = None
    """Launch URL of the SMART app; without it no card carries a ``smart`` link."""
    public_url: str | None = None
    """The public https base URL of this service, without a trailing slash."""
