from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pontdesarts.accounts"
    verbose_name = "comptes"
