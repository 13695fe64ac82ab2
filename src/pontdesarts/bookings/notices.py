"""The mails that bookings send. Each is written in the transaction of its cause, or by the job that it deferred."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging.models import Message
from pontdesarts.messaging.operations import Paper
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .models import Booking, ListSending

LIST_DOOR = "bookings.list"
ALL_LISTS_DOOR = "bookings.lists"
LIST_OPEN_AFTER = timedelta(days=7)
ALL_LISTS_OPEN = timedelta(days=60)


def recipients(booking: Booking) -> list[str]:
    """Who is told of a booking: the referent who goes; else the one who made it; else, when it was made on the phone
    or they have left, every referent of the relay; else the relay's own address."""
    posts = booking.relay.referents.current().select_related("user").order_by("pk")
    people = {post.user_id: post.user.email for post in posts}
    for person in (booking.booked_for_id, booking.booked_by_id):
        if person in people:
            return [people[person]]
    return list(people.values()) or ([booking.relay.email] if booking.relay.email else [])


def send_vouchers(booking: Booking, *, paper: Paper, to: Sequence[str], at: datetime) -> None:
    """The voucher, and what was booked."""
    verb = "Réservation changée" if booking.changed_at else "C'est réservé"
    _tell(booking, kind="booked", subject=f"{verb} : {_title(booking)}", to=to, at=at, papers=[paper])


def confirm_cancellation(booking: Booking, *, at: datetime) -> None:
    """« Annulé » : the places are back."""
    _tell(booking, kind="cancelled", subject=f"Annulé : {_title(booking)}", to=recipients(booking), at=at)


def tell_of_cancelled_date(booking: Booking, *, at: datetime) -> None:
    """The venue called the date off, with its reason."""
    _tell(booking, kind="date_cancelled", subject=f"Date annulée : {_title(booking)}", to=recipients(booking), at=at)


def tell_of_moved_date(booking: Booking, *, before: str, paper: Paper, at: datetime) -> None:
    """The date has another hour or place, with a new voucher."""
    subject, to = f"La date change : {_title(booking)}", recipients(booking)
    _tell(booking, kind="date_moved", subject=subject, to=to, at=at, papers=[paper], before=before)


def _tell(
    booking: Booking,
    *,
    kind: str,
    subject: str,
    to: Sequence[str],
    at: datetime,
    papers: Sequence[Paper] = (),
    **more: object,
) -> None:
    showing = booking.showing
    context = {
        "booking": booking,
        "title": showing.offer.title,
        "when": when_of(showing),
        "place": showing.place,
        "closed": at >= showing.allotment.closes_at,
        "closes": words.french_moment(showing.allotment.closes_at),
        "link": settings.BASE_URL + reverse("bookings:booking", args=[booking.code]),
        "search_link": settings.BASE_URL + reverse("programme:search"),
        "association": booking.relay.association,
        **more,
    }
    for address in to:
        messaging.send(
            kind=f"bookings.{kind}",
            to=address,
            subject=subject,
            template=f"bookings/notices/{kind}.txt",
            context=context,
            at=at,
            papers=papers,
        )


def _title(booking: Booking) -> str:
    return f"{booking.showing.offer.title}, {when_of(booking.showing)}"


def when_of(showing: Showing) -> str:
    """« jeudi 3 décembre à 20 h 30 », a day without its hour, or a period."""
    if showing.offer.open_dated and showing.ends_at:
        return words.french_span(showing.starts_at, showing.ends_at)
    return words.french_date(showing.starts_at) if showing.all_day else words.french_moment(showing.starts_at)


def address_of_list(showing: Showing) -> str:
    """Where the list goes: the box office of the partner, else the partner itself; ``""`` when nobody said."""
    partner = showing.offer.partner
    if partner is None:
        return ""
    return (partner.partner.list_email if hasattr(partner, "partner") else "") or partner.email


def list_link(showing: Showing) -> str:
    """The signed link that opens the list of this date until 7 days after it, without an account."""
    return settings.BASE_URL + reverse("bookings:signed_list", args=[_list_token(showing)])


def door_link(showing: Showing) -> str:
    """The same link, to welcome people: codes read at the door, or a number of people."""
    return settings.BASE_URL + reverse("doors:signed_door", args=[_list_token(showing)])


def _list_token(showing: Showing) -> str:
    partner = showing.offer.partner
    return links.make(
        LIST_DOOR,
        showing.pk,
        epoch=partner.link_epoch if partner else 0,
        expires_at=(showing.ends_at or showing.starts_at) + LIST_OPEN_AFTER,
    )


def all_lists_link(partner: Structure, *, at: datetime) -> str:
    """The signed link that opens every list to come of a partner, for 60 days."""
    token = links.make(ALL_LISTS_DOOR, partner.pk, epoch=partner.link_epoch, expires_at=at + ALL_LISTS_OPEN)
    return settings.BASE_URL + reverse("bookings:signed_lists", args=[token])


def send_list(
    showing: Showing, *, to: str, moment: ListSending.Moment, places: int, papers: Sequence[Paper], at: datetime
) -> Message:
    """Who comes, for the box office: PDF, CSV and the link to the list as it stands."""
    partner = showing.offer.partner
    return messaging.send(
        kind="bookings.list",
        to=to,
        subject=f"{words.places(places).capitalize()} : {showing.offer.title}, {when_of(showing)}",
        template="bookings/notices/list.txt",
        context={
            "title": showing.offer.title,
            "when": when_of(showing),
            "place": showing.place,
            "places": places,
            "fresh": moment == ListSending.Moment.FRESH,
            "link": list_link(showing),
            "door_link": door_link(showing),
            "all_link": all_lists_link(partner, at=at) if partner else "",
            "association": showing.offer.association,
        },
        at=at,
        papers=papers,
    )


def address_of(user_id: int) -> list[str]:
    return list(User.objects.filter(pk=user_id, is_active=True).values_list("email", flat=True))
