from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "pontdesarts.messaging"
    verbose_name = "messagerie"
