from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    name = "pontdesarts.programme"
    verbose_name = "programmation"
