"""`script/manage demo_accounts`: who one may be in the demo, and by which door."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts.models import User

from ... import doors
from ...people import ACCOUNTS, LINKED_PARTNER, PASSPHRASE


class Command(BaseCommand):
    help = "Montre les comptes de la démonstration, la phrase de passe et les liens sans compte."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Ce n'est pas une démonstration : PONTDESARTS_DEMO n'est pas à 1.")
        there = set(User.objects.values_list("email", flat=True))
        if not any(account.email in there for account in ACCOUNTS):
            self.stdout.write("Aucun compte : lancez d'abord script/manage load_demo.")
            return
        at = timezone.now()
        self.stdout.write(f"En un clic : {self._at('demo:doors')}")
        self.stdout.write(f"Les courriels (aucun ne part) : {self._at('demo:mails')}")
        self.stdout.write(f"Les SMS, et y répondre : {self._at('messaging:texts')}")
        width = max(len(account.role) for account in ACCOUNTS)
        for account in ACCOUNTS:
            factor = " + code" if account.second_factor else ""
            self.stdout.write(f"  {account.role:<{width}}  {account.email}{factor}")
        self.stdout.write(f"Phrase de passe de tous : {PASSPHRASE}")
        self.stdout.write(f"Code à six chiffres : sur la page ci-dessus, ou {doors.otpauth()}")
        self.stdout.write(f"{LINKED_PARTNER}, sans compte : {doors.offer_link(at=at)}")
        self.stdout.write(f"Listes de la {doors.LISTED_PARTNER}, sans compte : {doors.lists_link(at=at)}")

    def _at(self, name: str) -> str:
        return settings.BASE_URL + reverse(name)
