from django.apps import AppConfig


class PermanencesConfig(AppConfig):
    name = "pontdesarts.permanences"
    verbose_name = "permanences culturelles"
