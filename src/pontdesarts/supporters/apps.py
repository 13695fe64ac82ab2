from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "pontdesarts.supporters"
    verbose_name = "sympathisants"
