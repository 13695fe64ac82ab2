"""Who reads and writes the follow-up."""

from datetime import date

from pontdesarts.accounts.models import User
from pontdesarts.associations import policies as associations
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure, StructureQuerySet

from .models import read_by


def readable(user: User) -> StructureQuerySet:
    """The structures whose log one reads."""
    return Structure.objects.standing().filter(association__in=read_by(user))


def writable(user: User) -> StructureQuerySet:
    """Those about which one writes: the team's."""
    return Structure.objects.standing().filter(association__in=Association.objects.run_by(user))


def may_write(user: User, structure: Structure) -> bool:
    """The team keeps the log."""
    return associations.may_run(user, structure.association)


def set_aside_until(structure: Structure, today: date) -> date | None:
    """The day when it comes back on the list « À relancer », while it is set aside."""
    care = getattr(structure, "care", None)
    return care.snoozed_until if care and care.snoozed_until and care.snoozed_until > today else None
