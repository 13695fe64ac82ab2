from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "pontdesarts.bookings"
    verbose_name = "réservations"
