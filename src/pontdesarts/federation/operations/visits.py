"""The federation looks into an association: for a while, for a reason, in the open."""

from datetime import datetime

from django.db import IntegrityError, transaction

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association, FederationRole, Visit
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused
from pontdesarts.ui import words

from .. import rules, verbs


class VisitRefused(Refused):
    """The person works for no federation, works in the association already, or visits it now."""


@transaction.atomic
def give_federation_role(user: User, *, by: Actor, at: datetime) -> FederationRole:
    """The person may open visits from now on; a second factor is asked of them. Twice gives one role."""
    try:
        with transaction.atomic():
            role = FederationRole.objects.create(user=user, since=at)
    except IntegrityError:
        return FederationRole.objects.get(user=user, ended_at=None)
    journal.record(verbs.ROLE_GIVEN, user, by=by, at=at, person=user.get_full_name())
    return role


@transaction.atomic
def end_federation_role(role: FederationRole, *, by: Actor, at: datetime) -> None:
    """The person opens no visit any more, and those that are open close now."""
    if FederationRole.objects.filter(pk=role.pk, ended_at=None).update(ended_at=at):
        for visit in Visit.objects.open().filter(user=role.user):
            close_visit(visit, by=by, at=at)
        journal.record(verbs.ROLE_ENDED, role.user, by=by, at=at, person=role.user.get_full_name())


@transaction.atomic
def open_visit(association: Association, *, user: User, reason: str, hours: int, by: Actor, at: datetime) -> Visit:
    """The person reads everything of the association, and changes nothing, until ``hours`` have passed.

    The association reads who, when and why in its journal and on its page of visits. Raises `VisitRefused`.
    """
    if not FederationRole.objects.select_for_update().filter(user=user, ended_at=None).exists():
        raise VisitRefused("Seules les personnes de la fédération ouvrent une visite.")
    if user.staff_roles.current().filter(association=association).exists():
        raise VisitRefused("Vous travaillez dans cette association : vous la lisez déjà.")
    if Visit.objects.open().filter(user=user, association=association).exists():
        raise VisitRefused("Votre visite est déjà ouverte.", "Fermez-la pour en ouvrir une autre.")
    until = rules.visit_ends(at, hours)
    visit = Visit.objects.create(user=user, association=association, reason=reason, opened_at=at, until=until)
    said = words.french_moment(until)
    journal.record(verbs.VISIT_OPENED, association, by=by, at=at, until=said, reason=reason)
    return visit


@transaction.atomic
def close_visit(visit: Visit, *, by: Actor, at: datetime) -> None:
    """The person sees nothing of the association from now on. A visit past its term is closed already."""
    if Visit.objects.open().filter(pk=visit.pk).update(closed_at=at):
        journal.record(verbs.VISIT_CLOSED, visit.association, by=by, at=at)
