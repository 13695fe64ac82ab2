"""Pick-up names at rest: sealed with a key of their own, readable only while the product has it."""

from pontdesarts.journal import sealing

_PURPOSE = "pickup"


def seal(name: str) -> bytes | None:
    """The encrypted name, or ``None`` for an empty one."""
    return sealing.seal(name.strip(), _PURPOSE) if name.strip() else None


def unseal(sealed: bytes) -> str:
    """The name, or ``""`` when the key has changed: the venue then goes by the code."""
    return sealing.unseal(sealed, _PURPOSE)
