"""Where the files lie that are shipped with the package: the clinical content and the server configuration.

A checkout keeps them beside the package (``cards/``, ``deploy/``); a wheel carries the same files inside it
(``service/_cards``, ``service/_deploy``).  A wheel's own copy comes first, because a folder named ``cards`` beside an
installed package would be somebody else's.
"""

from __future__ import annotations

from pathlib import Path

from service.errors import KnowledgeError

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


class ContentMissingError(KnowledgeError):
    """A folder or file that the service cannot run without is not there."""

    why = "Nothing can be recommended without it."


def cards_folder(explicit: str | Path | None = None) -> Path:
    """Return the folder of the clinical content, absolute.

    *explicit* (``--cards``, ``DVT_CDS_CARDS``) wins; otherwise the copy inside the wheel, otherwise the checkout's.
    Raises :class:`ContentMissingError` where the folder does not exist.
    """
    if explicit is not None:
        return _existing_folder(Path(explicit), "Name an existing folder with --cards or DVT_CDS_CARDS.")
    packaged = PACKAGE / "_cards"
    if packaged.is_dir():
        return packaged
    return _existing_folder(
        CHECKOUT / "cards", "Install the wheel, run from a complete checkout, or name a folder with --cards."
    )


def gunicorn_configuration() -> Path:
    """Return the shipped gunicorn configuration, absolute; raises :class:`ContentMissingError`."""
    for candidate in (PACKAGE / "_deploy" / "gunicorn.conf.py", CHECKOUT / "deploy" / "gunicorn.conf.py"):
        if candidate.is_file():
            return candidate
    raise ContentMissingError(
        "deploy/gunicorn.conf.py is missing.",
        why="The server would start without its limits.",
        remedy="Install the wheel, or run from a complete checkout.",
    )


def _existing_folder(folder: Path, remedy: str) -> Path:
    if not folder.is_dir():
        raise ContentMissingError(f"There is no clinical content in {folder}.", remedy=remedy)
    return folder.resolve()
