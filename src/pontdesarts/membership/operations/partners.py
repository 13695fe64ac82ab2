"""A partner joins from one mail, without an account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network import operations as network
from pontdesarts.network.models import PartnerKind, Stage, Structure, Venue

from .. import notices, rules, signals, verbs
from ..models import Charter
from ..refusals import RequestRefused
from .charters import sign
from .memberships import agree

LINK_OPEN = timedelta(days=30)


@dataclass(frozen=True)
class Joining:
    """What the partner said on its one page. ``venue`` is the place that it described again, if it was known."""

    structure: Mapping[str, Any]
    kind: PartnerKind
    list_email: str
    place: Mapping[str, Any]
    shown: Sequence[str] = field(default_factory=tuple)
    venue: Venue | None = None
    name: str = ""
    role: str = ""
    version: int = 1


@transaction.atomic
def enter_partner(
    association: Association, *, values: Mapping[str, Any], kind: PartnerKind, by: Actor, at: datetime
) -> Structure:
    """Note a partner to be, by little more than its name and its address, and mail it the link."""
    structure = network.admit(association, values=values, stage=Stage.IN_DISCUSSION, by=by, at=at)
    network.give_partner_profile(structure, kind=kind, by=by, at=at)
    invite_partner(structure, by=by, at=at)
    return structure


@transaction.atomic
def invite_partner(structure: Structure, *, to: str = "", by: Actor, at: datetime) -> str:
    """Mail the partner its link, for 30 days, to its own address unless ``to`` says another; returns the address.

    Raises `RequestRefused` when it is no partner, or when no address is known.
    """
    to = to or structure.email
    if not structure.is_partner:
        raise RequestRefused(f"{structure} n'est pas un partenaire.", "Donnez-lui d'abord ce profil, sur sa fiche.")
    if not to:
        raise RequestRefused(
            f"Nous n'avons pas l'adresse électronique de {structure}.", "Écrivez-la d'abord sur sa fiche."
        )
    notices.invite_partner(structure, to=to, expires_at=at + LINK_OPEN, at=at)
    journal.record(verbs.PARTNER_INVITED, structure, by=by, at=at)
    return to


@transaction.atomic
def join_partner(structure: Structure, said: Joining, *, by: Actor, at: datetime) -> str:
    """Everything that the page asks, at once: what is known of the partner, its place, its desk, what may be shown, the
    charter signed, the membership agreed. It is active from now on. Sent twice, it is the same partner and one place.

    Returns the address where it goes on to offer, "" when nobody answers. Raises `CharterRefused`.
    """
    structure = Structure.objects.select_for_update(of=("self",), no_key=True).get(pk=structure.pk)
    sign(
        structure,
        audience=Charter.For.PARTNERS,
        version=said.version,
        name=said.name,
        role=said.role,
        mailed_to=structure.email,
        by=by,
        at=at,
    )
    structure = network.describe(structure, values=said.structure, by=by, at=at)
    names = structure.partner.names_required
    network.give_partner_profile(
        structure, kind=said.kind, list_email=said.list_email, names_required=names, by=by, at=at
    )
    _place(structure, said, by=by, at=at)
    _know(structure, said, by=by, at=at)
    network.show_publicly(structure, accepted=said.shown, by=by, at=at)
    agree(structure, season=rules.season_at(at), by=by, at=at)
    if structure.stage != Stage.ACTIVE:
        structure = network.move(structure, stage=Stage.ACTIVE, by=by, at=at)
    journal.record(verbs.PARTNER_JOINED, structure, by=by, at=at)
    answers = signals.partner_joined.send(sender=Structure, structure=structure, by=by, at=at)
    return next((str(answer) for _, answer in answers if answer), "")


def _know(structure: Structure, said: Joining, *, by: Actor, at: datetime) -> None:
    """Who answered for the partner is somebody to call: the season sheet and the team know them from now on."""
    if said.name.strip() and not structure.contacts.filter(name__iexact=said.name.strip()).exists():
        network.add_contact(structure, values={"name": said.name.strip(), "role": said.role.strip()}, by=by, at=at)


def _place(structure: Structure, said: Joining, *, by: Actor, at: datetime) -> None:
    known = said.venue or structure.venues.filter(name__iexact=said.place["name"]).order_by("pk").first()
    if known:
        network.describe_venue(known, values=said.place, by=by, at=at)
    else:
        network.add_venue(structure.association, values={**said.place, "partner": structure}, by=by, at=at)
