"""Django alone: our settings, with Django's own part wherever we have one of ours."""

from typing import Any

from config import settings as ours
from config.settings import *  # noqa: F403

INSTALLED_APPS = ["bench.plain", "django.contrib.sessions", *ours.INSTALLED_APPS]
ROOT_URLCONF = "config.urls_workspace"
WSGI_APPLICATION = "bench.plain.wsgi.application"

_DATABASE: dict[str, Any] = {
    **ours.DATABASES["default"],
    "ENGINE": "django.db.backends.postgresql",
    "USER": ours.DATABASE_OWNER,
    "PASSWORD": ours.DATABASE_OWNER_PASSWORD,
    "OPTIONS": {"options": "-c search_path=public,ext"},
}
DATABASES = {"default": _DATABASE}
DATABASE_ROUTERS = []

SESSION_ENGINE = "django.contrib.sessions.backends.db"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
REST_FRAMEWORK = {
    **ours.REST_FRAMEWORK,
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
}

# Ours that have no counterpart there (transport, charset, host, room) are left out.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bench.plain.middleware.OneBusiness",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
