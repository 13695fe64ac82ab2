from .message import Attachment, Message, MessageQuerySet
from .text import Heard, OptOut, Reply, ReplyQuerySet, Text, TextQuerySet

__all__ = [
    "Attachment",
    "Heard",
    "Message",
    "MessageQuerySet",
    "OptOut",
    "Reply",
    "ReplyQuerySet",
    "Text",
    "TextQuerySet",
]
