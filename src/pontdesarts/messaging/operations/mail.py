"""Writing, delivering and forgetting mails."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string

from .. import running
from ..models import Attachment, Message

# mails of a day to an address that nobody has confirmed yet
MOST_UNASKED = 3


@dataclass(frozen=True)
class Paper:
    """A file to attach: ``content`` in bytes, ``content_type`` such as ``application/pdf``."""

    name: str
    content_type: str
    content: bytes


@transaction.atomic
def send(
    *,
    kind: str,
    to: str,
    subject: str,
    template: str,
    context: dict[str, object],
    at: datetime,
    papers: Sequence[Paper] = (),
    html_template: str = "",
) -> Message:
    """Write a mail and defer its delivery *in the caller's transaction*: rolled back together, sent only if kept.

    ``template`` names a text template (``bookings/notices/booked.txt``); one sentence a paragraph, links in full.
    ``html_template`` says the same in HTML, for mails whose links are better as buttons; the text is always there.
    ``kind`` is a stable name (``bookings.booked``). A paper is rendered by the caller before, never under a lock.
    The same mail of the same job, begun again after its worker has died, is written once: the first is returned.
    """
    from ..tasks import deliver  # the job imports this module

    subject, text = " ".join(subject.split())[:200], render_to_string(template, context)
    once = running.once(kind, to, subject, text)
    if once and (written := Message.objects.filter(once=once).first()):
        return written
    html = render_to_string(html_template, context) if html_template else ""
    message = Message.objects.create(kind=kind, to=to, subject=subject, text=text, html=html, created_at=at, once=once)
    Attachment.objects.bulk_create(
        Attachment(message=message, name=paper.name, content_type=paper.content_type, content=paper.content)
        for paper in papers
    )
    deliver.defer(message_id=message.pk)
    return message


def is_enough(kinds: Collection[str], *, to: str, at: datetime) -> bool:
    """That address got three mails of these kinds in a day: somebody types it in public forms, perhaps not its owner.
    Whichever the association, no other leaves until tomorrow."""
    lately = Message.objects.filter(created_at__gt=at - timedelta(days=1), kind__in=kinds, to__iexact=to)
    return lately.count() >= MOST_UNASKED


@transaction.atomic
def deliver_now(message_id: int, *, at: datetime) -> bool:
    """Hand the mail to the mail server, once: the row is locked, and a message that has left is left alone.

    If we die after the server has taken it and before that is written, it leaves again, under the same ``Message-ID``:
    mailboxes show it once, or at least can tell. Losing a voucher would be worse than bringing it twice.

    Returns whether it left now. A refusal of the server is raised, for the job to be tried again.
    """
    message = Message.objects.select_for_update().filter(pk=message_id, sent_at=None, failed_at=None).first()
    if message is None:
        return False
    mail = EmailMultiAlternatives(
        subject=message.subject, body=message.text, to=[message.to], headers={"Message-ID": _message_id(message)}
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    for attachment in message.attachments.all():
        mail.attach(attachment.name, bytes(attachment.content), attachment.content_type)
    mail.send()
    message.sent_at = at
    message.save(update_fields=["sent_at"])
    return True


def _message_id(message: Message) -> str:
    return f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{urlsplit(settings.BASE_URL).hostname}>"


def give_up(message_id: int, *, error: str, at: datetime) -> None:
    """Record that the mail could not leave, for the team to see; nothing tries again."""
    Message.objects.filter(pk=message_id, sent_at=None).update(failed_at=at, error=error[:300])


def forget_old(*, at: datetime) -> int:
    """Erase mails written more than 30 days ago, with their papers; returns how many."""
    count, _ = Message.objects.expired(at).delete()
    return count


def forget_papers(message_ids: Sequence[int], *, at: datetime) -> int:
    """Erase what was attached to these mails, sooner than the mails: what it says may no longer be kept.

    Returns how many files. Called in the transaction that erases the same facts elsewhere.
    """
    count, _ = Attachment.objects.filter(message__in=message_ids, message__created_at__lt=at).delete()
    return count
