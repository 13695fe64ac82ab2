from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "pontdesarts.desk"
    verbose_name = "accueil"
