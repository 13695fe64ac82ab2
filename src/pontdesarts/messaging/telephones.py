"""What the pages of texts show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum

from . import numbers
from .models import OptOut, Reply, Text

MOST_TELEPHONES = 12
MOST_TEXTS = 200
MOST_BUBBLES = 12
FIGURES_OF = timedelta(days=31)


@dataclass(frozen=True)
class Bubble:
    """One text, sent to the telephone or by it. ``waits`` until when, if it has not left."""

    body: str
    at: datetime
    mine: bool
    waits: datetime | None = None
    error: str = ""


@dataclass
class Telephone:
    """``text`` is one that it received: a reply is sent from where that one arrived."""

    number: str
    text: Text
    stopped: bool
    bubbles: list[Bubble] = field(default_factory=list)

    @property
    def latest(self) -> datetime:
        return self.bubbles[-1].at


def latest() -> list[Telephone]:
    """The telephones that were written to last, each with what was said, the oldest first."""
    sent = list(Text.objects.filter(erased_at=None).order_by("-created_at", "-pk")[:MOST_TEXTS])
    digests = list(dict.fromkeys(text.digest for text in sent))[:MOST_TELEPHONES]
    replies = Reply.objects.filter(digest__in=digests).order_by("-received_at", "-pk")[:MOST_TEXTS]
    stopped = set(OptOut.objects.filter(digest__in=digests).order_by().values_list("digest", flat=True))
    found = []
    for digest in digests:
        received = [text for text in sent if text.digest == digest]
        telephone = Telephone(numbers.shown(received[0].number), received[0], digest in stopped)
        telephone.bubbles = sorted(
            [*_received(received), *_said(reply for reply in replies if reply.digest == digest)],
            key=lambda bubble: bubble.at,
        )[-MOST_BUBBLES:]
        found.append(telephone)
    return found


def _received(texts: list[Text]) -> Iterator[Bubble]:
    for text in texts:
        waits = None if text.sent_at or text.failed_at else text.leaves_at
        yield Bubble(text.body, text.sent_at or text.created_at, False, waits, text.error)


def _said(replies: Iterable[Reply]) -> Iterator[Bubble]:
    for reply in replies:
        yield Bubble(reply.body, reply.received_at, True)


def figures(at: datetime) -> list[dict[str, Any]]:
    """For each kind, over a month: how many were written, left, arrived, failed; how many are billed."""
    lately = Text.objects.filter(created_at__gt=at - FIGURES_OF).order_by("kind")
    rows = lately.values("kind").annotate(
        written=Count("pk"),
        left=Count("pk", filter=Q(sent_at__isnull=False)),
        arrived=Count("pk", filter=Q(delivered_at__isnull=False)),
        lost=Count("pk", filter=Q(failed_at__isnull=False)),
        billed=Sum(F("segments"), filter=Q(sent_at__isnull=False), default=0),
    )
    return [dict(row) for row in rows]


def failures(at: datetime) -> list[dict[str, Any]]:
    """Why texts failed over a month, the most frequent first."""
    lately = Text.objects.filter(failed_at__gt=at - FIGURES_OF)
    rows = lately.values("error").annotate(count=Count("pk")).order_by("-count", "error")
    return [dict(row) for row in rows]
