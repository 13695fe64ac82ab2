from django.urls import URLPattern

app_name = "outings"
urlpatterns: list[URLPattern] = []
