from django.urls import URLPattern

app_name = "impressions"
urlpatterns: list[URLPattern] = []
