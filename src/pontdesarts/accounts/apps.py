from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "pontdesarts.accounts"
    verbose_name = "comptes"

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects itself)
