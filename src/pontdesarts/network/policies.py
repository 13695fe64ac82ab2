"""Who may do what with a structure."""

from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association

from .models import SENSITIVE_KINDS, Post, Structure


def may_describe(user: User, structure: Structure) -> bool:
    """The team, and the people of the structure itself, keep its page right."""
    return associations.may_run(user, structure.association) or holds_post(user, structure)


def may_invite(user: User, structure: Structure) -> bool:
    """The team, and the people of the structure: they know who comes and who leaves."""
    return may_describe(user, structure)


def may_hand_over(user: User, post: Post) -> bool:
    """One's own post, or anybody's for the team: no colleague ends another's."""
    return post.user == user or associations.may_run(user, post.structure.association)


def may_suspend(user: User, structure: Structure) -> bool:
    return associations.may_run(user, structure.association)


def may_move(user: User, structure: Structure) -> bool:
    """Where a structure is in its life is the team's judgement, not its own."""
    return associations.may_run(user, structure.association)


def may_merge(user: User, structure: Structure) -> bool:
    return associations.may_run(user, structure.association)


def holds_post(user: User, structure: Structure) -> bool:
    return Structure.objects.held_by(user).filter(pk=structure.pk).exists()


def kinds_read_by(user: User) -> Q:
    """The structures of which the person may read the kind, and whom they receive: what would tell of the people of a
    relay to protect is for the relay itself, and for those to whom its association is confided."""
    return (
        ~Q(relay__kind__in=SENSITIVE_KINDS)
        | Q(association__in=Association.objects.confided_to(user).order_by())
        | Q(pk__in=Structure.objects.held_by(user))
    )


def may_read_kind(user: User, structure: Structure) -> bool:
    return Structure.objects.filter(kinds_read_by(user), pk=structure.pk).exists()
