from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "pontdesarts.statistics"
    verbose_name = "chiffres"
