from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "pontdesarts.demo"
    verbose_name = "démonstration"
