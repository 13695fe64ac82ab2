from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "pontdesarts.journal"
    verbose_name = "journal"
