"""The referent's word, by any way that it comes: a link, the page, a text, the phone."""

from datetime import datetime

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.ui import words

from ..models import Claim
from ..refusals import ClaimRefused
from .claims import Said, claim


def tell(
    booking: Booking,
    *,
    came: int | None,
    via: Claim.Via,
    by: Actor,
    at: datetime,
    excused: bool = False,
    reason: str = "",
) -> Booking:
    """Keep what the relay says of its own booking: nobody to everybody, ``None`` for « je ne sais pas encore ». Returns
    the booking with the truth that follows, which may be another's word.

    Raises `ClaimRefused` before the outing, for a cancelled booking, or for more people than places: whoever books
    knows their number, so that it is a slip, unlike what a door counts.
    """
    if booking.cancelled_at:
        raise ClaimRefused("Cette réservation est annulée.", "Il n'y a rien à raconter.")
    if not booking.showing.is_over(at):
        raise ClaimRefused("La sortie n'a pas encore eu lieu.", "Revenez après.")
    if came is not None and not 0 <= came <= booking.places:
        raise ClaimRefused(
            f"{words.places(booking.places).capitalize()} au plus ont été réservées.",
            f"Dites un nombre de 0 à {booking.places}.",
        )
    said = Said(booking, came, excused=excused, reason=reason)
    claim(booking.showing, [said], source=Claim.Source.REFERENT, via=via, by=by, at=at)
    booking.refresh_from_db(fields=["came", "excused", "told_at"])
    return booking
