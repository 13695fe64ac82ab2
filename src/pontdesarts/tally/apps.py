from django.apps import AppConfig


class TallyConfig(AppConfig):
    name = "pontdesarts.tally"
    verbose_name = "listes cochées"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connected by being read
