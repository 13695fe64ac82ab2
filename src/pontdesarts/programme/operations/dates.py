"""Dates are added, moved, called off, removed."""

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
from .refusals import OfferRefused, ShowingRefused

MOST_SHOWINGS = 800


@dataclass(frozen=True)
class Slot:
    """One date to add. An end before the beginning is refused, never guessed."""

    starts_at: datetime
    ends_at: datetime | None = None
    all_day: bool = False
    external_id: str = ""


@transaction.atomic
def add_showings(offer: Offer, *, slots: Sequence[Slot], by: Actor, at: datetime) -> list[Showing]:
    """Add dates to the offer; a date that it already has is left alone. One line in the journal for all.

    Raises `OfferRefused` for an offer withdrawn or open-dated, `ShowingRefused` when a date ends before it begins, or
    beyond 800 dates held: nothing is then written.
    """
    offer = _locked(offer)
    if offer.open_dated:
        raise OfferRefused("Cette offre est sans date fixe.", "Changez sa période, ou retirez-la d'abord.")
    known = set(offer.showings.held().values_list("starts_at", flat=True))
    new = []
    for slot in slots:
        _check_order(slot.starts_at, slot.ends_at)
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
        journal.record(verbs.DATES_ADDED, offer, by=by, at=at, dates=words.counted(len(new), "date"))
    return new


@transaction.atomic
def set_period(
    offer: Offer, *, starts_at: datetime, ends_at: datetime, by: Actor, at: datetime, booking_needed: bool = True
) -> Showing:
    """Make the offer open-dated: one comes any time from ``starts_at`` to ``ends_at``. Again, to change the period.
    Without ``booking_needed`` no place is counted.

    Those who booked in the period keep their place. Raises `ShowingRefused` for a period that ends before it begins or
    is over, and when the offer has dates already.
    """
    offer = _locked(offer)
    _check_order(starts_at, ends_at)
    if ends_at <= at:
        raise ShowingRefused("Cette période est déjà finie.", "Corrigez le dernier jour.")
    showing = offer.showings.held().first() if offer.open_dated else None
    if showing is None and offer.showings.held().exists():
        raise ShowingRefused("Cette offre a déjà des dates.", "Retirez-les d'abord, ou copiez l'offre.")
    if showing and not booking_needed and Allotment.objects.filter(pk=showing.pk, taken__gt=0).exists():
        raise ShowingRefused("Des places sont déjà réservées.", "Gardez la réservation jusqu'à la fin de la période.")
    asked = (starts_at, ends_at, booking_needed)
    if showing and (showing.starts_at, showing.ends_at, offer.booking_needed) == asked:
        return showing
    showing = showing or Showing(offer=offer)
    showing.starts_at, showing.ends_at = starts_at, ends_at
    showing.save()
    Allotment.objects.filter(pk=showing.pk, opens_at__lt=ends_at).update(closes_at=ends_at)
    offer.open_dated, offer.booking_needed = True, booking_needed
    offer.save(update_fields=["open_dated", "booking_needed"])
    journal.record(verbs.PERIOD_SET, offer, by=by, at=at, period=words.french_span(starts_at, ends_at))
    return showing


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

    Moving it to where it stands changes nothing. Raises `ShowingRefused` for a date that is over, cancelled, ends
    before it begins, or would fall on another date of the offer.
    """
    # no_key: bookings being written point at this row, and must not wait for us while we wait for their allotment
    locked = Showing.objects.select_for_update(of=("self",), no_key=True)
    showing = locked.select_related("offer__venue", "venue").get(pk=showing.pk)
    if showing.cancelled_at or showing.is_over(at):
        raise ShowingRefused("Cette date est passée ou annulée.", "Ajoutez une nouvelle date.")
    _check_order(starts_at, ends_at)
    if starts_at <= at and not showing.offer.open_dated:
        raise ShowingRefused("La nouvelle date est passée.", "Choisissez une date à venir.")
    if showing.offer.showings.held().filter(starts_at=starts_at).exclude(pk=showing.pk).exists():
        raise ShowingRefused(f"Il y a déjà une date {words.french_moment(starts_at)}.", "Choisissez une autre heure.")
    place = venue if venue != showing.offer.venue else None
    told = (starts_at, place) != (showing.starts_at, showing.venue)
    if not told and ends_at == showing.ends_at:
        return showing
    where = f", {showing.place}" if showing.place else ""
    before, shift = f"{words.french_moment(showing.starts_at)}{where}", starts_at - showing.starts_at
    showing.starts_at, showing.ends_at, showing.venue = starts_at, ends_at, place
    showing.save(update_fields=["starts_at", "ends_at", "venue"])
    journal.record(verbs.DATE_MOVED, showing, by=by, at=at, before=before)
    if told:
        signals.showing_moved.send(Showing, showing=showing, before=before, by=by, at=at)
    # ordered by its key: the usual order joins the showing, which would be locked as well
    allotment = Allotment.objects.select_for_update(of=("self",)).filter(pk=showing.pk).order_by("pk").first()
    if allotment and shift:
        allotment.closes_at = max(allotment.closes_at + shift, allotment.opens_at + timedelta(minutes=1))
        allotment.wheelchair_until = allotment.wheelchair_until and allotment.wheelchair_until + shift
        allotment.late_until = allotment.late_until and allotment.late_until + shift
        allotment.save(update_fields=["closes_at", "wheelchair_until", "late_until"])
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
    Allotment.objects.filter(pk=showing.pk).update(stopped_at=at)
    journal.record(verbs.DATE_CANCELLED, showing, by=by, at=at, reason=reason or "sans raison donnée")
    signals.showing_cancelled.send(Showing, showing=showing, reason=reason, by=by, at=at)
    return showing


@transaction.atomic
def remove_showings(offer: Offer, *, showings: Sequence[Showing], by: Actor, at: datetime) -> int:
    """Delete dates entered by mistake, all of them or none; returns how many. One line in the journal for each.

    Raises `ShowingRefused` once relays could book one of them: it is cancelled instead, so that they are told.
    """
    offer = _locked(offer)
    kept = list(
        offer.showings.filter(pk__in=[showing.pk for showing in showings])
        .select_for_update(of=("self",))
        .order_by("starts_at", "pk")
    )
    if offer.published_at:
        offered = Allotment.objects.filter(showing__in=kept).select_related("showing").order_by("pk").first()
        if offered:
            moment = words.french_moment(offered.showing.starts_at)
            raise ShowingRefused(f"Des places sont offertes le {moment}.", "Annulez cette date plutôt.")
    for showing in kept:
        journal.record(verbs.DATE_REMOVED, offer, by=by, at=at, date=words.french_moment(showing.starts_at))
    Showing.objects.filter(pk__in=[showing.pk for showing in kept]).delete()
    if offer.open_dated and kept:
        offer.open_dated, offer.booking_needed = False, True
        offer.save(update_fields=["open_dated", "booking_needed"])
    return len(kept)


def _locked(offer: Offer) -> Offer:
    offer = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    if offer.withdrawn_at:
        raise OfferRefused("Cette offre a été retirée.", "Copiez-la pour la proposer à nouveau.")
    return offer


def _check_order(starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= starts_at:
        raise ShowingRefused(
            f"Le {words.french_moment(starts_at)}, la fin est avant le début.", "Corrigez l'une des deux heures."
        )
