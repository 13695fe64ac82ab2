"""Signed links sent by mail: a purpose, a thing, a term. They open one door without an account."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from pontdesarts.journal.refusals import Refused

SALT = "pontdesarts.link"


class LinkRefused(Refused):
    """The link is damaged, past its term, or was withdrawn."""


@dataclass(frozen=True)
class Link:
    """``purpose`` names the door (``programme.offer``), ``subject`` what it opens, ``epoch`` counts withdrawals."""

    purpose: str
    subject: int
    epoch: int
    expires_at: datetime


def make(purpose: str, subject: int, *, expires_at: datetime, epoch: int = 0) -> str:
    """A token fit for an address. Anyone who holds it may act until ``expires_at``, or until ``epoch`` changes."""
    return signing.dumps([purpose, subject, epoch, int(expires_at.timestamp())], salt=SALT)


def read(token: str, purpose: str, *, at: datetime) -> Link:
    """What the token opens. Raises `LinkRefused` with a sentence for the person who clicked."""
    try:
        found, subject, epoch, expires = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkRefused(
            "Ce lien est incomplet ou abîmé.", "Ouvrez-le depuis le courriel, ou demandez-en un nouveau."
        ) from None
    if found != purpose:
        raise LinkRefused("Ce lien ouvre une autre page.", "Ouvrez-le depuis le courriel d'origine.")
    expires_at = datetime.fromtimestamp(expires, tz=at.tzinfo)
    if at >= expires_at:
        raise LinkRefused("Ce lien n'est plus valable.", "Demandez-en un nouveau à l'association.")
    return Link(purpose, subject, epoch, expires_at)
