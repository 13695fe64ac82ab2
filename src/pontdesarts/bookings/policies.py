"""Who may book for which relay, who may read a venue's list."""

from django.db.models import Exists, OuterRef, Q

from pontdesarts.accounts.models import User
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.prepared import Prepared
from pontdesarts.programme.models import Showing, ShowingQuerySet
from pontdesarts.ui.keys import key

from . import conditions
from .models import Booking

# the relay for which the team books, as the session keeps it
ON_THE_PHONE = "bookings.for_relay"


def relays_to_book_for(user: User, showing: Showing) -> StructureQuerySet:
    """The relays for which the person books there: theirs as a referent, those of the team that they are of, which
    books on the phone. Of the offer's association, or of any when it is open to neighbours."""
    own = Q(pk__in=Structure.objects.served_by(user)) | Q(pk__in=relays_of_the_team(user).order_by().values("pk"))
    relays = Structure.objects.relays().filter(own).select_related("relay", "association")
    if not showing.offer.neighbours_allowed_at:
        relays = relays.filter(association=showing.offer.association_id)
    return relays.order_by("sort_name", "pk")


def relay_to_book_for(user: User, showing: Showing, typed: str) -> Structure | None:
    """One of `relays_to_book_for`, named by its key as a form sends it, with ``is_own``: the person is its referent."""
    relays = _booked_for_by(user_id=user.pk, relay_id=key(typed)) if key(typed) else ()
    return next((relay for relay in relays if _may_go(relay, showing)), None)


def _may_go(relay: Structure, showing: Showing) -> bool:
    return relay.association_id == showing.offer.association_id or bool(showing.offer.neighbours_allowed_at)


def _relay_booked_for_by(user_id: int, relay_id: int) -> StructureQuerySet:
    own = User(pk=user_id).referent_posts.filter(ended_at=None, structure=OuterRef("pk"))
    roles = User(pk=user_id).staff_roles.of_the_team()
    runs = roles.filter(association=OuterRef("association"))
    relays = Structure.objects.relays().filter(Exists(own) | Exists(runs), pk=relay_id)
    return conditions.relays_with_what_is_read(relays).annotate(is_own=Exists(own))


_booked_for_by = Prepared(_relay_booked_for_by)


def relays_of_the_team(user: User) -> StructureQuerySet:
    """The relays for which the person books on the phone: those of the associations whose daily work they do."""
    roles = user.staff_roles.of_the_team()
    return Structure.objects.relays().filter(association__in=roles.values("association")).order_by("sort_name", "pk")


def may_edit(user: User, booking: Booking) -> bool:
    return Booking.objects.editable_by(user).filter(pk=booking.pk).exists()


def may_read_name(user: User, booking: Booking) -> bool:
    """The pick-up name: whoever may change the booking gave it. A reader of the association reads figures."""
    return may_edit(user, booking)


def on_behalf_of(user: User, relay: Structure, companion: User | None = None) -> str:
    """For whom the person acts, as the journal says it: a colleague, the relay when they are not one of its referents
    (the team, on the phone), or both."""
    own = getattr(relay, "is_own", None)
    if own is None:
        own = Structure.objects.served_by(user).filter(pk=relay.pk).exists()
    goes = companion.get_full_name() if companion and companion.pk != user.pk else ""
    if own:
        return goes
    return f"le relais {relay.name} ({goes})" if goes else f"le relais {relay.name}"


def showings_with_a_list_for(user: User) -> ShowingQuerySet:
    """The dates whose list the person may read."""
    as_partner, as_team = ways_to_lists(user)
    return Showing.objects.filter(as_partner | as_team)


def reads_lists(user: User) -> bool:
    """Whether some list may be the person's to read, today or later."""
    return user.coordinator_posts.filter(ended_at=None).exists() or user.staff_roles.of_the_team().exists()


def ways_to_lists(user: User) -> tuple[Q, Q]:
    """Which lists the person reads: those of the partners that they represent, those of the associations whose daily
    work they do: a list may hold names, which readers and volunteers at the programme do not need."""
    partners = user.coordinator_posts.filter(ended_at=None).values("structure")
    associations = user.staff_roles.of_the_team().values("association")
    return Q(offer__partner__in=partners), Q(offer__association__in=associations)
