from django.urls import path

from .views import charters, entry, joining, members, renewals, requests, settings, signed, trainings

app_name = "membership"
urlpatterns = [
    path("rejoindre/<slug:slug>/", joining.ask, name="ask"),
    path("rejoindre/<slug:slug>/envoyee/", joining.asked, name="asked"),
    path("rejoindre/confirmer/<str:token>/", joining.confirm, name="confirm"),
    path("rejoindre/repondre/<str:token>/", joining.reply, name="reply"),
    path("rejoindre/partenaire/<str:token>/", signed.partner, name="partner"),
    path("charte/lien/<str:token>/", signed.charter, name="signed_charter"),
    path("adhesion/lien/<str:token>/", signed.renew, name="renew"),
    path("adhesions/", members.memberships, name="memberships"),
    path("adhesions/demandes/", requests.requests, name="requests"),
    path("adhesions/demandes/<int:pk>/", requests.request, name="request"),
    path("adhesions/<slug:slug>/inviter-un-partenaire/", requests.enter_partner, name="enter_partner"),
    path("adhesions/<slug:slug>/saison/", renewals.campaign, name="campaign"),
    path("adhesions/<slug:slug>/formations/", trainings.trainings, name="trainings"),
    path("adhesions/formations/<int:pk>/retirer/", trainings.undo, name="undo_training"),
    path("adhesions/<slug:slug>/accueil/", settings.settings, name="settings"),
    path("adhesions/<slug:slug>/charte/<str:audience>/", charters.text, name="charter_text"),
    path("reseau/<int:pk>/entree/", entry.entry, name="entry"),
    path("reseau/<int:pk>/adhesion/", members.member, name="member"),
    path("reseau/<int:pk>/charte/", charters.charter, name="charter"),
    path("reseau/<int:pk>/lien-d-entree/", entry.send_partner_link, name="send_partner_link"),
]
