"""What the association writes to relays: versions that differ, what is missing, what answers served."""

from collections.abc import Sequence
from datetime import datetime

from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.notices import when_of
from pontdesarts.bookings.rules import came_in_words
from pontdesarts.messaging import operations as messaging
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .digest import Served
from .models import Claim, Dispute
from .notices import link

MOST = 10


def ask_to_read_again(user: User, disputes: Sequence[Dispute], *, at: datetime) -> None:
    """« Sur place, il a été compté autrement »: what each source said, and the page where one says it again."""
    bookings = [dispute.booking for dispute in disputes if dispute.booking]
    claims: dict[int | None, list[str]] = {}
    for claim in Claim.objects.filter(booking__in=bookings, came__isnull=False).last_of_each():
        places = claim.booking.places if claim.booking else 0
        said = (
            f"{claim.came} personnes"
            if (claim.came or 0) > places
            else came_in_words(claim.came, places, excused=False)
        )
        claims.setdefault(claim.booking_id, []).append(f"{claim.get_source_display()} : {said}")
    page = link(user, at=at)
    outings = [
        _outing(booking) | {"said": claims.get(booking.pk, []), "link": f"{page}?sortie={booking.code}"}
        for booking in bookings
    ]
    subject = f"{outings[0]['title']} : qui est venu ?" if len(outings) == 1 else "Qui est venu ? À relire ensemble"
    _send("versions", user, subject, bookings[0].relay, {"outings": outings}, at)


def state(user: User, missing: Sequence[Booking], *, older: int, at: datetime) -> None:
    """The statement, relay by relay; ``older`` outings are on the page alone."""
    context = {"relays": _by_relay(missing), "number": len(missing), "older": older, "link": link(user, at=at)}
    subject = f"{words.counted(len(missing), 'sortie')} sans nouvelles : le relevé"
    _send("statement", user, subject, missing[0].relay, context, at)


def remind(
    user: User, relays: Sequence[Structure], served: Served, missing: Sequence[Booking], *, at: datetime
) -> None:
    """« À quoi vos réponses ont servi »; thanks when nothing is missing."""
    context = {
        "served": served,
        "number": len(missing),
        "relays": _by_relay(missing[:MOST]),
        "more": max(0, len(missing) - MOST),
        "link": link(user, at=at) if missing else "",
    }
    subject = "À quoi vos réponses ont servi" if missing else "Merci : tout est raconté"
    _send("quarter", user, subject, relays[0], context, at)


def _send(name: str, user: User, subject: str, relay: Structure, context: dict[str, object], at: datetime) -> None:
    messaging.send(
        kind=f"outings.{name}",
        to=user.email,
        subject=subject,
        template=f"outings/notices/{name}.txt",
        context={"association": relay.association, **context},
        at=at,
    )


def _outing(booking: Booking) -> dict[str, object]:
    return {
        "title": booking.showing.offer.title,
        "when": when_of(booking.showing),
        "place": booking.showing.place,
        "places": words.places(booking.places),
    }


def _by_relay(bookings: Sequence[Booking]) -> list[tuple[str, list[dict[str, object]]]]:
    relays: dict[int, tuple[str, list[dict[str, object]]]] = {}
    for booking in bookings:
        relays.setdefault(booking.relay_id, (booking.relay.name, []))[1].append(_outing(booking))
    return list(relays.values())
