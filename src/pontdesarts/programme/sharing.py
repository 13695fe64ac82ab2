"""How places of an offer are given and shared, as those who offer them read it."""

from pontdesarts.ui import words

from .models import BookingMode, Offer

WAYS = {
    BookingMode.DIRECT: "le premier relais qui réserve a les places",
    BookingMode.ON_REQUEST: "on répond à chaque relais qui demande",
    BookingMode.DRAW: "les places sont tirées au sort parmi les vœux",
}


def said(offer: Offer, *, wheelchairs: bool) -> list[str]:
    """The way, then what the terms of the offer limit or keep; ``wheelchairs`` when there are places for them."""
    terms, mode = offer.terms, BookingMode(offer.booking_mode)
    told = [f"{str(mode.label).capitalize()} : {WAYS[mode]}."]
    if terms.most_per_relay:
        told.append(f"{words.places(terms.most_per_relay).capitalize()} au plus par relais, toutes dates ensemble.")
    if terms.priority_hours and terms.priority_share:
        told.append(
            f"{terms.priority_share} % des places gardées aux relais des quartiers prioritaires pendant "
            f"{words.counted(terms.priority_hours, 'heure')} après l'ouverture."
        )
    if wheelchairs:
        hours = words.counted(terms.wheelchair_hours, "heure")
        told.append(f"Places pour fauteuil, et celles de qui accompagne, gardées jusqu'à {hours} avant.")
    return told
