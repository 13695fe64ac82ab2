from django.urls import path

from .views import circle, joining, letters, own

app_name = "supporters"
urlpatterns = [
    path("confirmer/<str:token>/", joining.confirm, name="confirm"),
    path("lien/<str:token>/", own.own, name="own"),
    path("lien/<str:token>/partir/", own.leave, name="leave"),
    path("lettres/<int:pk>/", letters.letter, name="letter"),
    path("lettres/<int:pk>/modifier/", letters.change, name="change_letter"),
    path("lettres/<int:pk>/faire/", letters.act, name="act_on_letter"),
    path("idees/<int:pk>/", circle.idea, name="idea"),
    path("equipe/<slug:slug>/", circle.circle, name="circle"),
    path("equipe/<slug:slug>/idees/", circle.ideas, name="ideas"),
    path("equipe/<slug:slug>/page/", circle.settings, name="settings"),
    path("equipe/<slug:slug>/export/", circle.export, name="export"),
    path("equipe/<slug:slug>/lettre/", letters.write, name="write_letter"),
    path("<slug:slug>/", joining.join, name="join"),
    path("<slug:slug>/merci/", joining.joined, name="joined"),
]
