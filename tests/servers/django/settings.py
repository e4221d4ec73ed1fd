"""Settings of the Django project."""

import os
from secrets import token_hex

from defects import on

SECRET_KEY = token_hex()
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = ["rest_framework", "users"]
MIDDLEWARE = []
ROOT_URLCONF = "users.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = not on("naive-timestamps")
TIME_ZONE = "UTC" if USE_TZ else "America/Chicago"
API_KEY = os.environ["API_KEY"]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ["DATABASE"],
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["users.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions." + ("IsAuthenticatedOrReadOnly" if on("read-only-open") else "IsAuthenticated")
    ],
    "DEFAULT_PARSER_CLASSES": ["users.parsers.JSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
