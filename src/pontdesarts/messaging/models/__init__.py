from .message import Attachment, Message, MessageQuerySet

__all__ = ["Attachment", "Message", "MessageQuerySet"]
