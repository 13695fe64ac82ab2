from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "pontdesarts.bookings"
    verbose_name = "réservations"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connected by being read
