from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "pontdesarts.programme"
    verbose_name = "programmation"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connected by being read
