"""The decision book: the whole clinical content as a clinician reads it, written from ``cards/`` and ``fixtures/``.

``book.py`` puts the chapters together as GitHub Flavored Markdown; ``page.py`` makes the HTML page of it.  Nothing is
said here that does not stand in ``cards/``: the chapters only arrange it and work examples through the tables.
"""
