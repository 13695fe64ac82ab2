from django.urls import URLPattern

app_name = "presentations"
urlpatterns: list[URLPattern] = []
