"""What goes on the poster of a week, and in which words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.programme.disciplines import Discipline
from pontdesarts.programme.finding.criteria import Criteria
from pontdesarts.programme.finding.periods import Period
from pontdesarts.programme.models import AccessFeature, Offer, Showing
from pontdesarts.ui import words

from . import documents, fitting
from .forms import Wanted

_ACCESS = {
    AccessFeature.WHEELCHAIR: ("wheelchair", "Fauteuil roulant"),
    AccessFeature.LSF: ("lsf", "Langue des signes"),
    AccessFeature.AUDIO_DESCRIPTION: ("audiodescription", "Audiodescription"),
    AccessFeature.RELAXED: ("family", "On peut bouger et sortir"),
}
# what one reads at a glance
MOST_FACTS = 3


@dataclass(frozen=True)
class Found:
    """An offer and its dates of the week, soonest first."""

    offer: Offer
    showings: list[Showing]

    @property
    def first(self) -> Showing:
        return self.showings[0]


def of_the_week(wanted: Wanted, user: User, at: datetime) -> list[Found]:
    """What the relay may book in that week, from today on; what has no fixed date comes last."""
    seeker = fitting.seeker_of(wanted.relay, user)
    first = max(wanted.week, timezone.localdate(at))
    criteria = Criteria(period=Period.DATES, first=first, last=_sunday(wanted), radius=wanted.radius)
    offers: dict[int, list[Showing]] = defaultdict(list)
    for showing in fitting.dates(seeker, criteria, at):
        offers[showing.offer_id].append(showing)
    found = [Found(showings[0].offer, showings) for showings in offers.values()]
    return sorted(found, key=lambda one: (one.offer.open_dated, one.first.starts_at, one.offer.pk))


def varied(found: Sequence[Found], most: int) -> set[int]:
    """The keys of offers that make a varied sheet: one of each family, then another of each, soonest first."""
    families: dict[str, list[Found]] = defaultdict(list)
    for one in found:
        families[one.offer.family].append(one)
    rounds = sorted(
        (
            (turn, one.offer.open_dated, one.first.starts_at, one.offer.pk)
            for of in families.values()
            for turn, one in enumerate(of)
        ),
    )
    return {key for *_, key in rounds[:most]}


def paper(wanted: Wanted, outings: Sequence[documents.Outing]) -> documents.PosterPaper:
    return documents.PosterPaper(
        week=words.french_span(wanted.week, _sunday(wanted)),
        relay=wanted.relay.name,
        phone=wanted.relay.phone,
        outings=outings,
    )


def _sunday(wanted: Wanted) -> date:
    return wanted.week + timedelta(days=6)


def outing(found: Found, at: datetime) -> documents.Outing:
    offer, showing = found.offer, found.first
    place = showing.place
    commune = place.commune.name if place and place.commune else ""
    dated = not offer.open_dated
    moment = timezone.localtime(showing.starts_at)
    return documents.Outing(
        title=offer.title,
        discipline=str(Discipline(offer.discipline).label).split(",")[0].capitalize(),
        family=offer.family,
        icon=offer.icon,
        place=", ".join(part for part in (place.name if place else "", commune) if part),
        day=words.date_parts(moment.date() if showing.all_day else moment) if dated else None,
        when="" if dated else fitting.when_of(showing, at).capitalize(),
        also=_also(found.showings[1:]) if dated else "",
        facts=list(_facts(offer))[:MOST_FACTS],
    )


def _also(others: Sequence[Showing]) -> str:
    """« Aussi : samedi à 15 h et dimanche à 17 h. »"""
    if not others:
        return ""
    if len(others) > 2:
        return f"Et {len(others)} autres dates cette semaine."
    said = [
        f"{words.WEEKDAYS[timezone.localtime(one.starts_at).weekday()]} à {words.french_hour(one.starts_at)}"
        for one in others
    ]
    return f"Aussi : {words.listed(said)}."


def _facts(offer: Offer) -> Iterator[documents.Fact]:
    if age := _age(offer):
        yield documents.Fact(icon="family", text=age)
    for feature in offer.access:
        if known := _ACCESS.get(AccessFeature(feature)):
            yield documents.Fact(icon=known[0], text=known[1])
    if offer.language_free:
        yield documents.Fact(icon="language", text="Sans parler français")
    if offer.outdoors:
        yield documents.Fact(icon="outdoors", text="Dehors")


def _age(offer: Offer) -> str:
    """In whole words, as these lines are read aloud."""
    match offer.age_from, offer.age_to:
        case ((None | 0), None):
            return ""
        case ((None | 0), last):
            return f"Jusqu'à {words.counted(last or 0, 'an')}"
        case first, None:
            return f"À partir de {words.counted(first or 0, 'an')}"
        case first, last:
            return f"De {first} à {last} ans"
