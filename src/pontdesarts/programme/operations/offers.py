"""An offer is entered, edited, copied, published, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network import operations as network
from pontdesarts.network.models import Structure, Venue
from pontdesarts.territory.rules import fold

from .. import indexing, signals, verbs
from ..models import KEPT, Allotment, BookingMode, Offer
from .refusals import OfferChanged, OfferRefused

# terms of the offer from which follows what is kept of its places
SHARES = ("most_per_relay", "priority_hours", "priority_share", "wheelchair_hours", "neighbour_share")
# what a person fills in; everything else follows from operations
FIELDS = (
    "partner",
    "venue",
    "title",
    "discipline",
    "summary",
    "falc_summary",
    "picture",
    "picture_credit",
    "age_from",
    "age_to",
    "duration",
    "language_free",
    "outdoors",
    "access",
    "mediation",
    "website",
    "open_dated",
    "booking_needed",
    "voucher_mode",
    "names_required",
    "closes_hours",
    "most_alone",
    "most_family",
    "most_group",
    "booking_mode",
    *SHARES,
)


def enter_offer(
    association: Association,
    *,
    values: Mapping[str, Any],
    by: Actor,
    at: datetime,
    request_id: UUID | None = None,
    new_venue: Mapping[str, Any] | None = None,
) -> Offer:
    """Create a draft from the ``values`` of `FIELDS`. Nobody who books sees it until it is published.

    ``new_venue`` holds the fields of a place that is not in the list: one of that name in that commune is taken again.
    The same ``request_id`` twice is one draft: the second call returns the first.
    """
    fields = {name: value for name, value in values.items() if name in FIELDS}
    offer = Offer(association=association, created_at=at, request_id=request_id, **fields)
    offer.title_key = indexing.title_key(offer.title)
    try:
        with transaction.atomic():
            if new_venue:
                offer.venue = _place(association, offer.partner, new_venue, by=by, at=at)
            offer.save(force_insert=True)
            indexing.refresh(offer)
            journal.record(verbs.ENTERED, offer, by=by, at=at)
    except IntegrityError:
        again = Offer.objects.filter(request_id=request_id, association=association).first() if request_id else None
        if again is None:
            raise
        return again
    return offer


@transaction.atomic
def edit_offer(
    offer: Offer,
    *,
    values: Mapping[str, Any],
    by: Actor,
    at: datetime,
    revision: int | None = None,
    new_venue: Mapping[str, Any] | None = None,
) -> Offer:
    """Change what is said of the offer. The journal names the fields that changed; unchanged values write nothing.

    ``revision`` is the one that the person had before their eyes. Raises `OfferChanged` when somebody else has changed
    the offer since, `OfferRefused` when it has been withdrawn, and what those who hear `mode_changing` raise.

    What is kept of the places of its dates to come follows its terms; what was booked stays booked.
    """
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.withdrawn_at:
        raise OfferRefused("Cette offre a été retirée.", "Copiez-la pour la proposer à nouveau.")
    if new_venue:
        partner = values.get("partner", offer.partner)
        values = {**values, "venue": _place(offer.association, partner, new_venue, by=by, at=at)}
    changed = [name for name in FIELDS if name in values and getattr(offer, name) != values[name]]
    if not changed:
        return offer
    if revision is not None and revision != offer.revision:
        raise _changed_meanwhile(offer)
    if "booking_mode" in changed:
        before, after = BookingMode(offer.booking_mode), BookingMode(values["booking_mode"])
        signals.mode_changing.send(Offer, offer=offer, before=before, after=after, by=by, at=at)
    for name in changed:
        setattr(offer, name, values[name])
    offer.title_key = indexing.title_key(offer.title)
    offer.revision += 1
    offer.save()
    indexing.refresh(offer)
    if set(changed) & set(SHARES):
        keep_shares_again(offer, at=at)
    names = ", ".join(str(getattr(Offer._meta.get_field(name), "verbose_name", name)) for name in changed)
    journal.record(verbs.EDITED, offer, by=by, at=at, fields=names)
    return offer


def keep_shares_again(offer: Offer, *, at: datetime) -> list[Allotment]:
    """What is kept, for whom and until when, by the terms as they now stand; the showings first, then their places.

    Returns the places of the dates to come, locked until the transaction ends.
    """
    showings = offer.showings.upcoming(at).select_for_update(of=("self",), no_key=True).order_by("starts_at", "pk")
    known = {showing.pk: showing for showing in showings}
    allotments = list(Allotment.objects.select_for_update(of=("self",)).filter(pk__in=known).order_by("pk"))
    for allotment in allotments:
        allotment.showing = known[allotment.pk]
        allotment.showing.offer = offer
        allotment.keep_shares()
    Allotment.objects.bulk_update(allotments, KEPT, batch_size=200)
    return allotments


def _place(
    association: Association, partner: Structure | None, values: Mapping[str, Any], *, by: Actor, at: datetime
) -> Venue:
    """The place of that name in that commune, else a new one of the partner."""
    same = Venue.objects.filter(association=association, commune=values["commune"], partner=partner)
    known = next((venue for venue in same.order_by("pk") if fold(venue.name) == fold(values["name"])), None)
    return known or network.add_venue(association, values={**values, "partner": partner}, by=by, at=at)


def _changed_meanwhile(offer: Offer) -> OfferChanged:
    last = Entry.objects.about(offer).filter(verb=verbs.EDITED.name).first()
    who, what = (last.by_label, f" ({last.data['fields']})") if last else ("Quelqu'un d'autre", "")
    return OfferChanged(
        f"{who} a modifié cette offre pendant que vous écriviez{what}.",
        "Ce que vous avez écrit est gardé ici : relisez, puis enregistrez à nouveau pour que votre version remplace "
        "la sienne.",
        revision=offer.revision,
    )


@transaction.atomic
def publish(offer: Offer, *, by: Actor, at: datetime) -> Offer:
    """Put the draft in the catalogue. Publishing what is published changes nothing.

    Raises `OfferRefused` without a place to go to or without a date to come.
    """
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.withdrawn_at:
        raise OfferRefused("Cette offre a été retirée.", "Copiez-la pour la proposer à nouveau.")
    if offer.published_at:
        return offer
    if offer.venue_id is None:
        raise OfferRefused("Il manque le lieu.", "Choisissez où cela se passe.")
    if not offer.showings.upcoming(at).exists():
        raise OfferRefused("Il n'y a aucune date à venir.", "Ajoutez au moins une date.")
    offer.published_at = at
    offer.save(update_fields=["published_at"])
    journal.record(verbs.PUBLISHED, offer, by=by, at=at)
    return offer


@transaction.atomic
def withdraw(offer: Offer, *, reason: str, by: Actor, at: datetime) -> Offer:
    """Take the offer out of the catalogue for good. What is booked stays booked: to end it, cancel the dates."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.withdrawn_at:
        raise OfferRefused("Cette offre est déjà retirée.")
    offer.withdrawn_at = at
    offer.revision += 1
    offer.save(update_fields=["withdrawn_at", "revision"])
    journal.record(verbs.WITHDRAWN, offer, by=by, at=at, reason=reason or "sans raison donnée")
    return offer


@transaction.atomic
def copy_offer(offer: Offer, *, by: Actor, at: datetime) -> Offer:
    """A new draft that says the same, without the dates: last season's offer, ready for this one.

    The copy does not know whether it has dates or a period until somebody says so.
    """
    values = {name: getattr(offer, name) for name in FIELDS if name != "open_dated"}
    copy = Offer(association=offer.association, created_at=at, copied_from=offer, **values)
    copy.title_key = offer.title_key
    copy.save()
    indexing.refresh(copy)
    journal.record(verbs.COPIED, copy, by=by, at=at)
    return copy
