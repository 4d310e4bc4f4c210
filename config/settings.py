"""Kontor's settings, read top to bottom. Safe by default; the environment relaxes nothing."""

from os import cpu_count
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF

from config import env, mail, sms
from config.sizes import hashes_at_once

django_stubs_ext.monkeypatch()  # so that `ModelForm[Payer]` is read as what it says

HOME = Path(__file__).resolve().parent.parent

# --- Who we are -------------------------------------------------------------------------------

PUBLIC_URL = env.url("KONTOR_PUBLIC_URL", schemes=("https",))
BASE_HOST = PUBLIC_URL.hostname or ""
PROVIDER_HOST = f"provider.{BASE_HOST}"
# Businesses bring hosts of their own: tenants.middleware knows them, and answers no other. What
# stands in front of it in MIDDLEWARE believes no host.
ALLOWED_HOSTS = ["*"]
# fmt: off
RESERVED_SLUGS = frozenset({
    "admin", "api", "app", "assets", "auth", "billing", "blog", "cdn", "console", "dev", "docs",
    "ftp", "help", "id", "imap", "kontor", "localhost", "login", "mail", "mx", "news", "ns",
    "ns1", "ns2", "pay", "pop", "post", "provider", "public", "sign-in", "smtp", "static",
    "status", "support", "test", "trust", "webmail", "www",
})
# fmt: on

HOSTS_CHECKED_SECONDS = 0.9  # so late a process may learn that a door was opened or shut
HOSTS_REMEMBERED_SECONDS = 300.0  # after that a host is read again although nothing changed

# Who is asked whether a business's own host is its own: "192.0.2.1 192.0.2.2:5353"; empty: the
# name servers of this machine.
NAME_SERVERS = env.text("KONTOR_NAME_SERVERS", "").split()
# With it a proxy asks which hosts may have a certificate. Empty: nobody is answered.
CERTIFICATE_SECRET = env.text("KONTOR_CERTIFICATE_SECRET", "")

SECRET_KEY = env.secret("KONTOR_SECRET_KEY")
# What the database keeps sealed (config/sealed.py). Several with spaces between, newest first.
SEAL_KEYS = env.secret("KONTOR_SEAL_KEYS").split()
DEBUG = False
ROOT_URLCONF = "config.urls_public"
WSGI_APPLICATION = "config.wsgi.application"

# --- Rooms: every app lives in one kind ---------------------------------------------------------

PUBLIC_APPS = [
    "tenants",
    "users",
    "billing",
    "jobs",
    "post",
    "i18n",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "csp",
]
WORKSPACE_APPS = [
    "workspace.members",
    "workspace.logbook",
    "workspace.company",
    "workspace.parties",
    "workspace.catalogue",
    "workspace.sales",
    "workspace.papers",
    "workspace.money",
    "workspace.imports",
    "workspace.today",
]
# modeltranslation must stand before the apps whose fields it translates.
INSTALLED_APPS = ["modeltranslation", *PUBLIC_APPS, *WORKSPACE_APPS]
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Database: a runtime login that owns nothing, and the builder's login -----------------------

DATABASES = {
    "default": {
        "ENGINE": "tenants.backend",
        "HOST": env.text("KONTOR_DATABASE_HOST"),
        "PORT": env.text("KONTOR_DATABASE_PORT", "5432"),
        "NAME": env.text("KONTOR_DATABASE_NAME", "kontor"),
        "USER": env.text("KONTOR_DATABASE_USER", "kontor_app"),
        "PASSWORD": env.secret("KONTOR_DATABASE_PASSWORD"),
        "CONN_MAX_AGE": env.whole("KONTOR_DATABASE_CONNECTION_SECONDS", 3600),
        "CONN_HEALTH_CHECKS": True,
    }
}
# A connection that has been in so many rooms is closed: what PostgreSQL remembers of them for it
# never shrinks (docs/performance.md).
DATABASE_ROOMS_A_CONNECTION = env.whole("KONTOR_DATABASE_ROOMS_A_CONNECTION", 200)
DATABASE_ROUTERS = ["tenants.router.RoomRouter"]
DATABASE_PUBLIC_ROLE = env.text("KONTOR_DATABASE_PUBLIC_ROLE", "kontor_public")
# Only the builder has these: migrations and the worker that makes and drops schemas.
DATABASE_OWNER = env.text("KONTOR_DATABASE_OWNER", "")
DATABASE_OWNER_PASSWORD = env.text("KONTOR_DATABASE_OWNER_PASSWORD", "")
# Where the builder finds pg_dump, of the server's version or newer. Empty: it builds every schema
# by its migrations, which takes ten times as long.
DATABASE_PROGRAMS = env.text("KONTOR_PG_BIN", "")
# How many schemas wait for businesses to come. With fewer than the first, more are built: twice as
# many, or as many as came in the busiest hour of the week, up to the second.
SPARE_SCHEMAS_LEAST = env.whole("KONTOR_SPARE_SCHEMAS_LEAST", 5)
SPARE_SCHEMAS_MOST = env.whole("KONTOR_SPARE_SCHEMAS_MOST", 200)

