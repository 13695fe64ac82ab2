"""What happened is told, tried again, and forgotten."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from pontdesarts.bookings.models import Booking
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor

from .. import notices, posting, rules, sealing, verbs
from ..models import Delivery, Webhook
from ..refusals import WebhookRefused

_EVENTS = UUID("6f1c3c52-8f0e-4a3c-9a55-8b2f2d0f6f10")  # the space of our events' names


@transaction.atomic
def tell(booking: Booking, *, event: rules.Event, by: Actor, at: datetime) -> list[Delivery]:
    """Defer the call of every webhook that this event concerns. The same event twice is told once: its name follows
    from the booking, from what happened and from when (``at``)."""
    webhooks = Webhook.objects.active(at).concerned_by(booking).filter(events__contains=[event.value]).order_by("pk")
    event_id = uuid5(_EVENTS, f"{booking.pk} {event} {at.isoformat()}")
    payload = _of_booking(booking, event, at)
    made = []
    for webhook in webhooks:
        delivery, new = Delivery.objects.get_or_create(
            webhook=webhook,
            event_id=event_id,
            defaults={"event": event.value, "payload": payload, "created_at": at, "next_try_at": at},
        )
        if new:
            _defer(delivery, None)
            made.append(delivery)
    return made


def _of_booking(booking: Booking, event: rules.Event, at: datetime) -> dict[str, Any]:
    """Which booking, which date, how many places. Nobody's name, nor the relay's: the venue does not know it."""
    return {
        "type": event.value,
        "timestamp": at.isoformat(),
        "data": {
            "code": booking.code,
            "offer": booking.showing.offer_id,
            "showing": booking.showing_id,
            "places": 0 if booking.cancelled_at else booking.places,
            "wheelchair": 0 if booking.cancelled_at else booking.wheelchair,
        },
    }


@transaction.atomic
def ping(webhook: Webhook, *, by: Actor, at: datetime) -> Delivery:
    """Tell it nothing but that we are here, to try it. Raises `WebhookRefused` when it is stopped."""
    _refuse_stopped(webhook)
    delivery = Delivery.objects.create(
        webhook=webhook,
        event_id=uuid4(),
        event=rules.PING,
        payload={"type": rules.PING, "timestamp": at.isoformat(), "data": {"webhook": webhook.pk}},
        created_at=at,
        next_try_at=at,
    )
    _defer(delivery, None)
    return delivery


@transaction.atomic
def replay(delivery: Delivery, *, by: Actor, at: datetime) -> Delivery:
    """Tell it again, from the first try on, under the same name. Raises `WebhookRefused` when it is stopped."""
    _refuse_stopped(delivery.webhook)
    delivery.attempts, delivery.next_try_at = 0, at
    delivery.arrived_at = delivery.given_up_at = None
    delivery.save(update_fields=["attempts", "next_try_at", "arrived_at", "given_up_at"])
    _defer(delivery, None)
    return delivery


def attempt(delivery: Delivery, *, by: Actor, at: datetime) -> Delivery:
    """Call the webhook once, outside any transaction, then write what came of it: arrived, to be tried later, or given
    up. A webhook that has not answered for days is stopped, and its owner told by mail."""
    status, failure = _call(delivery, at)
    with transaction.atomic():
        webhook = (
            Webhook.objects.select_for_update(of=("self",))
            .select_related("token__association", "token__partner")
            .filter(pk=delivery.webhook_id)
            .first()
        )
        if webhook is None:  # removed while we called
            return delivery
        delivery.attempts += 1
        delivery.last_status, delivery.failure, delivery.next_try_at = status, failure, None
        if status is not None and rules.has_arrived(status):
            delivery.arrived_at = at
            _answers(webhook)
        else:
            _fails(webhook, delivery, by=by, at=at)
        delivery.save(update_fields=["attempts", "last_status", "failure", "next_try_at", "arrived_at", "given_up_at"])
    return delivery


def _call(delivery: Delivery, at: datetime) -> tuple[int | None, str]:
    secret = sealing.unseal(delivery.webhook.secret_sealed)
    if not secret:
        return None, Delivery.Failure.SECRET
    body, headers = posting.signed(delivery, secret, at)
    try:
        return posting.post(delivery.webhook.url, body, headers), ""
    except posting.NoAnswer as none:
        return None, none.failure


def _answers(webhook: Webhook) -> None:
    if webhook.failing_since:
        webhook.failing_since = None
        webhook.save(update_fields=["failing_since"])


def _fails(webhook: Webhook, delivery: Delivery, *, by: Actor, at: datetime) -> None:
    webhook.failing_since = webhook.failing_since or at
    hopeless = rules.is_beyond_hope(webhook.failing_since, at) or delivery.last_status == 410  # gone, it says so
    if hopeless and not webhook.disabled_at:
        webhook.disabled_at = at
        journal.record(verbs.WEBHOOK_DISABLED, webhook.token.association, by=by, at=at, host=webhook.host)
        notices.webhook_disabled(webhook, at=at)
    webhook.save(update_fields=["failing_since", "disabled_at"])
    delivery.next_try_at = None if webhook.disabled_at else rules.next_try(delivery.attempts, at)
    if delivery.next_try_at:
        _defer(delivery, delivery.next_try_at)
    else:
        delivery.given_up_at = at


def forget_deliveries(*, at: datetime) -> int:
    """Erase what was told, or could not be, thirty days ago; returns how many."""
    count, _ = Delivery.objects.filter(created_at__lt=at - rules.DELIVERIES_KEPT).delete()
    return count


def _refuse_stopped(webhook: Webhook) -> None:
    if webhook.disabled_at:
        raise WebhookRefused("Cet avertissement est arrêté : son adresse ne répondait plus.", "Réglez-le de nouveau.")


def _defer(delivery: Delivery, later: datetime | None) -> None:
    """After the mails of people: a slow server of somebody else's must not hold a voucher."""
    from ..tasks import PRIORITY, deliver  # the job calls operations

    deliver.configure(schedule_at=later, priority=PRIORITY).defer(delivery_id=delivery.pk)
