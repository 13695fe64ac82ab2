"""What stands behind the addresses that programs open with a token: see tests/frontiers.py."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from pontdesarts.api import operations, sealing
from pontdesarts.api.models import Token, Webhook
from pontdesarts.api.v1 import urls
from pontdesarts.associations.models import Association
from pontdesarts.bookings.models import Ask
from pontdesarts.journal.actors import JOB
from pontdesarts.programme.models import Offer, Showing
from tests.api.factories import TokenFactory
from tests.bookings.factories import BookingFactory
from tests.programme.factories import AllotmentFactory

Names = dict[str, Any]


def _showing(theirs: Association) -> Showing:
    made: Showing = AllotmentFactory(showing__offer__association=theirs).showing
    return made


def token(theirs: Association) -> Names:
    return {"pk": TokenFactory(association=theirs).pk}


def offer(theirs: Association) -> Names:
    return {"offer": _showing(theirs).offer_id}


def showing(theirs: Association) -> Names:
    return {"showing": _showing(theirs).pk}


def booking(theirs: Association) -> Names:
    return {"code": BookingFactory(showing=_showing(theirs)).code}


def expected(theirs: Association) -> Names:
    """Where the association welcomes people itself: nobody else speaks of its door."""
    booked = BookingFactory(showing=_showing(theirs))
    Offer.objects.filter(pk=booked.showing.offer_id).update(partner=None)
    return {"showing": booked.showing_id, "code": booked.code}


def ask(theirs: Association) -> Names:
    booked = BookingFactory(showing=_showing(theirs))
    asked = Ask(
        kind=Ask.Kind.WAITING, showing=booked.showing, relay=booked.relay, asked_at=timezone.now(), least=1, position=1
    )
    asked.take_party(booked.party)
    asked.save()
    return {"ask": asked.pk}


def webhook(theirs: Association) -> Names:
    """Of the token with which one enters, when there is one."""
    entering = Token.objects.filter(association=theirs).order_by("pk").first() or TokenFactory(association=theirs)
    made = Webhook.objects.create(
        token=entering,
        url="https://billetterie.example.org/",
        events=["booking.booked"],
        secret_sealed=sealing.seal("whsec_AAAA"),
        created_at=timezone.now(),
    )
    return {"webhook": made.pk}


def delivery(theirs: Association) -> Names:
    names = webhook(theirs)
    told = operations.ping(Webhook.objects.get(pk=names["webhook"]), by=JOB, at=timezone.now())
    return names | {"delivery": told.pk}


BY_TOKEN: dict[str, Callable[[Association], Names]] = {
    "api:cancel_booking": booking,
    "api:change_booking": booking,
    "api:change_webhook": webhook,
    "api:delete_webhook": webhook,
    "api:get_ask": ask,
    "api:get_availability": showing,
    "api:get_booking": booking,
    "api:get_checkin": showing,
    "api:get_checkin_csv": showing,
    "api:get_offer": offer,
    "api:get_showing": showing,
    "api:get_webhook": webhook,
    "api:leave_ask": ask,
    "api:list_deliveries": webhook,
    "api:ping_webhook": webhook,
    "api:replay_delivery": delivery,
    "api:say_who_came": expected,
}
PROGRAMS = {f"api:{pattern.name}" for pattern in urls()}
