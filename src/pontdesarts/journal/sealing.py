"""What is kept sealed: read only while the product has its key, ``PICKUP_KEY``, apart from the signing key."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


@cache
def _fernet(key: str, purpose: str) -> Fernet:
    digest = hashlib.sha256(f"pontdesarts.{purpose}:{key}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal(text: str, purpose: str) -> bytes:
    """The encrypted text. ``purpose`` gives each kind of secret a key of its own, and never changes."""
    return _fernet(settings.PICKUP_KEY, purpose).encrypt(text.encode())


def unseal(sealed: bytes | memoryview, purpose: str) -> str:
    """The text, or ``""`` when the key has changed."""
    try:
        return _fernet(settings.PICKUP_KEY, purpose).decrypt(bytes(sealed)).decode()
    except InvalidToken:
        return ""


def fingerprint(text: str, purpose: str) -> str:
    """Always the same for the same text, 64 signs; nobody can find the text from it without the key."""
    key = f"pontdesarts.{purpose}.fingerprint:{settings.PICKUP_KEY}".encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
