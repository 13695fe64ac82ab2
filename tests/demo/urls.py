"""The addresses of a site where the demo is on."""

from django.urls import include, path

from pontdesarts import urls

urlpatterns = [*urls.urlpatterns, path("demo/", include("pontdesarts.demo.urls"))]
handler404 = urls.handler404
