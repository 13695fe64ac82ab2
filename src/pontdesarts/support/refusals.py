"""Why something is refused in an individual support, with what to do next."""

from pontdesarts.journal.refusals import Refused


class SupportRefused(Refused):
    """It is ended, not begun, or says nothing."""
