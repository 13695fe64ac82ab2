"""What another association will know of a booking, said before it is made."""

from collections.abc import Mapping
from typing import Any

from django import template

from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Offer, Showing

from .. import policies
from ..neighbours import dates_of, taken_of

register = template.Library()


@register.inclusion_tag("bookings/next_door.html", takes_context=True)
def next_door(context: Mapping[str, Any], offer: Offer) -> dict[str, object]:
    """Nothing for whoever books there for a relay of the association that proposes the offer."""
    return {
        "offer": offer,
        "theirs": bool(offer.neighbours_allowed_at) and not _at_home(context["request"].user, offer),
    }


@register.inclusion_tag("bookings/list_neighbours.html", takes_context=True)
def neighbours_at(context: Mapping[str, Any], showing: Showing) -> dict[str, object]:
    """« Dont 4 places de Passerelle 26 », for the team that opened the offer; nothing for the venue."""
    user = context["request"].user
    if not getattr(showing, "allotment", None) or not showing.allotment.neighbour_taken or not user.is_authenticated:
        return {"taken": []}
    mine = dates_of(user, showing.offer_id).filter(pk=showing.pk).exists()
    return {"taken": taken_of([showing]) if mine else [], "offer": showing.offer}


def _at_home(user: Any, offer: Offer) -> bool:
    own = Structure.objects.served_by(user).filter(association=offer.association_id)
    return own.exists() or policies.relays_of_the_team(user).filter(association=offer.association_id).exists()
