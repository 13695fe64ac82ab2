from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "pontdesarts.api"
    verbose_name = "interface de programmation"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connected by being read
