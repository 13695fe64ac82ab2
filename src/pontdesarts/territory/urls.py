from django.urls import path

from .views.communes import suggest
from .views.outlines import outlines

app_name = "territory"
urlpatterns = [
    path("communes/", suggest, name="suggest"),
    path("<slug:code>/contours.geojson", outlines, name="outlines"),
]
