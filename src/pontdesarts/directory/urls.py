from django.urls import path

from .views import opening, public, team

app_name = "directory"
urlpatterns = [
    path("", team.home, name="home"),
    path("<slug:slug>/", public.directory, name="public"),
    path("<slug:slug>/livret.pdf", public.paper, name="public_paper"),
    path("<slug:slug>/equipe/", team.directory, name="team"),
    path("<slug:slug>/equipe/livret.pdf", team.paper, name="team_paper"),
    path("<slug:slug>/ouvrir/", opening.opening, name="opening"),
]
