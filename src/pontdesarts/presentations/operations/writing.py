"""Written, copied from last season, published, withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.membership.rules import season_said
from pontdesarts.network import operations as network
from pontdesarts.network.models import Structure

from .. import verbs
from ..models import Presentation
from ..refusals import PresentationRefused

TEXTS = ("programme", "actions", "prices", "coming")
FIELDS = (*TEXTS, "contact", "contact_agrees")


@transaction.atomic
def write(partner: Structure, *, season: int, values: Mapping[str, Any], by: Actor, at: datetime) -> Presentation:
    """Keep what is typed: a new sheet is a draft, a published one changes where it is read. Unchanged, nothing is
    written. ``values`` may hold a ``newcomer`` (name, role, email, phone), who becomes a contact of the partner and the
    one to ask; the same typed twice is one. Raises `PresentationRefused` for a contact of another structure."""
    contact = values.get("contact")
    if contact is not None and contact.structure_id != partner.pk:
        raise PresentationRefused("Ce contact n'est pas de cette structure.", "Choisissez-en un de la liste.")
    Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
    if newcomer := values.get("newcomer"):
        known = partner.contacts.filter(name=newcomer["name"], email=newcomer["email"]).order_by("pk").first()
        added = known or network.add_contact(partner, values=newcomer, by=by, at=at)
        values = {**values, "contact": added}
    sheet = Presentation.objects.filter(partner=partner, season=season).first()
    is_new = sheet is None
    if sheet is None:
        sheet = Presentation(partner=partner, season=season, created_at=at)
    changed = [name for name in FIELDS if name in values and getattr(sheet, name) != values[name]]
    if not changed and not is_new:
        return sheet
    for name in changed:
        setattr(sheet, name, values[name])
    sheet.changed_at = at
    sheet.save()
    journal.record(verbs.WRITTEN, partner, by=by, at=at, season=_years(season))
    return sheet


@transaction.atomic
def copy_last(partner: Structure, *, season: int, by: Actor, at: datetime) -> Presentation:
    """Begin with the words of the last sheet before, as a draft. Whether somebody agrees to be named is asked again.

    Raises `PresentationRefused` when there is none before, or when this one is begun.
    """
    Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
    own = Presentation.objects.filter(partner=partner)
    if own.filter(season=season).exists():
        raise PresentationRefused("La fiche de cette saison est déjà commencée.", "Changez-la ci-dessous.")
    last = own.filter(season__lt=season).order_by("-season").first()
    if last is None:
        raise PresentationRefused("Il n'y a pas de fiche d'une saison passée.", "Écrivez celle-ci.")
    texts = {name: getattr(last, name) for name in TEXTS}
    sheet = Presentation.objects.create(
        partner=partner,
        season=season,
        contact_id=last.contact_id,
        copied_from=last,
        created_at=at,
        changed_at=at,
        **texts,
    )
    journal.record(verbs.COPIED, partner, by=by, at=at, season=_years(season))
    return sheet


@transaction.atomic
def publish(sheet: Presentation, *, by: Actor, at: datetime) -> Presentation:
    """The relays of the association read it, and booklets may hold it. Twice is once. Raises `PresentationRefused` when
    it says neither the season nor what is done for audiences."""
    sheet = _locked(sheet)
    if not sheet.programme.strip() and not sheet.actions.strip():
        raise PresentationRefused(
            "La fiche ne dit rien encore.", "Écrivez quelques lignes sur la saison, ou pour les publics."
        )
    if not sheet.is_published:
        sheet.published_at, sheet.withdrawn_at = at, None
        sheet.save(update_fields=["published_at", "withdrawn_at"])
        journal.record(verbs.PUBLISHED, sheet.partner, by=by, at=at, season=_years(sheet.season))
    return sheet


@transaction.atomic
def withdraw(sheet: Presentation, *, by: Actor, at: datetime) -> Presentation:
    """Nobody but its partner and the team reads it any more; published again, it comes back as it is."""
    sheet = _locked(sheet)
    if sheet.is_published:
        sheet.withdrawn_at = at
        sheet.save(update_fields=["withdrawn_at"])
        journal.record(verbs.WITHDRAWN, sheet.partner, by=by, at=at, season=_years(sheet.season))
    return sheet


def _locked(sheet: Presentation) -> Presentation:
    return Presentation.objects.select_related("partner").select_for_update(of=("self",)).get(pk=sheet.pk)


def _years(season: int) -> str:
    return season_said(season).removeprefix("saison ")
