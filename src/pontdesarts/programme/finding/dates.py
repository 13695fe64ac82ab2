"""The dates of one offer, as its page tells them: what is left, until when one may book, what to do."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from pontdesarts.ui import words

from ..models import Allotment, BookingMode, Offer, Showing
from .sentences import allotment_of, is_full, left_of, period, places_left


@dataclass(frozen=True)
class DateLine:
    """One date. ``bookable`` draws the button; ``closing`` says until when, or why not (yet). ``left`` places, for
    whoever looks."""

    showing: Showing
    when: str
    places: str
    left: int
    full: bool
    closing: str
    limits: str
    elsewhere: str
    bookable: bool


def date_lines(offer: Offer, at: datetime, *, neighbour: bool = False) -> list[DateLine]:
    """The dates to come, soonest first: one query. Those that were called off stay, and say so. A ``neighbour`` reads
    what is left of the share of the neighbours."""
    ahead = Q(ends_at__gt=at) if offer.open_dated else Q(starts_at__gt=at)
    showings = Showing.objects.filter(ahead, offer=offer).select_related("allotment", "venue__commune")
    return [_line(offer, showing, at, neighbour) for showing in showings.order_by("starts_at", "pk")]


def _line(offer: Offer, showing: Showing, at: datetime, neighbour: bool) -> DateLine:
    showing.offer = offer
    when = period(showing, at) if offer.open_dated else _moment(showing, at)
    allotment = allotment_of(showing)
    limits: list[str] = []
    counted = allotment and not showing.cancelled_at and offer.booking_mode != BookingMode.DRAW
    if allotment and counted and allotment.most_per_booking:
        limits.append(f"{words.places(allotment.most_per_booking)} au plus par réservation")
    if allotment and counted and allotment.wheelchair_left > 0 and not _keeps(allotment, at):
        limits.append(f"dont {words.places(allotment.wheelchair_left)} pour fauteuil roulant")
    return DateLine(
        showing=showing,
        when=when[:1].upper() + when[1:],
        places="Annulée" if showing.cancelled_at else places_left(showing, neighbour=neighbour),
        left=left_of(allotment, neighbour=neighbour) if allotment else 0,
        full=showing.cancelled_at is not None or is_full(showing, neighbour=neighbour),
        closing=_closing(showing, at),
        limits=", ".join(limits),
        elsewhere=f"Attention, autre lieu : {showing.venue}" if showing.venue else "",
        bookable=_bookable(showing, at),
    )


def _moment(showing: Showing, at: datetime) -> str:
    if showing.all_day:
        return words.french_date(showing.starts_at, today=at.date())
    return words.french_moment(showing.starts_at, today=at.date())


def _bookable(showing: Showing, at: datetime) -> bool:
    """A full date can still be opened: its page says what to do next."""
    allotment = allotment_of(showing)
    open_now = allotment is not None and allotment.is_open(at)
    return open_now and showing.cancelled_at is None and showing.offer.is_published(at)


def _keeps(allotment: Allotment, at: datetime) -> bool:
    """The page says, beside what the relay may take, that these places are kept for wheelchairs: once is enough."""
    return allotment.is_open(at) and allotment.kept_for_wheelchairs(at) > 0


def _closing(showing: Showing, at: datetime) -> str:
    allotment, today = allotment_of(showing), at.date()
    if showing.cancelled_at:
        return showing.cancel_reason
    if not showing.offer.booking_needed:
        return "On peut venir sans réserver."
    if allotment is None:
        return "Aucune place n'a encore été offerte pour cette date."
    if showing.offer.booking_mode == BookingMode.DRAW:
        return "Les places sont tirées au sort : chaque relais fait ses vœux."
    if at < allotment.opens_at:
        return f"Réservation à partir du {words.french_moment(allotment.opens_at, today=today)}"
    if allotment.is_late(at) and allotment.late_until:
        return f"Dernière minute : réservation jusqu'au {words.french_moment(allotment.late_until, today=today)}"
    if at >= allotment.closes_at:
        return f"La réservation s'est terminée le {words.french_moment(allotment.closes_at, today=today)}"
    return f"Réservation jusqu'au {words.french_moment(allotment.closes_at, today=today)}"
