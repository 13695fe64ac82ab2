"""Letters to a part of the network."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.models import MailingLine
from pontdesarts.messaging.operations import mailings
from pontdesarts.messaging.operations.mailings import MailingRefused, Recipient
from pontdesarts.ui import words

from .. import verbs
from ..models import Letter


@transaction.atomic
def prepare(
    association: Association,
    *,
    recipients: Sequence[Recipient],
    unreachable: int,
    chosen: str,
    subject: str,
    text: str,
    reply_to: str,
    by: Actor,
    at: datetime,
) -> Letter:
    """Write a letter and its list of addresses, as they are today. Nothing leaves. Raises `MailingRefused` when it goes
    to nobody."""
    mailing = mailings.prepare(
        recipients,
        kind="follow_up.letter",
        family=Letter.family_of(association),
        sender=association.name,
        reply_to=reply_to,
        subject=subject,
        text=text,
        at=at,
    )
    going = mailing.lines.going().count()
    if not going:
        raise MailingRefused("Cette lettre n'irait à personne.", "Choisissez d'autres destinataires.")
    letter = Letter.objects.create(
        association=association,
        mailing=mailing,
        chosen=chosen[:300],
        unreachable=unreachable,
        written_at=at,
        written_by_id=by.user_id,
    )
    journal.record(verbs.LETTER_WRITTEN, letter, by=by, at=at, count=words.counted(going, "adresse"))
    return letter


@transaction.atomic
def change_letter(letter: Letter, *, subject: str, text: str, reply_to: str, by: Actor, at: datetime) -> None:
    """Other words to the same people, before it leaves. Raises `MailingRefused` afterwards."""
    mailings.rewrite(letter.mailing, subject=subject, text=text, reply_to=reply_to, at=at)
    journal.record(verbs.LETTER_CHANGED, letter, by=by, at=at)


def try_on(letter: Letter, *, to: str, line: MailingLine | None, by: Actor, at: datetime) -> None:
    """Send it to oneself, as that line would read it."""
    mailings.send_test(letter.mailing, to=to, line=line, at=at)


@transaction.atomic
def start(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Let it leave. Raises `MailingRefused` when it has left already."""
    mailing = mailings.start(letter.mailing, at=at)
    count = words.counted(mailing.lines.going().count(), "adresse")
    journal.record(verbs.LETTER_STARTED, letter, by=by, at=at, count=count)


@transaction.atomic
def pause(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Hold what has not left."""
    mailings.pause(letter.mailing, at=at)
    journal.record(verbs.LETTER_PAUSED, letter, by=by, at=at)


@transaction.atomic
def resume(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Go on."""
    mailings.resume(letter.mailing, at=at)
    journal.record(verbs.LETTER_RESUMED, letter, by=by, at=at)


@transaction.atomic
def stop(letter: Letter, *, by: Actor, at: datetime) -> None:
    """What has not left never will."""
    mailings.stop(letter.mailing, at=at)
    journal.record(verbs.LETTER_STOPPED, letter, by=by, at=at)


@transaction.atomic
def discard(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Throw it away before it leaves. Raises `MailingRefused` afterwards."""
    mailings.discard(letter.mailing, at=at)
    journal.record(verbs.LETTER_DISCARDED, letter.association, by=by, at=at)
