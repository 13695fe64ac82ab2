"""Every write about the programme: offers, dates, places. Imports are in `importing_runs`, saved searches in `searches`."""

from .dates import add_showings, cancel_showing, move_showing, offer_places, remove_showing
from .offers import copy_offer, edit_offer, enter_offer, publish, withdraw
from .refusals import OfferRefused, PlacesRefused, ShowingRefused

__all__ = [
    "OfferRefused",
    "PlacesRefused",
    "ShowingRefused",
    "add_showings",
    "cancel_showing",
    "copy_offer",
    "edit_offer",
    "enter_offer",
    "move_showing",
    "offer_places",
    "publish",
    "remove_showing",
    "withdraw",
]
