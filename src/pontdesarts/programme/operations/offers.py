"""An offer is entered, edited, copied, published, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import indexing, verbs
from ..models import Offer
from .refusals import OfferRefused

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
)


@transaction.atomic
def enter_offer(association: Association, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Offer:
    """Create a draft from the ``values`` of `FIELDS`. Nobody who books sees it until it is published."""
    offer = Offer(association=association, created_at=at, **{k: v for k, v in values.items() if k in FIELDS})
    offer.title_key = indexing.title_key(offer.title)
    offer.save()
    indexing.refresh(offer)
    journal.record(verbs.ENTERED, offer, by=by, at=at)
    return offer


@transaction.atomic
def edit_offer(offer: Offer, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Offer:
    """Change what is said of the offer. The journal names the fields that changed; unchanged values write nothing.

    Raises `OfferRefused` when the offer has been withdrawn.
    """
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.withdrawn_at:
        raise OfferRefused("Cette offre a été retirée.", "Copiez-la pour la proposer à nouveau.")
    changed = [name for name in FIELDS if name in values and getattr(offer, name) != values[name]]
    if not changed:
        return offer
    for name in changed:
        setattr(offer, name, values[name])
    offer.title_key = indexing.title_key(offer.title)
    offer.save()
    indexing.refresh(offer)
    names = ", ".join(str(Offer._meta.get_field(name).verbose_name) for name in changed)
    journal.record(verbs.EDITED, offer, by=by, at=at, fields=names)
    return offer


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
    offer.save(update_fields=["withdrawn_at"])
    journal.record(verbs.WITHDRAWN, offer, by=by, at=at, reason=reason or "sans raison donnée")
    return offer


@transaction.atomic
def copy_offer(offer: Offer, *, by: Actor, at: datetime) -> Offer:
    """A new draft that says the same, without the dates: last season's offer, ready for this one."""
    values = {name: getattr(offer, name) for name in FIELDS}
    copy = Offer(association=offer.association, created_at=at, copied_from=offer, **values)
    copy.title_key = offer.title_key
    copy.save()
    indexing.refresh(copy)
    journal.record(verbs.COPIED, copy, by=by, at=at)
    return copy
