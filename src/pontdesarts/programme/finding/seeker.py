"""Who looks, and from where: distances are measured from the relay, holidays are those of its department."""

from dataclasses import dataclass

from django.db.models import Q, Value

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure, Venue
from pontdesarts.territory.models import Department
from pontdesarts.territory.rules import Point, distance_km

from ..models import Offer


@dataclass(frozen=True)
class Seeker:
    """``relay`` is ``None`` for the staff of an association, who look at what their relays may book.

    ``homes`` are the keys of the associations for which the person books or works: all others are neighbours.
    ``partners`` are those of the venues that the person represents.
    ``department`` is the code of the relay's, else of the first of the associations', else empty; ``zone`` is the one
    of its school holidays, empty where no calendar is known.
    """

    user: User
    relay: Structure | None
    zone: str
    department: str
    departments: tuple[Department, ...]
    homes: frozenset[int] = frozenset()
    partners: frozenset[int] = frozenset()

    def is_at_home(self, offer: Offer) -> bool:
        """A partner, who has no association to book for, is at home in all that it sees."""
        return not self.homes or offer.association_id in self.homes

    @property
    def priority(self) -> bool:
        """What is kept for relays of priority areas is there for them, and for the team, who books for any relay."""
        return self.relay is None or bool(self.relay.relay.priority_area)

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
    """Reads the first of the relays that the person serves, their associations and the departments of these."""
    relays = Structure.objects.served_by(user).select_related("commune__department", "relay")
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
    zone, code = (own.zone, own.code) if own else ("", "")
    return Seeker(user, relay, zone, code, departments, *posts_of(user))


def posts_of(user: User) -> tuple[frozenset[int], frozenset[int]]:
    """The associations where the person books as a referent, or works; the partners that they represent."""
    books = user.referent_posts.filter(ended_at=None).values_list(Value("home"), "structure__association")
    works = user.staff_roles.filter(ended_at=None).values_list(Value("home"), "association")
    represents = user.coordinator_posts.filter(ended_at=None).values_list(Value("partner"), "structure")
    posts = list(books.order_by().union(works.order_by(), represents.order_by()))
    homes, partners = (frozenset(key for kind, key in posts if kind == wanted) for wanted in ("home", "partner"))
    return homes, partners
