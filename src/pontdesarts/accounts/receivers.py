"""What follows when allauth changes a second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_reset
from django.dispatch import receiver


@receiver((authenticator_added, authenticator_reset), dispatch_uid="accounts.codes_are_shown")
def recovery_codes_are_shown(authenticator: Authenticator, **kwargs: Any) -> None:
    """Codes just made are about to be read: it is noted now, so that reading their page writes nothing."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        authenticator.wrap().mark_as_viewed()
