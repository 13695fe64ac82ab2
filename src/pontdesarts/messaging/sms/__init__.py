"""Who carries texts: one provider over HTTP, or a simulator on this machine. Which one is a setting.

Without one, nothing that needs texts is offered: see `offered`.
"""

from django.conf import settings

from . import simulator, twilio
from .provider import NotTaken, Provider, Taken

__all__ = ["NotTaken", "Provider", "Taken", "current", "is_simulated", "offered"]

NAMES = ("twilio", "simulator")


def offered() -> bool:
    """Whether texts can be sent at all."""
    return bool(settings.SMS_PROVIDER)


def is_simulated() -> bool:
    return bool(settings.SMS_PROVIDER == "simulator")


def current() -> Provider | None:
    """The provider that the settings name."""
    if settings.SMS_PROVIDER == "twilio":
        return twilio.Twilio(
            address=settings.SMS_URL,
            account=settings.SMS_ACCOUNT,
            token=settings.SMS_TOKEN,
            sender=settings.SMS_FROM,
        )
    return simulator.Simulator() if is_simulated() else None
