"""The application of a web process: Django in the shell, with live streams beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kept.project.settings")

from kept.project.wsgi import application as wsgi  # isort: skip - sets Django up

from django.conf import settings

from kept.faces.live.connecting import connect
from kept.faces.live.hub import Hub
from kept.faces.live.signing import viewer_for
from kept.faces.live.stream import LiveStreams
from kept.project.shell.application import Shell

application = Shell(
    wsgi,
    live=LiveStreams(
        Hub(connect), viewer_for, cookie=settings.SESSION_COOKIE_NAME, hosts=settings.ALLOWED_HOSTS
    ),
    threads=settings.KEPT.web_threads,
    trusted=settings.KEPT.trusted_proxies,
)
