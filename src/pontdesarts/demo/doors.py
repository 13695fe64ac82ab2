"""What a visitor of the demo may open: links without an account, the code of the moment, what to try first."""

from datetime import datetime, timedelta

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.urls import reverse

from pontdesarts.accounts import links
from pontdesarts.bookings import notices
from pontdesarts.network.models import Structure
from pontdesarts.programme.operations.links import PURPOSE

from .people import LINKED_PARTNER, SECRET, VAL_DE_MARNE

_LINK_OPEN = timedelta(days=30)
LISTED_PARTNER = "Maison des Arts de Créteil"


def code_of(at: datetime) -> str:
    """The six digits that every demo account's second factor shows at that moment."""
    return str(format_hotp_value(hotp_value(SECRET, int(at.timestamp()) // app_settings.TOTP_PERIOD)))


def otpauth() -> str:
    """What an authenticator application takes in place of a QR code."""
    return f"otpauth://totp/Pont%20des%20Arts:demo?secret={SECRET}&issuer=Pont%20des%20Arts"


def offer_link(*, at: datetime) -> str:
    """The link by which a partner without an account enters its offers, as its mail carries it; "" without a season."""
    partner = _partner(LINKED_PARTNER)
    if partner is None:
        return ""
    token = links.make(PURPOSE, partner.pk, expires_at=at + _LINK_OPEN, epoch=partner.link_epoch)
    return settings.BASE_URL + reverse("programme:link_manage", args=[token])


def lists_link(*, at: datetime) -> str:
    """The link by which a box office reads all its lists; "" without a season."""
    partner = _partner(LISTED_PARTNER)
    return notices.all_lists_link(partner, at=at) if partner else ""


def _partner(name: str) -> Structure | None:
    return Structure.objects.partners().filter(association__slug=VAL_DE_MARNE, name=name).first()
