from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "pontdesarts.printing"
    verbose_name = "impression"
