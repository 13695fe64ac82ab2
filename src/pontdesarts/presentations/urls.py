from django.urls import path

from .views import reading, team, writing

app_name = "presentations"
urlpatterns = [
    path("", reading.sheets, name="sheets"),
    path("<int:pk>/<int:year>/", reading.sheet, name="sheet"),
    path("<int:pk>/<int:year>/fiche.pdf", reading.paper, name="paper"),
    path("<int:pk>/<int:year>/ecrire/", writing.write, name="write"),
    path("<int:pk>/<int:year>/faire/", writing.act, name="act"),
    path("<int:pk>/<int:year>/demander/", team.ask, name="ask"),
    path("lien/<str:token>/<int:year>/", writing.link_write, name="link_write"),
    path("lien/<str:token>/<int:year>/apercu/", writing.link_read, name="link_read"),
    path("lien/<str:token>/<int:year>/fiche.pdf", writing.link_paper, name="link_paper"),
    path("lien/<str:token>/<int:year>/faire/", writing.link_act, name="link_act"),
    path("equipe/<slug:slug>/", team.team, name="team"),
    path("equipe/<slug:slug>/demander/", team.ask_all, name="ask_all"),
    path("equipe/<slug:slug>/livret/", team.booklet, name="booklet"),
    path("equipe/<slug:slug>/livret.pdf", team.booklet_paper, name="booklet_paper"),
]
