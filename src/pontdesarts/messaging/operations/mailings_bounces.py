"""Mails that come back. Their servers say which, and why, as RFC 3464 asks; anything else is for a person to read."""

import email.policy
import mailbox
import re
from dataclasses import dataclass
from datetime import datetime
from email.message import Message as Mail
from email.parser import BytesParser
from pathlib import Path

from django.db import transaction

from ..mailings_links import line_named
from ..models import DeadAddress, MailingLine, Message
from ..models.mailings import normal

MOST_READ = 2 * 1024 * 1024
MOST_AT_ONCE = 500
_MESSAGE = re.compile(r"<(\d{1,18})\.(\d{20})@")


@dataclass(frozen=True)
class Bounce:
    """What a server said of one letter of ours. ``status`` as RFC 3463: 5.1.1, no such mailbox."""

    message_id: str
    status: str

    @property
    def is_hard(self) -> bool:
        """For good, and of the mailbox or its domain: a full box (5.2.2) empties, a size or a word refused says nothing
        of the address."""
        return self.status.startswith(("5.1.", "5.0.", "5.4.4", "5.7.17")) or self.status in ("5.2.1", "5.5.0")


def read_bounce(raw: bytes) -> Bounce | None:
    """What the mail says of a letter of ours; ``None`` when it is no delivery status, or of a letter that did arrive
    late."""
    mail = BytesParser(policy=email.policy.compat32).parsebytes(raw[:MOST_READ])
    if mail.get_content_type() != "multipart/report":
        return None
    status, named = "", ""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            status = status or _failed(part)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            named = named or _message_id(part)
    return Bounce(named, status) if named and status else None


def _failed(part: Mail) -> str:
    """The status of the recipient that failed for good: one block a recipient, after the one of the message."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Mail) and str(block.get("Action", "")).strip().lower() == "failed":
            said = re.match(r"\s*(\d\.\d{1,3}\.\d{1,3})", str(block.get("Status", "")))
            return said[1] if said else "5.0.0"
    return ""


def _message_id(part: Mail) -> str:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if isinstance(inner, Mail):
        return str(inner.get("Message-ID", ""))
    found = re.search(r"^message-id:\s*(<[^>]+>)", str(payload), re.M | re.I)
    return found[1] if found else ""


@transaction.atomic
def note_bounce(raw: bytes, *, at: datetime) -> bool:
    """Write that a letter came back; for good, its address no longer works. Returns whether it was one of ours.

    The letter is known by its own Message-ID, which nobody else can write: an address is never believed dead because
    a mail says so.
    """
    bounce = read_bounce(raw)
    if bounce is None:
        return False
    address = _of_a_line(bounce, at) or _of_a_mail(bounce)
    if address and bounce.is_hard:
        DeadAddress.objects.get_or_create(address=normal(address), defaults={"status": bounce.status[:12], "since": at})
    return bool(address)


def _of_a_line(bounce: Bounce, at: datetime) -> str:
    line = MailingLine.objects.filter(pk=line_named(bounce.message_id) or 0).first()
    if line is None:
        return ""
    MailingLine.objects.filter(pk=line.pk, bounced_at=None).update(state=MailingLine.State.BOUNCED, bounced_at=at)
    return line.address


def _of_a_mail(bounce: Bounce) -> str:
    """An ordinary mail: its name bears the instant when it was written, which nobody guesses."""
    found = _MESSAGE.match(bounce.message_id)
    if found is None:
        return ""
    message = Message.objects.filter(pk=int(found[1])).first()
    return message.to if message and f"{message.created_at:%Y%m%d%H%M%S%f}" == found[2] else ""


def read_mailbox(folder: Path, *, at: datetime) -> int:
    """Read what is new in a Maildir, 500 mails at a time: bounces of ours are noted and removed, all else stays there
    as read, for a person. Returns how many were ours."""
    box = mailbox.Maildir(str(folder), factory=None, create=False)
    ours = 0
    for key in sorted(box.iterkeys())[:MOST_AT_ONCE]:
        kept = box.get_message(key)
        if kept.get_subdir() != "new":
            continue
        if note_bounce(kept.as_bytes(), at=at):
            box.remove(key)
            ours += 1
        else:
            kept.set_subdir("cur")
            kept.add_flag("S")
            box[key] = kept
    return ours
