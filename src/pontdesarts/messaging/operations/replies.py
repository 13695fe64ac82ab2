"""What the provider tells us: somebody answered; a text arrived, or did not."""

from datetime import datetime, timedelta

from django.db import transaction

from .. import numbers, rules, sms
from ..models import Heard, OptOut, Reply, Text
from .texts import _give_up

# who answers later than that answers nothing that one remembers
ANSWERED_WITHIN = timedelta(days=7)
KEPT = timedelta(days=1)
MOST_SIGNS = 1600


@transaction.atomic
def receive(*, provider_id: str, number: str, body: str, at: datetime) -> Reply | None:
    """Keep an answer, and defer the job that tells upper floors. ``None`` when it says STOP or START: that is done, and
    not kept.

    Once for each ``provider_id``, as long as who said STOP is remembered: a START of last year, brought again by
    whoever has a copy of that call, undoes no STOP.
    """
    from ..tasks import tell_of_reply  # the job tells by signals

    digest = numbers.fingerprint_of_message(provider_id)
    _, is_new = Heard.objects.get_or_create(digest=digest, defaults={"heard_at": at})
    if not is_new:
        return None
    if rules.is_stop(body):
        OptOut.objects.get_or_create(digest=numbers.fingerprint(number), defaults={"said_at": at})
        return None
    if rules.is_start(body):
        OptOut.objects.filter(digest=numbers.fingerprint(number)).delete()
        return None
    reply = Reply.objects.create(
        sealed=numbers.seal(number),
        digest=numbers.fingerprint(number),
        body=body[:MOST_SIGNS],
        received_at=at,
        provider_id=provider_id,
        answers=awaiting(number, at=at),
        forget_at=at + KEPT,
    )
    tell_of_reply.defer(reply_id=reply.pk)
    return reply


def awaiting(number: str, *, at: datetime) -> Text | None:
    """The last text to that number that awaits an answer, and did leave. A second answer answers it too."""
    asked = Text.objects.to_number(number).filter(awaits=True, sent_at__gt=at - ANSWERED_WITHIN, failed_at=None)
    return asked.order_by("-sent_at", "-pk").first()


@transaction.atomic
def note_status(text: Text, *, provider_id: str, status: str, code: str, at: datetime) -> None:
    """What became of a text, in the provider's words: ``delivered``, ``undelivered``, ``failed``, or a step on the way.

    It also tells us that the provider has a text whose answer we never got: it is not sent again.
    """
    text = Text.objects.select_for_update().get(pk=text.pk)
    if text.provider_id is None and text.failed_at is None:
        provider = sms.current()
        text.provider, text.provider_id, text.sent_at = provider.name if provider else "", provider_id, at
    if text.provider_id != provider_id or text.delivered_at or text.failed_at:
        return
    if status == "delivered":
        text.delivered_at = at
    text.save(update_fields=["provider", "provider_id", "sent_at", "delivered_at"])
    if status in ("undelivered", "failed"):
        _give_up(text, error=f"{text.provider} {status}, {code}".strip(" ,"), at=at)
