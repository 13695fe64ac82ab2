"""Figures read from the rows: two queries for a table, whatever the number of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, Case, Count, Expression, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking, BookingQuerySet
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Allotment, AllotmentQuerySet

from .rules import Figures


class Dimension(StrEnum):
    """By what one may break figures down. Those of the relay know nothing of places offered."""

    MONTH = "mois"
    DISCIPLINE = "discipline"
    PARTNER = "partenaire"
    COMMUNE = "commune"
    RELAY = "relais"
    RELAY_COMMUNE = "commune-du-relais"
    AREA = "quartier"

    @property
    def label(self) -> str:
        """As a title of a column."""
        return _LABELS[self].capitalize()

    @property
    def said(self) -> str:
        """After « par »."""
        return _LABELS[self]

    @property
    def is_of_the_relay(self) -> bool:
        return self in {Dimension.RELAY, Dimension.RELAY_COMMUNE, Dimension.AREA}


_LABELS: Mapping[Dimension, str] = {
    Dimension.MONTH: "mois",
    Dimension.DISCIPLINE: "discipline",
    Dimension.PARTNER: "partenaire",
    Dimension.COMMUNE: "commune du lieu",
    Dimension.RELAY: "relais",
    Dimension.RELAY_COMMUNE: "commune du relais",
    Dimension.AREA: "quartier prioritaire",
}
# of a neighbour's relays one knows what they come to together: the association, as a number below zero
_AT_HOME = Q(relay__association=F("showing__offer__association"))
_KEYS: Mapping[Dimension, Expression | F] = {
    Dimension.DISCIPLINE: F("showing__offer__discipline"),
    Dimension.PARTNER: F("showing__offer__partner"),
    Dimension.COMMUNE: Coalesce("showing__venue__commune", "showing__offer__venue__commune"),
    Dimension.RELAY: Case(When(_AT_HOME, then=F("relay")), default=-F("relay__association")),
    Dimension.RELAY_COMMUNE: Case(When(_AT_HOME, then=F("relay__commune")), default=None),
    Dimension.AREA: Case(
        When(relay__relay__priority_area="", then=Value(False)), default=Value(True), output_field=BooleanField()
    ),
}


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both counted, on the clock of the site."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def ends(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))


@dataclass(frozen=True)
class Scope:
    """Whose figures: an association's, of one of its relays, of one of its partners."""

    association: Association
    relay: Structure | None = None
    partner: Structure | None = None

    def allotments(self, period: Period, at: datetime) -> AllotmentQuerySet:
        """Places offered for the dates of the period that are over; what was called off was not offered."""
        own = Allotment.objects.filter(
            _over("showing__", period, at), showing__offer__association=self.association, showing__cancelled_at=None
        )
        return own.filter(showing__offer__partner=self.partner) if self.partner else own

    def bookings(self, period: Period, at: datetime) -> BookingQuerySet:
        """Those held, of dates that are over: by its relays or by neighbours', at its own dates. A relay's own: at
        whatever date it went to."""
        held = Booking.objects.held().filter(_over("showing__", period, at))
        if self.relay:
            return held.filter(relay=self.relay)
        held = held.filter(showing__offer__association=self.association)
        return held.filter(showing__offer__partner=self.partner) if self.partner else held


def _over(prefix: str, period: Period, at: datetime) -> Q:
    """Dated ones by their beginning, open periods by their end."""
    last = min(period.ends, at)
    dated, opened = f"{prefix}starts_at", f"{prefix}ends_at"
    return Q(**{f"{prefix}offer__open_dated": False, f"{dated}__gte": period.begins, f"{dated}__lt": last}) | Q(
        **{f"{prefix}offer__open_dated": True, f"{opened}__gte": period.begins, f"{opened}__lt": last}
    )


def total(scope: Scope, period: Period, *, at: datetime) -> Figures:
    """All of the period in one line."""
    figures = _figures(scope.bookings(period, at).aggregate(**_SUMS))
    return replace(figures, offered=_offered(scope, period, at))


