"""Who may do what in an association. Plain questions over the staff roles."""

from pontdesarts.accounts.models import User

from .models import Association, StaffRole

Role = StaffRole.Role

_PROGRAMMERS = (*StaffRole.DAILY_WORK, Role.PROGRAMMER)


def _holds(user: User, association: Association, roles: tuple[StaffRole.Role, ...]) -> bool:
    return StaffRole.objects.current().filter(user=user, association=association, role__in=roles).exists()


def may_direct(user: User, association: Association) -> bool:
    """Settings, staff roles."""
    return _holds(user, association, (Role.DIRECTION,))


def may_run(user: User, association: Association) -> bool:
    """The daily work of the team: structures, invitations, bookings on behalf of a relay."""
    return _holds(user, association, StaffRole.DAILY_WORK)


def may_programme(user: User, association: Association) -> bool:
    """Enter and import offers on behalf of partners."""
    return _holds(user, association, _PROGRAMMERS)
