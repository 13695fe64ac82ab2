"""People join, leave, and hand over."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.associations import operations as associations
from pontdesarts.associations.models import Association, StaffRole
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.refusals import Refused

from .. import notices, verbs
from ..models import Contact, Coordinator, Invitation, Merge, Referent, Structure

VALID_DAYS = 14


class InvitationRefused(Refused):
    """The link is used, withdrawn or past its term, or the person is there already."""


class PostRefused(Refused):
    """The post cannot end or be handed over that way."""


def digest(secret: str) -> str:
    """What is kept of a link's secret: enough to recognise it, not to make it again."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invite(
    association: Association,
    *,
    email: str,
    post: Invitation.Post,
    structure: Structure | None = None,
    staff_role: StaffRole.Role | None = None,
    name: str = "",
    invited_by: User | None = None,
    by: Actor,
    at: datetime,
) -> Invitation:
    """Write a mail with a link that opens once within 14 days. An earlier invitation of the same person to the same
    post is withdrawn. Raises `InvitationRefused` when they hold that post already."""
    email = email.strip().lower()
    if _holds(email, association, post, structure):
        raise InvitationRefused("Cette personne est déjà là.", "Elle peut se connecter avec son adresse.")
    Invitation.objects.open(at).filter(association=association, structure=structure, post=post, email=email).update(
        withdrawn_at=at
    )
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        association=association,
        structure=structure,
        post=post,
        staff_role=staff_role or "",
        email=email,
        name=name.strip(),
        secret_digest=digest(secret),
        invited_at=at,
        invited_by=invited_by,
        expires_at=at + timedelta(days=VALID_DAYS),
    )
    notices.invite(invitation, secret=secret, inviter=str(by), at=at)
    journal.record(verbs.INVITED, structure or association, by=by, at=at, post=invitation.get_post_display())
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    """Its link opens nothing any more. An accepted invitation stays accepted."""
    done = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None).update(withdrawn_at=at)
    if done:
        journal.record(verbs.INVITATION_WITHDRAWN, invitation.structure or invitation.association, by=by, at=at)


def find_invitation(secret: str, *, at: datetime) -> Invitation:
    """The invitation that a link opens. Raises `InvitationRefused`, saying why it no longer does."""
    invitation = (
        Invitation.objects.select_related("association", "structure").filter(secret_digest=digest(secret)).first()
    )
    ask = "Demandez une nouvelle invitation à l'association."
    if invitation is None:
        raise InvitationRefused("Ce lien d'invitation n'existe pas.", "Ouvrez-le depuis le courriel, en entier.")
    if invitation.accepted_at:
        raise InvitationRefused("Cette invitation a déjà servi.", "Connectez-vous avec votre adresse.")
    if invitation.withdrawn_at:
        raise InvitationRefused("Cette invitation a été retirée.", ask)
    if invitation.expires_at <= at:
        raise InvitationRefused("Cette invitation n'est plus valable.", ask)
    return invitation


@transaction.atomic
def accept(secret: str, *, user: User, by: Actor, at: datetime) -> Invitation:
    """Give the person the post that the invitation offers. The link serves once: two clicks give one post.

    Raises `InvitationRefused`.
    """
    Invitation.objects.select_for_update().filter(secret_digest=digest(secret)).first()
    invitation = find_invitation(secret, at=at)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    if invitation.structure is None:
        associations.give_role(
            invitation.association, user=user, role=StaffRole.Role(invitation.staff_role), by=by, at=at
        )
        return invitation
    model = Referent if invitation.post == Invitation.Post.REFERENT else Coordinator
    model.objects.get_or_create(user=user, structure=invitation.structure, ended_at=None, defaults={"since": at})
    journal.record(verbs.JOINED, invitation.structure, by=by, at=at, post=invitation.get_post_display())
    return invitation


@transaction.atomic
def end_post(post: Referent | Coordinator, *, by: Actor, at: datetime) -> None:
    """The person leaves: they see nothing of the structure from now on. What they booked stays with the structure."""
    ended = type(post).objects.filter(pk=post.pk, ended_at=None).update(ended_at=at)
    if ended:
        journal.record(verbs.LEFT, post.structure, by=by, at=at, person=post.user.get_full_name())


@transaction.atomic
def hand_over(
    post: Referent | Coordinator, *, email: str, name: str = "", invited_by: User | None = None, by: Actor, at: datetime
) -> Invitation:
    """The person leaves and somebody takes their place: the post ends now and the successor is invited.

    Bookings to come stay with the relay, for the successor to see on their first day. Raises `PostRefused` when the
    successor is the same person or the post has ended, `InvitationRefused` when the successor holds the post already.
    """
    if post.ended_at:
        raise PostRefused("Cette personne a déjà quitté la structure.")
    if email.strip().lower() == post.user.email.lower():
        raise PostRefused("C'est la même personne.", "Écrivez l'adresse de la personne qui prend la suite.")
    kind = Invitation.Post.REFERENT if isinstance(post, Referent) else Invitation.Post.COORDINATOR
    invitation = invite(
        post.structure.association,
        email=email,
        post=kind,
        structure=post.structure,
        name=name,
        invited_by=invited_by,
        by=by,
        at=at,
    )
    type(post).objects.filter(pk=post.pk).update(ended_at=at)
    journal.record(
        verbs.HANDED_OVER,
        post.structure,
        by=by,
        at=at,
        person=post.user.get_full_name(),
        successor=name.strip() or "la personne invitée",
    )
    return invitation


@transaction.atomic
def add_contact(structure: Structure, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Contact:
    """Somebody to write to or call. ``values``: name, role, email, phone."""
    contact = Contact.objects.create(structure=structure, confirmed_at=at, **values)
    journal.record(verbs.CONTACT_ADDED, structure, by=by, at=at)
    return contact


@transaction.atomic
def change_contact(contact: Contact, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Contact:
    """Correct a contact, or confirm that it still stands: it is kept two years more."""
    for name, value in values.items():
        setattr(contact, name, value)
    contact.confirmed_at = at
    contact.save()
    journal.record(verbs.CONTACT_CHANGED, contact.structure, by=by, at=at)
    return contact


@transaction.atomic
def remove_contact(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Forget a contact for good: nothing of them is kept, not even in the journal."""
    journal.record(verbs.CONTACT_REMOVED, contact.structure, by=by, at=at)
    contact.delete()


def _holds(email: str, association: Association, post: Invitation.Post, structure: Structure | None) -> bool:
    if post == Invitation.Post.STAFF:
        return StaffRole.objects.current().filter(association=association, user__email=email).exists()
    model = Referent if post == Invitation.Post.REFERENT else Coordinator
    return model.objects.current().filter(structure=structure, user__email=email).exists()


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Erase what is no longer needed about people; returns how many rows.

    Invitations 30 days after their term, posts two years after they ended, contacts not confirmed for two years; what
    would undo a merge, after 30 days.
    """
    Merge.objects.filter(merged_at__lt=Merge.personal_data["moved"].before(at)).exclude(moved=None).update(moved=None)
    gone = (
        Invitation.objects.filter(expires_at__lt=Invitation.personal_data["email"].before(at)),
        Referent.objects.filter(ended_at__lt=Referent.personal_data["user"].before(at)),
        Coordinator.objects.filter(ended_at__lt=Coordinator.personal_data["user"].before(at)),
        Contact.objects.filter(confirmed_at__lt=Contact.personal_data["name"].before(at)),
    )
    return sum(rows.delete()[0] for rows in gone)
