"""The six figures that are mailed to whoever signs."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

from . import rules
from .models import Signatory, Version

_SALT = "pontdesarts.agreements.code"


def make() -> str:
    return f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"


def digest(code: str, *, signatory: Signatory, version: Version) -> str:
    """Of one code, for one person and one text: it opens nothing else."""
    return salted_hmac(_SALT, f"{signatory.pk}:{version.pk}:{code}", algorithm="sha256").hexdigest()


def matches(typed: str, kept: str, *, signatory: Signatory, version: Version) -> bool:
    """Spaces that people put between figures do not matter."""
    figures = "".join(typed.split())
    return constant_time_compare(digest(figures, signatory=signatory, version=version), kept)
