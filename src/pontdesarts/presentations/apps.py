from django.apps import AppConfig


class PresentationsConfig(AppConfig):
    name = "pontdesarts.presentations"
    verbose_name = "fiches saison"

    def ready(self) -> None:
        from . import panels

        panels.set_up()
