from django.urls import path

from .views import dashboards, settled

app_name = "statistics"
urlpatterns = [
    path("", dashboards.home, name="home"),
    path("structures/<int:pk>/", dashboards.structure, name="structure"),
    path("structures/<int:pk>/mois.<str:kind>", dashboards.structure_sheet, name="structure_sheet"),
    path("structures/<int:pk>/trimestres.<str:kind>", dashboards.partner_sheet, name="partner_sheet"),
    path("arretes/<int:pk>/", settled.publication, name="publication"),
    path("arretes/<int:pk>/chiffres.<str:kind>", settled.publication_sheet, name="publication_sheet"),
    path("<slug:slug>/", dashboards.association, name="association"),
    path("<slug:slug>/arretes/", settled.publications, name="publications"),
    path("<slug:slug>/arreter/<str:first>/", settled.settle, name="settle"),
]
