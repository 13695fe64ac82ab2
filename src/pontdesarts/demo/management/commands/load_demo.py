"""`script/manage load_demo`: a season to look at."""

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pontdesarts.ui import words

from ...season import AlreadyThere, NotHere, Told, load

_WIDTH = 24


class Command(BaseCommand):
    help = "Charge la saison de démonstration : trois associations, leur réseau, leur programme, leurs réservations."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Ce n'est pas une démonstration : PONTDESARTS_DEMO n'est pas à 1. Rien n'a été chargé.")
        began = time.monotonic()
        try:
            told = load(at=timezone.now(), progress=self._show)
        except AlreadyThere as refusal:
            self.stderr.write(str(refusal))
            return
        except NotHere as refusal:
            raise CommandError(str(refusal)) from refusal
        self._show("prêt", 1, 1)
        self.stderr.write("")
        self.stderr.write(f"{_sentence(told)} ({time.monotonic() - began:.0f} s)")

    def _show(self, name: str, number: int, of: int) -> None:
        """A bar that redraws itself on a terminal; one line a step elsewhere."""
        done = round(_WIDTH * number / of)
        bar = "█" * done + "░" * (_WIDTH - done)
        redraws = sys.stderr.isatty()
        self.stderr.write(f"{chr(13) if redraws else ''}{bar} {name:<28}", ending="" if redraws else "\n")
        self.stderr.flush()


def _sentence(told: Told) -> str:
    counts = words.listed(
        [
            words.counted(told.relays, "relais", "relais"),
            words.counted(told.partners, "partenaire"),
            words.counted(told.offers, "offre"),
            words.counted(told.dates, "date"),
            words.counted(told.bookings, "réservation"),
        ]
    )
    return f"La saison est là : {counts}."