def _offered(scope: Scope, period: Period, at: datetime) -> int | None:
    if scope.relay:
        return None
    found = scope.allotments(period, at).aggregate(offered=Coalesce(Sum("places"), 0))
    return int(found["offered"])


def by(scope: Scope, period: Period, dimension: Dimension, *, at: datetime) -> dict[object, Figures]:
    """The figures of each value that occurs: a month's first day, a discipline, the key of a structure or commune,
    whether in a priority area. ``None`` where nobody said."""
    key = _key(dimension)
    rows = scope.bookings(period, at).order_by().annotate(key=key).values("key").annotate(**_SUMS)
    found: dict[object, Figures] = {row["key"]: _figures(row) for row in rows}
    if scope.relay or dimension.is_of_the_relay:
        return {value: replace(figures, offered=None) for value, figures in found.items()}
    offered = scope.allotments(period, at).order_by().annotate(key=key).values_list("key").annotate(Sum("places"))
    for value, places in offered:
        found[value] = replace(found.get(value, Figures()), offered=places)
    return found


def _key(dimension: Dimension) -> Expression | F:
    if dimension == Dimension.MONTH:
        ends = Case(When(showing__offer__open_dated=True, then=F("showing__ends_at")), default=F("showing__starts_at"))
        return TruncMonth(ends)
    return _KEYS[dimension]


_TOLD, _MISSING = Q(came__isnull=False), F("places") - F("came")
# the names differ from those of the columns, which the filters read
_SUMS: Mapping[str, Expression] = {
    "sum_booked": Coalesce(Sum("places"), 0),
    "sum_known": Coalesce(Sum("places", filter=_TOLD), 0),
    "sum_used": Coalesce(Sum("came"), 0),
    "sum_excused": Coalesce(Sum(_MISSING, filter=_TOLD & Q(excused=True)), 0),
    "sum_absent": Coalesce(Sum(_MISSING, filter=_TOLD & Q(excused=False)), 0),
    "sum_saved": Coalesce(Sum("places", filter=Q(ask__kind="waiting")), 0),
    "sum_bookings": Count("pk"),
    "sum_reported": Count("pk", filter=_TOLD),
}


def _figures(sums: Mapping[str, Any]) -> Figures:
    return Figures(**{name.removeprefix("sum_"): sums[name] for name in _SUMS})


AGES = ("under_6", "from_6_to_11", "from_12_to_17", "adults")


def ages(scope: Scope, period: Period, *, at: datetime) -> dict[int | None, dict[str, int]]:
    """How old those who came were, by partner, out of the bookings of which everybody came: of the others nobody knows
    who stayed at home. People who accompany are not counted."""
    whole = scope.bookings(period, at).filter(came=F("places")).order_by()
    rows = whole.values_list("showing__offer__partner").annotate(*(Sum(name) for name in AGES))
    return {partner: dict(zip(AGES, numbers, strict=True)) for partner, *numbers in rows}


def first_outings(scope: Scope, period: Period, *, at: datetime) -> dict[int | None, int]:
    """People who came in a booking that was somebody's first outing, by partner."""
    first = scope.bookings(period, at).filter(first_outing=True).order_by()
    return dict(first.values_list("showing__offer__partner").annotate(people=Coalesce(Sum("came"), 0)))


def atoms(scope: Scope, period: Period, dimensions: Sequence[Dimension], *, at: datetime) -> list[dict[str, object]]:
    """People booked (``sum_booked``) and come (``sum_used``) under one value of each dimension (``by_…``): the finest
    that any table tells apart."""
    named = {f"by_{dimension.name.lower()}": _key(dimension) for dimension in dimensions}
    rows = scope.bookings(period, at).order_by().annotate(**named).values(*named)
    return list(rows.annotate(sum_booked=Sum("places"), sum_used=Coalesce(Sum("came"), 0)))
