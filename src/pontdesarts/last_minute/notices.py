"""The mails of the last minute: to a referent who may come; to the venue whose list has grown since."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Sum
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.accounts.models import User
from pontdesarts.bookings import notices as bookings
from pontdesarts.bookings.models import Booking, ListSending
from pontdesarts.messaging import operations as messaging
from pontdesarts.programme.finding.sentences import how_far
from pontdesarts.programme.models import Showing
from pontdesarts.ui import words

from .models import Alert
from .sentences import when_said

TAKE_DOOR = "last_minute.take"
STOP_DOOR = "last_minute.stop"
# the page says what became of the places to whoever opens the mail the next day
TAKE_OPEN_AFTER = timedelta(days=1)
STOP_OPEN = timedelta(days=400)

# part of a sentence: « Vous recevez ce courriel parce que… »
WHY = {
    Alert.Why.SEARCH: "cette sortie répond à votre recherche gardée « {search} »",
    Alert.Why.VENUE: "{relay} est déjà allé dans ce lieu depuis un an",
    Alert.Why.TASTE: "{relay} a réservé une sortie du même domaine depuis un an, et celle-ci est {far}",
}


def send_alert(alert: Alert, *, left: int, distance: float | None, search: str, at: datetime) -> None:
    """« 6 places pour ce soir »: what, where, when, how to come back; why this person; the link that takes them, the
    link that stops these mails."""
    showing, place = alert.release.showing, alert.release.showing.place
    why = WHY[Alert.Why(alert.why)].format(search=search, relay=alert.relay, far=how_far(distance))
    day = when_said(showing.starts_at, at)
    messaging.send(
        kind="last_minute.alert",
        to=alert.user.email,
        subject=f"{words.places(left).capitalize()} {day} : {showing.offer.title}",
        template="last_minute/notices/alert.txt",
        context={
            "alert": alert,
            "left": left,
            "title": showing.offer.title,
            "day": day,
            "place": place,
            "far": how_far(distance),
            "until": words.french_moment(showing.allotment.late_until or showing.allotment.closes_at),
            "why": why,
            "link": take_link(alert),
            "page": settings.BASE_URL + reverse("last_minute:page"),
            "stop": stop_link(alert.user, at=at),
            "association": alert.relay.association,
        },
        at=at,
    )


def take_link(alert: Alert) -> str:
    """Opens the page with one button, until the day after the date."""
    expires_at = alert.release.showing.starts_at + TAKE_OPEN_AFTER
    token = links.make(TAKE_DOOR, alert.pk, expires_at=expires_at)
    return settings.BASE_URL + reverse("last_minute:signed_take", args=[token])


def stop_link(user: User, *, at: datetime) -> str:
    token = links.make(STOP_DOOR, user.pk, expires_at=at + STOP_OPEN)
    return settings.BASE_URL + reverse("last_minute:signed_quiet", args=[token])


def tell_venue_of_late_bookings(showing: Showing, *, at: datetime) -> bool:
    """When places went after the venue got its last list, send it the link to read the list again; says whether.

    A venue that got none yet is sent one by `bookings`, and one without an address reads its page.
    """
    to = bookings.address_of_list(showing)
    last = ListSending.objects.filter(showing=showing).aggregate(last=Max("sent_at"))["last"]
    if not to or last is None:
        return False
    late = Booking.objects.held().filter(showing=showing, booked_at__gt=last)
    found = late.aggregate(parties=Count("pk"), places=Sum("places"))
    if not found["parties"]:
        return False
    messaging.send(
        kind="last_minute.list_grown",
        to=to,
        subject=f"{words.places(found['places']).capitalize()} de plus : {showing.offer.title}",
        template="last_minute/notices/list_grown.txt",
        context={
            "title": showing.offer.title,
            "when": bookings.when_of(showing),
            "places": found["places"],
            "parties": found["parties"],
            "link": bookings.list_link(showing),
            "association": showing.offer.association,
        },
        at=at,
    )
    return True
