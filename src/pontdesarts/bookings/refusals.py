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
    """This relay may not book here: suspended, out of the network, or of another association."""


class PickupNameMissing(Refused):
    """The venue requires a name to be given at the desk."""


class AlreadyCancelled(Refused):
    """Nothing left to change."""


class AlreadyBooked(Refused):
    """The form has made a booking before, and asks for something else now."""


class AskFirst(Refused):
    """Places of this offer are given on request, or by a draw: they are not booked."""


class RelayHasItsShare(Refused):
    """The relay would hold more places of this offer than one relay may."""


class KeptForOthers(Refused):
    """Places are left: kept for wheelchairs, for relays of priority areas, or beyond the share of neighbours."""


class NewsOwed(Refused):
    """Past outings of the relay are without news, and its association wants them before it books again."""


class NothingProposed(Refused):
    """The proposal has expired, has been answered, or is gone."""


class AskEnded(Refused):
    """The relay left the list, was answered, or the date is over."""


class AskRefused(Refused):
    """The relay has asked already, or need not: places are left."""


class ModeRefused(Refused):
    """Places of the offer may not be given in that way now."""
