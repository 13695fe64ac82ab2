from django.urls import path

from .views import page, quiet, release, take

app_name = "last_minute"
urlpatterns = [
    path("", page.page, name="page"),
    path("alertes/", quiet.quiet, name="quiet"),
    path("alertes/<str:token>/", quiet.signed_quiet, name="signed_quiet"),
    path("dates/<int:pk>/", take.take, name="take"),
    path("dates/<int:pk>/liberer/", release.release, name="release"),
    path("places/<str:token>/", take.signed_take, name="signed_take"),
    path("listes/<str:token>/liberer/", release.signed_release, name="signed_release"),
    path("offres/<str:token>/dates/<int:pk>/liberer/", release.link_release, name="link_release"),
]
