"""Secrets of webhooks at rest: we sign with them, so that they cannot be kept as digests."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes


def seal(secret: str) -> bytes:
    return _keys().encrypt(secret.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """The secret, or ``""`` when the key that sealed it is gone: the webhook has to be set again."""
    try:
        return _keys().decrypt(bytes(sealed)).decode()
    except InvalidToken:
        return ""


def _keys() -> MultiFernet:
    """The signing key of today, then those of before (``SECRET_KEY_FALLBACKS``)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"pontdesarts.webhook:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
