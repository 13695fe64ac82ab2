from django.urls import include, path

from . import v1, views

app_name = "api"
urlpatterns = [
    path("", views.about, name="about"),
    path("acces/", views.tokens, name="tokens"),
    path("acces/nouveau/", views.new_token, name="new_token"),
    path("acces/<int:pk>/retirer/", views.withdraw_token, name="withdraw_token"),
    path("v1/openapi.json", views.openapi, name="openapi"),
    path("v1/", include(v1.urls())),
]
