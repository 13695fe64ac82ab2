from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "pontdesarts.api"
    verbose_name = "interface de programmation"
