from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "pontdesarts.follow_up"
    verbose_name = "suivi du réseau"

    def ready(self) -> None:
        from pontdesarts.network import panels

        from .panel import PANEL

        panels.show(PANEL)
