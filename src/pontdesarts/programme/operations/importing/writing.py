"""A plan is written, in a number of queries that does not grow with the events."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.naming import field_label
from pontdesarts.network import operations as network
from pontdesarts.network.models import Venue

from ... import indexing, verbs
from ...importing.plan import FIELDS
from ...importing.planned import Gesture, Kind, Plan, PlannedEvent, PlannedShowing, PlannedVenue
from ...models import Offer, Resemblance, Showing, Source
from ..dates import cancel_showing, move_showing

AT_ONCE = 500
Refs = Mapping[int | str, int]


def carry_out(plan: Plan, source: Source, *, by: Actor, at: datetime) -> dict[str, int]:
    """Write the plan; returns the number of each offer created, by its identifier at the source."""
    created = _venues(plan, source, by, at)
    events = [event for event in plan.events if event.kind in (Kind.CREATED, Kind.UPDATED)]
    pks = {pk for event in events if isinstance(pk := event.values.get("venue"), int)} | set(created.values())
    known = Venue.objects.select_related("commune").in_bulk(pks)
    venues: dict[int | str, Venue] = {pk: known[pk] for pk in pks} | {key: known[pk] for key, pk in created.items()}
    offers = _new_offers(plan, source, venues, by, at)
    changed = _changed_offers(plan, source, venues, by, at)
    _dates(plan, {**offers, **changed}, by, at)
    _resemblances(plan, offers, at)
    return {external_id: offer.pk for external_id, offer in offers.items()}


def _venues(plan: Plan, source: Source, by: Actor, at: datetime) -> dict[str, int]:
    values = [_of_venue(venue, source) for venue in plan.venues]
    added = network.add_venues(source.association, values=values, by=by, at=at) if values else []
    if plan.learnt:
        network.learn_venue_ids(source.association, source=str(source.pk), ids=plan.learnt, by=by, at=at)
    return {venue.key: created.pk for venue, created in zip(plan.venues, added, strict=True)}


def _of_venue(venue: PlannedVenue, source: Source) -> dict[str, Any]:
    return {
        "name": venue.name,
        "address": venue.address,
        "postal_code": venue.postal_code,
        "commune_id": venue.insee or None,
        "latitude": venue.latitude if venue.longitude is not None else None,
        "longitude": venue.longitude if venue.latitude is not None else None,
        "external_ids": {str(source.pk): [venue.key, *venue.aliases]},
    }


def _new_offers(
    plan: Plan, source: Source, venues: Mapping[int | str, Venue], by: Actor, at: datetime
) -> dict[str, Offer]:
    partner = source.partner
    profile = getattr(partner, "partner", None)
    offers = {}
    for event in plan.of_kind(Kind.CREATED):
        offer = Offer(
            association=source.association,
            partner=partner,
            source=source,
            external_id=event.external_id,
            created_at=at,
            names_required=bool(profile and profile.names_required),
        )
        _take(offer, event, venues)
        offer.search = indexing.vector(offer)
        offers[event.external_id] = offer
    Offer.objects.bulk_create(offers.values(), batch_size=AT_ONCE)
    journal.record_all(verbs.IMPORTED, list(offers.values()), by=by, at=at, source=source.name)
    return offers


def _changed_offers(
    plan: Plan, source: Source, venues: Mapping[int | str, Venue], by: Actor, at: datetime
) -> dict[str, Offer]:
    """Offers of earlier imports: what changed, and what the source says now, which people do not see."""
    events = {event.offer: event for event in plan.events if event.offer and event.imported}
    offers = Offer.objects.select_related("venue__commune", "partner").in_bulk(events)
    touched: dict[str, Offer] = {}
    told: dict[str, list[Offer]] = {}
    silent: list[Offer] = []
    for pk, event in events.items():
        offer = offers[pk]
        before = offer.imported
        _take(offer, event, venues)
        if event.kind == Kind.UPDATED:
            offer.revision += 1
            offer.search = indexing.vector(offer)
            touched[event.external_id] = offer
            told.setdefault(_fields_told(event), []).append(offer)
        elif offer.imported != before:
            silent.append(offer)
    fields = [*FIELDS, "imported", "title_key", "revision", "search"]
    Offer.objects.bulk_update(touched.values(), fields, batch_size=AT_ONCE)
    Offer.objects.bulk_update(silent, ["imported"], batch_size=AT_ONCE)
    for names, some in told.items():
        journal.record_all(verbs.IMPORTED_AGAIN, some, by=by, at=at, source=source.name, fields=names)
    return touched


def _fields_told(event: PlannedEvent) -> str:
    names = [field_label(Offer, change.field) for change in event.changes]
    dates = any(showing.kind in (Kind.CREATED, Kind.UPDATED) for showing in event.showings)
    return ", ".join([*names, *(["dates"] if dates else [])])


def _take(offer: Offer, event: PlannedEvent, venues: Mapping[int | str, Venue]) -> None:
    for name, value in event.values.items():
        setattr(offer, name, venues.get(value) if name == "venue" else value)
    offer.title_key = indexing.title_key(offer.title)
    place = event.imported.get("venue")
    offer.imported = {**event.imported, "venue": venues[place].pk if isinstance(place, str) else place}


def _dates(plan: Plan, offers: Mapping[str, Offer], by: Actor, at: datetime) -> None:
    """Dates of drafts are written at once; those of the catalogue one by one, so that whoever booked is told."""
    new, adopted, moved, off = [], [], [], []
    for event in plan.events:
        for showing in event.showings:
            offer = offers.get(event.external_id)
            if showing.gesture == Gesture.CREATE and offer:
                new.append(_showing(showing, offer))
            elif showing.gesture == Gesture.ADOPT:
                adopted.append(_showing(showing, None))
            elif showing.gesture in (Gesture.MOVE, Gesture.CANCEL) and offer and offer.published_at:
                _tell(showing, by, at)
            elif showing.gesture == Gesture.MOVE:
                moved.append(_showing(showing, offer))
            elif showing.gesture == Gesture.CANCEL:
                off.append(showing)
    Showing.objects.bulk_create(new, batch_size=2000)
    Showing.objects.bulk_update(adopted, ["external_id"], batch_size=AT_ONCE)
    Showing.objects.bulk_update(moved, ["starts_at", "ends_at", "all_day"], batch_size=AT_ONCE)
    called_off = Showing.objects.held().filter(pk__in=[showing.pk for showing in off if showing.pk])
    called_off.update(cancelled_at=at, cancel_reason="annulée chez la source")


def _showing(planned: PlannedShowing, offer: Offer | None) -> Showing:
    return Showing(
        pk=planned.pk,
        offer=offer,
        starts_at=planned.starts_at,
        ends_at=planned.ends_at,
        all_day=planned.all_day,
        external_id=planned.external_id,
    )


def _tell(planned: PlannedShowing, by: Actor, at: datetime) -> None:
    showing = Showing.objects.select_related("offer", "venue").get(pk=planned.pk or 0)
    if planned.gesture == Gesture.CANCEL:
        cancel_showing(showing, reason="annulée par l'organisateur", by=by, at=at)
        return
    move_showing(showing, starts_at=planned.starts_at, ends_at=planned.ends_at, venue=showing.venue, by=by, at=at)


def _resemblances(plan: Plan, offers: Mapping[str, Offer], at: datetime) -> None:
    pairs = []
    for event in plan.of_kind(Kind.CREATED):
        for twin in event.twins:
            other = twin.pk or offers[twin.external_id].pk
            pairs.append(Resemblance(offer=offers[event.external_id], other_id=other, found_at=at))
    Resemblance.objects.bulk_create(pairs, batch_size=AT_ONCE, ignore_conflicts=True)
