"""Pick-up names at rest: sealed with a key of their own, readable only while the product has it."""

import base64
import hashlib
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


@cache
def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"pontdesarts.pickup:" + key.encode()).digest()))


def seal(name: str) -> bytes | None:
    """The encrypted name, or ``None`` for an empty one."""
    return _fernet(settings.PICKUP_KEY).encrypt(name.strip().encode()) if name.strip() else None


def unseal(sealed: bytes) -> str:
    """The name, or ``""`` when the key has changed: the venue then goes by the code."""
    try:
        return _fernet(settings.PICKUP_KEY).decrypt(sealed).decode()
    except InvalidToken:
        return ""
