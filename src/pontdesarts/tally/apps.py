from django.apps import AppConfig


class TallyConfig(AppConfig):
    name = "pontdesarts.tally"
    verbose_name = "feuilles de pointage"