# --- One request, from the outside in -----------------------------------------------------------

MIDDLEWARE = [
    "tenants.hosts.certificates.CertificateMiddleware",
    "users.transport.TransportMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.StrictTransportMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.CharsetMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tenants.middleware.HostMiddleware",
    "users.crowd.CrowdMiddleware",
    "users.middleware.SessionMiddleware",
    "i18n.middleware.LanguageMiddleware",
    "users.middleware.TokenMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tenants.middleware.RoomMiddleware",
    "config.middleware.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

# --- TLS, cookies, headers ----------------------------------------------------------------------

SECURE_HSTS_SECONDS = 63_072_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
OWN_HSTS_SECONDS = 7_776_000  # on a business's own host, without what lies below it
SECURE_SSL_REDIRECT = False  # users.transport decides: pages are redirected, APIs are refused
if env.flag("KONTOR_TLS_AT_PROXY", False):
    # Only behind a proxy that ends TLS and overwrites this header; anybody else could claim it.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # no blanket redirect: see SECURE_SSL_REDIRECT
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, f"https://*.{PUBLIC_URL.netloc}", PUBLIC_URL.geturl()],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

SESSION_ENGINE = "users.sessions"
SESSION_COOKIE_NAME = "__Host-sid"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.faces.csrf_failure"
LANGUAGE_COOKIE_NAME = "__Host-lang"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 16_000  # a document of 2,000 lines, typed on a page
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["users.passwords.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "users.passwords.validators.MinimumLength"},
    {"NAME": "users.passwords.validators.MaximumLength", "OPTIONS": {"max_length": 256}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "users.passwords.validators.NotEasilyGuessed"},
    {"NAME": "users.passwords.validators.NotBreached"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
]
# A file of SHA-1 digests, ordered, as Have I Been Pwned gives it. Empty: none.
BREACHED_PASSWORDS = env.text("KONTOR_BREACHED_PASSWORDS", "")
# So many requests does one process answer at once; the server is started with as many threads.
SERVER_THREADS = env.whole("KONTOR_SERVER_THREADS", 16)
# So many passwords does it hash at once (46 MiB each); three times as many are let in.
HASHES_AT_ONCE = env.whole(
    "KONTOR_HASHES_AT_ONCE", hashes_at_once(cores=cpu_count() or 2, threads=SERVER_THREADS)
)
PASSWORD_RESET_TIMEOUT = 60 * 60
ACCOUNT_ADAPTER = "users.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "users.forms.passwords.SignInForm",
    "reset_password": "users.forms.passwords.ForgottenForm",
    "reset_password_from_key": "users.forms.passwords.NewPasswordForm",
    "change_password": "users.forms.passwords.ChangePasswordForm",
}
# Beside allauth's own. Wrong guesses are counted per person, for all ways in (users/guessing.py).
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,5/h/key", "login_failed": "10/m/ip"}
# The limits are counted here, once for all processes.
CACHES = {
    "default": {
        "BACKEND": "users.limits.LimitCache",
        "LOCATION": "users_limit",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # live ones; past that, counts would be thrown away
    }
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # users.workflows.sign_up does it, before there is a user
# "open": whoever proves an address and a phone gets a workspace. "closed": people are invited.
SIGN_UP = env.one_of("KONTOR_SIGN_UP", "open", among=("open", "closed"))
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("KONTOR_TRUSTED_PROXIES", 0)
MFA_ADAPTER = "users.factors.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 0  # a code lives for 30 seconds (OWASP ASVS 5.0, 6.5.5)
MFA_RECOVERY_CODES_SHOW_ONCE = True
# So long whoever has lost a second factor waits, while every address of theirs is told.
FACTOR_RECOVERY_HOURS = env.whole("KONTOR_FACTOR_RECOVERY_HOURS", 72)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

# --- Language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("lv", "Latviešu"), ("ru", "Русский"), ("kk", "Қазақша")]
# The languages of the switch: a language is offered once its catalogue is complete.
INTERFACE_LANGUAGES = ["en", "lv", "ru", "kk"]
LOCALE_PATHS = [HOME / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)

# --- Pages and files ----------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HOME / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "config.faces.frame",
                "workspace.navigation.navigation",
                "users.console.rooms",
            ]
        },
    }
]
FORM_RENDERER = "config.selects.FormRenderer"
STATICFILES_DIRS = [HOME / "static"]
STATIC_URL = "/static/"
STATIC_ROOT = env.folder("KONTOR_STATIC_DIR", "/var/lib/kontor/static")
MEDIA_ROOT = env.folder("KONTOR_FILES_DIR", "/var/lib/kontor/files")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Jobs and mail ------------------------------------------------------------------------------

