"""Who may wish for which relay, who prepares and follows a draw."""

from pontdesarts.accounts.models import User
from pontdesarts.associations.policies import may_run
from pontdesarts.network.models import Structure, StructureQuerySet
from pontdesarts.programme.models import Offer

from .models import Draw


def may_follow(user: User, draw: Draw) -> bool:
    return may_run(user, draw.association)


def serves(user: User, draw: Draw) -> bool:
    """Whether the person is the referent of a relay of the association that draws."""
    return Structure.objects.served_by(user).filter(association=draw.association).exists()


def relays_to_wish_for(user: User, draw: Draw) -> StructureQuerySet:
    """The relays for which the person wishes: theirs as a referent, of the association or let in as neighbours; every
    one of the association for its team, which wishes on the phone."""
    relays = Structure.objects.relays().select_related("relay", "association")
    mine = relays.filter(pk__in=Structure.objects.served_by(user))
    if may_run(user, draw.association):
        mine = mine | relays.filter(association=draw.association)
    elif not _lets_neighbours_in(user, draw):
        mine = mine.filter(association=draw.association)
    return mine.order_by("sort_name", "pk")


def _lets_neighbours_in(user: User, draw: Draw) -> bool:
    shared = Offer.objects.visible_to(user).filter(showings__lots__draw=draw, neighbours_allowed_at__isnull=False)
    return shared.exists()
