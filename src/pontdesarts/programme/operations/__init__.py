"""Every write about offers, dates and places. Imports are in `importing`, saved searches in `searches`."""

from .dates import MOST_SHOWINGS, Slot, add_showings, cancel_showing, move_showing, remove_showings, set_period
from .links import ask_link, send_offer_link
from .neighbours import allow_neighbours, keep_from_neighbours, propose_to_neighbours
from .offers import copy_offer, edit_offer, enter_offer, publish, withdraw
from .pictures import forget_pictures
from .places import Places, offer_places, settle_places
from .refusals import LinkNotSent, OfferChanged, OfferRefused, PlacesRefused, ShowingRefused

__all__ = [
    "MOST_SHOWINGS",
    "LinkNotSent",
    "OfferChanged",
    "OfferRefused",
    "Places",
    "PlacesRefused",
    "ShowingRefused",
    "Slot",
    "add_showings",
    "allow_neighbours",
    "ask_link",
    "cancel_showing",
    "copy_offer",
    "edit_offer",
    "enter_offer",
    "forget_pictures",
    "keep_from_neighbours",
    "move_showing",
    "offer_places",
    "propose_to_neighbours",
    "publish",
    "remove_showings",
    "send_offer_link",
    "set_period",
    "settle_places",
    "withdraw",
]
