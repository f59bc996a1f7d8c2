"""Django's settings, all from the one table of environment settings."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF

from kept.project.environment import read

KEPT = read(os.environ)
HOME = Path(KEPT.home)


def _database(url: str) -> dict[str, object]:
    """A connection from a URL: postgresql://user:password@host:port/name, a socket folder as ?host=."""
    parts = urlsplit(url)
    options = dict(item.partition("=")[::2] for item in parts.query.split("&") if item)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _database_url() -> str:
    """The server's address: as given, or the one that the launcher runs in the desk's home."""
    if KEPT.database_url:
        return KEPT.database_url
    from kept.operations.postgres import resolve

    return resolve(os.environ, HOME).url(os.environ.get("KEPT_DATABASE_ROLE", "kept_app"))


DATABASES = {"default": _database(_database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    # Before allauth, so that its pages are drawn by our templates.
    "kept.faces.components",
    "kept.faces.desk",
    "kept.faces.live",
    "kept.faces.sandbox",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "kept.ledger",
    "kept.pledge",
    "kept.staff",
    "kept.customers",
    "kept.wording",
    "kept.cases",
    "kept.contacts",
    "kept.promises",
    "kept.search",
    "kept.figures",
    "kept.channels.mail",
    "kept.operations",
]

MIDDLEWARE = [
    "kept.project.asking.OurNamesOnly",
    "django.middleware.security.SecurityMiddleware",
    "kept.project.asking.HeadLikeGet",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kept.faces.desk.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "kept.project.urls"
WSGI_APPLICATION = "kept.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kept.faces.desk.frame.frame",
            ],
        },
    }
]

# Sign-in
AUTH_USER_MODEL = "staff.Agent"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "kept.faces.desk.entering.Adapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # somebody whose password or second step changed is told
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_FORMS = {"login": "kept.faces.desk.forms.entering.DoorForm"}
MFA_ADAPTER = "kept.faces.desk.entering.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "kept.faces.desk.forms.entering.CodeForm",
    "reauthenticate": "kept.faces.desk.forms.entering.AgainForm",
    "activate_totp": "kept.faces.desk.forms.entering.AppForm",
    "add_webauthn": "kept.faces.desk.forms.entering.KeyForm",
    "edit_webauthn": "kept.faces.desk.forms.entering.KeyNameForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a telephone whose clock is half a minute off still opens
MFA_ALLOW_UNVERIFIED_EMAIL = True  # colleagues are invited: nobody can sit on another one's address
# Counts of failed sign-ins hold for all web processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "staff_sign_in_count",
        "OPTIONS": {
            "MAX_ENTRIES": 20_000
        },  # beyond it counts are dropped: guessing at many doors must not reach that
    }
}
EMAIL_BACKEND = "kept.channels.mail.sending.django_backend.Backend"

# Safety
SECRET_KEY = KEPT.secret_key_text()
DEBUG = False
ALLOWED_HOSTS = list(KEPT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [KEPT.public_url] if KEPT.public_url else []
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = KEPT.public_url.startswith("https://")
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # a form needs its own origin; signed links say no-referrer themselves
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Static files
STATIC_URL = "/static/"
STATIC_ROOT = KEPT.static_root()
STATICFILES_DIRS = [Path(__file__).resolve().parent.parent / "faces" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}

# Language and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING_CONFIG = None  # operations configure structlog
