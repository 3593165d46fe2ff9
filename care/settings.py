"""Settings of Care. Every variable is described, with its default, in .env.example."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from care import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("CARE_DEBUG", False)
SECRET_KEY = env.secret("CARE_SECRET_KEY")
# Fernet keys that seal network credentials, newest first; older ones still open what they sealed.
CREDENTIALS_KEYS = env.secret("CARE_CREDENTIALS_KEY").split()
ALLOWED_HOSTS = env.listing("CARE_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
# Where people reach the desk; links in mails are built from it, never from a request's Host.
ORIGIN = env.text("CARE_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [ORIGIN]
HTTPS = ORIGIN.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "care.core",
    "routing",
    "inbox",
    "connectors",
    "reporting",
    "care.demo",
    "care.seed",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "care.core.middleware.CleanInput",
    "care.core.middleware.RequestDoor",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "care.core.middleware.OrganisationOfThePath",
]

ROOT_URLCONF = "care.urls"
WSGI_APPLICATION = "care.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "care.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "care.jinja.one_token",
            ],
        },
    },
    # Libraries that bring pages of their own write them in Django's language.
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates" / "library"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# `default` may read and write rows of one open organisation; `owner` only migrates.
DATABASES = {
    "default": env.database("DATABASE_URL"),
    "owner": env.database("CARE_OWNER_DATABASE_URL"),
}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"]["OPTIONS"],  # type: ignore[dict-item]
    "application_name": "care",
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Milliseconds a page may wait for a row lock, and may run one statement. Workers set their own.
PAGE_LOCK_TIMEOUT = env.integer("CARE_PAGE_LOCK_TIMEOUT_MS", 2_000)
PAGE_STATEMENT_TIMEOUT = env.integer("CARE_PAGE_STATEMENT_TIMEOUT_MS", 5_000)
# What every page asks is planned once a connection (care.core.prepared).
PREPARES_STATEMENTS = env.flag("CARE_PREPARED_STATEMENTS", True)

# Sign-in
AUTH_USER_MODEL = "core.Person"
AUTHENTICATION_BACKENDS = ["care.core.sign_in.ByPassword"]
ACCOUNT_ADAPTER = "care.core.sign_in.NoSelfSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
# Who changes their password stays signed in where they do it, and nowhere else.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Care] "
# A mail to an address that nobody here has would only help to annoy strangers.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
# A link for a new password is good for a day, and for one new password.
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "care.core.second_factor.SealedFactors"
# Addresses are vouched for by the admin who invited them.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Care"
# A code is taken also in the half minute before and after its own: telephones' clocks differ.
MFA_TOTP_TOLERANCE = 1
# Addresses are unique whatever their case, by an index the check cannot see; and the list of sites
# that browsers open by HTTPS only is for the owner of the domain to join.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "security.W021"]
LOGIN_URL = "account_login"
# Mails are rows that a worker sends (care.core.mailing); a library that tries by itself must not
# find somebody else's mail server.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]
SESSION_ENGINE = "care.core.sessions"
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True

# The installation's mail server; without a host, mail needs a server of the organisation's own.
MAIL_HOST = env.text("CARE_MAIL_HOST", "")
MAIL_PORT = env.integer("CARE_MAIL_PORT", 587)
MAIL_SECURITY = env.choice("CARE_MAIL_SECURITY", ("starttls", "tls", "none"))
MAIL_USER = env.text("CARE_MAIL_USER", "")
MAIL_PASSWORD = env.secret("CARE_MAIL_PASSWORD", "")
MAIL_FROM = env.text("CARE_MAIL_FROM", "Care <care@localhost>")

# Headers
SECURE_SSL_REDIRECT = HTTPS and env.flag("CARE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE, "'strict-dynamic'"],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# The API, under /api/v1/. Everything not named here is closed: no session opens it, no form, no
# browsable page.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["care.core.api.caller.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["care.core.api.scoped.Scoped"],
    "DEFAULT_THROTTLE_CLASSES": ["care.core.api.throttle.TokenThrottle"],
    "DEFAULT_PARSER_CLASSES": ["care.core.api.wire.Json"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "care.core.api.wire.AlwaysJson",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "care.core.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "URL_FORMAT_OVERRIDE": None,
    # Nothing of the API is decided by an address; a forwarded one is believed nowhere.
    "NUM_PROXIES": 0,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Care",
    "DESCRIPTION": "Social customer care. The verbs of the desk, for programs: docs/api.md.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CaseState": "inbox.models.cases.State",
        "SendState": "inbox.models.messages.SendState",
        "Priority": "inbox.models.cases.Priority",
        "Visibility": "inbox.models.messages.Visibility",
    },
}
# Requests that one token may make in a minute, in each web process; 0: no limit.
API_REQUESTS_PER_MINUTE = env.integer("CARE_API_REQUESTS_PER_MINUTE", 1_200)

# The front already limits the body (care.front); Django's own limit is a second net.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Files. Hashed names and compression need `collectstatic`, which `make run` and the image do;
# without it (tests, development) files are served from where they stand.
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
HASHED_STATIC = env.flag("CARE_HASHED_STATIC", False)
DATA_DIR = Path(env.text("CARE_DATA_DIR", str(BASE_DIR / ".data"))).absolute()
STATIC_ROOT = (
    Path(env.text("CARE_STATIC_ROOT", str(DATA_DIR / "static"))) if HASHED_STATIC else None
)
FILES_DIR = Path(env.text("CARE_FILES_DIR", str(DATA_DIR / "files"))).absolute()
STORAGES = {
    # What people send and attach: read and written by care.core.files alone, and served by views.
    "files": env.storage("CARE_FILES_STORAGE", "CARE_FILES_OPTIONS", folder=FILES_DIR),
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "care.static_files.HashedFiles"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not HASHED_STATIC
WHITENOISE_AUTOREFRESH = not HASHED_STATIC

# Words and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The broker only rings bells; what has to be done stands in Postgres.
BROKER_URL = env.text("BROKER_URL")
# Valkey or Redis through which open pages hear of changes. Without one, they ask by themselves.
LIVE_URL = env.text("CARE_LIVE_URL", BROKER_URL)
CACHES = {
    # Throttles of sign-in. In Postgres, so that a dead broker neither locks people out nor opens
    # the door to guessing; the table is made by core's first migration.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_throttle",
        "TIMEOUT": 600,
    }
}

# Where `make run` put the simulated network; empty elsewhere.
SIMULATOR_URL = env.text("CARE_SIMULATOR_URL", "")
# Seconds between two walks of a stream; unset: what the network's adapter says.
POLL_SECONDS = env.integer("CARE_POLL_SECONDS", 0) or None
# A reply whose answer was lost is looked for after so many seconds, and again after as many. Not
# less than a request may take: it could still arrive after the look.
LOOK_AFTER_SECONDS = env.integer("CARE_LOOK_AFTER_SECONDS", 30)
# Hosts that outgoing requests may reach although their address is private.
TRUSTED_HOSTS = env.listing("CARE_TRUSTED_HOSTS", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"django.server": {"level": "WARNING"}},
}
