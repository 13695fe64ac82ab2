"""What was typed in a booking form, kept in an address while one goes elsewhere and comes back. Never a name."""

from collections.abc import Mapping

from django.http import QueryDict

from .models import Booking
from .models.party import NUMBERS

KEPT = ("relay", *NUMBERS, "outing", "first_outing", "needs", "booked_for")


def address(typed: QueryDict) -> str:
    """As the end of an address: « adults=2&outing=family ». What is empty or nobody is left out."""
    kept = QueryDict(mutable=True)
    for name in KEPT:
        if values := [value[:40] for value in typed.getlist(name) if value not in ("", "0")]:
            kept.setlist(name, values)
    return kept.urlencode()


def initial(typed: QueryDict) -> dict[str, object]:
    """As a form begins with it; the form itself judges what it is worth when it is sent."""
    said: dict[str, object] = {name: typed[name] for name in KEPT if name in typed and name != "needs"}
    if "needs" in typed:
        said["needs"] = typed.getlist("needs")
    return said


def of(booking: Booking, typed: Mapping[str, object]) -> dict[str, object]:
    """The same party once more, for the same relay. The name to give at the desk is asked again."""
    return {name: value for name, value in typed.items() if name in KEPT} | {
        "relay": booking.relay_id,
        "booked_for": booking.booked_for_id,
    }
