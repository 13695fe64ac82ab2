"""Why a change of the programme is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class OfferRefused(Refused):
    """The offer lacks what it needs, or is no longer in a state to be changed."""


class ShowingRefused(Refused):
    """The date does not stand: over, ending before it begins, already cancelled, booked by somebody."""


class PlacesRefused(Refused):
    """Fewer places than are already taken, or a booking window that does not stand."""
