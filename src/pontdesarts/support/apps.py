from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "pontdesarts.support"
    verbose_name = "accompagnements"

    def ready(self) -> None:
        from . import structure_panel

        structure_panel.set_up()
