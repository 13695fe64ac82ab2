"""A person has looked: what the list says is claimed, and its photos go."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.outings import operations as outings
from pontdesarts.outings.models import Claim
from pontdesarts.outings.operations import Said
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .. import verbs
from ..models import Picture, Tally
from ..refusals import AlreadyEnded


@transaction.atomic
def save(tally: Tally, came: Mapping[int, int | None], *, by: Actor, at: datetime) -> list[Booking]:
    """Claim what the person says, by the key of each booking: ``None`` is « je ne sais pas », and claims nothing.

    The photos are erased. Returns the bookings whose truth changed. Raises `AlreadyEnded`, or what `outings` refuses.
    """
    locked = _locked(tally)
    changed = _claim(locked.showing, came, via=Claim.Via.PHOTO, by=by, at=at)
    _end(locked, Tally.End.SAVED, at)
    return changed


@transaction.atomic
def save_by_hand(showing: Showing, came: Mapping[int, int | None], *, by: Actor, at: datetime) -> list[Booking]:
    """Claim what somebody reads on a list that no photo can give back. Raises what `outings` refuses."""
    return _claim(showing, came, via=Claim.Via.PAGE, by=by, at=at)


@transaction.atomic
def drop(tally: Tally, *, by: Actor, at: datetime) -> None:
    """These photos are not of the right list: they go, nothing is claimed. Raises `AlreadyEnded`."""
    locked = _locked(tally)
    _end(locked, Tally.End.DROPPED, at)
    journal.record(verbs.DROPPED, locked.showing, by=by, at=at)


def _locked(tally: Tally) -> Tally:
    locked = Tally.objects.select_for_update(of=("self",)).get(pk=tally.pk)
    if locked.ended_at is not None:
        raise AlreadyEnded("Cette liste est déjà traitée.", "Pour corriger, saisissez la ligne à la main.")
    return locked


def _claim(
    showing: Showing, came: Mapping[int, int | None], *, via: Claim.Via, by: Actor, at: datetime
) -> list[Booking]:
    known = Booking.objects.filter(pk__in=came, showing=showing).order_by("pk")
    said = [Said(booking, came[booking.pk]) for booking in known if came[booking.pk] is not None]
    changed = outings.claim(showing, said, source=Claim.Source.VENUE, via=via, by=by, at=at)
    told = words.counted(len(said), "réservation", "réservations")
    journal.record(verbs.SAVED, showing, by=by, at=at, said=told, unknown=len(came) - len(said))
    return changed


def _end(tally: Tally, end: Tally.End, at: datetime) -> None:
    tally.ended_at, tally.end = at, end
    tally.save(update_fields=["ended_at", "end"])
    tally.pages.update(picture=None)
    Picture.objects.filter(tally=tally).update(content=None)
