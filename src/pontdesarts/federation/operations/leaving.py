"""An association leaves with everything, and may come back."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Q

from pontdesarts.accounts.models import User
from pontdesarts.agreements.models import Signatory
from pontdesarts.api import operations as api
from pontdesarts.api.models import Token
from pontdesarts.associations import operations as associations
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.directory import operations as directory
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.membership import operations as membership
from pontdesarts.messaging.models import Mailing
from pontdesarts.messaging.operations import mailings
from pontdesarts.network import operations as network
from pontdesarts.network.models import Coordinator, Invitation, Referent, Structure
from pontdesarts.programme import operations as programme
from pontdesarts.programme.models import Offer
from pontdesarts.supporters import operations as supporters
from pontdesarts.supporters.models import Circle
from pontdesarts.ui import words

from .. import archive as files
from .. import verbs
from ..conditions import DepartureRefused, archive_to_leave_with
from ..models import Departure


@transaction.atomic
def leave(association: Association, *, reason: str, by: Actor, at: datetime) -> Departure:
    """Nobody of the association enters any more: roles, posts, invitations, signed links and offers end now; its public
    pages close, its letters stop.

    Its rows stay, unseen, and are erased each in its term; what neighbours booked with it stays theirs. Raises
    `DepartureRefused` as `archive_to_leave_with` says.
    """
    association = Association.objects.select_for_update().get(pk=association.pk)
    archive = archive_to_leave_with(association, at=at)
    left = Departure.objects.create(association=association, left_at=at, reason=reason, digest=archive.digest)
    journal.record(verbs.LEFT, association, by=by, at=at, reason=reason)
    for model in (Referent, Coordinator):
        model.objects.current().filter(structure__association=association).update(ended_at=at)
    Invitation.objects.open(at).filter(association=association).update(withdrawn_at=at)
    for structure in Structure.objects.filter(association=association).order_by("pk"):
        network.withdraw_links(structure, by=by, at=at)
    for offer in Offer.objects.filter(association=association, withdrawn_at=None).order_by("pk"):
        programme.withdraw(offer, reason=reason, by=by, at=at)
    for token in Token.objects.filter(association=association, withdrawn_at=None).order_by("pk"):
        api.withdraw(token, by=by, at=at)
    _close_to_public(association, by=by, at=at)
    association.roles.filter(ended_at=None).update(ended_at=at)
    return left


def _close_to_public(association: Association, *, by: Actor, at: datetime) -> None:
    """Nobody would read what people send there. Conventions are signed no more by their links."""
    directory.close_to_public(association, by=by, at=at)
    membership.change_welcome(association, values={"takes_requests": False}, by=by, at=at)
    supporters.change_circle(association, welcome=Circle.of(association).welcome, is_open=False, by=by, at=at)
    Signatory.objects.filter(party__agreement__association=association).update(link_epoch=F("link_epoch") + 1)
    theirs = reduce(or_, (Q(**{path: association}) for path in files.LETTERS))
    leaving = Mailing.objects.filter(theirs, started_at__isnull=False, ended_at=None, stopped_at=None)
    for letter in leaving.order_by("pk"):
        mailings.stop(letter, at=at)


@transaction.atomic
def reopen(association: Association, *, email: str, name: str, by: Actor, at: datetime) -> None:
    """The association comes back where its rows still are: somebody is invited to direct it and opens the rest.

    Raises `DepartureRefused` when it had not left.
    """
    gone, _ = Departure.objects.filter(association=association).delete()
    if not gone:
        raise DepartureRefused("Cette association n'est pas sortie.")
    journal.record(verbs.REOPENED, association, by=by, at=at)
    _invite_direction(association, email=email, name=name, by=by, at=at)


def take_in(opened: files.Opened, *, by: Actor, at: datetime) -> files.Taken:
    """Everything of an archive comes in; those who directed the association then direct it here, by their address.

    Raises `ArchiveRefused`, having written nothing.
    """
    with transaction.atomic():
        taken = files.take_in(opened)
        made = datetime.fromisoformat(opened.manifest["made_at"])
        journal.record(verbs.TAKEN_IN, taken.association, by=by, at=at, made=words.french_moment(made))
        return taken


def _invite_direction(association: Association, *, email: str, name: str, by: Actor, at: datetime) -> None:
    known = User.objects.filter(email__iexact=email.strip()).first()
    if known:
        associations.give_role(association, user=known, role=StaffRole.Role.DIRECTION, by=by, at=at)
        return
    network.invite(
        association,
        email=email,
        name=name,
        post=Invitation.Post.STAFF,
        staff_role=StaffRole.Role.DIRECTION,
        by=by,
        at=at,
    )
