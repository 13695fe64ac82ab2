"""Programs get a way in, and lose it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure

from .. import digests, verbs
from ..models import Token
from ..refusals import TokenRefused
from ..rules import MOST_DAYS, OF_PARTNERS, Scope


@transaction.atomic
def create(
    association: Association,
    *,
    name: str,
    scopes: Collection[Scope],
    partner: Structure | None = None,
    days: int = 365,
    created_by: User | None = None,
    by: Actor,
    at: datetime,
) -> tuple[Token, str]:
    """A token and its secret, which is nowhere else and cannot be shown again. Raises `TokenRefused`."""
    if not scopes:
        raise TokenRefused("Un accès sans aucun droit n'ouvre rien.", "Cochez au moins un droit.")
    if not 1 <= days <= MOST_DAYS:
        raise TokenRefused(f"Un accès dure de 1 à {MOST_DAYS} jours.", "Choisissez une durée plus courte.")
    if partner and (partner.association_id != association.pk or not partner.is_partner):
        raise TokenRefused("Ce partenaire n'est pas de votre association.", "Choisissez l'un des vôtres.")
    if partner and not OF_PARTNERS.issuperset(scopes):
        raise TokenRefused(
            "Le logiciel d'un partenaire ne lit ni n'écrit les réservations des relais.",
            "Retirez ces droits, ou créez l'accès pour l'association.",
        )
    secret = digests.make()
    token = Token.objects.create(
        association=association,
        partner=partner,
        name=name.strip(),
        scopes=sorted(scope.value for scope in scopes),
        secret_digest=digests.digest(secret),
        created_at=at,
        created_by=created_by,
        expires_at=at + timedelta(days=days),
    )
    opened = ", ".join(token.scope_labels)
    journal.record(verbs.TOKEN_CREATED, association, by=by, at=at, name=token.name, owner=token.owner, scopes=opened)
    return token, secret


@transaction.atomic
def withdraw(token: Token, *, by: Actor, at: datetime) -> None:
    """The token opens nothing from now on, and what it asked to be told is told no more. Twice is once."""
    if Token.objects.filter(pk=token.pk, withdrawn_at=None).update(withdrawn_at=at):
        journal.record(verbs.TOKEN_WITHDRAWN, token.association, by=by, at=at, name=token.name, owner=token.owner)


def note_use(token: Token, *, at: datetime) -> None:
    """Write the day on which the token served last, once a day."""
    Token.objects.filter(Q(last_used_on=None) | Q(last_used_on__lt=at.date()), pk=token.pk).update(
        last_used_on=at.date()
    )


def forget_tokens(*, at: datetime) -> int:
    """Erase the tokens that have opened nothing for three years; returns how many."""
    before = Token.personal_data["created_by"].before(at)
    gone = Token.objects.filter(Q(withdrawn_at__lt=before) | Q(expires_at__lt=before))
    count = gone.count()
    gone.delete()
    return count
