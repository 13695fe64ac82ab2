"""What people felt, told by their referent: a face, a line, a voice note."""

from datetime import datetime

from django.db import transaction

from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import sounds, verbs
from ..models import Impression, Voice
from ..refusals import FeelingRefused


@transaction.atomic
def feel(
    booking: Booking,
    *,
    mood: str = "",
    line: str = "",
    voice: bytes = b"",
    without_voice: bool = False,
    by: Actor,
    at: datetime,
) -> Impression | None:
    """Keep what was felt; said again, it replaces what was said, and the team reads it anew. A voice that is not sent
    again stays, unless ``without_voice``. ``None`` when nothing is said any more: all of it is then erased.

    Raises `FeelingRefused` for a sound that is too heavy, or is none.
    """
    kind = sounds.kind_of(voice) if voice else ""
    if voice and (kind is None or len(voice) > sounds.MOST_BYTES):
        raise FeelingRefused("Ce fichier n'est pas une note vocale d'une minute.", "Enregistrez-la à nouveau.")
    Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    told = Impression.objects.filter(booking=booking).first()
    line = line.strip()
    erased = _erase_voice(told) if without_voice and not voice else 0
    if not (mood or line or voice or (told and Voice.objects.filter(impression=told).exists())):
        _take_back(told, booking, by=by, at=at)
        return None
    if told and (told.mood, told.line, bool(voice or erased)) == (mood, line, False):
        return told
    told = told or Impression(booking=booking, showing=booking.showing)
    told.mood, told.line, told.said_at = mood, line, at
    told.text, told.published, told.moderated_at, told.moderated_by = "", False, None, None
    told.save()
    if voice:
        kept = {"content_type": kind, "content": voice, "recorded_at": at}
        Voice.objects.update_or_create(impression=told, defaults=kept)
    journal.record(verbs.FELT, booking, by=by, at=at)
    return told


def _erase_voice(told: Impression | None) -> int:
    return Voice.objects.filter(impression=told).delete()[0] if told else 0


def _take_back(told: Impression | None, booking: Booking, *, by: Actor, at: datetime) -> None:
    if told:
        told.delete()
        journal.record(verbs.UNFELT, booking, by=by, at=at)
