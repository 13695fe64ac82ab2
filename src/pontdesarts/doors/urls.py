from django.urls import path

from .views import door, doors, exchange

app_name = "doors"
urlpatterns = [
    path("", doors.doors, name="doors"),
    path("service-worker.js", doors.worker, name="worker"),
    path("seances/<int:pk>/", door.door, name="door"),
    path("seances/<int:pk>/echanger/", exchange.exchange, name="exchange"),
    path("<str:token>/", door.signed_door, name="signed_door"),
    path("<str:token>/echanger/", exchange.signed_exchange, name="signed_exchange"),
]
