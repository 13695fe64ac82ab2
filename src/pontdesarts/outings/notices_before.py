"""What is written before an outing: the mail of some days before, the text of the eve, what changes, who does not come.

A text is read on a telephone that others see: it names neither an association nor a relay, and is written in short
sentences.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.bookings import notices as bookings
from pontdesarts.bookings.models import Booking
from pontdesarts.messaging import operations as messaging
from pontdesarts.messaging import quiet, rules, sms
from pontdesarts.messaging.models import Text
from pontdesarts.network.models import Venue
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from . import moments, short_links
from .models import Phone

DOOR = "outings.give_back"
KIND = "outings.before"
HOW_TO_TELL = "outings.how_to_tell"
TITLE, PLACE, WAY = 50, 90, 90  # signs, at most, in a text


def clock_at(showing: Showing) -> ZoneInfo:
    """The clock on the wall of the place."""
    commune = showing.place.commune if showing.place else None
    return quiet.zone_of(commune.department_id if commune else "")


def text_before(phone: Phone, *, at: datetime) -> Text | None:
    """« Demain, jeudi 3 décembre, à 20 h 30 »: what, where, how to come back, and the link to say that one does not."""
    return _text(phone, kind=KIND, body=body_before(phone, at=at), at=at)


def body_before(phone: Phone, *, at: datetime) -> str:
    """What the text of the eve says: shown to the referent before they give a number."""
    showing = phone.booking.showing
    lines = [_day(showing, at), rules.shortened(showing.offer.title, TITLE), *_where(showing)]
    lines.append(words.counted(min(phone.expected, phone.booking.places), "personne"))
    if showing.place and showing.place.last_departure:
        lines.append(f"Pour rentrer : {rules.shortened(showing.place.last_departure, WAY)}")
    return "\n".join([*lines, _cannot_come(phone)])


def text_moved(phone: Phone, *, at: datetime) -> Text | None:
    """The date has another hour, or another place."""
    showing = phone.booking.showing
    lines = [
        f"Attention, la sortie change : {rules.shortened(showing.offer.title, TITLE)}",
        f"Maintenant : {bookings.when_of(showing)}",
        *_where(showing),
        _cannot_come(phone),
    ]
    return _text(phone, kind="outings.moved", body="\n".join(lines), at=at)


def text_called_off(phone: Phone, *, at: datetime) -> Text | None:
    """The date is off, or its places were given back: nobody should set out."""
    booking, showing = phone.booking, phone.booking.showing
    title, when = rules.shortened(showing.offer.title, TITLE), bookings.when_of(showing)
    off = "La sortie est annulée" if booking.cancelled_by_venue else "Vos places ne sont plus réservées"
    return _text(phone, kind="outings.called_off", body=f"{off} : {title}, {when}.\nNe vous déplacez pas.", at=at)


def text_how_to_tell(phone: Phone, *, at: datetime) -> Text | None:
    """To whoever answered the text of the day before: nobody reads answers, the link does what they may want."""
    call = "Sinon, appelez la personne qui vous a proposé la sortie."
    body = f"Personne ne lit ces réponses. {_cannot_come(phone)}\n{call}"
    return _text(phone, kind=HOW_TO_TELL, body=body, at=at)


def _text(phone: Phone, *, kind: str, body: str, at: datetime) -> Text | None:
    starts_at, zone = phone.booking.showing.starts_at, clock_at(phone.booking.showing)
    until = moments.text_until(starts_at) if kind == KIND else starts_at
    # the cap of the day counts what left: the text itself is kept until the day after it was sent
    forget_at = max(moments.erase_from(starts_at, zone), at) if kind == KIND else moments.erase_from(at, zone)
    return messaging.send_text(
        kind=kind, to=phone.number, body=body, at=at, until=until, zone=zone, forget_at=forget_at
    )


def _day(showing: Showing, at: datetime) -> str:
    day, today = timezone.localtime(showing.starts_at).date(), timezone.localtime(at).date()
    near = {today: "Aujourd'hui", today + timedelta(days=1): "Demain"}.get(day)
    when = (
        words.french_date(day)
        if showing.all_day
        else f"{words.french_date(day)}, à {words.french_hour(showing.starts_at)}"
    )
    return f"{near}, {when}" if near else when.capitalize()


def _where(showing: Showing) -> list[str]:
    place = showing.place
    if place is None:
        return []
    address = ", ".join(part for part in (place.address, place.commune.name if place.commune else "") if part)
    return [rules.shortened(place.name, PLACE), *([rules.shortened(address, PLACE)] if address else [])]


def _cannot_come(phone: Phone) -> str:
    return f"Vous ne venez pas ? Dites-le ici : {short_links.address(phone.pk)}"


def give_back_link(booking: Booking) -> str:
    """The signed link by which a referent gives places back without an account, until the date begins."""
    token = links.make(DOOR, booking.pk, epoch=booking.relay.link_epoch, expires_at=booking.showing.starts_at)
    return settings.BASE_URL + reverse("before:give_back", args=[token])


def remind_referent(user: User, outings: Sequence[Booking], *, at: datetime) -> None:
    """The outings of one day that comes: when, where, how to get in, how many, the voucher, how to give places back."""
    first = outings[0]
    day = words.french_date(first.showing.starts_at)
    title = first.showing.offer.title if len(outings) == 1 else words.counted(len(outings), "sortie")
    messaging.send(
        kind="outings.reminded_before",
        to=user.email,
        subject=f"{day.capitalize()} : {title}",
        template="outings/notices/before.txt",
        context={
            "day": day,
            "outings": [_outing(booking) for booking in outings],
            "texts": sms.offered(),
            "several_relays": len({booking.relay_id for booking in outings}) > 1,
            "association": first.relay.association,
        },
        at=at,
    )


def _outing(booking: Booking) -> dict[str, object]:
    showing = booking.showing
    return {
        "title": showing.offer.title,
        "when": bookings.when_of(showing),
        "place": showing.place,
        "access": access_of(showing.place) if showing.place else "",
        "places": words.places(booking.places),
        "relay": booking.relay.name,
        "code": booking.code,
        "booking": settings.BASE_URL + reverse("bookings:booking", args=[booking.code]),
        "give_back": give_back_link(booking),
    }


def access_of(venue: Venue) -> str:
    """What is known of the way in: « de plain-pied, ascenseur, boucle magnétique ». Nothing of what is not known."""
    said = []
    if venue.steps is not None:
        said.append(
            words.counted(venue.steps, "marche à monter", "marches à monter") if venue.steps else "de plain-pied"
        )
    known = ("lift", "ascenseur"), ("loop", "boucle magnétique"), ("lsf", "accueil en langue des signes")
    said += [word for name, word in (*known, ("calm_room", "espace calme")) if getattr(venue, name)]
    if venue.wheelchair_places:
        said.append(words.counted(venue.wheelchair_places, "emplacement pour fauteuil", "emplacements pour fauteuil"))
    return ", ".join(said)


def tell_given_back(booking: Booking, *, gone: int, coming: int, at: datetime) -> None:
    """Somebody said by the link of the text that they do not come, or that they are fewer."""
    _tell_referent(booking, "given_back", f"{words.places(gone).capitalize()} en moins", at, gone=gone, coming=coming)


def tell_not_texted(booking: Booking, *, masked: str, at: datetime) -> None:
    """No text could leave, or arrive: somebody has to call."""
    _tell_referent(booking, "not_texted", "Un SMS n'est pas arrivé", at, masked=masked)


def _tell_referent(booking: Booking, kind: str, subject: str, at: datetime, **more: object) -> None:
    showing = booking.showing
    context = {
        "booking": booking,
        "title": showing.offer.title,
        "when": bookings.when_of(showing),
        "link": settings.BASE_URL + reverse("bookings:booking", args=[booking.code]),
        "association": booking.relay.association,
        **more,
    }
    for to in bookings.recipients(booking):
        messaging.send(
            kind=f"outings.{kind}",
            to=to,
            subject=f"{subject} : {showing.offer.title}, {context['when']}",
            template=f"outings/notices/{kind}.txt",
            context=context,
            at=at,
        )
