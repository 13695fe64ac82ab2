from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "pontdesarts.desk"
    verbose_name = "accueil"

    def ready(self) -> None:
        from . import structure_panels

        structure_panels.set_up()
