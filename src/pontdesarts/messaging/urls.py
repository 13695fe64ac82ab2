from django.urls import path

from . import views

app_name = "messaging"
urlpatterns = [
    path("textos/", views.texts, name="texts"),
    path("sms/recus/", views.incoming, name="incoming"),
    path("sms/suivi/<int:pk>/", views.status, name="status"),
]
