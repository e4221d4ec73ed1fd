"""Where the operations are."""

from django.urls import path

from .views import UserDetail, UserList

urlpatterns = [
    path("v1/viewer/users", UserList.as_view()),
    path("v1/viewer/users/<str:user_id>", UserDetail.as_view()),
]
