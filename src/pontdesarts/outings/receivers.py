"""What outings do when somebody answers a text."""

from typing import Any

from django.dispatch import receiver

from pontdesarts.messaging import signals
from pontdesarts.messaging.models import Reply

from . import operations


@receiver(signals.reply_received)
def read_the_answer(*, reply: Reply, **_: Any) -> None:
    if reply.answers:
        operations.answer_by_text(reply.answers, said=reply.body, number=reply.number, at=reply.received_at)
