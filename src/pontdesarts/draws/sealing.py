"""The secret of a round at rest: sealed with a key of its own until the round is drawn."""

import base64
import hashlib
import secrets
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

BYTES = 32


@cache
def _fernet(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(b"pontdesarts.draw:" + key.encode()).digest()))


def new_secret() -> str:
    """256 bits that nobody chose, as 64 hexadecimal digits."""
    return secrets.token_hex(BYTES)


def seal(secret: str) -> bytes:
    return _fernet(settings.PICKUP_KEY).encrypt(secret.encode())


def unseal(sealed: bytes) -> str:
    """The secret, or ``""`` when the key has changed: the round can then not be drawn."""
    try:
        return _fernet(settings.PICKUP_KEY).decrypt(sealed).decode()
    except InvalidToken:
        return ""
