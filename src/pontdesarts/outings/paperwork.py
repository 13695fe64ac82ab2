"""The statements of an association, as a paper: only relays that owe."""

from datetime import datetime

from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.notices import when_of
from pontdesarts.messaging.operations import Paper
from pontdesarts.network.models import Structure

from . import owed
from .documents.statement import Line, Statement, statements_pdf

# some pages each: more would not be read, nor called
MOST_RELAYS = 200


def statements(association: Association, at: datetime) -> Paper | None:
    """All that is missing of its relays, one relay a page; ``None`` when nothing is."""
    relays = Structure.objects.relays().filter(association=association).select_related("association")
    missing = owed.of_relays(list(relays.order_by("pk")), at)
    by_relay: dict[Structure, list[Booking]] = {}
    for booking in missing:
        by_relay.setdefault(booking.relay, []).append(booking)
    if not by_relay:
        return None
    ordered = sorted(by_relay.items(), key=lambda of: (of[0].sort_name, of[0].pk))[:MOST_RELAYS]
    day = timezone.localtime(at).date()
    contact = association.phone or association.email
    content = statements_pdf(
        [Statement(relay=relay.name, phone=relay.phone, lines=[_line(one) for one in owes]) for relay, owes in ordered],
        association=association.name,
        contact=contact,
        day=day,
    )
    return Paper(name=f"releve-{day.isoformat()}.pdf", content=content, content_type="application/pdf")


def _line(booking: Booking) -> Line:
    showing = booking.showing
    return Line(
        when=when_of(showing),
        title=showing.offer.title,
        place=showing.place.name if showing.place else "",
        places=booking.places,
        code=booking.code,
    )
