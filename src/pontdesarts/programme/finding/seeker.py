"""Who looks, and from where: distances are measured from the relay, holidays are those of its department."""

from dataclasses import dataclass

from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure, Venue
from pontdesarts.territory.models import Department
from pontdesarts.territory.rules import Point, distance_km


@dataclass(frozen=True)
class Seeker:
    """``relay`` is ``None`` for the staff of an association, who look at what their relays may book.

    ``department`` is the code of the relay's, else of the first of the associations', else empty; ``zone`` is the one
    of its school holidays, empty where no calendar is known.
    """

    user: User
    relay: Structure | None
    zone: str
    department: str
    departments: tuple[Department, ...]

    @property
    def point(self) -> Point | None:
        """Where the relay stands, if it is known."""
        return Point(*self.relay.point) if self.relay and self.relay.point else None

    def distance_to(self, venue: Venue | None) -> float | None:
        """Kilometres from the relay, as the crow flies; ``None`` when we cannot tell."""
        if self.point is None or venue is None or venue.point is None:
            return None
        return distance_km(self.point, Point(*venue.point))


def seeker(user: User) -> Seeker:
    """Reads the first of the relays that the person serves, and the departments of their associations."""
    relays = Structure.objects.served_by(user).select_related("commune__department")
    relay = relays.order_by("sort_name", "pk").first()
    departments = tuple(
        Department.objects.filter(
            Q(associations__structures__in=Structure.objects.held_by(user))
            | Q(associations__in=Association.objects.staffed_by(user))
        )
        .distinct()
        .order_by("code")
    )
    own = relay.commune.department if relay and relay.commune else next(iter(departments), None)
    return Seeker(user, relay, own.zone if own else "", own.code if own else "", departments)
