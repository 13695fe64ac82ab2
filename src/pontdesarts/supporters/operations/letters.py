"""Letters to supporters: the engine of `messaging` sends them."""

from datetime import datetime

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.messaging.operations import mailings
from pontdesarts.messaging.operations.mailings import MailingRefused, Recipient
from pontdesarts.ui import words

from .. import notices, verbs
from ..models import Circle, Interest, Supporter, SupporterLetter

# a page acts in the name of the person: whoever reads a letter before it leaves is not given theirs
UNSHOWN = {"page": "[ici, pour chacun, le lien vers sa page]"}
FIELDS = {"personne": "le prénom et le nom", "page": "le lien vers sa page, pour changer d'avis ou partir"}


@transaction.atomic
def prepare(
    association: Association, *, interest: str, subject: str, text: str, reply_to: str, by: Actor, at: datetime
) -> SupporterLetter:
    """Write a letter to the confirmed supporters, or to those whom one interest brought. Nothing leaves.

    Raises `MailingRefused` when it goes to nobody.
    """
    people = Supporter.objects.filter(association=association).confirmed().select_related("association")
    if interest:
        people = people.filter(interests__contains=[interest])
    mailing = mailings.prepare(
        [
            Recipient(
                address=each.email,
                name=each.name,
                fields={"personne": each.name, "page": notices.own_link(each, at=at)},
                about=each.about,
            )
            for each in people.order_by("name", "pk")
        ],
        kind="supporters.letter",
        family=Circle.family_of(association),
        sender=association.name,
        reply_to=reply_to,
        subject=subject,
        text=text,
        at=at,
    )
    going = mailing.lines.going().count()
    if not going:
        raise MailingRefused("Cette lettre n'irait à personne.", "Choisissez d'autres destinataires.")
    chosen = f"Intéressés par : {Interest(interest).label}" if interest else "Tous les sympathisants"
    letter = SupporterLetter.objects.create(
        association=association, mailing=mailing, chosen=chosen, written_at=at, written_by_id=by.user_id
    )
    journal.record(verbs.LETTER_WRITTEN, association, by=by, at=at, count=words.counted(going, "adresse"))
    return letter


@transaction.atomic
def change_letter(letter: SupporterLetter, *, subject: str, text: str, reply_to: str, by: Actor, at: datetime) -> None:
    """Other words to the same people, before it leaves. Raises `MailingRefused` afterwards."""
    mailings.rewrite(letter.mailing, subject=subject, text=text, reply_to=reply_to, at=at)
    journal.record(verbs.LETTER_CHANGED, letter.association, by=by, at=at)


def try_on(letter: SupporterLetter, *, to: str, by: Actor, at: datetime) -> None:
    """Send it to oneself, as the first person would read it, without the link to their page."""
    mailings.send_test(letter.mailing, to=to, line=None, instead=UNSHOWN, at=at)


@transaction.atomic
def start(letter: SupporterLetter, *, by: Actor, at: datetime) -> None:
    """Let it leave. Raises `MailingRefused` when it has left already."""
    mailing = mailings.start(letter.mailing, at=at)
    count = words.counted(mailing.lines.going().count(), "adresse")
    journal.record(verbs.LETTER_STARTED, letter.association, by=by, at=at, count=count)


@transaction.atomic
def pause(letter: SupporterLetter, *, by: Actor, at: datetime) -> None:
    """Hold what has not left."""
    mailings.pause(letter.mailing, at=at)
    journal.record(verbs.LETTER_PAUSED, letter.association, by=by, at=at)


@transaction.atomic
def resume(letter: SupporterLetter, *, by: Actor, at: datetime) -> None:
    """Go on."""
    mailings.resume(letter.mailing, at=at)
    journal.record(verbs.LETTER_RESUMED, letter.association, by=by, at=at)


@transaction.atomic
def stop(letter: SupporterLetter, *, by: Actor, at: datetime) -> None:
    """What has not left never will."""
    mailings.stop(letter.mailing, at=at)
    journal.record(verbs.LETTER_STOPPED, letter.association, by=by, at=at)


@transaction.atomic
def discard(letter: SupporterLetter, *, by: Actor, at: datetime) -> None:
    """Throw it away before it leaves. Raises `MailingRefused` afterwards."""
    mailings.discard(letter.mailing, at=at)
    journal.record(verbs.LETTER_DISCARDED, letter.association, by=by, at=at)
