"""The rows behind each measure: as many queries whatever they find."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Booking
from pontdesarts.directory import areas
from pontdesarts.membership.models import Training
from pontdesarts.network.models import PartnerKind, Referent, Stage, StageChange, Structure
from pontdesarts.permanences.models import Permanence
from pontdesarts.programme.disciplines import Discipline
from pontdesarts.programme.models import Offer
from pontdesarts.ui import words

from .rules import Fact, Season, once

LIBRARIES = (PartnerKind.LIBRARY, (Discipline.LIBRARY,))
SPORT = (PartnerKind.SPORT, (Discipline.SPORT_MATCH, Discipline.SPORT_CLUB, Discipline.SPORT_FACILITY))
ECOLOGY = (PartnerKind.ECOLOGY, (Discipline.NATURE,))
_SLEPT = (Stage.DORMANT, Stage.LAPSED)
Domain = tuple[PartnerKind, tuple[Discipline, ...]]


def span(season: Season) -> tuple[datetime, datetime]:
    """From its first moment to the first of the next, on the clock of the site."""
    return _midnight(season.first), _midnight(season.last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class Past:
    """What an association's measures are read from, whatever the season. It is read once, for a page."""

    def __init__(self, association: Association) -> None:
        self.association = association

    @cached_property
    def first_active(self) -> dict[int, datetime]:
        """When each structure first entered the stage « active ». One that two entries told of has the earlier day,
        whichever of them was kept, and is one: two queries."""
        merged = Structure.objects.filter(association=self.association, merged_into__isnull=False)
        gone = dict(merged.order_by().values_list("pk", "merged_into"))
        entered = StageChange.objects.filter(structure__association=self.association, stage=Stage.ACTIVE).order_by()
        found: dict[int, datetime] = {}
        for pk, first in entered.values_list("structure").annotate(Min("entered_at")):
            while pk in gone:
                pk = gone[pk]
            found[pk] = min(first, found.get(pk, first))
        return found

    def new_in(self, season: Season) -> Iterator[tuple[Structure, datetime]]:
        """The structures that first became active in that season, and when: one query."""
        since, until = span(season)
        return _dated({pk: first for pk, first in self.first_active.items() if since <= first < until})

    def new_relays_in(self, season: Season) -> Iterator[tuple[Structure, datetime]]:
        return ((structure, first) for structure, first in self.new_in(season) if structure.is_relay)


def _dated(days: Mapping[int, datetime]) -> Iterator[tuple[Structure, datetime]]:
    rows = Structure.objects.standing().filter(pk__in=days).select_related("relay", "partner", "commune")
    return ((structure, days[structure.pk]) for structure in rows.order_by("pk"))


def _of(structure: Structure, at: datetime, *, sector: str = "", yes: bool | None = True) -> Fact:
    return Fact(
        key=str(structure.pk),
        on=timezone.localdate(at),
        name=structure.name,
        pk=structure.pk,
        detail=structure.commune.name if structure.commune else "",
        sector=sector,
        yes=yes,
    )


def new_relays(past: Past, season: Season) -> Iterable[Fact]:
    for relay, first in past.new_relays_in(season):
        yield _of(relay, first, sector=relay.relay.get_kind_display())


def new_sectors(past: Past, season: Season) -> Iterable[Fact]:
    for relay, first in past.new_relays_in(season):
        yield Fact(relay.relay.kind, timezone.localdate(first), relay.relay.get_kind_display(), detail=relay.name)


def new_in_areas(past: Past, season: Season) -> Iterable[Fact]:
    known = {areas.INSIDE: True, areas.OUTSIDE: False, areas.UNKNOWN: None}
    for relay, first in past.new_relays_in(season):
        yield _of(relay, first, yes=known[areas.area_of(relay)])


def new_with_landlord(past: Past, season: Season) -> Iterable[Fact]:
    for relay, first in past.new_relays_in(season):
        yield _of(relay, first, yes=relay.social_landlord)


def new_partners(past: Past, season: Season) -> Iterable[Fact]:
    for partner, first in past.new_in(season):
        if partner.is_partner:
            yield _of(partner, first, sector=partner.partner.get_kind_display())


