"""Places are given for dates: a human's gesture, no import does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.ui import words

from .. import signals, verbs
from ..models import KEPT, Allotment, Offer, Showing
from .offers import edit_offer, publish
from .refusals import OfferRefused, PlacesRefused


@dataclass(frozen=True)
class Places:
    """What is given for one date. Hours left out follow the terms of the offer, or stay as they were.

    ``closes_hours`` counts hours before the date; it gives way to ``closes_at``.
    """

    places: int
    wheelchair_places: int = 0
    most_per_booking: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    closes_hours: int | None = None


@transaction.atomic
def offer_places(
    showings: Sequence[Showing], *, given: Places, by: Actor, at: datetime, publishing: bool = False
) -> list[Allotment]:
    """Give the same places for each of these dates, of one offer or of several, or change what was given.

    Booking opens now and closes as the terms of the offer say, unless ``given`` says otherwise. With ``publishing``,
    offers that are still drafts enter the catalogue. One line in the journal for each offer.

    Raises `PlacesRefused` when a date is over, has more bookings than that, or a booking window that does not stand;
    `OfferRefused` when an offer lacks what it needs to be published. Nothing is then written.
    """
    allotments = _give({showing.pk: given for showing in showings}, by=by, at=at)
    if publishing:
        drafts = Offer.objects.drafts().filter(showings__in=[a.pk for a in allotments]).distinct()
        for offer in drafts.order_by("pk"):
            try:
                publish(offer, by=by, at=at)
            except OfferRefused as refusal:
                raise OfferRefused(f"« {offer} » : {refusal.sentence}", refusal.next_step) from refusal
    return allotments


@transaction.atomic
def settle_places(
    offer: Offer, *, values: Mapping[str, Any], given: Mapping[int, Places], by: Actor, at: datetime
) -> list[Allotment]:
    """Say how one books and how many places each date has: the ``values`` of the offer, ``given`` by date.

    Raises what `edit_offer` and `offer_places` raise; nothing is then written.
    """
    edit_offer(offer, values=values, by=by, at=at)
    mine = offer.showings.filter(pk__in=given).order_by("pk").values_list("pk", flat=True)
    return _give({pk: given[pk] for pk in mine}, by=by, at=at)


def _give(given: Mapping[int, Places], *, by: Actor, at: datetime) -> list[Allotment]:
    showings = (
        Showing.objects.select_for_update(of=("self",), no_key=True)
        .select_related("offer__association")
        .filter(pk__in=given)
        .order_by("offer", "starts_at", "pk")
    )
    wanted = list(showings)
    before = {a.pk: a for a in Allotment.objects.select_for_update().filter(pk__in=given).order_by("pk")}
    was = {pk: allotment.places for pk, allotment in before.items()}
    allotments = [_allot(showing, before.get(showing.pk), given[showing.pk], at) for showing in wanted]
    Allotment.objects.bulk_create([a for a in allotments if a.pk not in before])
    # never ``taken``: only bookings move it
    fields = ["places", "wheelchair_places", "most_per_booking", "opens_at", "closes_at", *KEPT]
    Allotment.objects.bulk_update([a for a in allotments if a.pk in before], fields, batch_size=200)
    for _, of_one_offer in groupby(allotments, key=lambda a: a.showing.offer_id):
        _tell(list(of_one_offer), was, by=by, at=at)
    for allotment in allotments:
        if allotment.pk in was and allotment.places > was[allotment.pk]:
            signals.places_changed.send(Showing, showing=allotment.showing, by=by, at=at)
    return allotments


def _tell(allotments: list[Allotment], was: Mapping[int, int], *, by: Actor, at: datetime) -> None:
    """What was given for dates of one offer, in one line; what was changed, in another."""
    offer = allotments[0].showing.offer
    new = [a for a in allotments if a.pk not in was]
    changed = [a for a in allotments if a.pk in was and was[a.pk] != a.places]
    if new:
        same = len({a.places for a in new}) == 1
        total = words.places(new[0].places if same else sum(a.places for a in new))
        each = "chacune des " if same and len(new) > 1 else ""
        told = f"{total} à {each}{_dates(new)}" if each else f"{total} pour {_dates(new)}"
        journal.record(verbs.PLACES_OFFERED, offer, by=by, at=at, places=told)
    if changed:
        totals = sum(was[a.pk] for a in changed), sum(a.places for a in changed)
        journal.record(
            verbs.PLACES_CHANGED, offer, by=by, at=at, before=totals[0], after=totals[1], dates=_dates(changed)
        )


def _dates(allotments: list[Allotment]) -> str:
    if len(allotments) == 1:
        return words.french_moment(allotments[0].showing.starts_at)
    return words.counted(len(allotments), "date")


def _allot(showing: Showing, before: Allotment | None, given: Places, at: datetime) -> Allotment:
    """The allotment as it will stand. Raises `PlacesRefused`."""
    _check_counts(showing, before, given, at)
    opens_at = given.opens_at or (before.opens_at if before else at)
    closes_at = given.closes_at or _closing(showing, before, given.closes_hours, at)
    ends_at = showing.ends_at if showing.offer.open_dated and showing.ends_at else showing.starts_at
    if closes_at <= opens_at or closes_at > ends_at:
        raise PlacesRefused(
            f"Le {words.french_moment(showing.starts_at)}, la réservation doit s'ouvrir avant de se fermer, et se "
            "fermer avant la date.",
            f"Elle s'ouvrirait le {words.french_moment(opens_at)} et se fermerait le {words.french_moment(closes_at)}.",
        )
    allotment = before or Allotment(showing=showing)
    allotment.showing = showing
    allotment.places, allotment.wheelchair_places = given.places, given.wheelchair_places
    allotment.most_per_booking = given.most_per_booking
    allotment.opens_at, allotment.closes_at = opens_at, closes_at
    allotment.keep_shares()
    return allotment


def _check_counts(showing: Showing, before: Allotment | None, given: Places, at: datetime) -> None:
    day = words.french_moment(showing.starts_at)
    if showing.offer.withdrawn_at:
        raise PlacesRefused(f"L'offre « {showing.offer} » a été retirée.", "Copiez-la pour la proposer à nouveau.")
    if showing.cancelled_at or showing.is_over(at):
        raise PlacesRefused(f"La date du {day} est passée ou annulée.", "Décochez-la.")
    if given.wheelchair_places > given.places:
        raise PlacesRefused(
            f"Le {day}, il y aurait plus de places pour fauteuil ({given.wheelchair_places}) que de places en tout "
            f"({given.places}).",
            "Les places pour fauteuil comptent parmi les places offertes : augmentez le total.",
        )
    if before and given.places < before.taken:
        taken = "1 place est déjà réservée" if before.taken == 1 else f"{before.taken} places sont déjà réservées"
        raise PlacesRefused(
            f"Le {day}, {taken} : on ne peut pas descendre en dessous.",
            f"Gardez au moins {words.places(before.taken)}, ou annulez la date si personne ne peut plus venir.",
        )
    if before and given.wheelchair_places < before.wheelchair_taken:
        raise PlacesRefused(
            f"Le {day}, des places pour fauteuil sont déjà réservées.",
            f"Gardez-en au moins {before.wheelchair_taken}.",
        )


def _closing(showing: Showing, before: Allotment | None, closes_hours: int | None, at: datetime) -> datetime:
    """When booking closes if nobody says: as before, else so many hours before, by the terms. A date offered later
    than that stays open until one hour before: a last-minute gift is not refused. An open-dated offer closes at
    the last minute of its period: « jusqu'au 28 à 23 h 59 », not « jusqu'au 29 à 0 h »."""
    if showing.offer.open_dated and showing.ends_at:
        return showing.ends_at - timedelta(minutes=1)
    if before and (closes_hours is None or before.closes_at <= at):  # once closed, the venue has its list
        return before.closes_at
    hours = showing.offer.terms.closes_hours if closes_hours is None else closes_hours
    usual = showing.starts_at - timedelta(hours=hours)
    return usual if usual > at else max(showing.starts_at - timedelta(hours=1), at + (showing.starts_at - at) / 2)
