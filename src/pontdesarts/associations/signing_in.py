"""Whose session this is, read with what every page asks of them."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef, QuerySet

from pontdesarts.accounts.models import User
from pontdesarts.prepared import Prepared

from .models import StaffRole


def _with_second_factor(user_id: int) -> QuerySet[User]:
    roles = StaffRole.objects.current().filter(user=OuterRef("pk"), user__authenticator=None)
    return User.objects.filter(pk=user_id).annotate(lacks_second_factor=Exists(roles))


_read = Prepared(_with_second_factor)


class Backend(AuthenticationBackend):
    def get_user(self, user_id: int) -> User | None:
        """The account, with ``lacks_second_factor``: works for an association, and has not set one up."""
        return next((user for user in _read(user_id=user_id) if self.user_can_authenticate(user)), None)
