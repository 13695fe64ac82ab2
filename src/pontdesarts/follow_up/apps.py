from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    name = "pontdesarts.follow_up"
    verbose_name = "suivi du réseau"
