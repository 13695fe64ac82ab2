"""The evening whose door is open in the demo, and squares to show to the camera."""

from dataclasses import dataclass

from pontdesarts.bookings import notices
from pontdesarts.bookings.models import Booking
from pontdesarts.printing import qr
from pontdesarts.programme.models import Showing

MOST = 8


@dataclass(frozen=True)
class Paper:
    """A voucher, as small as its square. ``told`` says what the door will answer."""

    code: str
    square: str
    told: str


def evening() -> Showing | None:
    """The last date at whose door somebody came in; ``None`` without a season."""
    return Showing.objects.in_full().filter(reception__isnull=False).order_by("-starts_at", "-pk").first()


def door_link() -> str:
    """The signed link of that door; "" without a season."""
    showing = evening()
    return notices.door_link(showing) if showing else ""


def papers(showing: Showing) -> list[Paper]:
    """Vouchers of this evening, one that is cancelled among them, one paper of one person, and one of another date."""
    ours = list(Booking.objects.filter(showing=showing).order_by("cancelled_at", "pk")[:MOST])
    made = [_paper(booking.code, _said(booking)) for booking in ours]
    if len(ours) > 1 and ours[-2].places > 1:
        code = f"{ours[-2].code}/2"
        made.append(_paper(code, f"le papier de la deuxième personne, sur {ours[-2].places}"))
    elsewhere = Booking.objects.held().filter(showing__offer__partner=showing.offer.partner).exclude(showing=showing)
    if other := elsewhere.order_by("-showing__starts_at", "pk").first():
        made.append(_paper(other.code, "un autre soir, au même endroit"))
    return made


def _said(booking: Booking) -> str:
    if booking.cancelled_at:
        return "une réservation annulée"
    return f"{booking.places} {'places' if booking.places > 1 else 'place'}"


def _paper(code: str, told: str) -> Paper:
    return Paper(code, qr.svg(code), told)
