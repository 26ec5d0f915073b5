"""Pages for people: the decision book and the source attributes.

They show clinical content only, never patient data; they hold no script and load nothing.
"""

from service.pages.views import add_pages

__all__ = ["add_pages"]
