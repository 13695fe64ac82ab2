from .mailings import DeadAddress, DeadAddressQuerySet, Mailing, MailingLine, MailingLineQuerySet, MailOptOut
from .message import Attachment, Message, MessageQuerySet
from .text import Heard, OptOut, Reply, ReplyQuerySet, Text, TextQuerySet

__all__ = [
    "Attachment",
    "DeadAddress",
    "DeadAddressQuerySet",
    "Heard",
    "MailOptOut",
    "Mailing",
    "MailingLine",
    "MailingLineQuerySet",
    "Message",
    "MessageQuerySet",
    "OptOut",
    "Reply",
    "ReplyQuerySet",
    "Text",
    "TextQuerySet",
]
