from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "pontdesarts.membership"
    verbose_name = "adhésions"
