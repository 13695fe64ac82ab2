from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "pontdesarts.ui"
    verbose_name = "interface"
