"""What stands here already, as the plan of an import sees it: some ten queries, whatever the size of the file."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, Min

from pontdesarts.associations.models import Association
from pontdesarts.network.models import Venue
from pontdesarts.territory.communes import known_communes
from pontdesarts.territory.rules import fold

from . import indexing
from .importing import Reading, SourceEvent
from .importing.known import Known, KnownOffer, KnownShowing, KnownVenue, Twin, Window
from .importing.plan import FIELDS
from .models import Allotment, Offer, Showing, Source

BEFORE = timedelta(days=7)
AFTER = timedelta(days=548)


def usual_window(today: date, *, all_dates: bool = False) -> Window:
    """From a week ago to eighteen months ahead: what is being programmed."""
    return Window(today - BEFORE, today + AFTER, all_dates)


def known(
    association: Association,
    *,
    source: Source | None,
    default_venue: Venue | None,
    reading: Reading,
    window: Window,
    at: datetime,
) -> Known:
    """The picture for ``reading``; ``source`` is None when the programme comes for the first time."""
    return Known(
        at=at,
        window=window,
        key=indexing.title_key,
        offers=_offers(source, reading.events),
        venues=_venues(association, source),
        communes=known_communes([event.place for event in reading.events if event.place]),
        twins=_twins(association, source, {indexing.title_key(event.title) for event in reading.events}),
        departments=frozenset(association.departments.values_list("code", flat=True)),
        default_venue=default_venue.pk if default_venue else None,
    )


def _offers(source: Source | None, events: Iterable[SourceEvent]) -> dict[str, KnownOffer]:
    if source is None:
        return {}
    offers = list(
        Offer.objects.filter(source=source, external_id__in=[event.external_id for event in events]).order_by("pk")
    )
    showings: dict[int, list[KnownShowing]] = {}
    taken = dict(
        Allotment.objects.filter(showing__offer__in=offers, taken__gt=0).order_by("pk").values_list("pk", "taken")
    )
    for row in (
        Showing.objects.filter(offer__in=offers)
        .order_by("offer", "starts_at", "pk")
        .values_list("pk", "offer_id", "external_id", "starts_at", "ends_at", "cancelled_at")
    ):
        pk, offer, external_id, starts_at, ends_at, cancelled_at = row
        showings.setdefault(offer, []).append(
            KnownShowing(pk, external_id, starts_at, ends_at, cancelled_at is not None, taken.get(pk, 0))
        )
    return {
        offer.external_id: KnownOffer(
            pk=offer.pk,
            title=offer.title,
            external_id=offer.external_id,
            values=values_of(offer),
            imported=offer.imported,
            open_dated=offer.open_dated,
            published=offer.published_at is not None,
            withdrawn=offer.withdrawn_at is not None,
            showings=tuple(showings.get(offer.pk, ())),
        )
        for offer in offers
    }


def values_of(offer: Offer) -> dict[str, Any]:
    """The fields that an import may write, as JSON writes them."""
    values: dict[str, Any] = {name: getattr(offer, name) for name in FIELDS if name not in ("venue", "access")}
    return values | {"venue": offer.venue_id, "access": sorted(offer.access)}


def _venues(association: Association, source: Source | None) -> tuple[KnownVenue, ...]:
    name = str(source.pk) if source else ""
    return tuple(
        KnownVenue(venue.pk, venue.name, fold(venue.name), venue.commune_id or "", venue.postal_code,
                   frozenset(venue.external_ids.get(name, ())))
        for venue in Venue.objects.filter(association=association).order_by("pk")
    )  # fmt: skip


def _twins(association: Association, source: Source | None, keys: set[str]) -> dict[str, list[Twin]]:
    """Offers of the association that stand, with the title of one that is being imported."""
    twins: dict[str, list[Twin]] = {}
    found = (
        Offer.objects.filter(association=association, title_key__in=keys - {""}, withdrawn_at=None)
        .select_related("venue", "source")
        .order_by("pk")
    )
    spans = {
        pk: (first, max(last, end or last) if last else None)
        for pk, first, last, end in found.annotate(
            first=Min("showings__starts_at"), last=Max("showings__starts_at"), end=Max("showings__ends_at")
        ).values_list("pk", "first", "last", "end")
    }
    for offer in found:
        twins.setdefault(offer.title_key, []).append(
            Twin(
                offer.pk,
                offer.external_id,
                offer.title,
                str(offer.source or "saisie à la main"),
                same_source=source is not None and offer.source_id == source.pk,
                venue=offer.venue_id,
                insee=(offer.venue.commune_id or "") if offer.venue else "",
                first=spans[offer.pk][0],
                last=spans[offer.pk][1],
            )
        )
    return twins
