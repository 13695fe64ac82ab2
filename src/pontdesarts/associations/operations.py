"""Every write about an association: its own page, its terms, its staff."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from pontdesarts.accounts.models import User
from pontdesarts.journal import operations as journal
from pontdesarts.journal.actors import Actor
from pontdesarts.journal.naming import field_label
from pontdesarts.journal.refusals import Refused
from pontdesarts.territory.models import Department

from . import rules, verbs
from .models import Association, FederationRole, StaffRole, Visit


class LastDirector(Refused):
    """Somebody must be left who can change the settings and give roles."""


class RoleRefused(Refused):
    """The person has a role already."""


class TermsRefused(Refused):
    """A term of booking outside what makes sense."""


# the least and the most that each term may be: hours up to 60 days, places up to a coach and a half, percents
BOUNDS = {
    "closes_hours": (0, 1440),
    "most_alone": (1, 80),
    "most_family": (1, 80),
    "most_group": (1, 80),
    "fresh_list_hours": (0, 72),
    "pickup_kept_days": (0, 7),
    "report_due_days": (0, 90),
    "most_per_relay": (0, 500),
    "priority_hours": (0, 720),
    "priority_share": (0, 100),
    "wheelchair_hours": (0, 1440),
    "neighbour_share": (0, 100),
    "answer_hours": (1, 168),
    "most_skips": (0, 20),
    "most_unreported": (0, 20),
}


@transaction.atomic
def found(
    *, slug: str, name: str, departments: Iterable[Department], by: Actor, at: datetime, **fields: str
) -> Association:
    """Open an association in the product, with the national terms. ``fields``: email, phone, website."""
    association = Association.objects.create(slug=slug, name=name, **fields)
    association.departments.set(departments)
    journal.record(verbs.FOUNDED, association, by=by, at=at)
    return association


@transaction.atomic
def describe(association: Association, *, values: Mapping[str, str], by: Actor, at: datetime) -> Association:
    """Change the name, address, phone or site. Unchanged values write nothing."""
    changed = [
        name
        for name in ("name", "email", "phone", "website")
        if values.get(name, getattr(association, name)) != getattr(association, name)
    ]
    for name in changed:
        setattr(association, name, values[name])
    if changed:
        association.save(update_fields=changed)
        labels = ", ".join(field_label(Association, name) for name in changed)
        journal.record(verbs.DESCRIBED, association, by=by, at=at, fields=labels)
    return association


@transaction.atomic
def change_terms(association: Association, *, terms: Mapping[str, int | None], by: Actor, at: datetime) -> Association:
    """Set the association's own terms of booking; ``None`` goes back to the national one.

    What is booked, and places already given, keep the hours and the shares that they had. Raises `TermsRefused` for a
    value out of bounds.
    """
    association = Association.objects.select_for_update().get(pk=association.pk)
    changes = []
    for name in rules.NAMES:
        if name not in terms or terms[name] == getattr(association, name):
            continue
        value = terms[name]
        least, largest = BOUNDS[name]
        label = field_label(Association, name)
        if value is not None and not least <= value <= largest:
            way = f"au plus {largest}" if value > largest else f"au moins {least}"
            raise TermsRefused(f"« {label} » : {value} n'est pas possible.", f"Choisissez {way}.")
        setattr(association, name, value)
        national = getattr(rules.NATIONAL, name)
        changes.append(f"{label} : {national if value is None else value}")
    if changes:
        association.save(update_fields=list(rules.NAMES))
        journal.record(verbs.TERMS_CHANGED, association, by=by, at=at, changes=" ; ".join(changes))
    return association


@transaction.atomic
def give_role(association: Association, *, user: User, role: StaffRole.Role, by: Actor, at: datetime) -> StaffRole:
    """Make the person part of the staff, or change their role: the earlier one ends at the same moment.

    Raises `LastDirector` when that would leave nobody at the direction.
    """
    current = StaffRole.objects.select_for_update().current().filter(association=association, user=user).first()
    if current and current.role == role:
        return current
    if current:
        _keep_a_director(current, unless=role)
        current.ended_at = at
        current.save(update_fields=["ended_at"])
    given = StaffRole.objects.create(user=user, association=association, role=role, since=at)
    journal.record(
        verbs.ROLE_GIVEN, association, by=by, at=at, person=user.get_full_name(), role=given.get_role_display()
    )
    return given


@transaction.atomic
def end_role(staff_role: StaffRole, *, by: Actor, at: datetime) -> StaffRole:
    """The person leaves the staff: they see nothing of the association from now on. What they did stays told.

    Raises `LastDirector` for the only one at the direction.
    """
    staff_role = (
        StaffRole.objects.select_for_update(of=("self",)).select_related("user", "association").get(pk=staff_role.pk)
    )
    if staff_role.ended_at:
        return staff_role
    _keep_a_director(staff_role)
    staff_role.ended_at = at
    staff_role.save(update_fields=["ended_at"])
    journal.record(verbs.ROLE_ENDED, staff_role.association, by=by, at=at, person=staff_role.user.get_full_name())
    return staff_role


def _keep_a_director(leaving: StaffRole, unless: StaffRole.Role | None = None) -> None:
    direction = StaffRole.Role.DIRECTION
    if leaving.role != direction or unless == direction:
        return
    others = StaffRole.objects.current().filter(association=leaving.association, role=direction).exclude(pk=leaving.pk)
    # locked, so that two directors cannot leave each other's place empty
    if not others.select_for_update().exists():
        raise LastDirector("C'est la seule personne à la direction.", "Donnez d'abord ce rôle à quelqu'un d'autre.")


def forget_old(*, at: datetime) -> int:
    """Erase the roles that ended more than two years ago, visits three years after their term; returns how many."""
    gone = (
        StaffRole.objects.filter(ended_at__lt=StaffRole.personal_data["user"].before(at)),
        FederationRole.objects.filter(ended_at__lt=FederationRole.personal_data["user"].before(at)),
        Visit.objects.filter(until__lt=Visit.personal_data["user"].before(at)),
    )
    return sum(rows.delete()[0] for rows in gone)
