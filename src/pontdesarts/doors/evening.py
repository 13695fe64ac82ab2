"""What a door knows of its evening: who is expected, who came in, what is odd. The same for the page and the phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pontdesarts.bookings import codes, guests, notices
from pontdesarts.bookings.models import Booking
from pontdesarts.outings.models import Claim
from pontdesarts.outings.rules import DOOR_OPENS
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from . import rules
from .conditions import told_by_program
from .models import Reception, Scan

IMPOSSIBLE = "Ce code ne peut pas exister : relisez-le."
NOT_HERE = "Ce code n'est pas pour cette date."


@dataclass(frozen=True)
class Line:
    """One booking, as the door reads it. ``cancelled`` is a sentence, ``""`` when it is held; ``told`` is how many came
    by the venue's ticketing system, ``None`` when it says nothing."""

    booking: Booking
    name: str
    about: str
    cancelled: str
    tally: rules.Tally
    told: int | None = None

    @property
    def code(self) -> str:
        return self.booking.code

    @property
    def places(self) -> int:
        return self.booking.places

    @property
    def odd(self) -> str:
        """What the venue should look at, and what to do; ``""`` for most."""
        if self.cancelled and self.tally.counted:
            return f"{self.cancelled} {words.counted(self.tally.counted, 'entrée')} : l'association le saura."
        if self.tally.overlap:
            read = words.counted(self.tally.overlap, "entrée lue", "entrées lues")
            kept = words.counted(self.tally.counted, "personne comptée", "personnes comptées")
            return (
                f"{read} en trop pour {words.places(self.places)}, sans doute deux fois le même papier : {kept}. "
                "Corrigez si c'est faux."
            )
        if self.tally.beyond:
            return f"{words.counted(self.tally.beyond, 'personne')} de plus que réservé : l'association le saura."
        return ""


@dataclass(frozen=True)
class Stray:
    """Entries under a code that is not of this date."""

    code: str
    people: int
    sentence: str


@dataclass(frozen=True)
class Last:
    """One of the last entries."""

    id: str
    code: str
    people: int
    at: datetime


@dataclass(frozen=True)
class Evening:
    """Everything at once. ``counted`` of ``places`` came in; ``free`` places of the date were booked by nobody."""

    showing: Showing
    lines: list[Line]
    strays: list[Stray]
    last: list[Last]
    entries: list[rules.Entry]
    undone: list[str]
    ended_at: datetime | None
    total: int | None
    at: datetime

    @property
    def counted(self) -> int:
        return sum(line.tally.counted for line in self.lines)

    @property
    def places(self) -> int:
        return sum(line.places for line in self.lines if not line.cancelled)

    @property
    def named(self) -> bool:
        return any(line.name for line in self.lines)

    @property
    def free(self) -> int:
        return int(self.showing.allotment.left)

    @property
    def opens_at(self) -> datetime:
        return self.showing.starts_at - DOOR_OPENS

    @property
    def ends_at(self) -> datetime:
        return self.showing.ends_at or self.showing.starts_at

    @property
    def may_end(self) -> bool:
        showing = self.showing
        return rules.may_end(showing.starts_at, showing.ends_at, self.at, open_dated=showing.offer.open_dated)

    @property
    def accepts(self) -> bool:
        return self.opens_at <= self.at and rules.accepts(self.ends_at, self.at)

    @property
    def absent(self) -> list[Line]:
        """Those of whom nobody said anything, cancelled ones left out."""
        return [line for line in self.lines if not line.tally.counted and not line.cancelled and line.told is None]

    @property
    def once_ended(self) -> str:
        """Who is said absent if the evening is ended now; the same words as `onceEnded` on the telephone."""
        absent = self.absent
        if not absent:
            return "Chaque réservation a une entrée : aucune ne sera notée absente." if self.lines else ""
        bookings, places = words.counted(len(absent), "réservation"), words.places(sum(line.places for line in absent))
        told = "elles seront notées absentes" if len(absent) > 1 else "elle sera notée absente"
        return f"{bookings} sans entrée ({places}) : {told}."

    @property
    def odd(self) -> list[Line]:
        return [line for line in self.lines if line.odd]

    def for_phone(self) -> dict[str, object]:
        """What the telephone keeps: codes, numbers, names where the venue has them. Nothing of another date."""
        return {
            "date": self.showing.pk,
            "read_at": _milliseconds(self.at),
            "opens_at": _milliseconds(self.opens_at),
            "opens": words.french_moment(self.opens_at),
            "erased_at": _milliseconds(rules.erased_at(self.ends_at, self.at)),
            "ended": words.french_moment(self.ended_at) if self.ended_at else "",
            "may_end": self.may_end,
            "free": self.free,
            "lines": [
                {
                    "code": line.code,
                    "name": line.name,
                    "places": line.places,
                    "about": line.about,
                    "cancelled": line.cancelled,
                    "told": line.told,
                }
                for line in self.lines
            ],
            "entries": [
                {
                    "id": str(entry.id),
                    "code": entry.code,
                    "people": entry.people,
                    "beyond": entry.beyond,
                    "ordinal": entry.ordinal,
                    "at": _milliseconds(entry.at),
                }
                for entry in self.entries
            ],
            "undone": self.undone,
            "strays": {stray.code: stray.sentence for stray in self.strays},
        }


