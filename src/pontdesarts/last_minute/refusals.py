"""Why places are not released, or an alert opens nothing, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class ReleaseRefused(Refused):
    """The date, the number or the hour does not stand."""


class NothingReleased(Refused):
    """Nothing stands to be taken back."""
