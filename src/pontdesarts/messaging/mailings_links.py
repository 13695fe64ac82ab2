"""What a letter carries that leads back to it: the link that unsubscribes, and the name that a bounce repeats."""

import hmac
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.urls import reverse

from pontdesarts.journal import sealing

from .models import Mailing, MailingLine
from .models.mailings import fingerprint

SALT = "pontdesarts.messaging.leave"
_OURS = re.compile(r"<?lettre\.(\d{1,18})\.([0-9a-f]{20})@")


def leave_link(mailing: Mailing, address: str) -> str:
    """The address at the foot of a letter: it works as long as the letter is kept, and says no address. ``""`` when the
    letter is of no family."""
    if not mailing.family:
        return ""
    return str(settings.BASE_URL) + reverse("messaging:leave", args=[leave_token(mailing.family, address)])


def leave_token(family: str, address: str) -> str:
    """What opens the page that leaves these letters, for whoever reads that address."""
    return signing.dumps([family, fingerprint(address)], salt=SALT)


def read_leave(token: str) -> tuple[str, str] | None:
    """The family and the digest of the address; ``None`` for a link that we did not make."""
    try:
        family, digest = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(family), str(digest)


def message_id(line: MailingLine) -> str:
    """Signed: a bounce that anybody makes up names no letter of ours."""
    return f"<lettre.{line.pk}.{_sign(line.pk)}@{urlsplit(settings.BASE_URL).hostname}>"


def line_named(said: str) -> int | None:
    """The line that a Message-ID names, if we wrote it."""
    found = _OURS.search(said)
    if found is None or not hmac.compare_digest(found[2], _sign(int(found[1]))):
        return None
    return int(found[1])


def _sign(pk: int) -> str:
    return sealing.fingerprint(str(pk), "mailing")[:20]
