from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "pontdesarts.exchanges"
    verbose_name = "échanges de fichiers"
