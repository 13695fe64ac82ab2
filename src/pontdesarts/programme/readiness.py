"""What a draft still lacks, as sentences with the step where it is given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pontdesarts.ui import words

from .models import Offer, Showing


@dataclass(frozen=True)
class Lack:
    """``needed`` stops the publication; the rest is advice. ``step`` names the page where one gives it."""

    sentence: str
    step: str
    needed: bool = False


def lacks(offer: Offer, showings: list[Showing], at: datetime) -> list[Lack]:
    """What is missing, what stops the publication first. ``showings`` are those to come, with their allotments."""
    found = [*_of_the_offer(offer), *_of_the_dates(offer, showings, at)]
    return sorted(found, key=lambda lack: not lack.needed)


def _of_the_offer(offer: Offer) -> Iterator[Lack]:
    if offer.venue_id is None:
        yield Lack("Il manque le lieu : où cela se passe.", "what", needed=True)
    if not offer.summary:
        yield Lack("Il n'y a pas de résumé : les référents ne sauront pas quoi en dire.", "what")
    if not offer.falc_summary:
        yield Lack("Il n'y a pas de résumé facile à lire.", "what")
    if not offer.picture:
        yield Lack("Il n'y a pas d'image : une sortie avec une image est plus choisie.", "what")
    if offer.picture and not offer.picture_credit:
        yield Lack("Le crédit de l'image manque.", "what")


def _of_the_dates(offer: Offer, showings: list[Showing], at: datetime) -> Iterator[Lack]:
    if not showings:
        yield Lack("Il n'y a aucune date à venir.", "dates", needed=True)
        return
    if not offer.booking_needed:
        return
    bare = [showing for showing in showings if not hasattr(showing, "allotment")]
    if len(bare) == len(showings):
        yield Lack("Aucune place n'est offerte : on verra l'offre sans pouvoir réserver.", "places")
    elif bare:
        dates = words.counted(len(bare), "date")
        yield Lack(f"{dates} sur {len(showings)} {'est' if len(bare) < 2 else 'sont'} sans place.", "places")
