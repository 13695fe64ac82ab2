from django.apps import AppConfig


class OutingsConfig(AppConfig):
    name = "pontdesarts.outings"
    verbose_name = "sorties"

    def ready(self) -> None:
        from . import receivers, receivers_before, tasks_team  # noqa: F401  # connected by being read
