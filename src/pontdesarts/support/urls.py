from django.urls import path

from .views import plan, supports

app_name = "support"
urlpatterns = [
    path("", supports.supports, name="supports"),
    path("demander/<int:pk>/", supports.ask, name="ask"),
    path("<int:pk>/", supports.support, name="support"),
    path("<int:pk>/diagnostic/", plan.diagnosis, name="diagnosis"),
    path("<int:pk>/fiche/", supports.sheet, name="sheet"),
    path("etapes/<int:pk>/", plan.step, name="step"),
    path("etapes/<int:pk>/fait/", plan.mark, name="mark"),
    path("visites/<int:pk>/retirer/", plan.remove_visit, name="remove_visit"),
]
