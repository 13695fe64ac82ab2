from django.urls import path

from .views import reading, setting

app_name = "goals"
urlpatterns = [
    path("", reading.home, name="home"),
    path("fiche/<int:pk>/", reading.goal, name="goal"),
    path("fiche/<int:pk>/modifier/", setting.change, name="change"),
    path("fiche/<int:pk>/retirer/", setting.remove, name="remove"),
    path("<slug:slug>/", reading.season, name="season"),
    path("<slug:slug>/objectifs.csv", reading.sheet, name="sheet"),
    path("<slug:slug>/ajouter/", setting.add, name="add"),
    path("<slug:slug>/proposer/", setting.propose, name="propose"),
]
