from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "pontdesarts.agreements"
    verbose_name = "conventions"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  # connected by being read
