from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "pontdesarts.draws"
    verbose_name = "tirages au sort"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connected by being read
