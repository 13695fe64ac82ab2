from django.urls import path

from .views.style import style

app_name = "ui"
urlpatterns = [path("", style, name="style")]
