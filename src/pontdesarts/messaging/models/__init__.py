from .message import Attachment, Message, MessageQuerySet
from .text import OptOut, Reply, ReplyQuerySet, Text, TextQuerySet

__all__ = [
    "Attachment",
    "Message",
    "MessageQuerySet",
    "OptOut",
    "Reply",
    "ReplyQuerySet",
    "Text",
    "TextQuerySet",
]
