from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "pontdesarts.bridge"
    verbose_name = "passerelle"

    def ready(self) -> None:
        from . import structure_panel

        structure_panel.set_up()
