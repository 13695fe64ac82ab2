"""How a lot is called in pages, mails and the published list."""

from pontdesarts.bookings.notices import when_of

from .models import Lot


def label_of(lot: Lot) -> str:
    """« Bérénice », jeudi 3 décembre à 20 h 30"""
    return f"« {lot.showing.offer.title} », {when_of(lot.showing)}"
