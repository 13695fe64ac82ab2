"""How the provider signs what it tells us: HMAC-SHA1, under our token, of the public address and of every parameter.

https://www.twilio.com/docs/usage/security#validating-requests
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping


def signature(url: str, parameters: Mapping[str, Iterable[str]], token: str) -> str:
    """``url`` as the provider called it, its query included; each name with its values, in the order of names."""
    said = "".join(f"{name}{value}" for name in sorted(parameters) for value in sorted(set(parameters[name])))
    return base64.b64encode(hmac.new(token.encode(), (url + said).encode(), hashlib.sha1).digest()).decode()


def is_signed(url: str, parameters: Mapping[str, Iterable[str]], token: str, given: str) -> bool:
    """Compared in a time that says nothing of how near ``given`` is. Without a token, nothing is signed."""
    return bool(token) and hmac.compare_digest(signature(url, parameters, token).encode(), given.encode())
