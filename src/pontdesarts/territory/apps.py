from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "pontdesarts.territory"
    verbose_name = "territoire"
