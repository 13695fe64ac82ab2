"""The link of a text: one number of one outing, signed, short enough not to cost a second text.

`accounts.links` makes sixty signs more than these; this one says who by its number and holds sixty bits of signature.
Its term is the outing itself, which the page reads.
"""

import base64
import re

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "outings.cannot_come"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIGNS = 12
_WRITTEN = re.compile(rf"([0-9a-z]{{1,12}})-([a-z2-7]{{{_SIGNS}}})")


def address(phone_id: int) -> str:
    """In full, as a text says it."""
    return settings.BASE_URL + reverse("before:cannot_come", args=[make(phone_id)])


def make(phone_id: int) -> str:
    """What follows ``/v/``."""
    return f"{_written(phone_id)}-{_signed(phone_id, settings.SECRET_KEY)}"


def read(token: str) -> int | None:
    """The number of the phone, or ``None`` for a link that we did not make, or that lacks a sign."""
    found = _WRITTEN.fullmatch(token.strip().lower())
    if found is None:
        return None
    phone_id = int(found[1], 36)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    good = [constant_time_compare(_signed(phone_id, key), found[2]) for key in keys]
    return phone_id if any(good) and phone_id < 2**63 else None


def _signed(phone_id: int, key: str) -> str:
    digest = salted_hmac(_SALT, str(phone_id), secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:_SIGNS]


def _written(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, len(_DIGITS))
        digits = _DIGITS[rest] + digits
    return digits or "0"
