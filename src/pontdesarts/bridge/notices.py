"""The mails of the passerelle: each goes to the people of one structure, or to its own address with a signed link."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.messaging import operations as messaging
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .models import Speaker, Thread, ThreadMessage

DOOR = "bridge.door"
LINK_OPEN = timedelta(days=60)


@dataclass(frozen=True)
class Reader:
    """Where to write, and the address that opens the thing for them. ``until`` is "" when an account opens it."""

    email: str
    link: str
    until: str = ""


def tell_opened(thread: Thread, *, opener: Speaker, at: datetime) -> None:
    for speaker, reader in _both(thread, at=at):
        _send("opened", thread, speaker, reader, at=at, said=_opened_by(thread, opener, speaker))


def _opened_by(thread: Thread, opener: Speaker, speaker: Speaker) -> str:
    """Each side reads it from where it stands: one does not put oneself in touch."""
    other = _other(thread, speaker)
    if opener == speaker:
        return f"Vous êtes en relation avec « {other} » au sujet de"
    if opener == Speaker.TEAM:
        return f"{thread.partner.association} vous met en relation avec « {other} » au sujet de"
    return f"« {other} » souhaite parler avec vous de"


def tell_written(thread: Thread, message: ThreadMessage, *, at: datetime) -> None:
    """To everybody but the side that wrote."""
    for speaker, reader in _both(thread, at=at):
        if speaker != message.speaker:
            _send("written", thread, speaker, reader, at=at, message=message)


def send_link(structure: Structure, *, at: datetime) -> None:
    expires_at = at + LINK_OPEN
    messaging.send(
        kind="bridge.link",
        to=structure.email,
        subject=f"{structure.association.name} : que pouvez-vous proposer d'autre ?",
        template="bridge/notices/link.txt",
        context={
            "structure": structure,
            "association": structure.association,
            "link": settings.BASE_URL + reverse("bridge:link_bridge", args=[token_of(structure, at=at)]),
            "until": words.french_date(expires_at),
        },
        at=at,
    )


def token_of(structure: Structure, *, at: datetime) -> str:
    """Opens the passerelle as that structure, for 60 days, until its links are withdrawn."""
    return links.make(DOOR, structure.pk, epoch=structure.link_epoch, expires_at=at + LINK_OPEN)


def can_reach(structure: Structure, speaker: Speaker) -> bool:
    return bool(structure.email) or bool(_emails(structure, speaker))


def _both(thread: Thread, *, at: datetime) -> Iterator[tuple[Speaker, Reader]]:
    for speaker, structure in ((Speaker.PARTNER, thread.partner), (Speaker.RELAY, thread.relay)):
        for reader in _readers(thread, structure, speaker, at=at):
            yield speaker, reader


def _readers(thread: Thread, structure: Structure, speaker: Speaker, *, at: datetime) -> list[Reader]:
    """Those who hold a post there, by their accounts; else the structure itself, by a link."""
    emails = _emails(structure, speaker)
    if emails:
        address = settings.BASE_URL + reverse("bridge:thread", args=[thread.pk])
        return [Reader(email, address) for email in emails]
    if not structure.email:
        return []
    address = reverse("bridge:link_thread", args=[token_of(structure, at=at), thread.pk])
    return [Reader(structure.email, settings.BASE_URL + address, words.french_date(at + LINK_OPEN))]


def _emails(structure: Structure, speaker: Speaker) -> list[str]:
    posts = structure.referents if speaker == Speaker.RELAY else structure.coordinators
    held = posts.current().filter(user__is_active=True).select_related("user").order_by("since", "pk")
    return [post.user.email for post in held]


def _other(thread: Thread, speaker: Speaker) -> str:
    return thread.name_for_partner if speaker == Speaker.PARTNER else thread.partner.name


def _send(name: str, thread: Thread, speaker: Speaker, reader: Reader, *, at: datetime, **context: object) -> None:
    messaging.send(
        kind=f"bridge.{name}",
        to=reader.email,
        subject=f"{thread.subject} : {'un message' if name == 'written' else 'vous êtes mis en relation'}",
        template=f"bridge/notices/{name}.txt",
        context={
            "thread": thread,
            "association": thread.partner.association,
            "other": _other(thread, speaker),
            "link": reader.link,
            "until": reader.until,
            **context,
        },
        at=at,
    )
