"""What the passerelle keeps of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure
from tests.network.factories import PartnerFactory

from .factories import NeedFactory, ThreadFactory, ThreadMessageFactory


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    NeedFactory(structure=relay, published_at=at, written_at=at, conditions="Le mardi, avec une interprète.")
    thread = ThreadFactory(
        partner=PartnerFactory(association=theirs),
        relay=relay,
        opened_at=at,
        opened_by=who,
        spoke_at=at,
        held=False,
        told_at=at,
        came_of_it="Personne n'était libre.",
    )
    ThreadMessageFactory(thread=thread, author=who, written_at=at)
