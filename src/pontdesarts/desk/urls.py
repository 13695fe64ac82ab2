from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("a-propos/", views.about, name="about"),
    path("donnees-personnelles/", views.personal_data, name="personal_data"),
    path("donnees-personnelles/registre.csv", views.register, name="register"),
    path("courriels/", views.mail, name="mail"),
]
