from django.urls import URLPattern

app_name = "bridge"
urlpatterns: list[URLPattern] = []
