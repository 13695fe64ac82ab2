"""The link by which a partner without an account enters its offers."""

from datetime import datetime, timedelta

from django.db import transaction

from pontdesarts.accounts import links
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.models import Entry
from pontdesarts.network.models import Structure

from .. import notices, verbs
from .refusals import LinkNotSent

PURPOSE = "programme.offer"
TERM = timedelta(days=30)
# somebody who asks again and again fills nobody's letter box
BETWEEN_REQUESTS = timedelta(hours=1)


@transaction.atomic
def send_offer_link(structure: Structure, *, by: Actor, at: datetime) -> None:
    """Mail the partner a link that opens its offers for 30 days, to its own address, whoever holds it.

    Links sent before stay good until their own term. Raises `LinkNotSent` when there is no address, or no partner.
    """
    _check_reachable(structure)
    _send(structure, at=at)
    journal.record(verbs.LINK_SENT, structure, by=by, at=at)


@transaction.atomic
def ask_link(structure: Structure, *, by: Actor, at: datetime) -> bool:
    """The partner, without an account, asks for a new link: it goes to the structure's own address and nowhere else.

    Asked again within the hour, nothing leaves. Returns whether a mail leaves: the page says the same either way.
    """
    structure = Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=structure.pk)
    try:
        _check_reachable(structure)
    except LinkNotSent:
        return False
    asked = Entry.objects.about(structure).filter(verb=verbs.LINK_ASKED.name, at__gt=at - BETWEEN_REQUESTS)
    if asked.exists():
        return False
    _send(structure, at=at)
    journal.record(verbs.LINK_ASKED, structure, by=by, at=at)
    return True


def _send(structure: Structure, *, at: datetime) -> None:
    expires_at = at + TERM
    token = links.make(PURPOSE, structure.pk, expires_at=expires_at, epoch=structure.link_epoch)
    notices.offer_link(structure, token=token, expires_at=expires_at, at=at)


def _check_reachable(structure: Structure) -> None:
    profile = getattr(structure, "partner", None)
    if profile is None:
        raise LinkNotSent(f"{structure} n'est pas un partenaire.", "Donnez-lui d'abord ce profil, sur sa fiche.")
    if profile.suspended_at:
        raise LinkNotSent(f"{structure} est suspendu.", "Rétablissez d'abord ce partenaire.")
    if not structure.email:
        raise LinkNotSent(
            f"Nous n'avons pas l'adresse électronique de {structure}.", "Écrivez-la d'abord sur sa fiche."
        )
