from django.urls import path

from .views import duplicates, life, people, sites, structures, venues

app_name = "network"
urlpatterns = [
    path("reseau/", structures.structures, name="structures"),
    path("reseau/<int:pk>/", structures.structure, name="structure"),
    path("reseau/<int:pk>/modifier/", structures.describe, name="describe"),
    path("reseau/<int:pk>/suspendre/", life.suspend, name="suspend"),
    path("reseau/<int:pk>/retablir/", life.resume, name="resume"),
    path("reseau/<int:pk>/etape/", life.move, name="move"),
    path("reseau/<int:pk>/montrer/", life.show, name="show"),
    path("reseau/<int:pk>/reunir/", duplicates.merge, name="merge"),
    path("reseau/<int:pk>/distincte-de/<int:other_pk>/", duplicates.distinct, name="distinct"),
    path("reseau/<int:pk>/sites/nouveau/", sites.site, name="add_site"),
    path("reseau/<int:pk>/sites/<int:site_pk>/", sites.site, name="site"),
    path("reseau/<int:pk>/inviter/", people.invite, name="invite"),
    path("reseau/<int:pk>/contacts/nouveau/", people.contact, name="add_contact"),
    path("reseau/<int:pk>/contacts/<int:contact_pk>/", people.contact, name="contact"),
    path("reseau/<slug:slug>/nouvelle-structure/", structures.admit, name="admit"),
    path("reseau/<slug:slug>/doublons/", duplicates.duplicates, name="duplicates"),
    path("reunions-de-fiches/<int:pk>/defaire/", duplicates.undo_merge, name="undo_merge"),
    path("reseau/<slug:slug>/nouveau-lieu/", venues.add_venue, name="add_venue"),
    path("postes/<str:kind>/<int:pk>/passer-la-main/", people.hand_over, name="hand_over"),
    path("association/<slug:slug>/inviter/", people.invite_staff, name="invite_staff"),
    path("invitations/<int:pk>/retirer/", people.withdraw_invitation, name="withdraw_invitation"),
    path("invitations/<str:secret>/", people.join, name="join"),
    path("lieux/", venues.venues, name="venues"),
    path("lieux/<int:pk>/", venues.venue, name="venue"),
    path("lieux/<int:pk>/modifier/", venues.edit_venue, name="edit_venue"),
]
