"""A request to join: asked by anybody, confirmed by mail, answered by the team."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.messaging import operations as messaging
from pontdesarts.network import operations as network
from pontdesarts.network.models import Invitation, PartnerKind, RelayKind, Stage, Structure

from .. import notices, verbs
from ..models import JoinRequest, Welcome
from ..refusals import RequestRefused
from .partners import invite_partner

FIELDS = ("wish", "name", "siret", "rna", "commune", "kind", "audiences", "person", "email", "phone", "why")
# somebody who sends the form again and again fills nobody's letter box
BETWEEN_MAILS = timedelta(hours=1)
NOT_YET_IN = (Stage.PROSPECT, Stage.IN_DISCUSSION, Stage.LAPSED)


@transaction.atomic
def ask(association: Association, *, values: Mapping[str, Any], by: Actor, at: datetime) -> JoinRequest:
    """Keep what was typed and mail a link that confirms the address. The team sees nothing before.

    Sent again by the same address before it is confirmed, it replaces what was typed; within the hour no other mail
    leaves, nor the fourth of a day, whatever the associations. Raises `RequestRefused` when the association takes no
    requests.
    """
    if not Welcome.of(association).takes_requests:
        raise RequestRefused(
            f"{association.name} ne reçoit pas de demande par cette page.", "Appelez-la ou écrivez-lui."
        )
    typed = {name: values[name] for name in FIELDS if name in values} | {"email": values["email"].strip().lower()}
    Association.objects.select_for_update(of=("self",), no_key=True).get(pk=association.pk)
    enough = messaging.is_enough(notices.UNASKED, to=typed["email"], at=at)
    pending = JoinRequest.objects.filter(association=association, email=typed["email"], confirmed_at=None).first()
    if pending is None:
        request = JoinRequest.objects.create(association=association, asked_at=at, **typed)
        if not enough:
            notices.ask_to_confirm(request, at=at)
        return request
    mail_again = pending.asked_at <= at - BETWEEN_MAILS and not enough
    for name, value in typed.items():
        setattr(pending, name, value)
    if mail_again:
        pending.asked_at = at
        notices.ask_to_confirm(pending, at=at)
    pending.save()
    return pending


@transaction.atomic
def confirm(request: JoinRequest, *, by: Actor, at: datetime) -> JoinRequest:
    """The address is theirs: from now on the team reads the request. Pressed twice, the first stands."""
    request = _locked(request)
    if request.confirmed_at is None:
        request.confirmed_at = at
        request.save(update_fields=["confirmed_at"])
        journal.record(verbs.REQUESTED, request, by=by, at=at, structure=request.name)
    return request


@transaction.atomic
def ask_more(request: JoinRequest, *, question: str, by: Actor, at: datetime) -> JoinRequest:
    """Mail a question, with a link to the page that takes the answer. Raises `RequestRefused` once it is decided."""
    request = _open(request)
    if not question.strip():
        raise RequestRefused("La question est vide.", "Écrivez ce qui vous manque pour décider.")
    request.question, request.question_at = question.strip()[:1000], at
    request.save(update_fields=["question", "question_at"])
    notices.ask_more(request, at=at)
    journal.record(verbs.QUESTIONED, request, by=by, at=at)
    return request


@transaction.atomic
def reply(request: JoinRequest, *, text: str, by: Actor, at: datetime) -> JoinRequest:
    """Whoever asked answers the team's question; another answer replaces it while nothing is decided."""
    request = _open(request)
    if not text.strip():
        raise RequestRefused("La réponse est vide.", "Écrivez quelques mots.")
    request.reply, request.replied_at = text.strip()[:2000], at
    request.save(update_fields=["reply", "replied_at"])
    journal.record(verbs.REPLIED, request, by=by, at=at)
    return request


@transaction.atomic
def accept(
    request: JoinRequest,
    *,
    structure: Structure | None = None,
    invite: bool = True,
    invited_by: User | None = None,
    by: Actor,
    at: datetime,
) -> Structure:
    """The structure enters the network, at the stage « en cours d'entrée »; or the request is tied to ``structure``,
    which was there. The person becomes one of its contacts and, with ``invite``, is invited: as a referent of a relay,
    by the mail of partners otherwise.

    Raises `RequestRefused` once it is decided, or for a structure of another association.
    """
    request = _open(request)
    was_in = structure is not None and structure.stage not in NOT_YET_IN
    joined = _tie(request, structure, by=by, at=at) if structure else _admit(request, by=by, at=at)
    _give_profile(request, joined, by=by, at=at)
    contact = {"name": request.person, "role": "", "email": request.email, "phone": request.phone}
    if not joined.contacts.filter(email__iexact=request.email).exists():
        network.add_contact(joined, values=contact, by=by, at=at)
    _decide(request, JoinRequest.Outcome.ACCEPTED, "", joined, at)
    notices.accepted(request, was_in=was_in, at=at)
    journal.record(verbs.ACCEPTED, request, by=by, at=at, structure=request.name)
    if invite:
        _invite(request, joined, invited_by, by=by, at=at)
    return joined


