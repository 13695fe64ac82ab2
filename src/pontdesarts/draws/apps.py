from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "pontdesarts.draws"
    verbose_name = "tirages au sort"
