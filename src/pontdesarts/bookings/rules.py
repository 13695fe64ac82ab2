"""Who may take how many places, until when. Pure decisions, in words that a person can act on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from pontdesarts.associations.rules import Terms
from pontdesarts.associations.rules import season_of as season_of

PICKUP_KEPT = timedelta(days=7)  # at most, once the outing is over: no longer than its purpose (CNIL)
MOST_TO_TELL = 100  # past outings without news: beyond, pages say that there are more


class Outing(StrEnum):
    """Kinds of outing: on one's own, as a family, as an accompanied group."""

    ALONE = "alone"
    FAMILY = "family"
    GROUP = "group"


class Need(StrEnum):
    """What somebody of the party needs. ``WHEELCHAIR`` is counted apart, as places."""

    LOOP = "loop"
    LSF = "lsf"
    CHILDCARE = "childcare"
    TRANSPORT = "transport"


@dataclass(frozen=True)
class Party:
    """Who goes, as numbers. No name, no situation: the people are known to the relay alone.

    ``wheelchair`` counts people among the others. ``first_outing`` is ``None`` when nobody said.
    """

    adults: int = 0
    under_6: int = 0
    from_6_to_11: int = 0
    from_12_to_17: int = 0
    workers: int = 0
    wheelchair: int = 0
    outing: Outing = Outing.FAMILY
    first_outing: bool | None = None
    needs: frozenset[Need] = field(default_factory=frozenset)

    @property
    def children(self) -> int:
        return self.under_6 + self.from_6_to_11 + self.from_12_to_17

    @property
    def accompanied(self) -> int:
        return self.adults + self.children

    @property
    def places(self) -> int:
        return self.accompanied + self.workers


def most_places(outing: Outing, terms: Terms, most_per_booking: int | None) -> int:
    """The largest party: by kind of outing, and never more than the venue wants in one booking."""
    by_outing = {
        Outing.ALONE: terms.most_alone,
        Outing.FAMILY: terms.most_family,
        Outing.GROUP: terms.most_group,
    }[outing]
    return min(by_outing, most_per_booking) if most_per_booking else by_outing


def objection(party: Party, terms: Terms, most_per_booking: int | None) -> str | None:
    """Why this party may not be booked, as a sentence; ``None`` when it may."""
    return flaw(party) or excess(party, terms, most_per_booking)


def flaw(party: Party) -> str | None:
    """What does not stand in the numbers themselves, whatever the limits.

    A booking of carers only is refused, as Apropa Cultura does: the places are for the people accompanied.
    """
    if min(party.adults, party.under_6, party.from_6_to_11, party.from_12_to_17, party.workers, party.wheelchair) < 0:
        return "Un nombre de personnes ne peut pas être négatif."
    if party.places < 1:
        return "Indiquez combien de personnes viennent."
    if party.accompanied < 1:
        return "Une sortie compte au moins une personne accompagnée."
    if party.wheelchair > party.places:
        return "Il y a plus de fauteuils roulants que de personnes."
    return None


_KINDS = {Outing.ALONE: "individuelle", Outing.FAMILY: "en famille", Outing.GROUP: "de groupe"}


def excess(party: Party, terms: Terms, most_per_booking: int | None) -> str | None:
    """Why the party is too large for its kind of outing, or for what the venue wants in one booking."""
    most = most_places(party.outing, terms, most_per_booking)
    if party.places <= most:
        return None
    plural = "s" if most > 1 else ""
    return f"{most} place{plural} au plus pour une sortie {_KINDS[party.outing]}, vous en demandez {party.places}."


def differences(before: Party, after: Party) -> list[str]:
    """What changed, as pieces of a sentence: « 4 places au lieu de 6 », « besoins ». Empty when nothing did."""
    said = []
    if before.places != after.places:
        said.append(f"{after.places} place{'s' if after.places > 1 else ''} au lieu de {before.places}")
    if before.wheelchair != after.wheelchair:
        said.append(f"fauteuils roulants : {after.wheelchair} au lieu de {before.wheelchair}")
    if before.outing != after.outing:
        said.append(f"sortie {_KINDS[after.outing]}")
    if before.needs != after.needs:
        said.append("besoins")
    if before.first_outing != after.first_outing:
        said.append("première sortie ou non")
    if before != after and not said:
        said.append("âges des personnes")
    return said


def closes_at(starts_at: datetime, terms: Terms) -> datetime:
    """When booking ends if the venue does not say otherwise: ``terms.closes_hours`` before the showing."""
    return starts_at - timedelta(hours=terms.closes_hours)


def is_late(at: datetime, closes_at: datetime) -> bool:
    """A cancellation from closing on is late: the venue has had its list."""
    return at >= closes_at


def erase_pickup_at(ends_at: datetime, terms: Terms) -> datetime:
    """When a pick-up name goes: `PICKUP_KEPT` after the outing at most, sooner where the association says so."""
    return ends_at + min(timedelta(days=terms.pickup_kept_days), PICKUP_KEPT)


