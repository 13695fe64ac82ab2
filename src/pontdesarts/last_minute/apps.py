from django.apps import AppConfig


class LastMinuteConfig(AppConfig):
    name = "pontdesarts.last_minute"
    verbose_name = "dernière minute"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connected by being read
