from .ask import Ask, AskQuerySet, Proposal, ProposalQuerySet
from .booking import Booking, BookingQuerySet
from .party import OfParty, columns_of, people_are_places
from .sending import ListSending

__all__ = [
    "Ask",
    "AskQuerySet",
    "Booking",
    "BookingQuerySet",
    "ListSending",
    "OfParty",
    "Proposal",
    "ProposalQuerySet",
    "columns_of",
    "people_are_places",
]
