"""What a structure books and offers, on its page in the network: the next ones, and whether it has gone silent."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.policies import may_run
from pontdesarts.bookings.models import Booking
from pontdesarts.network.models import Stage, Structure
from pontdesarts.network.panels import Panel, show
from pontdesarts.programme.models import Offer, Showing

# as long as « à relancer » counts: a term without an outing
SILENT = timedelta(days=91)
NEXT = 3


def read_bookings(structure: Structure, user: User, at: datetime) -> dict[str, Any] | None:
    """Of a relay. ``silent_since`` when an active one has not booked for three months: a proposal to who may decide."""
    if not structure.is_relay:
        return None
    own = Booking.objects.held().filter(relay=structure)
    told = own.aggregate(number=Count("pk"), last=Max("booked_at"), unknown=Count("pk", filter=_unknown(at)))
    coming = own.upcoming(at).select_related("showing__offer").order_by("showing__starts_at", "pk")[:NEXT]
    return {
        "coming": list(coming),
        "number": told["number"],
        "last": told["last"],
        "unknown": told["unknown"],
        "silent_since": _silent_since(structure, told["last"], at),
        "may_move": may_run(user, structure.association),
    }


def read_offers(structure: Structure, user: User, at: datetime) -> dict[str, Any] | None:
    """Of a partner: the next dates of what it offers, and how many offers it has made."""
    if not structure.is_partner:
        return None
    coming = Showing.objects.held().upcoming(at).filter(offer__partner=structure, offer__in=Offer.objects.published())
    return {
        "coming": list(coming.select_related("offer").order_by("starts_at", "pk")[:NEXT]),
        "number": Offer.objects.published().filter(partner=structure).count(),
    }


def _unknown(at: datetime) -> Q:
    return Q(told_at=None, showing__offer__open_dated=False, showing__starts_at__lte=at)


def _silent_since(structure: Structure, last: datetime | None, at: datetime) -> datetime | None:
    if structure.stage != Stage.ACTIVE:
        return None
    since = last or max((change.entered_at for change in structure.stage_changes.all()), default=structure.created_at)
    return since if at - since > SILENT else None


def set_up() -> None:
    show(Panel(10, "desk/structure_bookings.html", read_bookings))
    show(Panel(20, "desk/structure_offers.html", read_offers))
