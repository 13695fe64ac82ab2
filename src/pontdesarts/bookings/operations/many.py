"""Several dates in one go, all or none."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing

from .. import conditions, notices, places, rules
from ..models import Booking
from ..refusals import AlreadyBooked, PartyRefused
from .book import enter

MOST_DATES = 20


def book_all(
    showings: Sequence[Showing],
    *,
    relay: Structure,
    party: rules.Party,
    by: Actor,
    at: datetime,
    pickup_name: str = "",
    request_id: UUID | None = None,
    booked_for: User | None = None,
) -> list[Booking]:
    """Book the same ``party`` at each of these dates, of one offer or of several: all of them, or none.

    Raises what `book` raises; the sentence begins with the date that is refused. The same ``request_id`` twice is one
    set of bookings: each date has its own number, made of the form's and of the date's.

    One transaction. The shares of the relay are locked first, in the order of the offers, then the allotments, last
    and in the order of their keys: two sets that overlap wait for each other, and never both.
    """
    dates = sorted({showing.pk: showing for showing in showings}.values(), key=lambda showing: showing.pk)
    bookings = [_draft(showing, relay, party, by, at, request_id, booked_for) for showing in dates]
    try:
        _check(bookings, party, at, pickup_name)
        return _write_all(bookings, by=by, at=at)
    except (IntegrityError, Refused):
        # sent twice: the first has just committed, or has taken the very places that are missing
        again = _made_before(bookings)
        if again is None:
            raise
        return again


def _number_of(request_id: UUID, showing: Showing) -> UUID:
    """The number of one booking of a form that books several."""
    return uuid5(request_id, str(showing.pk))


def _draft(
    showing: Showing,
    relay: Structure,
    party: rules.Party,
    by: Actor,
    at: datetime,
    request_id: UUID | None,
    booked_for: User | None,
) -> Booking:
    booking = Booking(
        request_id=_number_of(request_id, showing) if request_id else None,
        showing=showing,
        relay=relay,
        booked_by_id=by.user_id,
        booked_for=booked_for,
        booked_at=at,
    )
    booking.take_party(party)
    return booking


def _check(bookings: list[Booking], party: rules.Party, at: datetime, pickup_name: str) -> None:
    """What can be said before anything is locked; the earliest date that is refused is the one that is named."""
    if not bookings:
        raise PartyRefused("Aucune date n'est cochée.", "Cochez au moins une date.")
    if len(bookings) > MOST_DATES:
        raise PartyRefused(f"{MOST_DATES} dates au plus en une fois.", "Décochez-en, puis recommencez pour le reste.")
    for booking in sorted(bookings, key=lambda booking: (booking.showing.starts_at, booking.showing.pk)):
        showing = booking.showing
        with _naming(showing):
            who = booking.booked_for_id or booking.booked_by_id
            conditions.refuse_booking(showing, booking.relay, at, who=who)
            if sentence := rules.objection(party, showing.offer.terms, showing.allotment.most_per_booking):
                raise PartyRefused(sentence, "Changez le nombre de personnes.")
            booking.pickup_sealed = conditions.sealed_name(showing, pickup_name)


@transaction.atomic
def _write_all(bookings: list[Booking], *, by: Actor, at: datetime) -> list[Booking]:
    for _, of_one_offer in groupby(sorted(bookings, key=_offer_of), key=_offer_of):
        same = list(of_one_offer)
        total = sum(booking.places for booking in same)
        conditions.refuse_more_than_a_share(same[0].showing.offer, same[0].relay, total)
    shares = {booking.showing.pk: conditions.share_of(booking.relay, booking.showing, at) for booking in bookings}
    for booking in bookings:
        booking.priority = shares[booking.showing.pk].priority
        enter(booking, by=by, at=at)
    for booking in bookings:
        with _naming(booking.showing):
            places.move(
                booking.showing,
                places=booking.places,
                wheelchair=booking.wheelchair,
                share=shares[booking.showing.pk],
            )
    return bookings


def _offer_of(booking: Booking) -> int:
    return booking.showing.offer_id


@contextmanager
def _naming(showing: Showing) -> Iterator[None]:
    """A refusal says which date it is about."""
    try:
        yield
    except Refused as refusal:
        when = notices.when_of(showing)
        refusal.sentence = f"« {showing.offer.title} », {when} : {refusal.sentence[:1].lower()}{refusal.sentence[1:]}"
        raise


def _made_before(bookings: list[Booking]) -> list[Booking] | None:
    """What this form has booked already: all the same, or nothing. Raises `AlreadyBooked` when it is something else."""
    numbers = [booking.request_id for booking in bookings if booking.request_id]
    first = {booking.request_id: booking for booking in Booking.objects.filter(request_id__in=numbers).order_by("pk")}
    if not first:
        return None
    same = [first[booking.request_id] for booking in bookings if _is_same(first.get(booking.request_id), booking)]
    if len(same) < len(bookings):
        raise AlreadyBooked(
            "Ce formulaire a déjà servi à réserver.", "Regardez vos réservations, puis rouvrez la page pour la suite."
        )
    return same


def _is_same(first: Booking | None, again: Booking) -> bool:
    if first is None or first.cancelled_at:
        return False
    return (first.showing_id, first.relay_id, first.party) == (again.showing_id, again.relay_id, again.party)
