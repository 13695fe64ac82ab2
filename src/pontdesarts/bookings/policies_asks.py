"""Who answers requests, who orders a waiting list, and to whom a relay has a name."""

from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure
from pontdesarts.programme.models import Showing, ShowingQuerySet

from .models import Ask, AskQuerySet


def dates_ordered_by(user: User) -> ShowingQuerySet:
    """The dates whose waiting list the person may put in another order: those of the associations that they run."""
    return Showing.objects.filter(offer__association__in=_run_by(user))


def requests_answered_by(user: User) -> AskQuerySet:
    """The open requests that the person answers."""
    return asks_answered_by(user).requests()


def asks_answered_by(user: User) -> AskQuerySet:
    """What is asked of the partners that the person represents, of the associations they run."""
    return Ask.objects.filter(
        Q(showing__offer__partner__in=user.coordinator_posts.filter(ended_at=None).values("structure"))
        | Q(showing__offer__association__in=_run_by(user))
    )


def named_to(user: User) -> set[int]:
    """The associations whose relays the person reads by name. A venue reads a number."""
    return set(Association.objects.staffed_by(user).values_list("pk", flat=True))


def name_of(relay: Structure, named: set[int]) -> str:
    """« Centre social des Tilleuls » for its own association, « un relais de Passerelle 26 » for another."""
    if relay.association_id in named:
        return relay.name
    return f"un relais de {relay.association.name}"


def _run_by(user: User) -> list[int]:
    roles = user.staff_roles.of_the_team()
    return list(roles.values_list("association", flat=True))
