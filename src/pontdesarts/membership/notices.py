"""The mails of joining: each brings one link, and says what it opens and until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.associations.models import Association
from pontdesarts.messaging import operations as messaging
from pontdesarts.network.models import Structure
from pontdesarts.ui import words

from .figures import Figures, euros
from .models import Charter, JoinRequest, Membership
from .models.member import LINK_OPEN

# to addresses that anybody may have typed
UNASKED = ("membership.confirm",)
CONFIRM_DOOR = "membership.confirm"
REPLY_DOOR = "membership.reply"
RENEW_DOOR = "membership.renew"
PARTNER_DOOR = "membership.partner"
SIGN_DOORS = {Charter.For.RELAYS: "membership.sign_relay", Charter.For.PARTNERS: "membership.sign_partner"}
CONFIRM_WITHIN = timedelta(days=7)
REPLY_WITHIN = timedelta(days=60)


def ask_to_confirm(request: JoinRequest, *, at: datetime) -> None:
    """« Confirmez votre adresse »: whoever did not ask does nothing, and is forgotten."""
    way = _way("membership:confirm", CONFIRM_DOOR, request, until=at + CONFIRM_WITHIN)
    _tell("confirm", request, f"{request.association.name} : confirmez votre demande", at=at, **way)


def ask_more(request: JoinRequest, *, at: datetime) -> None:
    way = _way("membership:reply", REPLY_DOOR, request, until=at + REPLY_WITHIN)
    _tell("ask_more", request, f"{request.association.name} : une question sur votre demande", at=at, **way)


def accepted(request: JoinRequest, *, was_in: bool, at: datetime) -> None:
    """``was_in``: the structure was of the network before it asked."""
    welcome = f"Bienvenue : « {request.name} » rejoint {request.association.name}"
    known = f"« {request.name} » est déjà dans le réseau de {request.association.name}"
    _tell("accepted", request, known if was_in else welcome, at=at, was_in=was_in)


def refused(request: JoinRequest, *, at: datetime) -> None:
    _tell("refused", request, f"{request.association.name} : votre demande", at=at)


def _way(page: str, door: str, request: JoinRequest, *, until: datetime) -> dict[str, str]:
    """The link that opens the page, and until when, as the mail says them."""
    token = links.make(door, request.pk, expires_at=until)
    return {"link": _address(page, token), "until": words.french_date(until)}


def _tell(name: str, request: JoinRequest, subject: str, *, at: datetime, **context: object) -> None:
    association = request.association
    _send(name, to=request.email, subject=subject, association=association, at=at, request=request, **context)


def propose(member: Membership, *, to: Sequence[str], figures: Figures | None, at: datetime) -> None:
    """The season to come, with what the relay did of the last one, and a link that renews in one click."""
    relay = member.structure
    for address in to:
        _send(
            "renew",
            to=address,
            subject=f"{relay.name} : votre adhésion, {member.season_said}",
            association=relay.association,
            at=at,
            member=member,
            relay=relay,
            figures=figures.said if figures else "",
            fee=euros(member.fee) if member.fee else "",
            link=renewal_link(member, at=at),
            until=words.french_date(at + LINK_OPEN),
        )


def renewal_link(member: Membership, *, at: datetime) -> str:
    token = links.make(RENEW_DOOR, member.pk, epoch=member.structure.link_epoch, expires_at=at + LINK_OPEN)
    return _address("membership:renew", token)


def ask_to_sign(structure: Structure, *, audience: Charter.For, expires_at: datetime, at: datetime) -> None:
    token = links.make(SIGN_DOORS[audience], structure.pk, epoch=structure.link_epoch, expires_at=expires_at)
    _send(
        "sign",
        to=structure.email,
        subject=f"{structure.name} : la charte à signer",
        association=structure.association,
        at=at,
        structure=structure,
        link=_address("membership:signed_charter", token),
        until=words.french_date(expires_at),
    )


def invite_partner(structure: Structure, *, to: str, expires_at: datetime, at: datetime) -> None:
    """One mail, one page, no account: the partner is in."""
    token = partner_token(structure, expires_at=expires_at)
    _send(
        "invite_partner",
        to=to,
        subject=f"{structure.association.name} : ouvrez vos sorties en cinq minutes",
        association=structure.association,
        at=at,
        structure=structure,
        link=_address("membership:partner", token),
        until=words.french_date(expires_at),
    )


def partner_token(structure: Structure, *, expires_at: datetime) -> str:
    return links.make(PARTNER_DOOR, structure.pk, epoch=structure.link_epoch, expires_at=expires_at)


def _address(name: str, token: str) -> str:
    return settings.BASE_URL + reverse(name, args=[token])


def _send(name: str, *, to: str, subject: str, association: Association, at: datetime, **context: object) -> None:
    messaging.send(
        kind=f"membership.{name}",
        to=to,
        subject=subject,
        template=f"membership/notices/{name}.txt",
        context={"association": association, **context},
        at=at,
    )
