from django.apps import AppConfig


class DoorsConfig(AppConfig):
    name = "pontdesarts.doors"
    verbose_name = "accueil"
