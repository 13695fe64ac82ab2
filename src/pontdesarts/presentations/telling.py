"""What a season sheet says: what its partner wrote, the offers of the season, the places. Plain data, for the page, the
paper and the booklet alike."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from pontdesarts.associations.rules import season_of
from pontdesarts.network.models import Venue
from pontdesarts.outings.notices_before import access_of
from pontdesarts.programme.models import Offer
from pontdesarts.ui import words

from .models import Presentation

# so that a sheet holds on one page; the search shows all of them
MOST = 12


@dataclass(frozen=True)
class Event:
    """One offer of the season. ``when`` is said in words."""

    title: str
    discipline: str
    when: str
    age: str


@dataclass(frozen=True)
class Place:
    """A venue of the partner: what is known of its access, and how to come and go home."""

    name: str
    address: str
    access: str
    transport: str
    last_departure: str


@dataclass(frozen=True)
class Reach:
    """Whom to write to or call: named only with their consent."""

    name: str
    role: str
    email: str
    phone: str


@dataclass(frozen=True)
class Told:
    """A season sheet. ``more`` counts the offers that are not named."""

    partner: str
    kind: str
    commune: str
    association: str
    season: str
    programme: str
    actions: str
    prices: str
    coming: str
    website: str
    phone: str
    contact: Reach | None
    events: Sequence[Event] = field(default_factory=list)
    more: int = 0
    places: Sequence[Place] = field(default_factory=list)


def tell(sheet: Presentation) -> Told:
    return tell_many([sheet])[0]


def tell_many(sheets: Sequence[Presentation]) -> list[Told]:
    """Of one season. Two queries, however many sheets: they come with their partner, association and contact."""
    if not sheets:
        return []
    partners = [sheet.partner_id for sheet in sheets]
    events, places = _events(partners, sheets[0].season), _places(partners)
    return [_told(sheet, events[sheet.partner_id], places[sheet.partner_id]) for sheet in sheets]


def _told(sheet: Presentation, events: list[Event], places: list[Place]) -> Told:
    partner, contact = sheet.partner, sheet.contact
    named = contact is not None and sheet.contact_agrees
    return Told(
        partner=partner.name,
        kind=partner.partner.get_kind_display() if partner.is_partner else "",
        commune=partner.commune.name if partner.commune else "",
        association=partner.association.name,
        season=sheet.season_said,
        programme=sheet.programme,
        actions=sheet.actions,
        prices=sheet.prices,
        coming=sheet.coming,
        website=partner.website,
        phone=partner.phone,
        contact=Reach(contact.name, contact.role, contact.email, contact.phone) if contact and named else None,
        events=events[:MOST],
        more=max(0, len(events) - MOST),
        places=places,
    )


def _events(partners: Sequence[int], season: int) -> dict[int, list[Event]]:
    first, last = season_of(date(season, 9, 1))
    start = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last, time.max))
    within = Q(showings__cancelled_at=None, showings__starts_at__lte=end) & (
        Q(showings__starts_at__gte=start) | Q(open_dated=True, showings__ends_at__gte=start)
    )
    offers = Offer.objects.published().filter(partner__in=partners)
    dated = offers.annotate(
        dates=Count("showings", filter=within),
        first=Min("showings__starts_at", filter=within),
        last=Max("showings__starts_at", filter=within),
        until=Max("showings__ends_at", filter=within),
    )
    found: dict[int, list[Event]] = defaultdict(list)
    for offer in dated.filter(dates__gt=0).order_by("first", "pk"):
        found[offer.partner_id or 0].append(_event(offer))
    return found


def _event(offer: Offer) -> Event:
    first, last, dates, until = (getattr(offer, name) for name in ("first", "last", "dates", "until"))
    if offer.open_dated:
        when = f"quand on veut, jusqu'au {words.full_date(until)}"
    elif dates == 1:
        when = words.french_moment(first)
    else:
        when = f"{words.french_span(first, last)}, {words.counted(dates, 'date')}"
    age = f"dès {offer.age_from} ans" if offer.age_from else ""
    return Event(offer.title, str(offer.get_discipline_display()), when, age)


def _places(partners: Sequence[int]) -> dict[int, list[Place]]:
    found: dict[int, list[Place]] = defaultdict(list)
    venues = Venue.objects.filter(partner__in=partners).select_related("commune").order_by("sort_name", "pk")
    for venue in venues:
        town = " ".join(filter(None, [venue.postal_code, venue.commune.name if venue.commune else ""]))
        address = ", ".join(filter(None, [venue.address, town]))
        found[venue.partner_id or 0].append(
            Place(venue.name, address, access_of(venue), venue.transport, venue.last_departure)
        )
    return found
