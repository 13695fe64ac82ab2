"""Why a word about an outing is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class ClaimRefused(Refused):
    """The outing is ahead, the number cannot be, or the booking is of another date."""


class FeelingRefused(Refused):
    """The voice note is too heavy, or is no sound."""


class ChannelRefused(Refused):
    """The number cannot get texts, or nobody sends texts here."""


class PhoneRefused(Refused):
    """The number may not be given for this outing: too late, too many, already there, or nobody sends texts here."""


class GivingBackRefused(Refused):
    """Places cannot be given back by the link: it is too late, or they were already."""


class SettledAlready(Refused):
    """Somebody of the team, or a new answer, has settled it meanwhile."""


class AskingRefused(Refused):
    """The relay cannot be asked by mail: nobody to write to, or enough was written."""


class CallRefused(Refused):
    """What was noted of a call names somebody, lacks a date, or somebody else called meanwhile."""
