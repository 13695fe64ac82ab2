"""Writing, delivering and forgetting: mails, and texts to telephones."""

from .erasing import forget_numbers
from .mail import Paper, deliver_now, forget_old, forget_papers, give_up, is_enough, send
from .replies import note_status, receive
from .texts import NotSent, deliver_text_now, give_up_text, send_text

__all__ = [
    "NotSent",
    "Paper",
    "deliver_now",
    "deliver_text_now",
    "forget_numbers",
    "forget_old",
    "forget_papers",
    "give_up",
    "give_up_text",
    "is_enough",
    "note_status",
    "receive",
    "send",
    "send_text",
]