def fresh_list_at(starts_at: datetime, terms: Terms) -> datetime:
    """When the venue gets its list once more, with what changed since closing."""
    return starts_at - timedelta(hours=terms.fresh_list_hours)


# nobody is asked to answer in the night: a term never falls between these two, local time, unless the date forces it
EVENING, MORNING = time(21), time(9)
SHORTEST_ANSWER = timedelta(minutes=30)


def answer_by(at: datetime, terms: Terms, *, last: datetime, zone: tzinfo) -> datetime:
    """Until when a relay may answer a proposal made now: ``terms.answer_hours``, shorter near the date: a quarter of
    the time left, half an hour at least, and never after ``last``.

    A term of the night waits for the next morning; when ``last`` comes before, it is said the evening before; when
    that is past as well, the date forces it.
    """
    usual = min(timedelta(hours=terms.answer_hours), (last - at) / 4)
    term = min(at + max(usual, SHORTEST_ANSWER), last)
    local = term.astimezone(zone)
    if MORNING <= local.time() <= EVENING:
        return term
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    morning = datetime.combine(day, MORNING, zone)
    # hours of the clock, compared as moments: the zone may change its offset in between
    if morning.timestamp() <= last.timestamp():
        return morning.astimezone(at.tzinfo)
    evening = datetime.combine(day - timedelta(days=1), EVENING, zone)
    if evening.timestamp() >= (at + SHORTEST_ANSWER).timestamp():
        return evening.astimezone(at.tzinfo)
    return term


def answers_end_at(starts_at: datetime, terms: Terms) -> datetime:
    """The last moment to accept places that came back: the venue gets its fresh list then."""
    return fresh_list_at(starts_at, terms)


GATHERED_BEFORE = timedelta(hours=24)


def gathers_until(closes_at: datetime) -> datetime:
    """Until when places are gathered for a party that was passed over: a day before booking closes, so that others may
    still come."""
    return closes_at - GATHERED_BEFORE


@dataclass(frozen=True)
class Stock:
    """What is free of a date at one moment, and for whom. ``neighbour`` is what relays of other associations may take
    of it; ``kept_for_priority`` what the others may not take yet."""

    places: int
    wheelchair: int = 0
    wheelchair_kept: bool = False
    kept_for_priority: int = 0
    neighbour: int = 0

    def without(self, places: int, wheelchair: int, *, neighbour: bool) -> "Stock":
        return replace(
            self,
            places=self.places - places,
            wheelchair=self.wheelchair - wheelchair,
            neighbour=self.neighbour - places if neighbour else self.neighbour,
        )


@dataclass(frozen=True)
class Turn:
    """One party that waits. ``least`` is the fewest places it takes; ``most`` what is left of the relay's share of the
    offer, ``None`` without a share. ``gathered`` places are its own already. ``gathers`` is false near the end."""

    key: int
    places: int
    least: int
    wheelchair: int = 0
    skips: int = 0
    gathered: int = 0
    gathered_wheelchair: int = 0
    priority: bool = False
    neighbour: bool = False
    most: int | None = None
    gathers: bool = True

    @property
    def wheelchair_needed(self) -> int:
        return max(0, self.wheelchair - self.gathered_wheelchair)


@dataclass(frozen=True)
class Dealt:
    """Who is offered how many places, in turn; who was passed over how many times; for whom places are set aside."""

    offers: tuple[tuple[int, int], ...] = ()
    skips: tuple[tuple[int, int], ...] = ()
    gathered: tuple[int, int, int] | None = None


def room(turn: Turn, stock: Stock) -> int:
    """How many places the party could have now, its gathered ones among them; perhaps fewer than its ``least``."""
    needed = turn.wheelchair_needed
    if needed > stock.wheelchair:
        return 0
    free = stock.places - (0 if turn.priority else stock.kept_for_priority)
    if turn.neighbour:
        free = min(free, stock.neighbour)
    if stock.wheelchair_kept:  # each wheelchair place that stays free keeps a companion's
        others = stock.places - 2 * (stock.wheelchair - needed)
        free = min(free, max(others, 2 * needed))
    most = turn.places if turn.most is None else min(turn.places, turn.most)
    return max(0, min(turn.gathered + free, most))


