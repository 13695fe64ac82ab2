from django.urls import URLPattern

app_name = "last_minute"
urlpatterns: list[URLPattern] = []
