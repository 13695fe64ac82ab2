"""Why joining, signing or booking is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class NotReady(Refused):
    """The relay, or the person who goes, has not done what the association asks before a booking."""


class RequestRefused(Refused):
    """The request is answered already, or cannot be answered in that way."""


class MembershipRefused(Refused):
    """There is nothing to renew or to pay, or it is done."""


class CharterRefused(Refused):
    """Another version is in force, or the text says nothing."""


class TrainingRefused(Refused):
    """The person is not of the network, or the date is to come."""


class WelcomeRefused(Refused):
    """A setting that does not stand."""