def deal(turns: Sequence[Turn], stock: Stock, most_skips: int, *, came_back: bool = True) -> Dealt:
    """Offer what is free, in turn, to whoever fits: all of it, or down to its least.

    A party that is too large for what is free is passed over, and that counts when somebody behind it is served, or
    when places that ``came_back`` are left to anyone. After ``most_skips`` times nobody goes before: what is free is
    set aside for it. What does not fit for another reason (no wheelchair place, the share of the relay or of the
    neighbours) keeps nobody waiting, and does not count.
    """
    offers: list[tuple[int, int]] = []
    over: dict[int, Turn] = {}
    owed: Turn | None = None
    for turn in turns:
        places = room(turn, stock)
        if places >= turn.least:
            offers.append((turn.key, places))
            stock = stock.without(max(0, places - turn.gathered), turn.wheelchair_needed, neighbour=turn.neighbour)
            over = {key: replace(one, skips=one.skips + 1) for key, one in over.items()}
        elif _only_lacks_places(turn, stock):
            over[turn.key] = turn
        owed = next((one for one in over.values() if one.gathers and one.skips >= most_skips), None)
        if owed:
            break
    gathered = _set_aside(owed, stock) if owed else None
    if came_back and not owed and stock.places > 0:
        over = {key: replace(one, skips=one.skips + 1) for key, one in over.items()}
    before = {turn.key: turn.skips for turn in turns}
    skips = tuple((key, one.skips - before[key]) for key, one in over.items() if one.skips > before[key])
    return Dealt(tuple(offers), skips, gathered)


def _only_lacks_places(turn: Turn, stock: Stock) -> bool:
    """It could use what is free, were there more of it. What is kept for others, it cannot use."""
    if room(turn, stock) <= turn.gathered or (turn.most is not None and turn.most < turn.least):
        return False
    if room(turn, replace(stock, wheelchair_kept=False, kept_for_priority=0)) >= turn.least:
        return False
    return not turn.neighbour or turn.gathered + stock.neighbour >= turn.least


def _set_aside(turn: Turn, stock: Stock) -> tuple[int, int, int] | None:
    more = max(0, room(turn, stock) - turn.gathered)
    wheelchair = min(turn.wheelchair_needed, more)
    return (turn.key, more, wheelchair) if more else None


AGES = ("from_12_to_17", "adults", "from_6_to_11", "under_6")
_SAID = {
    "adults": ("adulte", "adultes"),
    "under_6": ("enfant de 0 à 5 ans", "enfants de 0 à 5 ans"),
    "from_6_to_11": ("enfant de 6 à 11 ans", "enfants de 6 à 11 ans"),
    "from_12_to_17": ("jeune de 12 à 17 ans", "jeunes de 12 à 17 ans"),
    "workers": ("personne de l'équipe", "personnes de l'équipe"),
}


def who(party: Party) -> str:
    """« 1 adulte, 2 enfants de 6 à 11 ans »."""
    numbers = [(getattr(party, name), one, many) for name, (one, many) in _SAID.items()]
    return ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in numbers if number)


def reduced(party: Party, places: int) -> Party:
    """The party made small enough for ``places``, to be corrected by whoever knows it: the most numerous leave first,
    one grown-up stays with the children, and somebody accompanied always stays."""
    while party.places > max(1, places):
        party = replace(party, **{(name := _next_to_leave(party)): getattr(party, name) - 1})
    return replace(party, wheelchair=min(party.wheelchair, party.places))


def _next_to_leave(party: Party) -> str:
    many = {name: getattr(party, name) for name in ("workers", *AGES) if getattr(party, name)}
    if party.accompanied == 1:
        many = {"workers": party.workers}
    elif party.adults + party.workers == 1 and party.children:
        many = {name: number for name, number in many.items() if name not in ("adults", "workers")}
    return max(many, key=lambda name: many[name])


def reduction(before: Party, after: Party) -> str:
    """How a party was reduced: « 1 adulte et 2 enfants de 6 à 11 ans de moins », or ``""``."""
    fewer = [
        (getattr(before, name) - getattr(after, name), one, many)
        for name, (one, many) in _SAID.items()
        if getattr(before, name) > getattr(after, name)
    ]
    said = [f"{number} {one if number == 1 else many}" for number, one, many in fewer]
    if not said:
        return ""
    return f"{' et '.join([', '.join(said[:-1]), said[-1]]) if said[1:] else said[0]} de moins"


class State(StrEnum):
    """The one state of a booking whose outing is behind."""

    ALL = "all"
    SOME = "some"
    EXCUSED = "excused"
    ABSENT = "absent"
    UNKNOWN = "unknown"


def state(came: int | None, places: int, *, excused: bool) -> State:
    """Exactly one for each past booking. Silence is unknown, never an absence."""
    if came is None:
        return State.UNKNOWN
    if came >= places:
        return State.ALL
    if came:
        return State.SOME
    return State.EXCUSED if excused else State.ABSENT


def came_in_words(came: int | None, places: int, *, excused: bool) -> str:
    """The state, as every page says it.

    >>> came_in_words(3, 4, excused=False), came_in_words(0, 4, excused=True), came_in_words(1, 1, excused=False)
    ('3 sur 4', 'absence annoncée', 'venue')
    """
    many = places > 1
    return {
        State.ALL: "venus tous" if many else "venue",
        State.SOME: f"{came} sur {places}",
        State.EXCUSED: "absence annoncée",
        State.ABSENT: "absents" if many else "absente",
        State.UNKNOWN: "on ne sait pas encore",
    }[state(came, places, excused=excused)]
