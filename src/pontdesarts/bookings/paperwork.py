"""The papers of a booking and of a date, filled from their rows: what `documents` prints, and files to download."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from pontdesarts.messaging.operations import Paper
from pontdesarts.network.models import Venue
from pontdesarts.programme.models import AccessFeature, Offer, Showing

from . import documents
from .guests import Guest
from .models import Booking

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# time to find the desk and one's seat, where the venue says nothing else
EARLY = timedelta(minutes=30)
# families of disciplines where one has a seat, and switches the telephone off
_SEATED = {"scene", "musique", "image"}
_VENUE_ACCESS = {
    "lift": "Ascenseur",
    "loop": "Boucle magnétique",
    "lsf": "Accueil en langue des signes",
    "audio_description": "Audiodescription",
    "calm_room": "Espace calme",
}


@dataclass(frozen=True)
class VoucherChoices:
    """How a voucher is printed: language, style, one for the group or one each."""

    language: str = "fr"
    style: documents.Style = documents.Style.COLOUR
    one_each: bool = False

    languages = settings.LANGUAGES
    styles = (("colour", "en couleur"), ("mono", "en noir et blanc"), ("large", "en gros caractères"))
    each = (("groupe", "un seul pour le groupe"), ("personne", "un par personne"))

    @classmethod
    def read(cls, typed: Mapping[str, str]) -> "VoucherChoices":
        """From an address: what is not understood is the usual choice."""
        language, style = typed.get("langue", ""), typed.get("style", "")
        return cls(
            language=language if language in dict(settings.LANGUAGES) else "fr",
            style=documents.Style(style) if style in set(documents.Style) else documents.Style.COLOUR,
            one_each=typed.get("par") == "personne",
        )


def voucher(booking: Booking, *, choices: VoucherChoices | None = None, named: bool = True) -> Paper:
    """The voucher as a PDF. A mailed one is not ``named``: mails are kept longer than pick-up names."""
    return vouchers([booking], name=f"contremarque-{booking.code}", choices=choices, named=named)


def vouchers(
    bookings: Sequence[Booking], *, name: str, choices: VoucherChoices | None = None, named: bool = True
) -> Paper:
    """The vouchers of several bookings in one PDF, in the order given: those of an evening, ready to hand out."""
    choices = choices or VoucherChoices()
    groups = [_voucher_of(booking, named=named) for booking in bookings]
    papers = [paper for group in groups for paper in (_one_each(group) if choices.one_each else [group])]
    content = documents.vouchers(papers, language=choices.language, style=choices.style)
    return Paper(f"{name}.pdf", "application/pdf", content)


def _voucher_of(booking: Booking, *, named: bool) -> documents.VoucherPaper:
    showing, place = booking.showing, booking.showing.place
    offer = showing.offer
    dated = not offer.open_dated and not showing.all_day
    seated = offer.family in _SEATED
    return documents.VoucherPaper(
        title=offer.title,
        venue=place.name if place else "Lieu à préciser",
        code=booking.code,
        starts_at=showing.starts_at,
        until=showing.ends_at if offer.open_dated else None,
        address=_address(place) if place else (),
        come_at=showing.starts_at - EARLY if dated and seated else None,
        adults=booking.adults + booking.workers,
        children=booking.party.children,
        wheelchair=booking.wheelchair,
        desk=offer.voucher_mode,
        desk_instructions=place.desk_instructions if place else "",
        pickup_name=booking.pickup_name if named else "",
        transport=place.transport if place else "",
        last_departure=place.last_departure if place else "",
        access=_access(offer, place),
        # a number and no name: the paper does not say which structure this is
        contact_phone=booking.relay.phone,
        seated=seated,
        silent=seated,
    )


def _one_each(group: documents.VoucherPaper) -> Iterator[documents.VoucherPaper]:
    """The same code for each person, numbered: « 2 sur 4 », and ``CODE/2`` in the square."""
    for ordinal in range(1, group.places + 1):
        adult = ordinal <= group.adults
        yield replace(
            group,
            ordinal=ordinal,
            of=group.places,
            adults=int(adult),
            children=int(not adult),
            wheelchair=int(ordinal <= group.wheelchair),
            qr_payload=f"{group.code}/{ordinal}",
        )


def _address(place: Venue) -> list[str]:
    town = f"{place.postal_code} {place.commune.name if place.commune else ''}".strip()
    return [line for line in (place.address, town) if line]


def _access(offer: Offer, place: Venue | None) -> list[str]:
    """What is known to be there; what is unknown is not said."""
    of_venue = [said for name, said in _VENUE_ACCESS.items() if place and getattr(place, name)]
    of_offer = [str(AccessFeature(feature).label).capitalize() for feature in offer.access]
    return list(dict.fromkeys([*of_offer, *of_venue]))


def lists(
    showing: Showing, guests: Sequence[Guest], *, at: datetime, identity: str = "", door: str = ""
) -> tuple[Paper, Paper]:
    """The venue's list as a PDF and as a CSV."""
    return list_pdf(showing, guests, at=at, identity=identity, door=door), list_csv(showing, guests, at=at)


