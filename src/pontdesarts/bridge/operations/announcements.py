"""What is on the passerelle."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.naming import field_label
from pontdesarts.network.models import Structure

from .. import notices, rules, verbs
from ..models import Announcement, Side
from ..refusals import AnnouncementRefused

FIELDS = (
    "kind",
    "title",
    "text",
    "discipline",
    "audiences",
    "first_day",
    "last_day",
    "people",
    "place",
    "commune",
    "conditions",
    "until",
)


@transaction.atomic
def publish(structure: Structure, *, side: Side, values: Mapping[str, Any], by: Actor, at: datetime) -> Announcement:
    """Put an offer or a need in the list, until its last day. Sent twice, it is there once.

    Raises `AnnouncementRefused` when the structure is not on that side, or when the days make no sense.
    """
    structure = Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=structure.pk)
    if not (structure.is_partner if side == Side.OFFER else structure.is_relay):
        which = "partenaire" if side == Side.OFFER else "relais"
        raise AnnouncementRefused(f"{structure} n'est pas un {which}.", "Donnez-lui d'abord ce profil, sur sa fiche.")
    said = {name: values[name] for name in FIELDS if name in values}
    _check_days(said["until"], said.get("first_day"), said.get("last_day"), at)
    again = structure.announcements.filter(side=side, title=said["title"], text=said["text"], withdrawn_at=None)
    if (there := again.filter(until=said["until"]).order_by("pk").first()) is not None:
        return there
    made = Announcement.objects.create(structure=structure, side=side, published_at=at, written_at=at, **said)
    journal.record(verbs.PUBLISHED, made, by=by, at=at, title=made.title)
    return made


@transaction.atomic
def change(announcement: Announcement, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Announcement:
    """Correct it, or keep it longer; unchanged values write nothing. Raises `AnnouncementRefused` for its days."""
    announcement = _locked(announcement)
    changed = [name for name in FIELDS if name in values and getattr(announcement, name) != values[name]]
    if not changed:
        return announcement
    for name in changed:
        setattr(announcement, name, values[name])
    _check_days(announcement.until, announcement.first_day, announcement.last_day, at)
    announcement.written_at = at
    announcement.save(update_fields=[*changed, "written_at"])
    told = ", ".join(field_label(Announcement, name) for name in changed)
    journal.record(verbs.CHANGED, announcement, by=by, at=at, changes=told)
    return announcement


@transaction.atomic
def withdraw(announcement: Announcement, *, by: Actor, at: datetime) -> Announcement:
    """It leaves the list; exchanges that it opened go on. Withdrawn already, nothing happens."""
    announcement = _locked(announcement)
    if announcement.withdrawn_at is None:
        announcement.withdrawn_at = at
        announcement.save(update_fields=["withdrawn_at"])
        journal.record(verbs.WITHDRAWN, announcement, by=by, at=at, title=announcement.title)
    return announcement


@transaction.atomic
def put_back(announcement: Announcement, *, by: Actor, at: datetime) -> Announcement:
    """Undo a withdrawal. Raises `AnnouncementRefused` when its last day is past: it is changed first."""
    announcement = _locked(announcement)
    if announcement.withdrawn_at is None:
        return announcement
    if announcement.until < timezone.localtime(at).date():
        raise AnnouncementRefused("Sa date est passée.", "Modifiez-la d'abord : dites jusqu'à quand elle reste.")
    announcement.withdrawn_at = None
    announcement.save(update_fields=["withdrawn_at"])
    journal.record(verbs.BACK, announcement, by=by, at=at, title=announcement.title)
    return announcement


@transaction.atomic
def send_link(structure: Structure, *, by: Actor, at: datetime) -> str:
    """Mail a partner without an account the link of its passerelle, to its own address; returns that address.

    Raises `AnnouncementRefused` when it is no partner, or when no address is known.
    """
    if not structure.is_partner or structure.partner.suspended_at:
        raise AnnouncementRefused(f"{structure} n'est pas un partenaire actif.", "Vérifiez son profil, sur sa fiche.")
    if not structure.email:
        raise AnnouncementRefused(
            f"Nous n'avons pas l'adresse électronique de {structure}.", "Écrivez-la d'abord sur sa fiche."
        )
    notices.send_link(structure, at=at)
    journal.record(verbs.LINK_SENT, structure, by=by, at=at)
    return structure.email


def _locked(announcement: Announcement) -> Announcement:
    found = Announcement.objects.select_for_update(of=("self",)).select_related("structure", "commune")
    return found.get(pk=announcement.pk)


def _check_days(until: date, first: date | None, last: date | None, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if until < today:
        raise AnnouncementRefused("Ce jour est passé.", "Dites un jour à venir, jusqu'où l'annonce reste.")
    if until - today > rules.LONGEST:
        raise AnnouncementRefused("Une annonce reste un an au plus.", "Vous pourrez la prolonger.")
    if first and last and last < first:
        raise AnnouncementRefused("Le dernier jour vient avant le premier.", "Corrigez l'un des deux.")
