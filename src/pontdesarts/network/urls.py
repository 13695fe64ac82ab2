from django.urls import path

from .views import people, structures, venues

app_name = "network"
urlpatterns = [
    path("reseau/", structures.structures, name="structures"),
    path("reseau/<int:pk>/", structures.structure, name="structure"),
    path("reseau/<int:pk>/modifier/", structures.describe, name="describe"),
    path("reseau/<int:pk>/suspendre/", structures.suspend, name="suspend"),
    path("reseau/<int:pk>/retablir/", structures.resume, name="resume"),
    path("reseau/<int:pk>/inviter/", people.invite, name="invite"),
    path("reseau/<int:pk>/contacts/nouveau/", people.contact, name="add_contact"),
    path("reseau/<int:pk>/contacts/<int:contact_pk>/", people.contact, name="contact"),
    path("reseau/<slug:slug>/nouvelle-structure/", structures.admit, name="admit"),
    path("reseau/<slug:slug>/nouveau-lieu/", venues.add_venue, name="add_venue"),
    path("postes/<str:kind>/<int:pk>/passer-la-main/", people.hand_over, name="hand_over"),
    path("association/<slug:slug>/inviter/", people.invite_staff, name="invite_staff"),
    path("invitations/<int:pk>/retirer/", people.withdraw_invitation, name="withdraw_invitation"),
    path("invitations/<str:secret>/", people.join, name="join"),
    path("lieux/", venues.venues, name="venues"),
    path("lieux/<int:pk>/", venues.venue, name="venue"),
    path("lieux/<int:pk>/modifier/", venues.edit_venue, name="edit_venue"),
]
