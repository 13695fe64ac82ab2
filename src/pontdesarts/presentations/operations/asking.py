"""Asking partners for their sheet, by a mail that brings the link."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.membership.rules import season_said
from pontdesarts.network.models import Structure

from .. import notices, verbs
from ..refusals import PresentationRefused

# a partner that was just asked is left in peace
BETWEEN = timedelta(days=3)


@transaction.atomic
def ask(partner: Structure, *, season: int, by: Actor, at: datetime) -> None:
    """Mail the link to the partner's own address. Raises `PresentationRefused` without an address, or within three days
    of the last mail."""
    Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
    if not partner.email:
        raise PresentationRefused(f"Nous n'avons pas l'adresse de {partner}.", "Écrivez-la d'abord sur sa fiche.")
    if _asked_lately([partner], at=at):
        raise PresentationRefused(f"{partner} a reçu ce courriel il y a moins de trois jours.", "Appelez, plutôt.")
    notices.ask(partner, season=season, at=at)
    journal.record(verbs.ASKED, partner, by=by, at=at, season=season_said(season).removeprefix("saison "))


def ask_all(partners: Sequence[Structure], *, season: int, by: Actor, at: datetime) -> int:
    """Ask each that has an address and was not asked within three days; returns how many mails leave. Cut short, those
    that left have left, and asking again goes on with the others."""
    recent = _asked_lately(partners, at=at)
    left = [partner for partner in partners if partner.email and partner.pk not in recent]
    for partner in left:
        ask(partner, season=season, by=by, at=at)
    return len(left)


def _asked_lately(partners: Sequence[Structure], *, at: datetime) -> set[int]:
    """Keys of those that were asked within three days."""
    told = Entry.objects.filter(verb=verbs.ASKED.name, at__gt=at - BETWEEN)
    keys = told.filter(subject_id__in=[str(each.pk) for each in partners]).values_list("subject_id", flat=True)
    return {int(key) for key in keys}
