"""All settings in one file; every value that differs between installations comes from the environment.

The table of settings is in docker/README.md; a house test keeps it complete.
"""
from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
RUN_DIR = BASE_DIR / ".run"
env = environ.Env()
# `make run` writes the addresses of the servers it started here, so that `manage.py` finds them too.
if (RUN_DIR / "house.env").exists():
    environ.Env.read_env(str(RUN_DIR / "house.env"))

# --- what kind of house this is -------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
BASE_URL = env.str("BASE_URL", default="http://localhost:8000").rstrip("/")
DEFAULT_AUTHORITY = env.str("DEFAULT_AUTHORITY", default="pietricica")
_DEMO_KEY = "demo-only-key-never-for-a-real-town-hall-000000000000000000"
SECRET_KEY = env.str("SECRET_KEY", default=_DEMO_KEY if DEMO or DEBUG else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set. Set it in the environment, or DEMO=1 for the demo town.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", ".localhost", "127.0.0.1", "[::1]"] if DEMO or DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Personal data at rest: keys of django-fernet-encrypted-fields; the lookup column has a key of its own.
SALT_KEY = env.list("SALT_KEY", default=[_DEMO_KEY] if DEMO or DEBUG else [])
LOOKUP_KEY = env.str("LOOKUP_KEY", default=_DEMO_KEY if DEMO or DEBUG else "")
if not SALT_KEY or not LOOKUP_KEY:
    raise ImproperlyConfigured("SALT_KEY and LOOKUP_KEY are not set: personal data could not be encrypted.")

INSTALLED_APPS = [
    "gisapp",
    "gisapp.core",
    "gisapp.accounts",
    "layers",
    "permits",
    "chatbot",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "gisapp.accounts.openid",
    "allauth.usersessions",
    "rest_framework",
    "rest_framework_gis",
    "drf_spectacular",
    "drf_standardized_errors",
    "csp",
    "sequences",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.gis",
    "django.forms",
]

MIDDLEWARE = [
    "gisapp.inside.InsideMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gisapp.core.logging.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gisapp.accounts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gisapp.accounts.shared_machine.SharedMachineMiddleware",
    "gisapp.accounts.middleware.AuthorityMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "gisapp.accounts.middleware.StaffSecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "gisapp.accounts.held_forms.HeldFormMiddleware",
    "gisapp.core.refusals.RefusalMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "gisapp.urls"
WSGI_APPLICATION = "gisapp.wsgi.application"
ASGI_APPLICATION = "gisapp.asgi.application"
FORM_RENDERER = "gisapp.forms.renderer.TownHallRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "gisapp.accounts.context.house",
            ],
        },
    },
]

# --- data -----------------------------------------------------------------------------------
DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", default="postgis://gisapp:gisapp@127.0.0.1:54329/gisapp"),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": "test_gisapp_" + env.str("TEST_DB_SUFFIX", default="main")},
    }
}
if DATABASES["default"]["ENGINE"] != "django.contrib.gis.db.backends.postgis":
    raise ImproperlyConfigured("DATABASE_URL must start with postgis:// — PostGIS is the only database of this service.")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:63790/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
FILES_ROOT = Path(env.str("FILES_ROOT", default=str(RUN_DIR / "files")))
# NTv2 grid between WGS 84 and Stereo 70 (TransDatRO); empty: the Helmert operation EPSG:15994, 3 m.
STEREO70_GRID = env.str("STEREO70_GRID", default="")
TYPST_FONT_DIR = Path(env.str("TYPST_FONT_DIR", default=str(RUN_DIR / "fonts")))
CHAT_MODEL_ROOT = Path(env.str("CHAT_MODEL_ROOT", default=str(RUN_DIR / "chat")))
# The town halls' accounts with their secrets: {slug: {channel: {...}}}; what each channel needs is in chatbot/channel_accounts.py.
CHAT_CHANNELS = env.json("CHAT_CHANNELS", default={})
# An OpenAI-compatible server that may propose what an unclear message is about: {base_url, model, key, seconds}; nothing: none is asked.
CHAT_LLM = env.json("CHAT_LLM", default={})
CHAT_API_BASES = env.json("CHAT_API_BASES", default={"telegram": "https://api.telegram.org", "graph": "https://graph.facebook.com/v25.0"})

# --- background work ------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_connect_timeout": 2, "max_retries": 1}
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": {"task": "gisapp.core.sweep", "schedule": 30.0},
    "every quarter of an hour": {"task": "gisapp.core.tick", "schedule": 900.0},
}
CELERY_TIMEZONE = "Europe/Bucharest"
CELERY_BEAT_SCHEDULE_FILENAME = str(RUN_DIR / "celerybeat-schedule")

