from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "pontdesarts.bridge"
    verbose_name = "passerelle"
