"""What the circle keeps of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.journal.actors import Actor
from pontdesarts.network.models import Structure
from pontdesarts.supporters import operations
from tests.territory.factories import CommuneFactory

from .factories import IdeaFactory, SupporterFactory


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    commune = CommuneFactory(insee="94074")
    one = SupporterFactory(association=theirs, asked_at=at, confirmed_at=at, last_sign_at=at, commune=commune)
    IdeaFactory(supporter=one, sent_at=at, answer="Bonne idée.", answered_at=at, answered_by=who)
    operations.prepare(
        theirs, interest="", subject="Nouvelles", text="Bonjour", reply_to="a@example.org", by=Actor.of(who), at=at
    )
