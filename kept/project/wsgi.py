"""Django's handler behind the static files, for the shell and for any WSGI server.

The files are served before Django, not by a middleware: the one that comes with them is asynchronous alone, and
would send every page through an event loop of its own.
"""

import os

from django.core.wsgi import get_wsgi_application
from servestatic import ServeStatic

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")
pages = get_wsgi_application()

from django.conf import settings  # noqa: E402  (Django is set up by the handler)

settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def _harmless(headers: object, path: str, url: str) -> None:
    """A file is what its name says, whatever a browser might make of its first bytes."""
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]


application = ServeStatic(
    pages,
    root=settings.STATIC_ROOT,
    prefix="static",
    allow_all_origins=False,
    # A name with a digest in it never means anything else.
    immutable_file_test=r"^.+\.[0-9a-f]{12}\..+$",
    add_headers_function=_harmless,
)
