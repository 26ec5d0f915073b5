"""Members of CDS Hooks 3.0 that a 2.0 client may not know: each is sent only where a setting asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def with_autolaunch(card: Mapping[str, Any]) -> dict[str, Any]:
    """The card with its SMART links marked ``autolaunchable`` (LINK-6): a client may then start the app unasked.

    A client that does so may never show the card, so the setting is for sites whose app says all that a card does.
    """
    if "links" not in card:
        return dict(card)
    links = [{**link, "autolaunchable": True} if link.get("type") == "smart" else link for link in card["links"]]
    return {**card, "links": links}
