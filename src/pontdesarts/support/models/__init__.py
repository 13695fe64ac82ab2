from .support import Step, Support, SupportQuerySet, Visit

__all__ = ["Step", "Support", "SupportQuerySet", "Visit"]
