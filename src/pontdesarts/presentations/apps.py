from django.apps import AppConfig


class PresentationsConfig(AppConfig):
    name = "pontdesarts.presentations"
    verbose_name = "fiches saison"
