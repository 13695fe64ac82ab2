"""Who may take how many places, until when. Pure decisions, in words that a person can act on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pontdesarts.associations.rules import Terms


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
    """When a pick-up name goes: 7 days after the outing at most (domain rule, CNIL: no longer than the purpose)."""
    return ends_at + timedelta(days=min(terms.pickup_kept_days, 7))


def fresh_list_at(starts_at: datetime, terms: Terms) -> datetime:
    """When the venue gets its list once more, with what changed since closing."""
    return starts_at - timedelta(hours=terms.fresh_list_hours)


def answer_by(at: datetime, terms: Terms, *, last: datetime) -> datetime:
    """Until when a relay may answer a proposal made now: ``terms.answer_hours``, shorter near the date: a quarter of
    the time left, half an hour at least, and never after ``last``."""
    usual = min(timedelta(hours=terms.answer_hours), (last - at) / 4)
    return min(at + max(usual, timedelta(minutes=30)), last)


def answers_end_at(starts_at: datetime, terms: Terms) -> datetime:
    """The last moment to accept places that came back: the venue gets its fresh list then."""
    return fresh_list_at(starts_at, terms)
