"""Why joining, an idea or a letter is refused."""

from pontdesarts.journal.refusals import Refused


class CircleClosed(Refused):
    """The association takes no supporters by its page."""


class IdeaRefused(Refused):
    """It says nothing, comes too often, or was answered."""
