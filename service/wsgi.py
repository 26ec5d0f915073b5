"""The WSGI application, configured from the ``DVT_CDS_*`` variables; gunicorn imports ``service.wsgi:application``."""

from service.app import wsgi

application = wsgi()
