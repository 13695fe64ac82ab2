"""What joining keeps of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.membership.models import Campaign, Training
from pontdesarts.network.models import Structure

from .factories import CharterFactory, JoinRequestFactory, MembershipFactory, SignatureFactory, TrainingFactory


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    JoinRequestFactory(
        association=theirs,
        asked_at=at,
        confirmed_at=at,
        phone="01 99 00 00 00",
        question="Combien ?",
        question_at=at,
        reply="Trente.",
        replied_at=at,
        outcome="refused",
        answered_at=at,
        reason="Trop loin.",
    )
    charter = CharterFactory(association=theirs, published_by=who)
    SignatureFactory(
        structure=relay, charter=charter, signed_at=at, role="directrice", user=who, mailed_to="direction@example.org"
    )
    MembershipFactory(structure=relay, season=2024, agreed_at=None, declined_at=at, declined_because="Trop loin.")
    TrainingFactory(association=theirs, user=who, kind=Training.Kind.WAIVED, reason="Ancienne de l'équipe")
    Campaign.objects.create(association=theirs, season=2026, started_at=at, started_by=who)
