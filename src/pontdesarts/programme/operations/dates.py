"""Dates are added, moved, called off; places are given for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Venue
from pontdesarts.ui import words

from .. import signals, verbs
from ..models import Allotment, Offer, Showing
from .refusals import PlacesRefused, ShowingRefused

MOST_SHOWINGS = 800


@dataclass(frozen=True)
class Slot:
    """One date to add. An end before the beginning is refused, never guessed."""

    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    external_id: str = ""


@dataclass(frozen=True)
class Places:
    """What is given for one date. Hours left out follow the terms of the offer."""

    places: int
    wheelchair_places: int = 0
    most_per_booking: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@transaction.atomic
def add_showings(offer: Offer, *, slots: Sequence[Slot], by: Actor, at: datetime) -> list[Showing]:
    """Add dates to the offer; a date that it already has is left alone. One line in the journal for all.

    Raises `ShowingRefused` when a date ends before it begins, or beyond 800 dates: nothing is then written.
    """
    known = set(offer.showings.held().values_list("starts_at", flat=True))
    new = []
    for slot in slots:
        if slot.ends_at is not None and slot.ends_at <= slot.starts_at:
            raise ShowingRefused(
                f"Le {words.french_moment(slot.starts_at)}, la fin est avant le début.",
                "Corrigez l'une des deux heures.",
            )
        if slot.starts_at in known:
            continue
        known.add(slot.starts_at)
        new.append(
            Showing(
                offer=offer,
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                all_day=slot.all_day,
                external_id=slot.external_id,
            )
        )
    if len(known) > MOST_SHOWINGS:
        raise ShowingRefused(
            f"Une offre compte {MOST_SHOWINGS} dates au plus.",
            "Faites-en une offre sans date fixe, ou plusieurs offres.",
        )
    Showing.objects.bulk_create(new)
    if new:
        journal.record(verbs.DATES_ADDED, offer, by=by, at=at, dates=words.counted(len(new), "date", "dates"))
    return new


@transaction.atomic
def offer_places(showings: Sequence[Showing], *, given: Places, by: Actor, at: datetime) -> list[Allotment]:
    """Give the same places for each of these dates, or change what was given. A human's gesture: no import does it.

    Raises `PlacesRefused` when a date has more bookings than that, or a booking window that does not stand.
    Booking opens now and closes as the terms of the offer say, unless ``given`` says otherwise.
    """
    locked = {
        allotment.pk: allotment
        for allotment in Allotment.objects.select_for_update()
        .filter(pk__in=[showing.pk for showing in showings])
        .order_by("pk")
    }
    return [_give(showing, locked.get(showing.pk), given, by=by, at=at) for showing in showings]


def _give(showing: Showing, before: Allotment | None, given: Places, *, by: Actor, at: datetime) -> Allotment:
    day = words.french_moment(showing.starts_at)
    if showing.cancelled_at or showing.is_over(at):
        raise PlacesRefused(f"La date du {day} est passée ou annulée.", "Décochez-la.")
    if before and given.places < before.taken:
        raise PlacesRefused(
            f"Le {day}, {words.places(before.taken)} sont déjà réservées : on ne peut pas descendre en dessous.",
            "Annulez la date si personne ne peut plus venir.",
        )
    if given.wheelchair_places > given.places:
        raise PlacesRefused("Les places pour fauteuil comptent parmi les places offertes.", "Augmentez le total.")
    if before and given.wheelchair_places < before.wheelchair_taken:
        raise PlacesRefused(f"Le {day}, des places pour fauteuil sont déjà réservées.", "Gardez-en au moins autant.")
    ends_at = showing.ends_at if showing.offer.open_dated and showing.ends_at else showing.starts_at
    opens_at = given.opens_at or (before.opens_at if before else at)
    closes_at = given.closes_at or (before.closes_at if before else None) or closing(showing, at)
    if closes_at <= opens_at or closes_at > ends_at:
        raise PlacesRefused(
            f"Le {day}, la réservation doit s'ouvrir avant de se fermer, et se fermer avant la date.",
            "Corrigez les heures de réservation.",
        )
    allotment = before or Allotment(showing=showing)
    old = allotment.places
    allotment.places, allotment.wheelchair_places = given.places, given.wheelchair_places
    allotment.most_per_booking = given.most_per_booking
    allotment.opens_at, allotment.closes_at = opens_at, closes_at
    if before:
        # never ``taken``: only bookings move it
        allotment.save(update_fields=["places", "wheelchair_places", "most_per_booking", "opens_at", "closes_at"])
        if old != given.places:
            journal.record(verbs.PLACES_CHANGED, showing, by=by, at=at, before=old, after=given.places)
    else:
        allotment.save(force_insert=True)
        journal.record(verbs.PLACES_OFFERED, showing, by=by, at=at, places=words.places(given.places))
    return allotment


def closing(showing: Showing, at: datetime) -> datetime:
    """When booking closes if nobody says: so many hours before, by the terms. A date offered later than that stays
    open until one hour before: a last-minute gift is not refused. An open-dated offer closes with its period."""
    if showing.offer.open_dated and showing.ends_at:
        return showing.ends_at
    usual = showing.starts_at - timedelta(hours=showing.offer.terms.closes_hours)
    return usual if usual > at else max(showing.starts_at - timedelta(hours=1), at + (showing.starts_at - at) / 2)


@transaction.atomic
def move_showing(
    showing: Showing,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    venue: Venue | None = None,
    by: Actor,
    at: datetime,
) -> Showing:
    """Give the date another hour or place. Those who booked are told; booking closes as much earlier or later.

    Raises `ShowingRefused` for a date that is over, cancelled, or ends before it begins.
    """
    # no_key: bookings being written point at this row, and must not wait for us while we wait for their allotment
    locked = Showing.objects.select_for_update(of=("self",), no_key=True)
    showing = locked.select_related("offer__venue", "venue").get(pk=showing.pk)
    if showing.cancelled_at or showing.is_over(at):
        raise ShowingRefused("Cette date est passée ou annulée.", "Ajoutez une nouvelle date.")
    if ends_at is not None and ends_at <= starts_at:
        raise ShowingRefused("La fin est avant le début.", "Corrigez l'une des deux heures.")
    if starts_at <= at and not showing.offer.open_dated:
        raise ShowingRefused("La nouvelle date est déjà passée.", "Choisissez une date à venir.")
    before = f"{words.french_moment(showing.starts_at)}, {showing.place or 'lieu à préciser'}"
    shift = starts_at - showing.starts_at
    moved = bool(shift) or (venue is not None and venue != showing.place)
    showing.starts_at, showing.ends_at = starts_at, ends_at
    if venue is not None:
        showing.venue = None if venue == showing.offer.venue else venue
    showing.save(update_fields=["starts_at", "ends_at", "venue"])
    allotment = Allotment.objects.select_for_update().filter(pk=showing.pk).first()
    if allotment and shift:
        closes_at = allotment.closes_at + shift
        allotment.closes_at = max(closes_at, allotment.opens_at + timedelta(minutes=1))
        allotment.save(update_fields=["closes_at"])
    if moved:
        journal.record(verbs.DATE_MOVED, showing, by=by, at=at, before=before)
        signals.showing_moved.send(Showing, showing=showing, before=before, by=by, at=at)
    return showing


@transaction.atomic
def cancel_showing(showing: Showing, *, reason: str, by: Actor, at: datetime) -> Showing:
    """Call the date off. Those who booked are told, with the reason; their places count for nothing any more.

    Raises `ShowingRefused` when it is over or already cancelled.
    """
    # no_key: see `move_showing`
    locked = Showing.objects.select_for_update(of=("self",), no_key=True)
    showing = locked.select_related("offer").get(pk=showing.pk)
    if showing.cancelled_at:
        raise ShowingRefused("Cette date est déjà annulée.")
    if showing.is_over(at):
        raise ShowingRefused("Cette date est passée.", "On n'annule pas ce qui a eu lieu.")
    showing.cancelled_at, showing.cancel_reason = at, reason[:200]
    showing.save(update_fields=["cancelled_at", "cancel_reason"])
    journal.record(verbs.DATE_CANCELLED, showing, by=by, at=at, reason=reason or "sans raison donnée")
    signals.showing_cancelled.send(Showing, showing=showing, reason=reason, by=by, at=at)
    return showing


@transaction.atomic
def remove_showing(showing: Showing, *, by: Actor, at: datetime) -> None:
    """Delete a date entered by mistake. Raises `ShowingRefused` once places were given for it: cancel it instead."""
    showing = Showing.objects.select_for_update(of=("self",)).select_related("offer").get(pk=showing.pk)
    if Allotment.objects.filter(pk=showing.pk).exists():
        raise ShowingRefused("Des places ont été offertes pour cette date.", "Annulez-la plutôt.")
    journal.record(verbs.DATE_REMOVED, showing.offer, by=by, at=at, date=words.french_moment(showing.starts_at))
    showing.delete()
