from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "pontdesarts.agreements"
    verbose_name = "conventions"

    def ready(self) -> None:
        from . import panels, receivers  # noqa: F401  # receivers are connected by being read

        panels.set_up()
