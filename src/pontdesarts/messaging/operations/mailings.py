"""Letters to many: prepared, tried on oneself, started, stopped; left by whoever wants no more of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from pontdesarts.journal.refusals import Refused

from ..mailings_text import in_one_line, with_foot
from ..models import DeadAddress, Mailing, MailingLine, MailOptOut, Message
from ..models.mailings import fingerprint, normal


class MailingRefused(Refused):
    """The letter has left, or goes to nobody."""


# at the foot of a try: the link of somebody would act in their name
_NOBODYS = "(ici, le lien de chaque personne)"


@dataclass(frozen=True)
class Recipient:
    """Somebody to write to. ``fields`` are what the text may merge; ``about`` what it is about (``structure.12``)."""

    address: str
    name: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


@dataclass(frozen=True)
class Family:
    """Letters that one leaves at once. ``key`` is stable; ``said`` completes « Pour ne plus recevoir … »."""

    key: str
    said: str


@transaction.atomic
def prepare(
    recipients: Iterable[Recipient],
    *,
    kind: str,
    family: Family | None,
    sender: str,
    reply_to: str,
    subject: str,
    text: str,
    at: datetime,
) -> Mailing:
    """Write the mailing and its lines; nothing leaves. An address comes once; who left the family, and addresses that
    no longer work, have a line that says why nothing goes to them. Five queries, however many they are.

    A letter of no family (``None``) answers somebody: it is written to them even if they left every family.
    """
    mailing = Mailing.objects.create(
        kind=kind,
        family=family.key if family else "",
        family_said=family.said if family else "",
        sender=in_one_line(sender)[:120],
        reply_to=reply_to,
        subject=in_one_line(subject),
        text=text,
        created_at=at,
    )
    _write_lines(mailing, list(recipients))
    return mailing


def _write_lines(mailing: Mailing, recipients: list[Recipient]) -> None:
    whys = why_not(mailing.family, [recipient.address for recipient in recipients])
    lines = [
        MailingLine(
            mailing=mailing,
            ordinal=ordinal,
            address=recipient.address.strip()[:254],
            name=recipient.name[:160],
            fields=dict(recipient.fields),
            about=recipient.about,
            state=MailingLine.State.SKIPPED if why else MailingLine.State.WAITING,
            why=why,
        )
        for ordinal, (recipient, why) in enumerate(zip(recipients, whys, strict=True), start=1)
    ]
    MailingLine.objects.bulk_create(lines, batch_size=500)


def why_not(family: str, addresses: list[str]) -> list[str]:
    """For each address, ``""`` when a letter of that family goes there, or a `MailingLine.Why`. Two queries."""
    dead = DeadAddress.objects.among(addresses)
    left = set()
    if family:
        digests = {fingerprint(address) for address in addresses}
        left = set(MailOptOut.objects.filter(family=family, digest__in=digests).values_list("digest", flat=True))
    seen: set[str] = set()
    whys = []
    for address in addresses:
        known = normal(address)
        whys.append(_why(known, seen, dead, left))
        seen.add(known)
    return whys


def _why(address: str, seen: set[str], dead: Mapping[str, object], left: set[str]) -> str:
    why = MailingLine.Why
    if not _is_address(address):
        return why.WRONG
    if address in seen:
        return why.DUPLICATE
    if address in dead:
        return why.DEAD
    return why.LEFT if left and fingerprint(address) in left else ""


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= 254


@transaction.atomic
def rewrite(mailing: Mailing, *, subject: str, text: str, reply_to: str, at: datetime) -> Mailing:
    """Change the words, as long as nothing has left. Raises `MailingRefused`."""
    mailing = _still_here(mailing)
    mailing.subject, mailing.text, mailing.reply_to = in_one_line(subject), text, reply_to
    mailing.save(update_fields=["subject", "text", "reply_to"])
    return mailing


@transaction.atomic
def discard(mailing: Mailing, *, at: datetime) -> None:
    """Throw away a letter that has not begun to leave. Raises `MailingRefused`."""
    _still_here(mailing).delete()


def send_test(
    mailing: Mailing, *, to: str, line: MailingLine | None, instead: Mapping[str, str] | None = None, at: datetime
) -> Message:
    """The letter as ``line`` would read it (the first, by default), to oneself: an ordinary mail, that counts for
    nobody. ``instead`` as in `Mailing.written_for`."""
    from ..tasks import deliver  # the job imports this package

    shown = line or mailing.lines.going().order_by("ordinal").first()
    if shown is None:
        raise MailingRefused("Cette lettre ne va à personne.", "Choisissez d'autres destinataires.")
    written = mailing.written_for(shown, instead)
    with transaction.atomic():
        message = Message.objects.create(
            kind="messaging.test",
            to=to,
            subject=in_one_line(f"[Essai] {written.subject}"),
            text=with_foot(written.text, family_said=mailing.family_said, link=_NOBODYS if mailing.family else ""),
            created_at=at,
        )
        deliver.defer(message_id=message.pk)
    return message


@transaction.atomic
def start(mailing: Mailing, *, at: datetime) -> Mailing:
    """Let it leave, batch after batch, by a job. Started twice, it leaves once. Raises `MailingRefused`."""
    from ..mailings_tasks import send_letters

    mailing = _still_here(mailing)
    if not mailing.lines.going().exists():
        raise MailingRefused("Cette lettre ne va à personne.", "Choisissez d'autres destinataires.")
    mailing.started_at = at
    mailing.save(update_fields=["started_at"])
    send_letters.defer(mailing_id=mailing.pk)
    return mailing


@transaction.atomic
def pause(mailing: Mailing, *, at: datetime) -> Mailing:
    """Hold what has not left. Nothing changes for a letter that is over."""
    mailing = _locked(mailing)
    if mailing.is_running:
        mailing.paused_at = at
        mailing.save(update_fields=["paused_at"])
    return mailing


@transaction.atomic
def resume(mailing: Mailing, *, at: datetime) -> Mailing:
    """Go on with what has not left."""
    from ..mailings_tasks import send_letters

    mailing = _locked(mailing)
    if mailing.paused_at and not mailing.stopped_at:
        mailing.paused_at = None
        mailing.save(update_fields=["paused_at"])
        send_letters.defer(mailing_id=mailing.pk)
    return mailing


@transaction.atomic
def stop(mailing: Mailing, *, at: datetime) -> Mailing:
    """What has not left never will."""
    mailing = _locked(mailing)
    if mailing.started_at and not mailing.ended_at and not mailing.stopped_at:
        mailing.stopped_at, mailing.paused_at = at, None
        mailing.save(update_fields=["stopped_at", "paused_at"])
    return mailing


def leave(family: str, digest: str, *, at: datetime) -> None:
    """Whoever has that address wants no more letters of this family; said twice, it is said."""
    MailOptOut.objects.get_or_create(family=family, digest=digest, defaults={"said_at": at})


def come_back(family: str, digest: str, *, at: datetime) -> None:
    """They changed their mind."""
    MailOptOut.objects.filter(family=family, digest=digest).delete()


def revive(address: str, *, at: datetime) -> None:
    """Somebody says that the address works again: letters go there."""
    DeadAddress.objects.filter(address=normal(address)).delete()


@transaction.atomic
def forget_person(kind: str, about: str, *, at: datetime) -> int:
    """Erase somebody from letters whose kind begins so: what has not left does not leave for them. Returns how many
    lines; only numbers stay."""
    lines = MailingLine.objects.filter(mailing__kind__startswith=kind, about=about)
    lines.filter(state=MailingLine.State.WAITING).update(state=MailingLine.State.SKIPPED, why=MailingLine.Why.LEFT)
    return lines.update(address="", name="", fields=None, about="")


@transaction.atomic
def forget_lines(*, at: datetime) -> int:
    """A year on, erase to whom letters went and where answers came: numbers stay. Who left, three years on; addresses
    that no longer work, one year on. Returns how many."""
    old = MailingLine.objects.filter(mailing__created_at__lt=MailingLine.personal_data["address"].before(at))
    erased = old.exclude(address="", name="", fields=None).update(address="", name="", fields=None, about="")
    answered = Mailing.objects.filter(created_at__lt=Mailing.personal_data["reply_to"].before(at)).exclude(reply_to="")
    erased += answered.update(reply_to="")
    left, _ = MailOptOut.objects.filter(said_at__lt=MailOptOut.personal_data["digest"].before(at)).delete()
    dead, _ = DeadAddress.objects.filter(since__lt=DeadAddress.personal_data["address"].before(at)).delete()
    return erased + left + dead


def _locked(mailing: Mailing) -> Mailing:
    found = Mailing.objects.select_for_update().filter(pk=mailing.pk).first()
    if found is None:
        raise MailingRefused("Cette lettre n'existe plus.", "Quelqu'un l'a jetée.")
    return found


def _still_here(mailing: Mailing) -> Mailing:
    found = _locked(mailing)
    if found.started_at:
        raise MailingRefused("Cette lettre est déjà partie.", "Écrivez-en une autre.")
    return found
