from django.urls import path

from .views import leaving, visits

app_name = "federation"
urlpatterns = [
    path("", visits.federation, name="federation"),
    path("visites/<int:pk>/fermer/", visits.close, name="close"),
    path("personnes/<int:pk>/retirer/", visits.end_role, name="end_role"),
    path("reprendre/", leaving.take_in, name="take_in"),
    path("archives/<int:pk>/", leaving.download, name="download"),
    path("<slug:slug>/visiter/", visits.visit, name="visit"),
    path("<slug:slug>/visites/", visits.visits, name="visits"),
    path("<slug:slug>/archives/", leaving.archives, name="archives"),
    path("<slug:slug>/sortir/", leaving.leave, name="leave"),
    path("<slug:slug>/rouvrir/", leaving.reopen, name="reopen"),
]
