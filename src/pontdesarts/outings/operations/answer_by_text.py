"""A figure that comes back by text: « 1 », « 0 », « 3 », « ? »."""

from datetime import datetime

from django.db import transaction

from pontdesarts.bookings.models import Booking
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging.models import Text
from pontdesarts.network.models import Structure

from .. import notices, rules
from ..models import Asked, Claim
from .tell import tell


@transaction.atomic
def answer_by_text(text: Text, *, said: str, number: str, at: datetime) -> Booking | None:
    """Read what somebody answered to the text that asked, and keep it; the last answer counts. What is no answer is
    answered itself with how to answer, once. The same answer told twice changes nothing.

    ``None`` when nothing was told: it was no answer, the text asked nothing, or the referent has left the relay.
    """
    asked = Asked.objects.select_for_update(of=("self",)).filter(text=text).select_related("user").first()
    if asked is None or asked.booking_id is None:
        return None
    booking = Booking.objects.with_showing().get(pk=asked.booking_id)
    if not Structure.objects.served_by(asked.user).filter(pk=booking.relay_id).exists():
        return None
    answer = rules.read_answer(said, booking.places)
    if answer is None:
        _explain(
            asked, booking, number, f"Nous n'avons pas compris. Répondez {notices.how_to_answer(booking.places)}", at
        )
        return None
    by = Actor(label=f"{asked.user.get_full_name()}, par SMS", user_id=asked.user_id)
    try:
        return tell(booking, came=answer.came, via=Claim.Via.TEXT, by=by, at=at)
    except Refused as refusal:
        _explain(asked, booking, number, f"{booking.showing.offer.title} : {refusal}", at)
        return None


def _explain(asked: Asked, booking: Booking, number: str, body: str, at: datetime) -> None:
    if asked.explained_at is None:
        asked.explained_at = at
        asked.save(update_fields=["explained_at"])
        notices.explain(number, body, relay=booking.relay, at=at)
