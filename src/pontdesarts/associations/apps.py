from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "pontdesarts.associations"
    verbose_name = "associations"
