"""Why words do not leave, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class ModerationRefused(Refused):
    """Nothing is written to publish, or somebody has changed it meanwhile."""


class ThanksRefused(Refused):
    """Nobody came, the date is ahead, the partner has no address, or was thanked already."""


class LetterRefused(Refused):
    """Nothing to tell, no address, or sent already."""
