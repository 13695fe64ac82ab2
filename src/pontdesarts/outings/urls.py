from django.urls import path

from .views import channel, telling

app_name = "outings"
urlpatterns = [
    path("", telling.to_tell, name="to_tell"),
    path("comment/", channel.channel, name="channel"),
    path("<str:token>/", telling.signed, name="signed"),
]
