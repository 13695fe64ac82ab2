"""Why a permanence answers no, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class PermanenceRefused(Refused):
    """It may not be opened: the structure is no relay, has left the network, or its bookings are suspended."""


class PermanenceClosed(Refused):
    """It was closed: what comes now waits on the device until it is reopened."""


class PickRefused(Refused):
    """The number of the pick has served for something else, or for another permanence."""
