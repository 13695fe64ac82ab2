from django.apps import AppConfig


class ImpressionsConfig(AppConfig):
    name = "pontdesarts.impressions"
    verbose_name = "impressions"
