"""Who holds a permanence, for which relay."""

from django.db.models import Q

from pontdesarts.accounts.models import User
from pontdesarts.network.models import Structure, StructureQuerySet

from .models import Permanence


def relays_to_open_for(user: User) -> StructureQuerySet:
    """Theirs as a referent; every relay of the association for the team, which comes to help."""
    roles = user.staff_roles.of_the_team()
    own = Structure.objects.served_by(user).values("pk")
    relays = Structure.objects.relays().filter(Q(pk__in=own) | Q(association__in=roles.values("association")))
    return relays.select_related("relay", "association", "commune__department").order_by("sort_name", "pk")


def may_edit(user: User, permanence: Permanence) -> bool:
    return Permanence.objects.editable_by(user).filter(pk=permanence.pk).exists()


def on_behalf_of(user: User, relay: Structure) -> str:
    """The relay's name when the person is not one of its referents: the journal says for whom they acted."""
    return "" if Structure.objects.served_by(user).filter(pk=relay.pk).exists() else relay.name