# --- signing --------------------------------------------------------------------------------
PKI_ROOT = Path(env.str("PKI_ROOT", default=str(RUN_DIR / "pki")))
PKI_URL = env.str("PKI_URL", default="http://127.0.0.1:9080")
TSA_URL = env.str("TSA_URL", default="")
# Not named SIGNING_BACKEND: that is Django's own setting for signed cookies.
DOCUMENT_SIGNING = env.str("SIGNING_BACKEND", default="demo" if DEMO or DEBUG else "pkcs11")
SIGNING_OPTIONS = env.json("SIGNING_OPTIONS", default={})
EU_TRUSTED_LISTS = env.str("EU_TRUSTED_LISTS", default="")

# --- people ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = env.str("ACCOUNT_EMAIL_VERIFICATION", default="optional" if DEMO else "mandatory")
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_ADAPTER = "gisapp.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {"signup": "gisapp.accounts.forms.SignupForm"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO or DEBUG
MFA_ADAPTER = "gisapp.accounts.second_factor.MfaAdapter"
MFA_TOTP_ISSUER = "Ghișeul de urbanism"
# Staff at every page; signatories, whatever is set for staff, before they sign. The demonstration asks nobody and says so.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not (DEMO or DEBUG))
SIGNING_SECOND_FACTOR = env.bool("SIGNING_SECOND_FACTOR", default=not (DEMO or DEBUG))
SOCIALACCOUNT_PROVIDERS = env.json("SOCIALACCOUNT_PROVIDERS", default={})
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=12 * 3600)

# --- language, time -------------------------------------------------------------------------
LANGUAGE_CODE = "ro"
LANGUAGES = [("ro", "Română"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "gisapp/locale", BASE_DIR / "gisapp/accounts/allauth_words"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Bucharest"
# Grouping is done where a quantity is shown; a year must never become "2.026".
USE_THOUSAND_SEPARATOR = False

# --- static files ---------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(RUN_DIR / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# --- security -------------------------------------------------------------------------------
_HTTPS = urlsplit(BASE_URL).scheme == "https"
SECURE_SSL_REDIRECT = _HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 63072000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SECURE_REFERRER_POLICY = "same-origin"
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME = "__Host-session" if _HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _HTTPS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
BASE_MAP_ORIGINS = env.list("BASE_MAP_ORIGINS", default=[])
BASE_MAP_TILES = env.str("BASE_MAP_TILES", default="")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *BASE_MAP_ORIGINS],
        "font-src": [SELF],
        "connect-src": [SELF, *BASE_MAP_ORIGINS],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {"geolocation": "self", "camera": [], "microphone": [], "payment": [], "usb": []}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=25 * 1024 * 1024)
UPLOAD_MAX_PAGES = env.int("UPLOAD_MAX_PAGES", default=600)
CLAMD_SOCKET = env.str("CLAMD_SOCKET", default="")
CSRF_FAILURE_VIEW = "gisapp.accounts.held_forms.csrf_failure"
# Debian 12 has GDAL 3.6, which cannot block files and network by itself: people's files meet GDAL only inside bubblewrap.
# Two lists of states share a field name in the API description; the name made for one of them is good enough.
SILENCED_SYSTEM_CHECKS = ["gis.W001", "drf_spectacular.W001"]

# --- mail, API, logs ------------------------------------------------------------------------
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="nu-raspundeti@pietricica.example")
EMAIL_TIMEOUT = 10
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "permits.rest.schema.Described",
    "EXCEPTION_HANDLER": "permits.rest.problems.exception_handler",
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min"},
}
SPECTACULAR_SETTINGS = {"TITLE": "GIS Urbanism API", "VERSION": "1.0.0", "SERVE_INCLUDE_SCHEMA": False, "ENUM_GENERATE_CHOICE_DESCRIPTION": False}
# Card payments: per town hall (slug), its account at euPlătesc, {"merchant": …, "key": …}; without it cards are not offered.
PAYMENT_ACCOUNTS = env.json("PAYMENT_ACCOUNTS", default={})
# Only for a listener beside the service, in a demonstration: webhooks to the machine itself, without https.
WEBHOOK_LOOPBACK = env.bool("WEBHOOK_LOOPBACK", default=False)
# Servers from which keepers may bring layers (WFS, OGC API Features): host or host:port. None, until the administrator names some.
IMPORT_HOSTS = env.list("IMPORT_HOSTS", default=[])
IMPORT_LOOPBACK = env.bool("IMPORT_LOOPBACK", default=False)
SENTRY_DSN = env.str("SENTRY_DSN", default="")
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")
LOGGING_CONFIG = "gisapp.core.logging.configure"
LOGGING = {"level": LOG_LEVEL, "json": env.bool("LOG_JSON", default=not DEBUG)}
MIGRATION_MODULES: dict[str, str] = {}
