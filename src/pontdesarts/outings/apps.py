from django.apps import AppConfig


class OutingsConfig(AppConfig):
    name = "pontdesarts.outings"
    verbose_name = "sorties"
