"""Why a season sheet is refused."""

from pontdesarts.journal.refusals import Refused


class PresentationRefused(Refused):
    """It says nothing, is there already, or nobody can be asked for it."""
