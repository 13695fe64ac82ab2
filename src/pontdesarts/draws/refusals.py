"""Why something is refused about a draw, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class DrawRefused(Refused):
    """What was prepared does not stand: dates, places, or offers that are not given by a draw."""


class DrawStarted(Refused):
    """Wishes are open, or were: the rules no longer change."""


class DrawEnded(Refused):
    """Cancelled, or what was left has been opened to all."""


class WishesClosed(Refused):
    """The window of wishes is not open yet, or is over."""


class WishRefused(Refused):
    """This wish may not be made: the date is out, the relay has it already, there are too many."""


class TooEarly(Refused):
    """Wishes are still open: nobody draws before their end."""


class SecretLost(Refused):
    """The key that sealed the secret of the round has changed: its commitment can no longer be kept."""
