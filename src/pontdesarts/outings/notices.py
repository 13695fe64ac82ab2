"""« Qui est venu ? », by mail or by text; and its link: one door, for one referent, for three weeks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.bookings.models import Booking
from pontdesarts.bookings.notices import when_of
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging import quiet, rules
from pontdesarts.messaging.models import Text
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .models import Asked, Channel

DOOR = "outings.to_tell"
OPEN = timedelta(days=21)
MOST_TOLD = 10
# a text is answered within the week, or its link is opened
TEXT_KEPT = timedelta(days=7)
TITLE = 40  # signs of a title in a text
# a mail shows a button for each number of a small party; of a larger one, « une partie » opens the page
SMALL = 4


def link(user: User, *, at: datetime) -> str:
    """The signed link to the outings that the referent has to tell, without an account."""
    channel = Channel.objects.filter(user=user).first()
    token = links.make(DOOR, user.pk, epoch=channel.link_epoch if channel else 0, expires_at=at + OPEN)
    return settings.BASE_URL + reverse("outings:signed", args=[token])


def ask_who_came(user: User, bookings: Sequence[Booking], *, kind: Asked.Kind, at: datetime) -> Text | None:
    """Ask by text whoever chose so, and return it; by mail others, and whenever no text can leave."""
    channel = Channel.objects.filter(user=user, by=Channel.By.TEXT).first()
    if channel and channel.number and (text := _text(user, channel.number, bookings, at)):
        return text
    _mail(user, bookings, kind, at)
    return None


def _mail(user: User, bookings: Sequence[Booking], kind: Asked.Kind, at: datetime) -> None:
    page = link(user, at=at)
    shown = [_line(booking, page) for booking in bookings[:MOST_TOLD]]
    number = len(bookings)
    subject = f"{shown[0]['title']}, {shown[0]['when']} : qui est venu ?"
    if number > 1:
        subject = f"{words.counted(number, 'sortie')} à raconter : qui est venu ?"
    messaging.send(
        kind="outings.who_came",
        to=user.email,
        subject=subject,
        template="outings/notices/who_came.txt",
        html_template="outings/notices/who_came.html",
        context={
            "number": number,
            "weekly": kind == Asked.Kind.WEEK,
            "outings": shown,
            "more": number - len(shown),
            "several_relays": len({booking.relay_id for booking in bookings}) > 1,
            "link": page,
            "channel": settings.BASE_URL + reverse("outings:channel"),
            "association": bookings[0].relay.association,
        },
        at=at,
    )


def _line(booking: Booking, page: str) -> dict[str, Any]:
    """One outing, with the answers that one tap prepares: (words, link). The page shows them and writes nothing."""
    places = booking.places
    answers: list[tuple[str, object]] = [("Venus tous" if places > 1 else "Venue", places)]
    if places <= SMALL:
        answers += [(f"{came} sur {places}", came) for came in range(places - 1, 0, -1)]
    else:
        answers += [("Une partie", "")]
    answers += [("Pas venus" if places > 1 else "Pas venue", 0), ("Je ne sais pas encore", "inconnu")]
    return {
        "title": booking.showing.offer.title,
        "when": when_of(booking.showing),
        "place": booking.showing.place,
        "places": words.places(places),
        "relay": booking.relay.name,
        "answers": [(said, f"{page}?{urlencode({'sortie': booking.code, 'venus': came})}") for said, came in answers],
    }


def _text(user: User, number: str, bookings: Sequence[Booking], at: datetime) -> Text | None:
    if len(bookings) == 1:
        body = question(bookings[0])
    else:
        outings = words.counted(len(bookings), "sortie")
        body = f"{outings} à raconter, sans mot de passe : {link(user, at=at)}"
    return messaging.send_text(
        kind="outings.who_came",
        to=number,
        body=body,
        at=at,
        forget_at=at + TEXT_KEPT,
        zone=clock_of(bookings[0].relay),
        awaits=len(bookings) == 1,
    )


def question(booking: Booking) -> str:
    """The text that one figure answers."""
    title = rules.shortened(booking.showing.offer.title, TITLE)
    return f"{title}, {when_of(booking.showing)} : qui est venu ? Répondez {how_to_answer(booking.places)}"


def how_to_answer(places: int) -> str:
    """« 1 si tous les 4, 0 si personne, sinon le nombre, ou ? si vous ne savez pas encore. »"""
    if places == 1:
        return "1 si la personne est venue, 0 sinon, ou ? si vous ne savez pas encore."
    some = {2: "", 3: ", 2 si deux personnes"}.get(places, ", sinon le nombre de personnes")
    return f"1 si les {places}, 0 si personne{some}, ou ? si vous ne savez pas encore."


def explain(number: str, body: str, *, relay: Structure, at: datetime) -> Text | None:
    """Say how to answer, to whoever answered something else."""
    return messaging.send_text(
        kind="outings.explained",
        to=number,
        body=body,
        at=at,
        forget_at=at + TEXT_KEPT,
        zone=clock_of(relay),
        awaits=False,
    )


def clock_of(relay: Structure) -> ZoneInfo:
    """The clock on the wall of the relay: that of its commune, else of the first department of its association."""
    if relay.commune:
        return quiet.zone_of(relay.commune.department_id)
    codes = relay.association.departments.order_by("code").values_list("code", flat=True)
    return quiet.zone_of(codes.first() or "")
