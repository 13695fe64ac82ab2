"""What may be aimed at, and how far one is. Pure: the rows are read in `counting`."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from pontdesarts.associations.rules import season_of

NETWORK, LIVING, RESOURCES = "Développer le réseau", "Faire vivre le réseau", "Un pôle ressource"
SEASONS_SHOWN = 5


@dataclass(frozen=True)
class Measure:
    """One thing that is counted. ``counted`` says how, in the words that the page shows; ``axis`` where it usually
    stands; ``proposed`` a number to begin with, for those that are proposed to whoever has none.

    A share is a percentage of what is known: what is not known is in neither part.
    """

    code: str
    label: str
    counted: str
    axis: str
    is_share: bool = False
    proposed: int | None = None


_NEW = "Nouveau : passé à l'étape « active » pour la première fois dans la saison."
MEASURES: dict[str, Measure] = {
    measure.code: measure
    for measure in (
        Measure(
            "new_relays",
            "nouveaux relais",
            f"{_NEW} Un relais qui revient après un sommeil n'est pas nouveau. Une structure inscrite deux fois, puis "
            "réunie, compte une fois.",
            NETWORK,
            proposed=20,
        ),
        Measure(
            "new_sectors",
            "secteurs des nouveaux relais",
            f"Les types de relais différents, parmi les nouveaux. {_NEW}",
            NETWORK,
        ),
        Measure(
            "new_in_areas",
            "part des nouveaux relais en quartier prioritaire",
            f"{_NEW} La part se compte parmi ceux dont on sait où ils sont ; ceux dont on ne peut pas dire sont à "
            "part, jamais comptés comme hors quartier. D'après l'adresse d'aujourd'hui.",
            NETWORK,
            is_share=True,
            proposed=50,
        ),
        Measure(
            "new_with_landlord",
            "part des nouveaux relais liés à l'habitat social",
            f"{_NEW} La part se compte parmi ceux dont on sait s'ils sont liés à un bailleur social.",
            NETWORK,
            is_share=True,
        ),
        Measure(
            "revived",
            "structures relancées",
            "Elles étaient en sommeil ou sorties du réseau, et sont revenues à l'étape « active » dans la saison.",
            NETWORK,
        ),
        Measure("new_partners", "nouveaux partenaires", _NEW, NETWORK),
        Measure(
            "first_libraries",
            "médiathèques qui offrent pour la première fois",
            "Leur première offre est publiée dans la saison : offre de lecture, ou partenaire de type médiathèque.",
            NETWORK,
            proposed=3,
        ),
        Measure(
            "first_sport",
            "clubs et équipements sportifs qui offrent pour la première fois",
            "Leur première offre est publiée dans la saison : offre de sport, ou partenaire de type sport.",
            NETWORK,
            proposed=3,
        ),
        Measure(
            "first_ecology",
            "structures de nature et d'écologie qui offrent pour la première fois",
            "Leur première offre est publiée dans la saison : offre de nature, ou partenaire de type écologie.",
            NETWORK,
            proposed=2,
        ),
        Measure(
            "new_disciplines",
            "disciplines nouvelles au catalogue",
            "Aucune offre de cette discipline n'avait été publiée avant la saison.",
            NETWORK,
        ),
        Measure(
            "active_relays",
            "relais qui réservent",
            "Ils ont fait dans la saison au moins une réservation, qui tient encore.",
            LIVING,
        ),
        Measure(
            "trained",
            "personnes formées",
            "Venues dans la saison à un café découverte ou à un atelier. Chacune compte une fois ; une dispense ne "
            "compte pas.",
            LIVING,
            proposed=20,
        ),
        Measure(
            "meetings",
            "cafés découvertes et ateliers",
            "Chaque date où quelqu'un est venu. Les dispenses ne comptent pas.",
            LIVING,
        ),
        Measure(
            "permanence_relays",
            "relais qui tiennent une permanence",
            "Ils en ont ouvert au moins une dans la saison.",
            RESOURCES,
        ),
    )
}
PROPOSED = tuple(measure for measure in MEASURES.values() if measure.proposed)


@dataclass(frozen=True)
class Season:
    """By the year of its September."""

    year: int

    @classmethod
    def at(cls, day: date) -> "Season":
        return cls(season_of(day)[0].year)

    @property
    def first(self) -> date:
        return date(self.year, 9, 1)

    @property
    def last(self) -> date:
        return date(self.year + 1, 8, 31)

    @property
    def before(self) -> "Season":
        return Season(self.year - 1)

    @property
    def said(self) -> str:
        return f"saison {self.year}-{self.year + 1}"

    def until(self, today: date) -> date:
        """The day that one looks at it from: today, or its last day when it is over."""
        return min(today, self.last)

    def months(self) -> list[date]:
        """The last day of each, in order."""
        starts = [date(self.year + (month > 12), (month - 1) % 12 + 1, 1) for month in range(9, 22)]
        return [after - timedelta(days=1) for after in starts[1:]]


def season_chosen(typed: str, today: date) -> Season:
    """The season of an address, ``2025``; this one for what is none of those shown."""
    now = Season.at(today)
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else now.year
    return Season(year) if now.year - SEASONS_SHOWN < year <= now.year + 1 else now


def seasons_shown(today: date) -> list[Season]:
    """The next one first: its goals are set in summer."""
    now = Season.at(today)
    return [Season(now.year + 1 - back) for back in range(SEASONS_SHOWN + 1)]


def same_day_before(day: date) -> date:
    """A year before; on 29 February, the 28th.

    >>> same_day_before(date(2028, 2, 29))
    datetime.date(2027, 2, 28)
    """
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


@dataclass(frozen=True)
class Fact:
    """One thing that counts, since ``on``. ``yes`` is ``None`` when nobody knows; facts of a same ``key`` are one."""

    key: str
    on: date
    name: str
    pk: int | None = None
    detail: str = ""
    sector: str = ""
    yes: bool | None = True


@dataclass(frozen=True)
class Reached:
    """How far one is, some day. ``unknown`` is told apart, and in no part of a share."""

    yes: int
    no: int
    unknown: int
    is_share: bool

    @property
    def value(self) -> int | None:
        """The number, or the percentage; ``None`` when there is nothing to take a share of.

        >>> Reached(1, 1, 7, is_share=True).value, Reached(0, 0, 7, is_share=True).value
        (50, None)
        """
        if not self.is_share:
            return self.yes
        known = self.yes + self.no
        return round(100 * self.yes / known) if known else None


def once(facts: Iterable[Fact]) -> list[Fact]:
    """The first fact of each key, in the order of days."""
    found: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: (fact.on, fact.name, fact.key)):
        found.setdefault(fact.key, fact)
    return list(found.values())


def reached(facts: Collection[Fact], day: date, *, is_share: bool) -> Reached:
    """Counted from facts that are told `once`, up to that day, itself included."""
    told = [fact.yes for fact in facts if fact.on <= day]
    return Reached(told.count(True), told.count(False), told.count(None), is_share)


def compared(now: Reached, before: Reached) -> str:
    """Against the season before at the same day, in words."""
    if now.value is None or before.value is None:
        return "Rien à comparer avec la saison passée."
    gap = now.value - before.value
    unit = (" points" if abs(gap) > 1 else " point") if now.is_share else ""
    at = f"la saison passée au même jour ({before.value}{' %' if now.is_share else ''})"
    if not gap:
        return f"Autant que {at}."
    return f"{abs(gap)}{unit} de {'plus' if gap > 0 else 'moins'} que {at}."


@dataclass(frozen=True)
class Month:
    """What was reached on its ``last`` day: this season (``None`` for a month to come) and the one before."""

    last: date
    now: int | None
    before: int | None


def month_by_month(
    facts: Collection[Fact], before: Collection[Fact], season: Season, day: date, *, is_share: bool
) -> list[Month]:
    """Sums since September. The month of ``day`` stops that day, and so does its neighbour of the season before."""
    found = []
    for last, last_before in zip(season.months(), season.before.months(), strict=True):
        begun = last.replace(day=1) <= day
        at = min(last, day)
        then = same_day_before(at) if begun and at < last else last_before
        value = reached(facts, at, is_share=is_share).value if begun else None
        found.append(Month(last, value, reached(before, then, is_share=is_share).value))
    return found


def by_sector(facts: Collection[Fact], before: Collection[Fact], day: date) -> list[tuple[str, int, int]]:
    """How many in each sector, and in the season before at the same day, those with the most first."""
    then = same_day_before(day)
    now_in = _per_sector([fact for fact in facts if fact.on <= day])
    before_in = _per_sector([fact for fact in before if fact.on <= then])
    rows = [(sector, now_in.get(sector, 0), before_in.get(sector, 0)) for sector in {*now_in, *before_in}]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def _per_sector(facts: Sequence[Fact]) -> dict[str, int]:
    sectors = sorted(fact.sector for fact in facts if fact.sector)
    return {sector: len(list(same)) for sector, same in groupby(sectors)}
