from django.urls import include, path

from .views import channel, telling

app_name = "outings"
urlpatterns = [
    path("", telling.to_tell, name="to_tell"),
    path("comment/", channel.channel, name="channel"),
    path("", include("pontdesarts.outings.urls_team")),
    path("<str:token>/", telling.signed, name="signed"),
]
