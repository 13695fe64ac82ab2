"""Why a booking is refused, each with what to do next."""

from pontdesarts.journal.refusals import Refused


class PartyRefused(Refused):
    """The numbers do not stand: nobody, carers only, more than the limit."""


class BookingClosed(Refused):
    """Not open yet, closed, over, cancelled, or withdrawn."""


class Full(Refused):
    """Fewer places are left than were asked; says how many."""


class NoWheelchairPlace(Refused):
    """Places are left, but not for a wheelchair."""


class RelayRefused(Refused):
    """This relay may not book here: suspended, or of another association."""


class PickupNameMissing(Refused):
    """The venue requires a name to be given at the desk."""


class AlreadyCancelled(Refused):
    """Nothing left to change."""


class AlreadyBooked(Refused):
    """The form has made a booking before, and asks for something else now."""