TASKS = {
    "default": {"BACKEND": "jobs.backend.RoomTaskBackend", "QUEUES": ["default", "build"]},
}
JOB_LEASE_SECONDS = env.whole("KONTOR_JOB_LEASE_SECONDS", 60)
JOB_POLL_SECONDS = max(1, env.whole("KONTOR_JOB_POLL_SECONDS", 1))  # of a worker that nobody calls

MAIL_URL = env.url("KONTOR_MAIL_URL", "smtp://localhost:25", schemes=mail.SCHEMES)
DEFAULT_FROM_EMAIL = env.text("KONTOR_MAIL_FROM", f"Kontor <no-reply@{BASE_HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OUTBOX_DIR = env.folder("KONTOR_OUTBOX_DIR", "/var/lib/kontor/outbox")
EMAIL_TIMEOUT = mail.TIMEOUT
_mail = mail.settings_of(
    MAIL_URL,
    password=env.text("KONTOR_MAIL_PASSWORD", ""),
    report_secret=env.text("KONTOR_MAIL_REPORT_SECRET", ""),
)
globals().update(_mail)
ANYMAIL, MAIL_REPORTS = _mail["ANYMAIL"], _mail["MAIL_REPORTS"]

SMS_COUNTRIES = frozenset(env.text("KONTOR_SMS_COUNTRIES", "LV LT EE KZ").split())
SMS_GATEWAYS = sms.gateways(
    (
        env.url("KONTOR_SMS_URL", "off:", schemes=sms.SCHEMES),
        env.text("KONTOR_SMS_PASSWORD", ""),
        env.text("KONTOR_SMS_FROM", "Kontor"),
    ),
    (
        env.url("KONTOR_SMS_NEXT_URL", "off:", schemes=sms.SCHEMES),
        env.text("KONTOR_SMS_NEXT_PASSWORD", ""),
        env.text("KONTOR_SMS_NEXT_FROM", "Kontor"),
    ),
    countries=SMS_COUNTRIES,
)
SMS_REPORT_SECRET = env.text("KONTOR_SMS_REPORT_SECRET", "")
SMS_A_DAY = env.whole("KONTOR_SMS_A_DAY", 2000)
SMS_TIMEOUT = 15.0  # seconds
# A page of the public host that shows what left into the folder: the phone of the demo.
OUTBOX_SHOWN = mail.may_show(
    env.flag("KONTOR_OUTBOX_SHOWN", False), mail=MAIL_URL, sms=SMS_GATEWAYS, host=BASE_HOST
)

# --- API ----------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["users.authentication.KnownHere"],
    "DEFAULT_PERMISSION_CLASSES": ["config.api.Closed"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "config.api.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "URL_FORMAT_OVERRIDE": None,  # what the Accept header says is enough
    "DEFAULT_SCHEMA_CLASS": "config.openapi.Described",
    "EXCEPTION_HANDLER": "config.api.problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Kontor",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "POSTPROCESSING_HOOKS": [],  # choices stand where they are used: nothing has to be named
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,  # the order of the routes is the order of reading
}

# --- Log ----------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("KONTOR_LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
