"""What became of a promise: places that the product counts, meetings and money that somebody noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone

from pontdesarts.bookings.models import Booking
from pontdesarts.programme.models import Allotment
from pontdesarts.territory.models import Commune

from . import rules
from .models import Party, Promise

MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """One part of what was held: a date of a venue, a meeting, a payment. ``pk`` is that of a noted one."""

    on: date
    said: str
    number: int
    pk: int | None = None


@dataclass(frozen=True)
class Held:
    """``number`` until now; ``ahead`` is offered or booked already, for dates to come."""

    promise: Promise
    number: int
    ahead: int
    lines: Sequence[Line]

    @property
    def percent(self) -> int:
        return rules.percent(self.number, self.promise.number)

    @property
    def said(self) -> str:
        return self.promise.counted(self.number)

    @property
    def shown(self) -> int:
        """For a bar that stops at the whole."""
        return min(self.number, self.promise.number)


def of(promise: Promise, *, at: datetime) -> Held:
    """What was held of a promise at that moment, with the list behind it."""
    return _seats(promise, at) if promise.is_counted_alone else _noted(promise)


def counting(promise: Promise) -> str:
    """How its places are counted, in words: whoever reads the number knows what it is."""
    party = promise.party
    if party.commune_id:
        return "Les places offertes par les lieux et les partenaires de la commune, dates passées."
    if party.structure is not None and party.structure.is_partner:
        return "Les places que le partenaire a offertes, dates passées."
    if party.structure_id:
        return "Les places que le relais a réservées, dates passées."
    return "Les places que les relais des autres parties ont réservées, dates passées."


def _noted(promise: Promise) -> Held:
    rows = list(promise.deliveries.order_by("-happened_on", "-pk"))
    lines = [Line(row.happened_on, row.note, row.number, row.pk) for row in rows]
    return Held(promise, sum(line.number for line in lines), 0, lines)


def _seats(promise: Promise, at: datetime) -> Held:
    agreement = promise.agreement
    first, last = _midnight(agreement.starts_on), _midnight((promise.due_on or agreement.ends_on) + timedelta(days=1))
    rows = _offered(promise.party) if _offers(promise.party) else _booked(promise)
    over = rows.filter(_between(first, min(last, at)))
    sums = rows.aggregate(
        over=Sum("places", filter=_between(first, min(last, at))),
        ahead=Sum("places", filter=_between(max(first, at), last)),
    )
    dates = over.order_by().values("showing", title=F("showing__offer__title"), on=F("showing__starts_at"))
    found = dates.annotate(number=Sum("places")).order_by("-on", "-showing")[:MOST_LINES]
    lines = [Line(timezone.localdate(row["on"]), row["title"], row["number"]) for row in found]
    return Held(promise, sums["over"] or 0, sums["ahead"] or 0, lines)


def _offers(party: Party) -> bool:
    return party.commune_id is not None or (party.structure is not None and party.structure.is_partner)


def _offered(party: Party) -> QuerySet[Any]:
    association = party.agreement.association_id
    places = Allotment.objects.filter(showing__cancelled_at=None, showing__offer__association=association)
    if party.commune is None:
        return places.filter(showing__offer__partner=party.structure_id)
    here = _in_commune(party.commune_id)
    return places.filter(
        Q(showing__offer__partner__commune__in=here)
        | Q(showing__venue__commune__in=here)
        | Q(showing__venue=None, showing__offer__venue__commune__in=here)
    )


def _booked(promise: Promise) -> QuerySet[Any]:
    """By the relay that promises; where the association does, by the relays of the other parties."""
    held = Booking.objects.held().filter(showing__offer__association=promise.agreement.association_id)
    if promise.party.structure_id:
        return held.filter(relay=promise.party.structure_id)
    others = Party.objects.filter(agreement=promise.agreement)
    towns = Commune.objects.filter(
        Q(pk__in=others.values("commune")) | Q(parent__in=others.filter(commune__isnull=False).values("commune"))
    )
    return held.filter(
        Q(relay__in=others.filter(structure__isnull=False).values("structure"))
        | Q(relay__commune__in=towns.values("pk"), relay__association=promise.agreement.association_id)
    )


def _in_commune(insee: str | None) -> QuerySet[Commune, str]:
    """The commune, and the arrondissements of a city."""
    return Commune.objects.filter(Q(pk=insee) | Q(parent=insee)).order_by().values_list("pk", flat=True)


def _between(first: datetime, last: datetime) -> Q:
    """Dated ones by their beginning, open periods by their end."""
    return Q(showing__offer__open_dated=False, showing__starts_at__gte=first, showing__starts_at__lt=last) | Q(
        showing__offer__open_dated=True, showing__ends_at__gte=first, showing__ends_at__lt=last
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
