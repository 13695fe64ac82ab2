"""Every mail that the product wrote, to one person or to many, as its reader gets it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from pontdesarts.messaging.mailings_links import leave_link
from pontdesarts.messaging.mailings_text import with_foot
from pontdesarts.messaging.models import MailingLine, Message

MOST = 100


@dataclass(frozen=True)
class Mail:
    """``papers`` are the names of what was attached."""

    subject: str
    to: str
    at: datetime
    href: str
    papers: tuple[str, ...] = ()


def written(to: str) -> list[Mail]:
    """The latest first; ``to`` is an address, or a part of one."""
    messages = Message.objects.filter(to__icontains=to).prefetch_related("attachments").order_by("-created_at", "-pk")
    lines = MailingLine.objects.filter(address__icontains=to, state=MailingLine.State.SENT).exclude(sent_at=None)
    found = [
        Mail(
            mail.subject,
            mail.to,
            mail.created_at,
            reverse("demo:mail", args=[mail.pk]),
            tuple(paper.name for paper in mail.attachments.all()),
        )
        for mail in messages[:MOST]
    ]
    for line in lines.select_related("mailing").order_by("-sent_at", "-pk")[:MOST]:
        subject, href = line.mailing.written_for(line).subject, reverse("demo:letter", args=[line.pk])
        found.append(Mail(subject, line.address, line.sent_at or line.mailing.created_at, href))
    return sorted(found, key=lambda mail: mail.at, reverse=True)[:MOST]


def letter(line: MailingLine) -> tuple[str, str]:
    """The subject and the text, with the link at its foot."""
    read, link = line.mailing.written_for(line), leave_link(line.mailing, line.address)
    return read.subject, with_foot(read.text, family_said=line.mailing.family_said, link=link)
