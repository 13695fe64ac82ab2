from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "pontdesarts.federation"
    verbose_name = "fédération"