def revived(past: Past, season: Season) -> Iterable[Fact]:
    """Active again, with a sleep or a departure since they last were."""
    since, until = span(season)
    of_it = StageChange.objects.filter(structure=OuterRef("structure"), entered_at__lt=OuterRef("entered_at"))
    last_active = of_it.filter(stage=Stage.ACTIVE).order_by("-entered_at").values("entered_at")[:1]
    changes = StageChange.objects.filter(
        structure__association=past.association,
        structure__merged_into=None,
        stage=Stage.ACTIVE,
        entered_at__gte=since,
        entered_at__lt=until,
    ).annotate(before=Subquery(last_active))
    slept = Exists(of_it.filter(stage__in=_SLEPT, entered_at__gt=OuterRef("before")))
    for change in changes.filter(slept).select_related("structure__commune").order_by("entered_at", "pk"):
        yield _of(change.structure, change.entered_at)


def first_offers(domain: Domain) -> Callable[[Past, Season], Iterable[Fact]]:
    """Partners whose first offer of that domain was published in the season: by what is offered, or what they are."""
    kind, disciplines = domain
    offered = Q(offers__discipline__in=disciplines) | Q(partner__kind=kind)
    first = Min("offers__published_at", filter=offered)

    def read(past: Past, season: Season) -> Iterable[Fact]:
        since, until = span(season)
        found = Structure.objects.partners().filter(association=past.association).annotate(since=first)
        days = dict(found.filter(since__gte=since, since__lt=until).order_by().values_list("pk", "since"))
        for partner, day in _dated(days):
            yield _of(partner, day)

    return read


def new_disciplines(past: Past, season: Season) -> Iterable[Fact]:
    since, until = span(season)
    published = Offer.objects.filter(association=past.association, published_at__isnull=False).order_by()
    first = published.values("discipline").annotate(since=Min("published_at"))
    for row in first.filter(since__gte=since, since__lt=until):
        label = str(Discipline(row["discipline"]).label)
        yield Fact(row["discipline"], timezone.localdate(row["since"]), label)


def active_relays(past: Past, season: Season) -> Iterable[Fact]:
    since, until = span(season)
    made = Booking.objects.held().filter(booked_at__gte=since, booked_at__lt=until, relay=OuterRef("pk")).order_by()
    first = Subquery(made.values("relay").annotate(first=Min("booked_at")).values("first"))
    relays = Structure.objects.relays().filter(association=past.association).annotate(since=first)
    days = dict(relays.filter(since__isnull=False).order_by().values_list("pk", "since"))
    for relay, day in _dated(days):
        yield _of(relay, day, sector=relay.relay.get_kind_display())


def _came(past: Past, season: Season) -> QuerySet[Training]:
    held = Training.objects.filter(association=past.association, held_on__range=(season.first, season.last))
    return held.exclude(kind=Training.Kind.WAIVED).order_by("held_on", "pk")


def trained(past: Past, season: Season) -> Iterable[Fact]:
    post = Referent.objects.current().filter(user=OuterRef("user"), structure__association=past.association)
    relay = Subquery(post.order_by("since", "pk").values("structure__name")[:1])
    for came in _came(past, season).select_related("user").annotate(relay=relay):
        yield Fact(str(came.user_id), came.held_on, str(came.user), detail=came.relay or "")


def meetings(past: Past, season: Season) -> Iterable[Fact]:
    for came in _came(past, season):
        name = f"{came.get_kind_display()} du {words.full_date(came.held_on)}"
        yield Fact(f"{came.kind} {came.held_on}", came.held_on, name)


def permanence_relays(past: Past, season: Season) -> Iterable[Fact]:
    since, until = span(season)
    opened = Permanence.objects.filter(relay__association=past.association, opened_at__gte=since, opened_at__lt=until)
    for held in opened.select_related("relay__commune").order_by("opened_at", "pk"):
        yield _of(held.relay, held.opened_at)


_READ: Mapping[str, Callable[[Past, Season], Iterable[Fact]]] = {
    "new_relays": new_relays,
    "new_sectors": new_sectors,
    "new_in_areas": new_in_areas,
    "new_with_landlord": new_with_landlord,
    "new_partners": new_partners,
    "revived": revived,
    "first_libraries": first_offers(LIBRARIES),
    "first_sport": first_offers(SPORT),
    "first_ecology": first_offers(ECOLOGY),
    "new_disciplines": new_disciplines,
    "active_relays": active_relays,
    "trained": trained,
    "meetings": meetings,
    "permanence_relays": permanence_relays,
}


def facts(measure: str, past: Past, season: Season) -> list[Fact]:
    """What counts for that measure in the whole season, each thing once, in the order of days."""
    return once(_READ[measure](past, season))
