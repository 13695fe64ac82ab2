"""Before an outing. A text pays for each sign of an address: hence « v »."""

from django.urls import path

from .views import before

app_name = "before"
urlpatterns = [
    path("v/<str:token>/", before.cannot_come, name="cannot_come"),
    path("rendre/<str:token>/", before.give_back, name="give_back"),
    path("reservations/<str:code>/sms/", before.numbers, name="numbers"),
    path("reservations/<str:code>/sms/<int:pk>/retirer/", before.withdraw, name="withdraw"),
]
