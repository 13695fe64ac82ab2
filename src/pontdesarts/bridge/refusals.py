"""Why publishing or putting in touch is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class AnnouncementRefused(Refused):
    """It cannot be published by them, or it is not in the list any more."""


class ThreadRefused(Refused):
    """The two cannot be put in touch, or the exchange is closed."""
