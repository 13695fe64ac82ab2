"""What the relay of the person who looks may take, on the page of an offer and on that of a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from pontdesarts.accounts.http import Request
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import BookingMode, Offer, Showing

from .. import policies, standing

register = template.Library()


@dataclass(frozen=True)
class Looker:
    """The relay before an offer, read once for all its dates."""

    who: standing.Who
    offer: Offer
    at: datetime

    @property
    def share(self) -> list[str]:
        """What one relay may have of the offer, all dates together."""
        return standing.share_of_a_relay(self.offer.terms, self.who)


@register.simple_tag(takes_context=True)
def standing_of(context: Mapping[str, Any], offer: Offer) -> Looker:
    """The relay that looks: the one on the phone, else the first that the person serves, else nobody in particular."""
    return Looker(standing.who(_relay(context["request"], offer), offer), offer, timezone.now())


@register.simple_tag
def standing_at(looker: Looker, showing: Showing) -> standing.Standing | None:
    """What the relay may take of this date; ``None`` when places are not counted there, when nobody may
    book now, or when they are drawn."""
    allotment = getattr(showing, "allotment", None)
    if allotment is None or not looker.offer.booking_needed or not allotment.is_open(looker.at):
        return None
    if showing.cancelled_at or looker.offer.booking_mode == BookingMode.DRAW:
        return None
    return standing.at_date(allotment, looker.offer.terms, looker.who, looker.at)


@register.simple_tag
def wheelchairs_kept(showing: Showing, at: datetime) -> str:
    """What the venue still keeps for wheelchairs at this date, or nothing."""
    allotment = getattr(showing, "allotment", None)
    return "" if allotment is None or showing.cancelled_at else standing.wheelchairs(allotment, at)


def _relay(request: Request, offer: Offer) -> Structure | None:
    if chosen := request.session.get(policies.ON_THE_PHONE):
        return policies.relays_of_the_team(request.user).select_related("relay").filter(pk=chosen).first()
    own = list(Structure.objects.served_by(request.user).select_related("relay").order_by("sort_name", "pk")[:20])
    return next((relay for relay in own if relay.association_id == offer.association_id), own[0] if own else None)
