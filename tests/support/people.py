"""What individual supports keep of people, filled for one association."""

from django.utils import timezone

from pontdesarts.accounts.models import User
from pontdesarts.associations.models import Association
from pontdesarts.network.models import Structure

from .factories import StepFactory, SupportFactory, VisitFactory


def settle(theirs: Association, relay: Structure, who: User) -> None:
    at = timezone.now()
    support = SupportFactory(
        structure=relay,
        asked_at=at,
        asked_by=who,
        accepted_at=at,
        led_by=who,
        project_says="Une page sur l'ouverture culturelle.",
        done_today="Le cinéma, en juillet.",
        obstacles="Le dernier bus.",
        wishes="Un spectacle par trimestre.",
        diagnosed_at=at,
        result="Trois sorties le soir.",
        ended_at=at,
        moved_at=at,
    )
    StepFactory(support=support)
    VisitFactory(support=support, visited_on=at.date(), noted_at=at)
