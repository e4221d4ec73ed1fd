"""API keys as bearer tokens."""

from types import SimpleNamespace

from django.conf import settings
from django.utils.crypto import constant_time_compare
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed


class ApiKeyAuthentication(BaseAuthentication):
    def authenticate(self, request):
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = token.strip()
        if not token or settings.API_KEY and not constant_time_compare(token, settings.API_KEY):
            raise AuthenticationFailed("Invalid API key.")
        return SimpleNamespace(is_authenticated=True), token

    def authenticate_header(self, request):
        return "Bearer"
