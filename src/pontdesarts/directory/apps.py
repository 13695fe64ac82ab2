from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "pontdesarts.directory"
    verbose_name = "annuaire"
