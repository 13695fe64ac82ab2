from datetime import UTC, datetime

import pytest
from django.core import mail

from pontdesarts.messaging import operations
from pontdesarts.messaging.models import Message

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def message() -> Message:
    return Message.objects.create(kind="test", to="a@example.org", subject="Bonjour", text="Texte", created_at=AT)


def test_a_message_leaves_once_however_often_the_job_runs() -> None:
    waiting = message()
    assert operations.deliver_now(waiting.pk, at=AT) is True
    assert operations.deliver_now(waiting.pk, at=AT) is False
    assert [m.subject for m in mail.outbox] == ["Bonjour"]
    waiting.refresh_from_db()
    assert waiting.sent_at == AT