def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def of(showing: Showing, at: datetime) -> Evening:
    """Read everything; seven queries, however many people come."""
    scans = list(Scan.objects.filter(showing=showing).order_by("device_at", "pk"))
    entries = [scan.entry for scan in scans if scan.undoes is None]
    undone = [scan.undoes for scan in scans if scan.undoes is not None]
    by_code = rules.by_code(entries, undone)
    lines = _lines(showing, by_code)
    reception = Reception.objects.filter(showing=showing).first()
    count = Claim.objects.of_dates().filter(showing=showing, source=Claim.Source.VENUE).order_by("-said_at", "-pk")
    last = rules.standing(entries, undone)[::-1]
    told = count.first()
    return Evening(
        showing=showing,
        lines=lines,
        strays=_strays(showing, by_code, {line.code for line in lines}),
        last=[Last(str(one.id), one.code, one.people, one.at) for one in last[:8]],
        entries=entries,
        undone=[str(one) for one in undone],
        ended_at=reception.ended_at if reception else None,
        total=told.came if told else None,
        at=at,
    )


def _lines(showing: Showing, by_code: Mapping[str, list[rules.Entry]]) -> list[Line]:
    known = {guest.code: guest for guest in guests.of(showing)}
    told = told_by_program(showing)
    lines = []
    for booking in Booking.objects.filter(showing=showing).order_by("code"):
        guest = known.get(booking.code)
        number = told.get(booking.pk)
        by_program = f"{words.counted(number, 'entrée')} par la billetterie" if number is not None else ""
        known_of = [_children(guest.children), guest.access] if guest else []
        about = ", ".join(filter(None, [*known_of, by_program]))
        lines.append(
            Line(
                booking=booking,
                name=guest.name if guest else "",
                about=about,
                cancelled=f"Réservation annulée {words.french_moment(booking.cancelled_at)}."
                if booking.cancelled_at
                else "",
                tally=rules.tally(booking.places, by_code.get(booking.code, [])),
                told=number,
            )
        )
    return sorted(lines, key=lambda line: (bool(line.cancelled), line.name.casefold(), line.code))


def _children(number: int) -> str:
    return f"dont {words.counted(number, 'enfant')}" if number else ""


def _strays(showing: Showing, by_code: Mapping[str, list[rules.Entry]], here: set[str]) -> list[Stray]:
    return [
        Stray(code, sum(entry.people for entry in entries), elsewhere(showing, code))
        for code, entries in sorted(by_code.items())
        if code not in here
    ]


def elsewhere(showing: Showing, code: str) -> str:
    """What may be said of a code that is not of this date: its own date when the same venue gives it, else nothing.
    Whether a code of somebody else exists is not for this door to know."""
    if not codes.is_valid(code):
        return IMPOSSIBLE
    partner = showing.offer.partner_id
    other = Booking.objects.filter(code=codes.normalise(code), showing__offer__partner=partner)
    booking = other.exclude(showing=showing).select_related("showing__offer").first() if partner else None
    if booking is None:
        return NOT_HERE
    return f"Ce code est pour « {booking.showing.offer.title} », {notices.when_of(booking.showing)}."


def recent(at: datetime) -> tuple[datetime, datetime]:
    """The dates whose door may be of use now begin between these two moments."""
    return at - rules.ACCEPTED_FOR, at + timedelta(days=1)
