from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "pontdesarts.agreements"
    verbose_name = "conventions"
