"""Why a change of the programme is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class OfferRefused(Refused):
    """The offer lacks what it needs, or is no longer in a state to be changed."""


class OfferChanged(OfferRefused):
    """Somebody else changed the offer since the person opened it. ``revision`` is the one that stands now."""

    def __init__(self, sentence: str, next_step: str, *, revision: int) -> None:
        super().__init__(sentence, next_step)
        self.revision = revision


class ShowingRefused(Refused):
    """The date does not stand: over, ending before it begins, already cancelled, booked by somebody."""


class PlacesRefused(Refused):
    """Fewer places than are already taken, or a booking window that does not stand."""


class LinkNotSent(Refused):
    """No link can be mailed: the structure has no address, is no partner, or is suspended."""


class SearchRefused(Refused):
    """The person keeps a search of that name already, or too many."""
