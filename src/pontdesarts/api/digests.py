"""What is kept of a token's secret: enough to recognise it, not to make it again."""

import hashlib
import secrets

PREFIX = "pda_"  # a secret that leaks is recognised by whoever looks for secrets


def make() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Unsalted on purpose: 256 random bits are not guessed, and the digest is looked up."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
