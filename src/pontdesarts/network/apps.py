from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "pontdesarts.network"
    verbose_name = "réseau"
