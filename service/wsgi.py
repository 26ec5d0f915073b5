"""The WSGI application, configured from the ``DVT_CDS_*`` variables; gunicorn imports ``service.wsgi:application``."""

import sys

from service.app import wsgi
from service.errors import DvtCdsError, FaultsError

try:
    application = wsgi()
except (FaultsError, DvtCdsError) as fault:
    # A server that imports this would print a traceback that names neither the setting nor what to do.
    sys.exit("\n".join(f"Error: {line}" for line in fault.lines))
