"""The framework's cursor pagination in the shape of this API."""

from base64 import b64decode, b64encode
from urllib.parse import parse_qs, urlsplit

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response

from defects import on


class UserPagination(CursorPagination):
    """Newest first; the view sets the page size from the validated query."""

    page_size = 100
    ordering = "-created_at"
    if on("silent-page-size"):
        page_size_query_param = "limit"
        max_page_size = 100

    def paginate_queryset(self, queryset, request, view=None):
        try:
            return super().paginate_queryset(queryset, request, view)
        except (ValidationError, ValueError, OverflowError) as error:
            # The framework trusts the moment in the cursor.
            raise NotFound(self.invalid_cursor_message) from error

    def encode_cursor(self, cursor):
        """The cursor alone, of the link that the framework makes."""
        return parse_qs(urlsplit(super().encode_cursor(cursor)).query)["cursor"][0]

    def get_paginated_response(self, data):
        page = {"hasMore": self.has_next, "users": data}
        if self.has_next:
            page["cursor"] = self.get_next_link()
        return Response(page)


class OffsetPagination(UserPagination):
    """The defect: counts rows of a list that grows at its front."""

    def paginate_queryset(self, queryset, request, view=None):
        try:
            start = int(b64decode(request.query_params.get("cursor", "MA==")))
        except ValueError as error:
            raise NotFound(self.invalid_cursor_message) from error
        self.end = start + self.page_size
        rows = list(queryset.order_by(self.ordering)[start : self.end + 1])
        self.has_next = len(rows) > self.page_size
        return rows[: self.page_size]

    def get_next_link(self):
        return b64encode(str(self.end).encode()).decode()
