"""The smallest Django that the shell can serve; no database unless DATABASE_URL names one."""

import os
from urllib.parse import parse_qs, unquote, urlsplit

SECRET_KEY = "of tests"
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "pretend_pages"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
INSTALLED_APPS: list[str] = []
USE_TZ = True
LOGGING_CONFIG = None
DATA_UPLOAD_MAX_MEMORY_SIZE = None

_url = urlsplit(os.environ.get("PRETEND_DATABASE", ""))
DATABASES = {}
if _url.scheme:
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.path.lstrip("/"),
        "USER": unquote(_url.username or ""),
        "HOST": parse_qs(_url.query).get("host", [""])[0],
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
