"""The three documented operations."""

import time
from contextlib import nullcontext

from django.db import IntegrityError, transaction
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from defects import on

from .models import ViewerUser
from .pagination import OffsetPagination, UserPagination
from .serializers import InviteSerializer, ListQuerySerializer, UpdateSerializer

LOOKUPS = {
    "email": "email__icontains" if on("email-icontains") else "email",
    "firstName": "first_name__icontains",
    "invitedSource": "invited_source",
    "lastName": "last_name__icontains",
    "level": "level",
}


class UserList(generics.ListCreateAPIView):
    queryset = ViewerUser.objects.all()
    serializer_class = InviteSerializer
    pagination_class = OffsetPagination if on("offset-paging") else UserPagination

    def filter_queryset(self, queryset):
        query = ListQuerySerializer(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        self.paginator.page_size = wanted.pop("limit", self.paginator.page_size)
        return queryset.filter(**{LOOKUPS[name]: value for name, value in wanted.items()})

    def perform_create(self, serializer):
        try:
            serializer.save()
        except IntegrityError as error:  # Two invitations at once.
            raise ValidationError({"email": ["This field must be unique."]}) from error


class UserDetail(generics.UpdateAPIView):
    queryset = ViewerUser.objects.all()
    serializer_class = UpdateSerializer
    lookup_field = "user_id"
    http_method_names = ["patch", "options"]

    def patch(self, request, *args, **kwargs):
        unguarded = on("lost-update") or on("field-by-field")
        with nullcontext() if unguarded else transaction.atomic():
            if on("field-by-field") and isinstance(request.data, dict):
                return self.patch_each(request)
            return super().patch(request, *args, **kwargs)

    def patch_each(self, request):
        user = self.get_object()
        serializer = self.get_serializer(user)
        for name, value in request.data.items():
            serializer = self.get_serializer(user, data={name: value}, partial=True)
            serializer.is_valid(raise_exception=True)
            serializer.save()
        return Response(serializer.data)

    def perform_update(self, serializer):
        user = serializer.instance
        if on("lost-update"):
            time.sleep(0.02)  # The permission service is told.
        if on("namesakes"):
            namesakes = self.queryset.filter(first_name=user.first_name, last_name=user.last_name)
            namesakes.update(**serializer.validated_data)
        serializer.save()
