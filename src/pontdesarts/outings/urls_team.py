"""What the association's team does about who came: under the address of `urls`, before its links."""

from django.urls import path

from .views import calls, month, phone, rhythm, versions

urlpatterns = [
    path("desaccords/", versions.disputes, name="disputes"),
    path("telephone/", phone.phone, name="phone"),
    path("telephone/<int:pk>/", phone.dictated, name="dictated"),
    path("mois/", month.this_month, name="this_month"),
    path("mois/<str:month>/", month.month, name="month"),
    path("releves/", month.statements, name="statements"),
    path("a-appeler/", calls.to_call, name="to_call"),
    path("a-appeler/<int:pk>/", calls.call, name="call"),
    path("rythme/<slug:slug>/", rhythm.rhythm, name="rhythm"),
]
