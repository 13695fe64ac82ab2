"""Two structures are put in touch, and write to each other."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Stage, Structure
from pontdesarts.network.rules import may_show_kind

from .. import notices, verbs
from ..models import Announcement, Speaker, Thread, ThreadMessage
from ..refusals import ThreadRefused

# the same words twice in that time are one message sent twice
TWICE_WITHIN = timedelta(minutes=5)


@transaction.atomic
def connect(
    announcement: Announcement, *, other: Announcement | Structure, speaker: Speaker, by: Actor, at: datetime
) -> Thread:
    """Open a thread between whoever published ``announcement`` and the other side, and mail both.

    ``other`` is an announcement that answers it, or the structure that answers. While a thread of the same two about
    the same thing is open, it is that one: nobody is mailed again. Raises `ThreadRefused`.
    """
    announcement, other = _locked_both(announcement, other)
    offer, need = _sides(announcement, other)
    own, structure = announcement.structure, other.structure if isinstance(other, Announcement) else other
    partner, relay = (own, structure) if announcement.is_offer else (structure, own)
    _check(partner, relay, [each for each in (offer, need) if each], at)
    there = Thread.objects.open().filter(partner=partner, relay=relay, offer=offer, need=need).order_by("pk").first()
    if there is not None:
        return there
    protected = not may_show_kind(relay.relay.kind)
    thread = Thread.objects.create(
        partner=partner,
        relay=relay,
        offer=offer,
        need=need,
        subject=announcement.title,
        opened_at=at,
        opened_by_id=by.user_id,
        spoke_at=at,
        last_speaker=speaker,
        relay_named_at=None if protected and speaker != Speaker.RELAY else at,
    )
    notices.tell_opened(thread, opener=speaker, at=at)
    journal.record(verbs.OPENED, thread, by=by, at=at, partner=partner.name, relay=relay.name)
    return thread


def _locked_both(
    announcement: Announcement, other: Announcement | Structure
) -> tuple[Announcement, Announcement | Structure]:
    """As they are now, held: one at a time for the things that are answered, always in the same order, so that two
    clicks open one thread, from whichever side they come."""
    wanted = [announcement.pk, *([other.pk] if isinstance(other, Announcement) else [])]
    held = Announcement.objects.select_for_update(of=("self",)).select_related("structure").order_by("pk")
    found = {each.pk: each for each in held.filter(pk__in=wanted)}
    if len(found) < len(set(wanted)):
        raise ThreadRefused("Cette annonce n'est plus sur la passerelle.", "Revenez à la liste : elle a changé.")
    return found[announcement.pk], found[other.pk] if isinstance(other, Announcement) else other


def _sides(
    announcement: Announcement, other: Announcement | Structure
) -> tuple[Announcement | None, Announcement | None]:
    """The offer and the need of the thread, either of which may be missing."""
    answering = other if isinstance(other, Announcement) else None
    if answering is not None and answering.side == announcement.side:
        raise ThreadRefused("Ces deux annonces sont du même côté.", "Choisissez une proposition et un besoin.")
    return (announcement, answering) if announcement.is_offer else (answering, announcement)


def _check(partner: Structure, relay: Structure, announcements: list[Announcement], at: datetime) -> None:
    if not partner.is_partner or partner.partner.suspended_at or not relay.is_relay or partner.pk == relay.pk:
        raise ThreadRefused("Ces deux structures ne peuvent pas être mises en relation.", "Rechargez la page.")
    if partner.association_id != relay.association_id:
        raise ThreadRefused("Ces deux structures ne sont pas de la même association.", "Parlez-en à votre équipe.")
    if Stage.LAPSED in (partner.stage, relay.stage):
        raise ThreadRefused("L'une des deux structures est sortie du réseau.", "Revenez à la liste : elle a changé.")
    today = timezone.localtime(at).date()
    if not all(each.is_listed(today) for each in announcements):
        raise ThreadRefused("Cette annonce n'est plus sur la passerelle.", "Revenez à la liste : elle a changé.")
    for structure, speaker in ((partner, Speaker.PARTNER), (relay, Speaker.RELAY)):
        if not notices.can_reach(structure, speaker):
            raise ThreadRefused(
                "Nous ne savons pas comment écrire à l'une des deux structures.",
                "L'équipe ajoute son adresse électronique sur sa fiche.",
            )


@transaction.atomic
def write(thread: Thread, *, text: str, speaker: Speaker, by: Actor, at: datetime) -> ThreadMessage:
    """Add a message, and mail it to the other side; to both when the team writes.

    A relay to protect says who it is by writing. Sent twice, it is there once. Raises `ThreadRefused` when the thread
    is closed, or when there is nothing to say.
    """
    thread = _locked(thread)
    text = text.strip()
    if thread.closed_at:
        raise ThreadRefused("Cette mise en relation est close.", "Rouvrez-la pour écrire.")
    if not text:
        raise ThreadRefused("Le message est vide.", "Écrivez quelques mots.")
    again = thread.messages.filter(text=text, author_label=str(by), written_at__gt=at - TWICE_WITHIN)
    if (there := again.order_by("pk").first()) is not None:
        return there
    said = ThreadMessage.objects.create(
        thread=thread, speaker=speaker, author_id=by.user_id, author_label=str(by)[:200], text=text, written_at=at
    )
    thread.spoke_at, thread.last_speaker = at, speaker
    if speaker == Speaker.RELAY and thread.relay_named_at is None:
        thread.relay_named_at = at
    thread.save(update_fields=["spoke_at", "last_speaker", "relay_named_at"])
    notices.tell_written(thread, said, at=at)
    journal.record(verbs.WROTE, thread, by=by, at=at)
    return said


def _locked(thread: Thread) -> Thread:
    """The thread as it is now, held until the transaction ends."""
    found = Thread.objects.select_for_update(of=("self",))
    return found.select_related("partner__association", "relay__relay").get(pk=thread.pk)
