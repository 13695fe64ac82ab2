from django.urls import path

from . import views

app_name = "associations"
urlpatterns = [
    path("association/", views.home, name="home"),
    path("association/roles/<int:pk>/", views.change_role, name="change_role"),
    path("association/<slug:slug>/", views.association, name="association"),
    path("association/<slug:slug>/modifier/", views.describe, name="describe"),
    path("association/<slug:slug>/regles/", views.terms, name="terms"),
]
