"""``python -m service`` is ``dvt-cds``."""

from service.cli import main

main()
