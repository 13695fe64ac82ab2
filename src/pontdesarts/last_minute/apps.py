from django.apps import AppConfig


class LastMinuteConfig(AppConfig):
    name = "pontdesarts.last_minute"
    verbose_name = "dernière minute"
