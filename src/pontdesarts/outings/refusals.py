"""Why a word about an outing is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class ClaimRefused(Refused):
    """The outing is ahead, the number cannot be, or the booking is of another date."""
