"""Django's handler, for the shell and for any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
application = get_wsgi_application()
