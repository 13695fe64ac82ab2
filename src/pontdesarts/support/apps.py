from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "pontdesarts.support"
    verbose_name = "accompagnements"
