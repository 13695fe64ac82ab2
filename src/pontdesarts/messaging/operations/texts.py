"""Texts to telephones: written with their cause, delivered by a job, never at night, never too many, soon erased."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from .. import numbers, quiet, rules, running, signals, sms
from ..models import OptOut, Text

MOST_A_DAY = 3
_FRANCE = ZoneInfo(quiet.PARIS)


@transaction.atomic
def send_text(
    *,
    kind: str,
    to: str,
    body: str,
    at: datetime,
    forget_at: datetime,
    until: datetime | None = None,
    zone: ZoneInfo = _FRANCE,
    awaits: bool = False,
) -> Text | None:
    """Write a text and defer its delivery in the caller's transaction: now, or when the night is over.

    ``to`` comes from `numbers.read`. The body is put in signs that cost least, and says how to stop. From ``forget_at``
    on, the number and the words are erased; after ``until`` the text is of no use and does not leave. ``awaits`` when
    an answer is expected: a reply of that number then answers it.

    ``None`` when nothing will leave: no provider, STOP was answered, or the number has had `MOST_A_DAY` that day. The
    same text of the same job, begun again after its worker has died, is written once: the first is returned.
    """
    from ..tasks import deliver_text  # the job imports this module

    body = rules.with_stop(body)
    once = running.once(kind, to, body)
    if once and (written := Text.objects.filter(once=once).first()):
        return written
    leaves_at = quiet.waking(at, zone)
    if not sms.offered() or (until and leaves_at >= until) or _has_enough(to, leaves_at.astimezone(zone)):
        return None
    text = Text.objects.create(
        kind=kind,
        sealed=numbers.seal(to),
        digest=numbers.fingerprint(to),
        body=body,
        segments=rules.segments(body),
        awaits=awaits,
        zone=zone.key,
        created_at=at,
        leaves_at=leaves_at,
        until=until,
        forget_at=forget_at,
        once=once,
    )
    deliver_text.configure(schedule_at=leaves_at if leaves_at > at else None).defer(text_id=text.pk)
    return text


def _has_enough(to: str, day: datetime) -> bool:
    """The person said STOP, or gets all that one may send them on that day. One at a time for each number: whoever
    counts waits for whoever writes."""
    digest = numbers.fingerprint(to)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
    if OptOut.objects.filter(digest=digest).exists():
        return True
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    of_the_day = Text.objects.filter(
        digest=digest, failed_at=None, leaves_at__gte=midnight, leaves_at__lt=midnight + timedelta(days=1)
    )
    return of_the_day.count() >= MOST_A_DAY


class NotSent(Exception):
    """The provider did not take the text, and may later: the job tries again. Says a code, never a number."""


@transaction.atomic
def deliver_text_now(text_id: int, *, at: datetime) -> datetime | None:
    """Hand the text to the provider, once: the row is locked, and a text that has left is left alone.

    Returns when to come back, if it is night where it would ring; ``None`` when it is over, well or badly. What the
    provider may take later raises `NotSent`. If we die after it has taken the text and before that is written, the text
    may leave again, unless the provider has called meanwhile to say that it has it.
    """
    text = Text.objects.select_for_update().waiting().filter(pk=text_id).first()
    if text is None:
        return None
    later = quiet.waking(at, ZoneInfo(text.zone))
    provider, number = sms.current(), text.number
    if obstacle := _obstacle(text, number, later):
        _give_up(text, error=obstacle, at=at)
        return None
    if later > at:
        return later
    assert provider is not None
    seconds = int((text.until - at).total_seconds()) if text.until else None
    try:
        taken = provider.send(to=number, body=text.body, tell=status_address(text.pk), seconds=seconds)
    except sms.NotTaken as failure:
        if failure.stopped:
            OptOut.objects.get_or_create(digest=text.digest, defaults={"said_at": at})
        if failure.again:
            raise NotSent(failure.reason) from None
        _give_up(text, error=failure.reason, at=at)
        return None
    text.provider, text.provider_id, text.sent_at = provider.name, taken.provider_id, at
    text.segments = taken.segments or text.segments
    text.save(update_fields=["provider", "provider_id", "sent_at", "segments"])
    return None


def _obstacle(text: Text, number: str, leaves_at: datetime) -> str:
    """Why the text cannot leave any more, or ``""``."""
    if not sms.offered():
        return "plus d'opérateur"
    if not number:
        return "numéro effacé"
    if text.until and leaves_at >= text.until:
        return "trop tard"
    return "STOP" if OptOut.objects.filter(digest=text.digest).exists() else ""


def status_address(text_id: int) -> str:
    """Where the provider says what became of the text."""
    return settings.BASE_URL + reverse("messaging:status", args=[text_id])


@transaction.atomic
def give_up_text(text_id: int, *, error: str, at: datetime) -> None:
    """Record that the text could not leave, and tell whoever had it sent; nothing tries again."""
    text = Text.objects.select_for_update().waiting().filter(pk=text_id).first()
    if text:
        _give_up(text, error=error, at=at)


def _give_up(text: Text, *, error: str, at: datetime) -> None:
    text.failed_at, text.error = at, error[:120]
    text.save(update_fields=["failed_at", "error"])
    signals.text_given_up.send(Text, text=text, at=at)