@transaction.atomic
def refuse(request: JoinRequest, *, reason: str, by: Actor, at: datetime) -> JoinRequest:
    """Say no, with the reason, by mail. Raises `RequestRefused` without a reason, or once it is decided."""
    request = _open(request)
    if not reason.strip():
        raise RequestRefused("Il manque la raison.", "Elle est envoyée à la personne, telle quelle.")
    _decide(request, JoinRequest.Outcome.REFUSED, reason.strip()[:1000], None, at)
    notices.refused(request, at=at)
    journal.record(verbs.REFUSED, request, by=by, at=at, structure=request.name)
    return request


@transaction.atomic
def reopen(request: JoinRequest, *, by: Actor, at: datetime) -> JoinRequest:
    """A refusal was a mistake: the request waits for an answer again, and nothing is mailed. Once reopened, nothing
    more. Raises `RequestRefused` for one that was accepted: its structure is in the network."""
    request = _locked(request)
    if request.outcome == JoinRequest.Outcome.ACCEPTED:
        raise RequestRefused("Cette demande est acceptée.", "Changez plutôt l'étape de la structure.")
    if request.outcome:
        request.outcome, request.reason, request.answered_at = "", "", None
        request.save(update_fields=["outcome", "reason", "answered_at"])
        journal.record(verbs.REOPENED, request, by=by, at=at, structure=request.name)
    return request


def _locked(request: JoinRequest) -> JoinRequest:
    known = JoinRequest.objects.select_for_update(of=("self",)).select_related("association", "commune")
    return known.get(pk=request.pk)


def _open(request: JoinRequest) -> JoinRequest:
    request = _locked(request)
    if request.confirmed_at is None:
        raise RequestRefused("L'adresse n'est pas encore confirmée.", "La personne ouvre d'abord le lien reçu.")
    if request.outcome:
        raise RequestRefused(f"Cette demande est déjà {request.get_outcome_display()}.", "Rechargez la page.")
    return request


def _decide(
    request: JoinRequest, outcome: JoinRequest.Outcome, reason: str, structure: Structure | None, at: datetime
) -> None:
    request.outcome, request.reason, request.structure, request.answered_at = outcome, reason, structure, at
    request.save(update_fields=["outcome", "reason", "structure", "answered_at"])


def _admit(request: JoinRequest, *, by: Actor, at: datetime) -> Structure:
    codes = request.commune.postal_codes
    values = {
        "name": request.name,
        "commune": request.commune,
        "postal_code": codes[0] if len(codes) == 1 else "",
        "email": request.email,
        "phone": request.phone,
        "siret": request.siret,
        "rna": request.rna,
        "audiences": request.audiences,
    }
    return network.admit(request.association, values=values, stage=Stage.ONBOARDING, by=by, at=at)


def _tie(request: JoinRequest, structure: Structure, *, by: Actor, at: datetime) -> Structure:
    if structure.association_id != request.association_id or structure.merged_into_id:
        raise RequestRefused("Cette structure n'est pas des vôtres.", "Choisissez-en une de la liste.")
    missing = {
        name: value
        for name in ("siret", "rna", "audiences", "email", "phone", "commune")
        if (value := getattr(request, name)) and not getattr(structure, name)
    }
    structure = network.describe(structure, values=missing, by=by, at=at)
    journal.record(verbs.CAME_BY_REQUEST, structure, by=by, at=at)
    if structure.stage in NOT_YET_IN:
        structure = network.move(structure, stage=Stage.ONBOARDING, by=by, at=at)
    return structure


def _give_profile(request: JoinRequest, structure: Structure, *, by: Actor, at: datetime) -> None:
    if request.wish == JoinRequest.Wish.RELAY and not structure.is_relay:
        network.give_relay_profile(structure, kind=RelayKind(request.kind), by=by, at=at)
    if request.wish == JoinRequest.Wish.PARTNER and not structure.is_partner:
        network.give_partner_profile(structure, kind=PartnerKind(request.kind), by=by, at=at)


def _invite(request: JoinRequest, structure: Structure, invited_by: User | None, *, by: Actor, at: datetime) -> None:
    if request.wish == JoinRequest.Wish.PARTNER:
        invite_partner(structure, to=request.email, by=by, at=at)
        return
    try:
        network.invite(
            structure.association,
            email=request.email,
            post=Invitation.Post.REFERENT,
            structure=structure,
            name=request.person,
            invited_by=invited_by,
            by=by,
            at=at,
        )
    except Refused:
        # they hold the post already: the structure was there, and so were they
        return
