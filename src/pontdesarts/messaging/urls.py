from django.urls import path

from . import mailings_views, views

app_name = "messaging"
urlpatterns = [
    path("textos/", views.texts, name="texts"),
    path("sms/recus/", views.incoming, name="incoming"),
    path("lettres/desabonnement/<str:token>/", mailings_views.leave, name="leave"),
    path("sms/suivi/<int:pk>/", views.status, name="status"),
]
