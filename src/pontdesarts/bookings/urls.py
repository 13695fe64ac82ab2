from django.urls import path

from .views import book, bookings, change, lists, many, on_behalf, outcome, papers

app_name = "bookings"
urlpatterns = [
    path("seances/<int:pk>/reserver/", book.book, name="book"),
    path("seances/<int:pk>/liste/", lists.list_of_showing, name="list_of_showing"),
    path("seances/<int:pk>/liste.<slug:kind>", lists.list_paper, name="list_paper"),
    path("sorties/<int:pk>/reserver/", many.book_many, name="book_many"),
    path("reservations/", bookings.bookings, name="list"),
    path("reservations/export.<slug:kind>", bookings.export, name="export"),
    path("reservations/a-raconter/", outcome.outcomes, name="outcomes"),
    path("reservations/a-raconter/<str:token>/", outcome.signed_outcomes, name="signed_outcomes"),
    path("reservations/pour-un-relais/", on_behalf.for_relay, name="for_relay"),
    path("reservations/pour-un-relais/fini/", on_behalf.for_nobody, name="for_nobody"),
    path("reservations/<str:code>/", bookings.booking, name="booking"),
    path("reservations/<str:code>/modifier/", change.change, name="change"),
    path("reservations/<str:code>/annuler/", change.cancel, name="cancel"),
    path("reservations/<str:code>/a-nouveau/", many.repeat, name="repeat"),
    path("reservations/<str:code>/courriel/", change.mail_again, name="mail_again"),
    path("reservations/<str:code>/contremarque.pdf", papers.voucher, name="voucher"),
    path("reservations/<str:code>/sortie.ics", papers.calendar, name="calendar"),
    path("listes/", lists.lists, name="lists"),
    path("listes/toutes/<str:token>/", lists.signed_lists, name="signed_lists"),
    path("listes/<str:token>/", lists.signed_list, name="signed_list"),
    path("listes/<str:token>/liste.<slug:kind>", lists.signed_list_paper, name="signed_list_paper"),
]
