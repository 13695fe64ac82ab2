"""Writing, delivering and forgetting: mails, and texts to telephones."""

from .mail import Paper, deliver_now, forget_old, forget_papers, give_up, send

__all__ = ["Paper", "deliver_now", "forget_old", "forget_papers", "give_up", "send"]
