from django.urls import include, path

from . import views

_own = [
    path("", views.home, name="home"),
    path("appareils/<int:pk>/deconnecter/", views.end_session, name="end_session"),
]
urlpatterns = [path("", include((_own, "accounts"))), path("", include("allauth.urls"))]
