from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "pontdesarts.goals"
    verbose_name = "objectifs"
