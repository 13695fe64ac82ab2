from .booking import Booking, BookingQuerySet
from .sending import ListSending

__all__ = ["Booking", "BookingQuerySet", "ListSending"]
