"""A batch of a letter to many: each line leaves once at most, whatever dies meanwhile."""

import smtplib
from datetime import datetime, timedelta
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Min

from ..mailings_links import leave_link, message_id
from ..mailings_text import with_foot
from ..models import DeadAddress, Mailing, MailingLine, MailOptOut
from ..models.mailings import fingerprint, normal

BATCH = 50
# a line that somebody took, and said nothing of since, was taken by a worker that has died
ABANDONED = timedelta(minutes=10)
MOST_TRIES = 5
FIRST_WAIT = timedelta(minutes=10)  # then twice as long each time: servers that ask to come back mean a while

_State, _Why = MailingLine.State, MailingLine.Why


def send_batch(mailing_id: int, *, at: datetime) -> datetime | None:
    """Send the next lines, 50 at most. Returns when to come back, or ``None``: it is over, paused or stopped.

    A line is taken first, in a transaction of its own, then handed to the server, then written as sent. Dying between
    the two leaves a line that nobody knows about: it is written `UNSURE`, and never sent again. A voucher would leave
    twice rather than not at all; a letter to many is the contrary.

    Raises the errors of a server that does not answer, before any line is taken: the job tries again.
    """
    mailing = Mailing.objects.get(pk=mailing_id)
    mailing.lines.filter(state=_State.LEAVING, claimed_at__lt=at - ABANDONED).update(state=_State.UNSURE)
    if not mailing.is_running:
        return None
    wanted = list(mailing.lines.due(at).order_by("ordinal").values_list("pk", flat=True)[:BATCH])
    if wanted:
        with get_connection() as server:  # it refuses here, if it must
            for pk in wanted:
                line = _take(mailing, pk, at)
                if line is not None:
                    _send(mailing, line, server, at)
    return _comes_back(mailing, at)


@transaction.atomic
def _take(mailing: Mailing, pk: int, at: datetime) -> MailingLine | None:
    """The line, taken; ``None`` when another worker has it, when the letter is stopped or paused since, or when the
    person left meanwhile."""
    if not Mailing.objects.filter(pk=mailing.pk, paused_at=None, stopped_at=None).exists():
        return None
    line = MailingLine.objects.get(pk=pk)
    why = _why_no_longer(mailing, line.address)
    becomes = {"state": _State.SKIPPED, "why": why} if why else {"state": _State.LEAVING, "claimed_at": at}
    # of two workers, one writes a row, the other none
    taken = MailingLine.objects.filter(pk=pk, state=_State.WAITING).update(**becomes)
    return line if taken and not why else None


def _why_no_longer(mailing: Mailing, address: str) -> str:
    left = MailOptOut.objects.filter(family=mailing.family, digest=fingerprint(address))
    if mailing.family and left.exists():
        return _Why.LEFT
    return _Why.DEAD if DeadAddress.objects.filter(address=normal(address)).exists() else ""


def _send(mailing: Mailing, line: MailingLine, server: BaseEmailBackend, at: datetime) -> None:
    try:
        server.send_messages([_mail(mailing, line)])
    except smtplib.SMTPRecipientsRefused as refusal:
        code = next(iter(refusal.recipients.values()), (550, b""))[0]
        _refused(line, code, at)
    except smtplib.SMTPResponseException as refusal:  # said by the server: it did not take the letter
        _refused(line, refusal.smtp_code, at, of_the_address=False)
        if refusal.smtp_code == 421:
            raise
    except OSError:
        # it fell silent in the middle: nobody knows whether it has the letter
        MailingLine.objects.filter(pk=line.pk).update(state=_State.UNSURE)
        raise
    else:
        MailingLine.objects.filter(pk=line.pk).update(state=_State.SENT, sent_at=at)


def _refused(line: MailingLine, code: int, at: datetime, *, of_the_address: bool = True) -> None:
    """5xx is for good, and of the address when it was said of the recipient; 4xx asks to come back."""
    tries = line.tries + 1
    if code >= 500 and of_the_address:
        MailingLine.objects.filter(pk=line.pk).update(
            state=_State.BOUNCED, why=_Why.REFUSED, bounced_at=at, tries=tries
        )
        DeadAddress.objects.get_or_create(address=normal(line.address), defaults={"status": f"{code}", "since": at})
    elif code >= 500 or tries >= MOST_TRIES:
        MailingLine.objects.filter(pk=line.pk).update(state=_State.SKIPPED, why=_Why.GIVEN_UP, tries=tries)
    else:
        later = at + FIRST_WAIT * 2**line.tries
        MailingLine.objects.filter(pk=line.pk).update(state=_State.WAITING, tries=F("tries") + 1, try_after=later)


def _mail(mailing: Mailing, line: MailingLine) -> EmailMessage:
    written = mailing.written_for(line)
    link = leave_link(mailing, line.address)
    _, ours = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {"Message-ID": message_id(line), "From": formataddr((mailing.sender, ours)), "Precedence": "bulk"}
    if link:
        # RFC 8058: one click in the mail program itself
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(
        subject=written.subject,
        body=with_foot(written.text, family_said=mailing.family_said, link=link),
        from_email=settings.BOUNCES_TO or ours,  # of the envelope: where bounces come back
        to=[line.address],
        reply_to=[mailing.reply_to] if mailing.reply_to else None,
        headers=headers,
    )


def _comes_back(mailing: Mailing, at: datetime) -> datetime | None:
    left = mailing.lines.filter(state__in=(_State.WAITING, _State.LEAVING))
    if not left.exists():
        Mailing.objects.filter(pk=mailing.pk, ended_at=None, stopped_at=None).update(ended_at=at)
        return None
    if mailing.lines.due(at).exists():
        return at + timedelta(seconds=60 * BATCH / settings.LETTERS_A_MINUTE)
    later = left.filter(state=_State.WAITING).aggregate(first=Min("try_after"))["first"]
    return later or at + ABANDONED
