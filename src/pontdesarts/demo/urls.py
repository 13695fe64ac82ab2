from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("", views.doors, name="doors"),
    path("entrer/", views.enter, name="enter"),
    path("contremarques/", views.squares, name="squares"),
    path("liste-cochee.jpg", views.ticked_list, name="ticked_list"),
    path("courriels/", views.mails, name="mails"),
    path("courriels/<int:pk>/", views.mail, name="mail"),
    path("courriels/lettres/<int:pk>/", views.letter, name="letter"),
    path("courriels/<int:pk>/tel-que-lu/", views.mail_as_read, name="mail_as_read"),
    path("courriels/<int:pk>/<int:paper_pk>/", views.paper, name="paper"),
]