def list_pdf(showing: Showing, guests: Sequence[Guest], *, at: datetime, identity: str = "", door: str = "") -> Paper:
    """The venue's list to print. With an ``identity``, a photo of it can be read back; with ``door``, the address of
    the door page, a telephone opens it from the paper."""
    pdf = documents.venue_list_pdf(replace(_list(showing, guests, at=at, identity=identity), door=door))
    return Paper(f"{_name_of_list(showing)}.pdf", "application/pdf", pdf)


def list_csv(showing: Showing, guests: Sequence[Guest], *, at: datetime) -> Paper:
    """The venue's list as a sheet alone."""
    csv = documents.venue_list_csv(_list(showing, guests, at=at))
    return Paper(f"{_name_of_list(showing)}.csv", "text/csv; charset=utf-8", csv)


def _name_of_list(showing: Showing) -> str:
    return f"liste-{slugify(showing.offer.title)[:40]}-{timezone.localtime(showing.starts_at):%Y-%m-%d}"


def _list(showing: Showing, guests: Sequence[Guest], *, at: datetime, identity: str = "") -> documents.VenueListPaper:
    place, association = showing.place, showing.offer.association
    return documents.VenueListPaper(
        title=showing.offer.title,
        venue=place.name if place else "Lieu à préciser",
        starts_at=showing.starts_at,
        until=showing.ends_at if showing.offer.open_dated else None,
        rows=[
            documents.ListRow(
                code=guest.code,
                pickup_name=guest.name,
                places=guest.places,
                children=guest.children,
                wheelchair=guest.wheelchair,
                needs=guest.needs,
            )
            for guest in guests
        ],
        printed_at=at,
        contact=" · ".join(said for said in (association.name, association.phone, association.email) if said),
        identity=identity,
    )


def calendar(booking: Booking) -> Paper:
    """The outing for an agenda: a title, an hour, a place, and where to read the rest. Nothing about anybody."""
    showing, place = booking.showing, booking.showing.place
    event = icalendar.Event()
    event.add("uid", f"sortie-{booking.pk}@pontdesarts")
    event.add("dtstamp", booking.changed_at or booking.booked_at)
    event.add("summary", showing.offer.title)
    minutes = timedelta(minutes=showing.offer.duration or 120)
    if showing.all_day or showing.offer.open_dated:
        event.add("dtstart", timezone.localtime(showing.starts_at).date())
    else:
        event.add("dtstart", showing.starts_at)
        event.add("dtend", showing.ends_at or showing.starts_at + minutes)
    if place:
        event.add("location", ", ".join([place.name, *_address(place)]))
    if booking.cancelled_at:
        event.add("status", "CANCELLED")
    event.add("url", settings.BASE_URL + reverse("bookings:booking", args=[booking.code]))
    book = icalendar.Calendar()
    book.add("prodid", "-//Pont des Arts//FR")
    book.add("version", "2.0")
    book.add_component(event)
    return Paper("sortie.ics", "text/calendar; charset=utf-8", book.to_ical())
