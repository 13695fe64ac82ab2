"""Whose session this is, read with what every page asks of them."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef, QuerySet

from pontdesarts.accounts.models import User
from pontdesarts.prepared import Prepared

from .models import FederationRole, StaffRole, Visit


def _with_second_factor(user_id: int) -> QuerySet[User]:
    roles = StaffRole.objects.current().filter(user=OuterRef("pk"), user__authenticator=None)
    federation = FederationRole.objects.filter(user=OuterRef("pk"), ended_at=None)
    return (
        User.objects.filter(pk=user_id)
        .order_by()
        .annotate(
            lacks_second_factor=Exists(roles) | Exists(federation.filter(user__authenticator=None)),
            is_of_federation=Exists(federation),
            is_visiting=Exists(Visit.objects.open().filter(user=OuterRef("pk"))),
        )
    )


_read = Prepared(_with_second_factor)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """The account, with what every page asks of it.

        ``lacks_second_factor``: works for an association or the federation, and has not set one up.
        ``is_of_federation``: may open visits. ``is_visiting``: has one open.
        """
        return next((user for user in _read(user_id=user_id) if self.user_can_authenticate(user)), None)
